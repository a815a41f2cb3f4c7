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

/** The host's processes, as far as contee may look into them. Any thread may call it. */
public final class Processes {

    private static final Path PROC = Path.of("/proc");

    private static final int O_ACCMODE = 3;

    private Processes() {}

    /** Makes this process the first of a session of its own, so that no signal to its starter's terminal reaches it. */
    public static void leaveSession() {
        var unused = Libc.setsid(); // fails if it is that already
    }

    /** The directory of each process. */
    public static List<Path> all() {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
                    .toList();
        } catch (IOException e) {
            throw new ConteeException("cannot list the processes in " + PROC + ": " + ConteeException.reason(e), e);
        }
    }

    /** The command line of a process; empty if it has ended. */
    public static List<String> commandLine(int pid) {
        return commandLine(PROC.resolve(Integer.toString(pid)));
    }

    /** The command line of the process of a directory; empty if it has ended. */
    public static List<String> commandLine(Path process) {
        try {
            return Arrays.asList(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The name of a process's command; empty if it has ended. */
    public static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * The files that a process has open for writing, by the paths that they have for it.
     *
     * @param process its directory
     * @throws IOException if that may not be read
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

    /** Returns whether any process whose files may be read has a file open for writing. */
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

    /** By the line {@code flags:}, in octal, of proc(5)'s fdinfo. */
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
     * The processes that have a device open, for a message.
     *
     * @throws IOException if there is no such device
     */
    public static List<String> having(Path device) throws IOException {
        Map<String, Object> wanted = identity(device);
        return all().stream()
                .filter(process -> has(process, wanted, device))
                .map(Processes::describe)
                .toList();
    }

    /**
     * The processes other than this one that have a device open.
     *
     * @return the directory of each
     * @throws IOException if there is no such device
     */
    public static List<Path> othersHaving(Path device) throws IOException {
        return having(device, all());
    }

    /**
     * Those of some processes, this one excepted, that have a device open.
     *
     * @param processes the directory of each
     * @throws IOException if there is no such device
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
                    // The link's text costs little, and in another mount namespace at least its end is the same.
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
