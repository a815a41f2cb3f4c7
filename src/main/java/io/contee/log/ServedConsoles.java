package io.contee.log;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout.GuestDir;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The index of each guest's consoles and of where their output went, in {@code consoles.json} in the directory of its raw
 * logs. It identifies the guest that the directory belongs to, and locates the logs of one that has stopped and that
 * libvirt may no longer know.
 */
public final class ServedConsoles {

    /** A domain whose pod changes at each start must not fill the disk. */
    private static final int MAX_CONSOLES = 64;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ServedConsoles() {}

    /**
     * Returns the consoles whose output is in a guest's directory, the most recently served last.
     *
     * @throws ConteeException if they cannot be read
     */
    public static List<ServedConsole> of(GuestDir dir) {
        Path file = dir.index();
        try {
            return read(file, dir.path().getFileName().toString());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new ConteeException("cannot read " + file + ": " + ConteeException.reason(file, e), e);
        } catch (JacksonException | IllegalArgumentException | ConteeException e) {
            throw new ConteeException(
                    "cannot read " + file + ": it is not as contee writes it: remove it, and contee makes it anew", e);
        }
    }

    /** Returns whether a guest may be in the index, without parsing it. */
    static boolean mentions(GuestDir dir, UUID guest) {
        try {
            return Files.readString(dir.index()).contains(guest.toString());
        } catch (IOException e) {
            return false; // there is none, or it may not be read
        }
    }

    private static List<ServedConsole> read(Path file, String directory) throws IOException {
        List<ServedConsole> consoles = new ArrayList<>();
        for (JsonNode node : JSON.readTree(Files.readString(file))) {
            String name = text(node, "name");
            DomainId domain = new DomainId(UUID.fromString(text(node, "uuid")), name.isEmpty() ? directory : name);
            consoles.add(new ServedConsole(
                    new ConsoleId(domain, text(node, "console")),
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
     * Removes a guest's consoles from the index of a directory that an earlier version let guests of one name share.
     *
     * @return true if this guest had consoles there and no other guest has
     */
    static boolean forget(GuestDir dir, UUID guest) throws IOException {
        List<ServedConsole> consoles = of(dir);
        List<ServedConsole> others = consoles.stream()
                .filter(console -> !console.console().domain().uuid().equals(guest))
                .toList();
        if (!others.isEmpty() && others.size() < consoles.size()) {
            write(dir.index(), others);
        }
        return others.isEmpty() && !consoles.isEmpty();
    }

    /** Adds a console, or moves it to the end. Consoles whose logs are gone are left out. */
    public static void add(GuestDir dir, ServedConsole console) throws IOException {
        List<ServedConsole> consoles = new ArrayList<>();
        try {
            consoles.addAll(of(dir));
        } catch (ConteeException e) {
            Files.deleteIfExists(dir.index()); // as its message says
        }
        List<ServedConsole> before = List.copyOf(consoles);
        consoles.removeIf(other -> isSame(console, other) || !Files.exists(directoryOf(other)));
        consoles.add(console);
        if (consoles.size() > MAX_CONSOLES) {
            consoles.remove(0);
        }
        if (!consoles.equals(before)) {
            Files.createDirectories(dir.path());
            write(dir.index(), consoles);
        }
    }

    /**
     * Corrects the index of a directory that was moved.
     *
     * @param dir where it is now
     * @param former its consoles, as they were read where it was
     * @param from where it was
     */
    public static void moved(GuestDir dir, List<ServedConsole> former, GuestDir from) throws IOException {
        if (!former.isEmpty()) {
            write(
                    dir.index(),
                    former.stream().map(console -> moved(dir, console, from)).toList());
        }
    }

    /** Returns a console with the place that its raw log has after the directory was moved. */
    public static ServedConsole moved(GuestDir dir, ServedConsole console, GuestDir from) {
        return console.rawLog().startsWith(from.path())
                ? console.withRawLog(dir.path().resolve(from.path().relativize(console.rawLog())))
                : console;
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
        fields.put("name", console.console().domain().name());
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
