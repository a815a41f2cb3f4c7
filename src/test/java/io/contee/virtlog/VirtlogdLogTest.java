package io.contee.virtlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.net.IoBuffer;
import io.contee.testing.ShortTempDir;
import io.contee.virtlog.VirtlogdLog.Position;
import io.contee.virtlog.VirtlogdLog.Start;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** virtlogd's files, renamed as it renames them. */
class VirtlogdLogTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path path = temp.resolve("serial0.log");
    private final IoBuffer buffer = new IoBuffer(1 << 10);
    private VirtlogdLog log = new VirtlogdLog(path, new VirtlogdLog.Oldest());

    @AfterEach
    void close() {
        log.close();
        temp.close();
    }

    private void write(String text) throws IOException {
        Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Rotates with {@code backups} old files, and writes into the next file. */
    private void rotate(int backups, String next) throws IOException {
        for (int i = backups - 1; i >= 0; i--) {
            Path from = i == 0 ? path : Path.of(path + "." + (i - 1));
            if (Files.exists(from)) {
                Files.move(from, Path.of(path + "." + i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        write(next);
    }

    /** Reads to the end of what is there. */
    private String read() throws IOException {
        StringBuilder all = new StringBuilder();
        while (log.read(buffer) > 0) {
            all.append(StandardCharsets.US_ASCII.decode(buffer.bytes()));
        }
        return all.toString();
    }

    private void restart() {
        Start from = log.position().orElseThrow();
        log.close();
        log = new VirtlogdLog(path, from);
    }

    @Test
    void aFileThatIsNotThereYetIsReadOnceItIs() throws IOException {
        assertThat(read()).isEmpty();
        assertThat(log.position()).isEmpty();
        write("one");
        assertThat(read()).isEqualTo("one");
        write("two");
        assertThat(read()).isEqualTo("two");
        assertThat(log.pollMissed()).isZero();
    }

    @Test
    void whatWasWrittenBeforeAndAfterARotationIsReadInOrder() throws IOException {
        write("a");
        assertThat(read()).isEqualTo("a");
        write("b");
        rotate(3, "c");
        rotate(3, "d");
        assertThat(read()).isEqualTo("bcd");
        assertThat(log.pollMissed()).isZero();
    }

    @Test
    void aFileThatIsHeldIsReadToItsEndAfterVirtlogdHasRemovedIt() throws IOException {
        write("a");
        assertThat(read()).isEqualTo("a");
        write("b");
        rotate(1, "c");
        log.look();
        rotate(1, "d");
        log.look();
        rotate(1, "e");
        assertThat(read()).isEqualTo("bcde");
        assertThat(log.pollMissed()).isZero();
    }

    @Test
    void withNoBackupsTheFileThatIsReadIsStillReadToItsEnd() throws IOException {
        write("a");
        assertThat(read()).isEqualTo("a");
        write("b");
        Files.delete(path);
        write("c");
        assertThat(read()).isEqualTo("bc");
    }

    @Test
    void filesThatCameAndWentUnseenAreMissedWithAtLeastTheSizeOfOne() throws IOException {
        write("aaaaaaaaaa");
        assertThat(read()).isEqualTo("aaaaaaaaaa");
        // It was written long before the others were made.
        Files.setLastModifiedTime(path, FileTime.fromMillis(0));
        rotate(2, "b");
        rotate(2, "c");
        rotate(2, "d");
        assertThat(read()).isEqualTo("bcd");
        assertThat(log.pollMissed()).isEqualTo(10);
        assertThat(log.pollMissed()).isZero();
    }

    @Test
    void aRestartGoesOnWhereTheFormerOneStoppedAlsoInARotatedFile() throws IOException {
        write("one two");
        assertThat(read()).isEqualTo("one two");
        write(" three");
        rotate(3, " four");
        rotate(3, " five");
        restart();
        assertThat(read()).isEqualTo(" three four five");
        assertThat(log.pollMissed()).isZero();
    }

    @Test
    void aRestartAfterTheFileWasRemovedMissesAtLeastTheRestOfIt() throws IOException {
        write("one");
        assertThat(read()).isEqualTo("one");
        write(" lost");
        rotate(1, "eight888");
        rotate(1, "next");
        restart();
        assertThat(read()).isEqualTo("eight888next");
        assertThat(log.pollMissed()).isEqualTo(5);
    }

    @Test
    void aFileWithTheSameNameAndOffsetThatIsAnotherIsNotTakenForIt() throws IOException {
        write("one");
        assertThat(read()).isEqualTo("one");
        Position position = log.position().orElseThrow();
        log.close();
        Files.delete(path);
        write("another"); // which may have got the inode
        log = new VirtlogdLog(path, position);
        assertThat(read()).isEqualTo("another");
    }

    @Test
    void anEmptiedFileIsReadFromItsBeginning() throws IOException {
        write("one two three");
        assertThat(read()).isEqualTo("one two three");
        Files.writeString(path, "");
        assertThat(read()).isEmpty();
        write("four");
        assertThat(read()).isEqualTo("four");
    }

    @Test
    void ofAnOwnersLogOnlyWhatComesNextIsRead() throws IOException {
        write("the owner's");
        log = new VirtlogdLog(path, new VirtlogdLog.End());
        assertThat(read()).isEmpty();
        write("new");
        rotate(3, "er");
        assertThat(read()).isEqualTo("newer");
    }

    @Test
    void anOwnersLogThatIsMadeLaterIsReadFromItsBeginning() throws IOException {
        log = new VirtlogdLog(path, new VirtlogdLog.End());
        assertThat(read()).isEmpty();
        write("new");
        assertThat(read()).isEqualTo("new");
    }

    @Test
    void whatCannotBeHeldIsGivenUpOldestFirstAndCountedExactly() throws IOException {
        log = new VirtlogdLog(path, new VirtlogdLog.Oldest(), 10);
        write("1234567");
        buffer.bytes().clear();
        log.look();
        rotate(3, "abcdefgh");
        rotate(3, "x");
        log.look();
        assertThat(log.pollMissed()).isEqualTo(7);
        assertThat(read()).isEqualTo("abcdefghx");
    }

    @Test
    void deletedAreTheFileAndItsOldOnes() throws IOException {
        write("a");
        rotate(2, "b");
        rotate(2, "c");
        log.delete();
        assertThat(temp.path()).isEmptyDirectory();
    }

    @Test
    void aPositionIsKeptWhole() throws IOException {
        write("one");
        read();
        Position position = log.position().orElseThrow();
        Path file = temp.resolve("position");
        try (PositionFile kept = new PositionFile(file)) {
            assertThat(kept.load()).isEmpty();
            kept.save(new Position(position.file(), 123_456_789));
            kept.save(position);
            assertThat(new PositionFile(file).load()).isEqualTo(Optional.of(position));
            Files.writeString(file, "no position");
            assertThat(new PositionFile(file).load()).isEmpty();
        }
    }
}
