package io.contee.net;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The host's processes, as far as contee may examine them. Any thread may call it. */
public final class Processes {

    private static final Path PROC = Path.of("/proc");

    private static final int O_ACCMODE = 3;

    private Processes() {}

    /** Makes this process the leader of a new session: signals to its starter's terminal do not reach it. */
    public static void leaveSession() {
        var unused = Libc.setsid(); // fails if it is one already
    }

    /** Returns the directory of each process. */
    public static List<Path> all() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .toList();
        } catch (IOException e) {
            throw new ConteeException("cannot list the processes in " + PROC + ": " + ConteeException.reason(e), e);
        }
    }

    /** Returns the command line of a process; empty if it has ended. */
    public static List<String> commandLine(int pid) {
        return commandLine(PROC.resolve(Integer.toString(pid)));
    }

    /** Returns the command line of the process of a directory; empty if it has ended. */
    public static List<String> commandLine(Path process) {
        try {
            return Arrays.asList(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Returns the name of a process's command; empty if it has ended. */
    public static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Returns the files that a process has open for writing, by their paths as that process sees them.
     *
     * @param process its directory
     * @throws IOException if contee may not read that
     */
    public static Set<Path> writtenFiles(Path process) throws IOException {
        Set<Path> files = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            descriptors.forEach(descriptor -> {
                try {
                    Path file = Files.readSymbolicLink(descriptor);
                    if (file.isAbsolute() && isForWriting(process, descriptor)) {
                        files.add(file);
                    }
                } catch (IOException e) {
                    // closed meanwhile
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return files;
    }

    /** Returns whether any process whose descriptors contee may read has a file open for writing. */
    public static boolean anyWrites(Path file) {
        return all().stream().anyMatch(process -> writes(process, file));
    }

    private static boolean writes(Path process, Path file) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).equals(file) && isForWriting(process, descriptor);
                } catch (IOException e) {
                    return false; // closed meanwhile
                }
            });
        } catch (IOException | UncheckedIOException e) {
            return false; // it has ended, or it is none of contee's business
        }
    }

    /** Reads the line {@code flags:}, in octal, of proc(5)'s fdinfo. */
    private static boolean isForWriting(Path process, Path descriptor) throws IOException {
        Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
        for (String line : Files.readAllLines(info, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & O_ACCMODE) != 0;
            }
        }
        return false;
    }

    /**
     * Returns the processes that have a device open, for a message.
     *
     * @throws IOException if the device does not exist
     */
    public static List<String> having(Path device) throws IOException {
        Map<String, Object> wanted = identity(device);
        return all().stream()
                .filter(process -> has(process, wanted, device))
                .map(Processes::describe)
                .toList();
    }

    /**
     * Returns the processes other than this one that have a device open.
     *
     * @return the directory of each
     * @throws IOException if the device does not exist
     */
    public static List<Path> othersHaving(Path device) throws IOException {
        return having(device, all());
    }

    /**
     * Returns which of some processes, other than this one, have a device open.
     *
     * @param processes the directory of each
     * @throws IOException if the device does not exist
     */
    public static List<Path> having(Path device, List<Path> processes) throws IOException {
        Map<String, Object> wanted = identity(device);
        Path self = PROC.resolve(Long.toString(ProcessHandle.current().pid()));
        return processes.stream()
                .filter(process -> !process.equals(self) && has(process, wanted, device))
                .toList();
    }

    private static boolean has(Path process, Map<String, Object> wanted, Path device) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    // Reading the link is cheap, and in another mount namespace at least the end of its text is the
                    // same.
                    return Files.readSymbolicLink(descriptor).endsWith(device.getFileName())
                            && identity(descriptor).equals(wanted);
                } catch (IOException e) {
                    return false; // closed meanwhile
                }
            });
        } catch (IOException | UncheckedIOException e) {
            return false; // it has ended, or it is none of contee's business
        }
    }

    private static Map<String, Object> identity(Path device) throws IOException {
        return Files.readAttributes(device, "unix:dev,ino,rdev", new LinkOption[0]);
    }

    private static String describe(Path process) {
        String command = name(process);
        String name = command.isEmpty() ? "ended" : OneLine.of(command, 40);
        return "process " + process.getFileName() + " (" + name + ")";
    }
}
