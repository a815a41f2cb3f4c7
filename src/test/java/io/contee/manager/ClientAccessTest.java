package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.config.GuestUser;
import io.contee.model.ClientGroups;
import io.contee.model.ConteeException;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may do what. The users and groups are those that every Linux has. */
class ClientAccessTest {

    private static final UserPrincipalLookupService NAMES =
            FileSystems.getDefault().getUserPrincipalLookupService();

    private static List<Permission> permissions(ClientGroups groups, String user, String group) throws IOException {
        UserPrincipal peer = NAMES.lookupPrincipalByName(user);
        GroupPrincipal its = NAMES.lookupPrincipalByGroupName(group);
        ClientAccess access = new ClientAccess(groups);
        return Arrays.stream(Permission.values())
                .filter(permission -> access.allows(peer, its, permission))
                .toList();
    }

    private static ClientGroups groups(String read, String write, String control) {
        return new ClientGroups(Optional.of(read), Optional.of(write), Optional.of(control));
    }

    @Test
    void eachGroupMayDoWhatItIsFor() throws IOException {
        ClientGroups groups = groups("daemon", "bin", "sys");
        assertThat(permissions(groups, "daemon", "daemon")).containsExactly(Permission.READ);
        assertThat(permissions(groups, "bin", "bin")).containsExactly(Permission.READ, Permission.WRITE);
        assertThat(permissions(groups, "sys", "sys")).containsExactly(Permission.values());
        assertThat(permissions(groups, "nobody", "nogroup")).isEmpty();
    }

    @Test
    void rootAndConteesOwnUserMayDoAllWithoutAGroup() throws IOException {
        assertThat(permissions(ClientGroups.NONE, "root", "nogroup")).containsExactly(Permission.values());
        assertThat(permissions(ClientGroups.NONE, System.getProperty("user.name"), "nogroup"))
                .containsExactly(Permission.values());
        assertThat(permissions(ClientGroups.NONE, "daemon", "daemon")).isEmpty();
    }

    @Test
    void theProcesssOwnGroupCountsAndTheUsersGroupsDo() throws IOException {
        ClientGroups groups = groups("nogroup", "daemon", "no-such-group");
        assertThat(permissions(groups, "bin", "nogroup"))
                .as("by the process's group")
                .containsExactly(Permission.READ);
        assertThat(permissions(groups, "daemon", "nogroup"))
                .as("by the user's group")
                .containsExactly(Permission.READ, Permission.WRITE);
    }

    @Test
    void severalGroupsAreInTheSocketsAccessListAndNobodyElse() throws IOException, InterruptedException {
        try (ShortTempDir temp = new ShortTempDir()) {
            Path file = Files.createFile(temp.resolve("s"));
            new ClientAccess(groups("daemon", "bin", "daemon")).admitTo(file);
            assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100660);
            Process listing = new ProcessBuilder("ls", "-l", file.toString()).start();
            assertThat(new String(listing.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .as("ls marks a list with a plus")
                    .startsWith("-rw-rw----+");
            listing.waitFor();
        }
    }

    @Test
    void aGroupThatDoesNotExistIsTold() {
        assertThatThrownBy(() -> new ClientAccess(groups("no-such-group", "bin", "sys")).admitTo(Path.of("/nowhere")))
                .isInstanceOf(ConteeException.class)
                .hasMessage("there is no group 'no-such-group': make it with groupadd");
    }

    @Test
    void noGuestsProcessCanBeAClient() {
        GuestUser.refuseAsClient(Optional.of("daemon"), groups("bin", "sys", "nogroup"));
        GuestUser.refuseAsClient(Optional.empty(), groups("bin", "sys", "nogroup"));
        assertThatThrownBy(() -> GuestUser.refuseAsClient(Optional.of("daemon"), groups("bin", "sys", "daemon")))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("QEMU's user daemon is in group daemon");
    }
}
