package io.contee.log;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.LogDir;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The index of each domain's consoles and of where their output went, in {@code <domain>/consoles.json} below the
 * directory of raw logs. It locates the logs of a guest that has stopped and that libvirt may no longer know.
 */
public final class ServedConsoles {

    /** A domain whose pod changes at each start must not fill the disk. */
    private static final int MAX_CONSOLES = 64;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ServedConsoles() {}

    /**
     * Returns the names of the domains that had consoles.
     *
     * @throws ConteeException if they cannot be listed
     */
    public static List<String> domains(Path logDir) {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> directories =
                Files.newDirectoryStream(logDir, directory -> Files.exists(new GuestDir(directory).index()))) {
            directories.forEach(directory -> names.add(directory.getFileName().toString()));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the domains in " + logDir + ": " + ConteeException.reason(logDir, e)
                            + "; see that you may read it",
                    e);
        }
        return List.copyOf(names);
    }

    /**
     * Returns the consoles that a domain had, the most recently served last.
     *
     * @throws ConteeException if they cannot be read
     */
    public static List<ServedConsole> of(Path logDir, String domain) {
        Path file = new LogDir(logDir).guest(domain).index();
        try {
            return read(file, domain);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new ConteeException("cannot read " + file + ": " + ConteeException.reason(file, e), e);
        } catch (JacksonException | IllegalArgumentException | ConteeException e) {
            throw new ConteeException(
                    "cannot read " + file + ": it is not as contee writes it: remove it, and contee makes it anew", e);
        }
    }

    private static List<ServedConsole> read(Path file, String domain) throws IOException {
        List<ServedConsole> consoles = new ArrayList<>();
        for (JsonNode node : JSON.readTree(Files.readString(file))) {
            consoles.add(new ServedConsole(
                    new ConsoleId(new DomainId(UUID.fromString(text(node, "uuid")), domain), text(node, "console")),
                    node.path("order").asInt(0),
                    new PodRef(text(node, "namespace"), text(node, "pod"), text(node, "uid"), text(node, "container")),
                    Optional.of(text(node, "podLog"))
                            .filter(path -> !path.isEmpty())
                            .map(Path::of),
                    Path.of(text(node, "rawLog"))));
        }
        return consoles;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    /**
     * Removes a guest's consoles from the index of the domain's name.
     *
     * @return true if this guest had consoles there and no other guest of that name has
     */
    static boolean forget(Path logDir, String domain, UUID guest) throws IOException {
        List<ServedConsole> consoles = of(logDir, domain);
        List<ServedConsole> others = consoles.stream()
                .filter(console -> !console.console().domain().uuid().equals(guest))
                .toList();
        if (!others.isEmpty() && others.size() < consoles.size()) {
            write(new LogDir(logDir).guest(domain).index(), others);
        }
        return others.isEmpty() && !consoles.isEmpty();
    }

    /** Adds a console, or moves it to the end. Consoles whose logs are gone are left out. */
    public static void add(Path logDir, ServedConsole console) throws IOException {
        Path directory = logDir.resolve(console.console().domain().name());
        Path file = new GuestDir(directory).index();
        List<ServedConsole> consoles = new ArrayList<>();
        try {
            consoles.addAll(of(logDir, directory.getFileName().toString()));
        } catch (ConteeException e) {
            Files.deleteIfExists(file); // as its message says
        }
        List<ServedConsole> before = List.copyOf(consoles);
        consoles.removeIf(other -> isSame(console, other) || !Files.exists(directoryOf(other)));
        consoles.add(console);
        if (consoles.size() > MAX_CONSOLES) {
            consoles.remove(0);
        }
        if (!consoles.equals(before)) {
            Files.createDirectories(directory);
            write(file, consoles);
        }
    }

    private static void write(Path file, List<ServedConsole> consoles) throws IOException {
        AtomicFile.replace(
                file,
                JSON.writeValueAsBytes(
                        consoles.stream().map(ServedConsoles::fields).toList()),
                AtomicFile.PUBLIC);
    }

    private static boolean isSame(ServedConsole one, ServedConsole other) {
        return one.console().alias().equals(other.console().alias())
                && one.pod().equals(other.pod())
                && directoryOf(one).equals(directoryOf(other));
    }

    private static Path directoryOf(ServedConsole console) {
        return Objects.requireNonNull(console.podLog().orElse(console.rawLog()).getParent());
    }

    private static Map<String, String> fields(ServedConsole console) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("uuid", console.console().domain().uuid().toString());
        fields.put("console", console.console().alias());
        fields.put("order", Integer.toString(console.order()));
        fields.put("namespace", console.pod().namespace());
        fields.put("pod", console.pod().pod());
        fields.put("uid", console.pod().uid());
        fields.put("container", console.pod().container());
        console.podLog().ifPresent(log -> fields.put("podLog", log.toString()));
        fields.put("rawLog", console.rawLog().toString());
        return fields;
    }
}
