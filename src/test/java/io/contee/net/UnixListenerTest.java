package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixListenerTest {

    private static final UnixListener.Ownership OURS = socket -> {};

    private final ShortTempDir temp = new ShortTempDir();
    private final Path socket = temp.resolve("s");

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    @ParameterizedTest
    @CsvSource({"0600,rw-------", "0660,rw-rw----"})
    void theFileNeverHasAWiderModeThanAskedForAndEndsWithIt(String mode, String permissions) throws IOException {
        Set<PosixFilePermission> asked = PosixFilePermissions.fromString(permissions);
        List<Set<PosixFilePermission>> atFirst = new ArrayList<>();
        try (UnixListener listener = UnixListener.bind(
                socket, Integer.parseInt(mode, 8), path -> atFirst.add(Files.getPosixFilePermissions(path)))) {
            assertThat(atFirst).singleElement().satisfies(seen -> assertThat(asked)
                    .containsAll(seen));
            assertThat(Files.getPosixFilePermissions(listener.path())).isEqualTo(asked);
        }
    }

    @Test
    void nobodyConnectsBeforeItsOwnerIsSet() {
        List<String> refusals = new ArrayList<>();
        try (UnixListener listener = UnixListener.bind(socket, 0600, path -> {
            try (UnixConnection early = UnixConnection.connect(path)) {
                refusals.add("connected " + early.peer());
            } catch (IOException e) {
                refusals.add(e.getMessage());
            }
        })) {
            assertThat(refusals).containsExactly("connect to " + listener.path() + ": Connection refused");
        }
    }

    @Test
    void aSocketThatACrashLeftIsReplaced() throws IOException {
        try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            crashed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        try (UnixListener listener = UnixListener.bind(socket, 0600, OURS);
                UnixConnection client = UnixConnection.connect(socket)) {
            assertThat(listener.accept()).isPresent();
            assertThat(client.peer().pid()).isPositive();
        }
    }

    @Test
    void aPathAsLongAsTheKernelTakesIsServed() throws IOException {
        Path longest = temp.resolve(
                "x".repeat(UnixAddress.MAX_PATH_BYTES - temp.path().toString().length() - 1));
        assertThat(longest.toString()).hasSize(107);
        try (UnixListener listener = UnixListener.bind(longest, 0600, OURS);
                UnixConnection client = UnixConnection.connect(longest)) {
            assertThat(listener.accept()).isPresent();
            assertThat(client.peer().pid()).isPositive();
        }
    }

    @Test
    void aPathTooLongIsRefusedWithItsLengthAndTheLimit() {
        Path tooLong = temp.resolve("é".repeat(60));
        int bytes = temp.path().toString().length() + 1 + 120;
        assertThatThrownBy(() -> UnixListener.bind(tooLong, 0600, OURS))
                .isInstanceOf(ConteeException.class)
                .hasMessage("socket path " + tooLong + " has " + bytes
                        + " bytes, but a unix socket takes 107: choose a shorter runDir");
        assertThat(tooLong).doesNotExist();
    }

    @Test
    void aMissingDirectoryIsNamedWithWhatToDo() {
        Path nowhere = temp.resolve("missing/s");
        assertThatThrownBy(() -> UnixListener.bind(nowhere, 0600, OURS))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("cannot listen at " + nowhere + ": bind: No such file or directory")
                .hasMessageEndingWith("check that its directory can be written and its owner exists");
    }

    @Test
    void anOwnerThatDoesNotExistLeavesNoSocketBehind() {
        assertThatThrownBy(() -> UnixListener.bind(socket, 0600, path -> {
                    throw new IOException("no such user");
                }))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("no such user");
        assertThat(Files.exists(socket, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void acceptsNothingWhileNobodyConnects() throws IOException {
        try (UnixListener listener = UnixListener.bind(socket, 0600, OURS)) {
            assertThat(listener.accept()).isEmpty();
        }
    }

    @Test
    void closingTakesTheFileAwayOnceAndForAll() throws IOException {
        UnixListener listener = UnixListener.bind(socket, 0600, OURS);
        listener.close();
        assertThat(socket).doesNotExist();
        Files.createFile(socket);
        listener.close();
        assertThat(socket).exists();
    }

    @Test
    void acceptsNothingOnceClosedWhoeverHasItsDescriptor() throws IOException {
        UnixListener closed = UnixListener.bind(socket, 0600, OURS);
        closed.close();
        List<UnixListener> opened = new ArrayList<>();
        try {
            UnixListener other = Descriptors.reopen(
                    closed.fd(), () -> UnixListener.bind(socket, 0600, OURS), UnixListener::fd, opened);
            try (UnixConnection client = UnixConnection.connect(socket)) {
                assertThat(closed.accept()).isEmpty();
                assertThat(other.accept()).isPresent();
                assertThat(client.peer().pid()).isPositive();
            }
        } finally {
            opened.forEach(UnixListener::close);
        }
    }

    @Test
    void closingLeavesTheSocketOfASuccessorAlone() throws IOException {
        UnixListener former = UnixListener.bind(socket, 0600, OURS);
        try (UnixListener successor = UnixListener.bind(socket, 0600, OURS)) {
            former.close();
            try (UnixConnection client = UnixConnection.connect(socket)) {
                assertThat(client.peer().pid()).isPositive();
                assertThat(successor.accept()).isPresent();
            }
        }
        assertThat(socket).doesNotExist();
    }
}
