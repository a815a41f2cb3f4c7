package io.contee.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The domains of {@code src/test/resources/domains}, and what its table {@code EXPECTED} says of each. */
public final class Corpus {

    private static final Path DIRECTORY = Path.of("src/test/resources/domains");

    private Corpus() {}

    /** What libvirt makes of a domain; the table's head explains each. */
    public enum Libvirt {
        RUNS,
        DEFINED,
        SCHEMA,
        REFUSED,
        LATER;

        /** Whether its schema holds for the domain. */
        public boolean valid() {
            return this == RUNS || this == DEFINED || this == SCHEMA;
        }

        /** Whether it can be defined where the integration tests run. */
        public boolean definable() {
            return this == RUNS || this == DEFINED;
        }
    }

    /**
     * What becomes of a {@code <serial>} or {@code <console>}.
     *
     * @param alias its alias, or that of the serial that it mirrors; empty if it is left alone
     */
    public record Console(String alias, boolean mirror) {

        static Console parse(String word) {
            boolean mirror = word.startsWith("(");
            return new Console(word.equals("-") ? "" : mirror ? word.substring(1, word.length() - 1) : word, mirror);
        }

        public boolean changed() {
            return !alias.isEmpty();
        }
    }

    /**
     * A domain.
     *
     * @param consoles in document order
     * @param takenOver the same when contee takes over what others serve
     */
    public record Case(String name, String xml, Libvirt libvirt, List<Console> consoles, List<Console> takenOver) {

        public List<Console> consoles(boolean takeOver) {
            return takeOver ? takenOver : consoles;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All domains, in the table's order. */
    public static List<Case> cases() {
        return read(DIRECTORY.resolve("EXPECTED"))
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Corpus::parse)
                .toList();
    }

    private static Case parse(String line) {
        String[] columns = line.split("\\|", -1);
        String name = columns[0].strip();
        List<Console> consoles = consoles(columns[1]);
        return new Case(
                name,
                read(DIRECTORY.resolve(name + ".xml")),
                Libvirt.valueOf(columns[2].strip().toUpperCase(Locale.ROOT)),
                consoles,
                columns.length > 3 ? consoles(columns[3]) : consoles);
    }

    private static List<Console> consoles(String column) {
        return Arrays.stream(column.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(Console::parse)
                .toList();
    }

    /** The names of the files that are there. */
    public static List<String> files() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".xml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text that a rewrite of some of the domains must give, {@code wanted/NAME.MODE.xml}. */
    public static List<String> wanted() {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("wanted"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String wanted(String file) {
        return read(DIRECTORY.resolve("wanted").resolve(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
