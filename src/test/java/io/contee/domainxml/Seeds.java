package io.contee.domainxml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Where fuzzing starts from: the tests' domains and the examples, as they are and rewritten. */
final class Seeds {

    private static final long LONGEST = 4096;

    private Seeds() {}

    static List<String> domains() {
        try {
            List<String> domains = new ArrayList<>();
            Path resources = Path.of(Objects.requireNonNull(Seeds.class.getResource("ordinary.xml"))
                            .toURI())
                    .getParent();
            for (Path directory : List.of(resources, Path.of("xml-templates/examples"))) {
                domains.addAll(under(directory));
            }
            return domains;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> under(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> domains = new ArrayList<>();
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".xml")).sorted().toList()) {
                if (Files.size(file) <= LONGEST) {
                    domains.add(Files.readString(file));
                }
            }
            return domains;
        }
    }
}
