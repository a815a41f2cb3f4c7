package io.contee;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The inventory of the classes that open or create files other than for reading. contee often has more rights than the
 * owner of a directory: a new class belongs here only once it follows no link and creates its file with its final mode.
 */
@AnalyzeClasses(packages = "io.contee", importOptions = DoNotIncludeTests.class)
class WrittenFilesTest {

    private static final Set<String> FILES_METHODS = Set.of(
            "write",
            "writeString",
            "newOutputStream",
            "newBufferedWriter",
            "newByteChannel",
            "createFile",
            "createTempFile");

    /** What opens a channel, to read or to write; each with NOFOLLOW_LINKS where the directory may be another user's. */
    private static final Map<String, String> CHANNELS = Map.ofEntries(
            Map.entry("AtomicFile", "writes a new file beside the old one, then renames it"),
            Map.entry("FileAccess", "opens logs for appending, below trusted directories"),
            Map.entry("KilledLog", "completes a log after a kill"),
            Map.entry("SessionFiles", "the page of a console in contee's run directory"),
            Map.entry("InstanceLock", "the lock in contee's run directory"),
            Map.entry("PositionFile", "how far a spool is read"),
            Map.entry("DataLock", "the lock of what is collected"),
            Map.entry("MemoryTable", "appends to the table of memory figures"),
            Map.entry("Removal", "reads"),
            Map.entry("RawTail", "reads"),
            Map.entry("EventLog", "reads, and appends through FileAccess"),
            Map.entry("RotatingFile", "reads, and appends through FileAccess"),
            Map.entry("OldFileGzip", "reads, and writes through FileAccess"),
            Map.entry("LogFile", "reads"));

    /** What writes by a path, which follows links: only in directories that are the caller's own. */
    private static final Map<String, String> PATHS = Map.of(
            "ReplacementProcess", "a new temporary file for the process id",
            "ClassListCommand", "a directory that it has just created",
            "Screen", "the file that the user at the terminal names");

    @ArchTest
    static void whatOpensAChannelIsListed(JavaClasses classes) {
        assertThat(callers(classes, FileChannel.class.getName(), Set.of("open")))
                .isEqualTo(CHANNELS.keySet());
    }

    @ArchTest
    static void whatWritesByAPathIsListed(JavaClasses classes) {
        Set<String> found = callers(classes, Files.class.getName(), FILES_METHODS);
        for (Class<?> stream : Set.of(FileOutputStream.class, FileWriter.class, RandomAccessFile.class)) {
            found.addAll(callers(classes, stream.getName(), Set.of("<init>")));
        }
        assertThat(found).isEqualTo(PATHS.keySet());
    }

    private static Set<String> callers(JavaClasses classes, String owner, Set<String> names) {
        return classes.stream()
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().getName().equals(owner))
                .filter(access -> names.contains(access.getTarget().getName()))
                .map(JavaAccess::getOriginOwner)
                .map(WrittenFilesTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(WrittenFilesTest::outermost).orElse(type.getSimpleName());
    }
}
