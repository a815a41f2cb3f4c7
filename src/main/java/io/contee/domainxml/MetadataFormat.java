package io.contee.domainxml;

import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.OneLine;
import io.contee.model.PodIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;

/**
 * The element {@code <contee:console>} in a domain's {@code <metadata>}. It is strict about contee's own namespace: a
 * misspelt name is reported and not ignored. libvirt keeps one element of each foreign namespace, so everything is
 * inside this one.
 */
final class MetadataFormat {

    static final String NAMESPACE = "urn:contee:console:1";

    private static final Set<String> REPEATABLE = Set.of("annotation", AdoptionMark.ELEMENT);

    private MetadataFormat() {}

    static boolean isConsole(XmlCursor cursor) {
        return cursor.namespace().equals(NAMESPACE) && cursor.name().equals("console");
    }

    static Block encode(ConsoleMetadata metadata, OriginalText past) {
        List<String> lines = new ArrayList<>();
        lines.add("<contee:console"
                + attribute("xmlns:contee", NAMESPACE)
                + metadata.mode().map(m -> attribute("mode", m.toString())).orElse("")
                + (metadata.takeOver() ? attribute("takeOver", "yes") : "")
                + metadata.shared()
                        .map(shared -> attribute("shared", shared ? "yes" : "no"))
                        .orElse("")
                + ">");
        metadata.pod()
                .ifPresent(pod -> lines.add("  <contee:pod"
                        + attribute("namespace", pod.namespace())
                        + attribute("name", pod.pod())
                        + attribute("uid", pod.uid())
                        + pod.container().map(c -> attribute("container", c)).orElse("")
                        + "/>"));
        metadata.log()
                .ifPresent(log -> lines.add("  <contee:log"
                        + attribute("maxSize", log.maxSize().toString())
                        + attribute("maxFiles", Integer.toString(log.maxFiles()))
                        + optional("rotate", log.rotate())
                        + optional("format", log.format())
                        + optional("gzip", log.gzip().map(on -> on ? "yes" : "no"))
                        + optional("subDir", log.subDir())
                        + "/>"));
        metadata.annotations()
                .forEach((key, value) -> lines.add("  <contee:annotation" + attribute("key", key) + ">"
                        + XmlText.content(value) + "</contee:annotation>"));
        lines.add("  <contee:before" + attribute("digest", past.digest()) + ">");
        for (OriginalText.Original original : past.originals()) {
            String head = "    <contee:original"
                    + attribute("of", original.part().toString())
                    + attribute("index", Integer.toString(original.index()))
                    + original.alias().map(a -> attribute("alias", a)).orElse("");
            lines.add(
                    original.text().isEmpty()
                            ? head + "/>"
                            : head + ">" + XmlText.content(original.text()) + "</contee:original>");
        }
        lines.add("  </contee:before>");
        lines.add("</contee:console>");
        return new Block(lines);
    }

    private static String optional(String name, Optional<?> value) {
        return value.map(v -> attribute(name, v.toString())).orElse("");
    }

    private static String attribute(String name, String value) {
        return " " + name + "=\"" + XmlText.attribute(value) + "\"";
    }

    /**
     * Reads the element, with the cursor on its start, and advances to its end.
     *
     * @throws ConteeException if it contains something that contee does not know or cannot do
     */
    static MetadataText decode(XmlCursor cursor) throws XMLStreamException {
        ElementText opened = cursor.open();
        Map<String, String> asked = attributes(cursor, Set.of(), Set.of("mode", "takeOver", "shared"));
        Optional<ConsoleMode> mode = Optional.ofNullable(asked.get("mode")).map(ConsoleMode::parse);
        boolean takeOver = yes("takeOver", asked.getOrDefault("takeOver", "no"));
        Optional<Boolean> shared = Optional.ofNullable(asked.get("shared")).map(value -> yes("shared", value));
        Optional<PodIdentity> pod = Optional.empty();
        Optional<LogPolicy> log = Optional.empty();
        Optional<OriginalText> past = Optional.empty();
        Map<String, String> annotations = new LinkedHashMap<>();
        List<AdoptionMark.Text> adopted = new ArrayList<>();
        Set<String> once = new HashSet<>();
        while (cursor.nextChild()) {
            if (!cursor.namespace().equals(NAMESPACE)) {
                cursor.skip();
                continue;
            }
            String name = cursor.name();
            if (!REPEATABLE.contains(name) && !once.add(name)) {
                throw new ConteeException(
                        "metadata <contee:console> has more than one <contee:" + OneLine.of(name, 40) + ">: keep one");
            }
            switch (name) {
                case "pod" -> pod = Optional.of(pod(cursor));
                case "log" -> log = Optional.of(log(cursor));
                case "annotation" -> {
                    String key = attributes(cursor, Set.of("key"), Set.of()).get("key");
                    annotations.put(key == null ? "" : key, cursor.content());
                }
                case AdoptionMark.ELEMENT -> adopted.add(AdoptionMark.decode(cursor));
                case "before" -> past = Optional.of(past(cursor));
                default ->
                    throw new ConteeException(
                            "metadata <contee:" + OneLine.of(name, 40) + "> is unknown: use pod, log or annotation");
            }
        }
        return new MetadataText(
                new ConsoleMetadata(mode, takeOver, shared, pod, log, annotations),
                past,
                List.copyOf(adopted),
                cursor.close(opened));
    }

    private static PodIdentity pod(XmlCursor cursor) throws XMLStreamException {
        Map<String, String> a = attributes(cursor, Set.of("namespace", "name", "uid"), Set.of("container"));
        cursor.skip();
        return new PodIdentity(
                a.getOrDefault("namespace", ""),
                a.getOrDefault("name", ""),
                a.getOrDefault("uid", ""),
                Optional.ofNullable(a.get("container")));
    }

    private static LogPolicy log(XmlCursor cursor) throws XMLStreamException {
        Map<String, String> a =
                attributes(cursor, Set.of("maxSize", "maxFiles"), Set.of("rotate", "format", "gzip", "subDir"));
        cursor.skip();
        return new LogPolicy(
                ByteSize.parse(a.getOrDefault("maxSize", "")),
                number("maxFiles", a.getOrDefault("maxFiles", "")),
                Optional.ofNullable(a.get("rotate")).map(LogRotation::parseRaw),
                Optional.empty(),
                Optional.ofNullable(a.get("format")).map(LogFormat::parse),
                Optional.empty(),
                Optional.ofNullable(a.get("gzip")).map(value -> yes("gzip", value)),
                Optional.ofNullable(a.get("subDir")));
    }

    private static OriginalText past(XmlCursor cursor) throws XMLStreamException {
        String digest = cursor.attribute("digest").orElse("");
        List<OriginalText.Original> originals = new ArrayList<>();
        while (cursor.nextChild()) {
            String of = cursor.attribute("of").orElse("");
            int index = number("index", cursor.attribute("index").orElse(""));
            Optional<String> alias = cursor.attribute("alias");
            String text = cursor.content();
            for (OriginalText.Part part : OriginalText.Part.values()) {
                if (part.toString().equals(of)) {
                    originals.add(new OriginalText.Original(part, index, alias, text));
                }
            }
        }
        return new OriginalText(digest, List.copyOf(originals));
    }

    private static Map<String, String> attributes(XmlCursor cursor, Set<String> required, Set<String> optional) {
        Map<String, String> all = cursor.attributes();
        String element = "metadata <contee:" + cursor.name() + ">";
        for (String name : all.keySet()) {
            if (!required.contains(name) && !optional.contains(name)) {
                throw new ConteeException(
                        element + " has an unknown attribute " + OneLine.quoted(name) + ": remove or correct it");
            }
        }
        for (String name : required) {
            if (!all.containsKey(name)) {
                throw new ConteeException(element + " has no attribute '" + name + "': add it");
            }
        }
        return all;
    }

    private static boolean yes(String name, String value) {
        return switch (value) {
            case "yes" -> true;
            case "no" -> false;
            default ->
                throw new ConteeException("metadata attribute " + name + "=" + OneLine.quoted(value)
                        + " is neither yes nor no: correct it");
        };
    }

    private static int number(String name, String value) {
        if (!value.matches("[0-9]{1,9}")) {
            throw new ConteeException(
                    "metadata attribute " + name + "=" + OneLine.quoted(value) + " is not a number: correct it");
        }
        return Integer.parseInt(value);
    }
}
