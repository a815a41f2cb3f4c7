package io.contee;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of Markdown: the README or one of the manual's.
 *
 * @param path the file, relative to the project's directory
 * @param text its content
 */
record ManualPage(Path path, String text) {

    /** The project's front page. */
    static final Path README = Path.of("README.md");

    /** The manual's directory. */
    static final Path MANUAL = Path.of("src/site/markdown");

    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"([a-z-]+)\"></a>");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");

    static ManualPage read(Path path) {
        try {
            return new ManualPage(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All pages of the manual. */
    static List<ManualPage> manual() {
        try (Stream<Path> files = Files.walk(MANUAL)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(ManualPage::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The README and all pages of the manual. */
    static Stream<ManualPage> all() {
        return Stream.concat(Stream.of(read(README)), manual().stream());
    }

    /** The text without blocks of code. */
    String prose() {
        return FENCED.matcher(text).replaceAll("");
    }

    /** The targets of all links and pictures. */
    List<String> links() {
        return found(LINK, CODE.matcher(prose()).replaceAll("code"));
    }

    /** What links may name behind a {@code #}. */
    List<String> anchors() {
        return found(ANCHOR, prose());
    }

    /** Words and phrases that are marked as code. */
    List<String> codeSpans() {
        return found(CODE, prose());
    }

    /** What is left of HTML when code, anchors and comments are left out. */
    List<String> tags() {
        String rest = CODE.matcher(prose()).replaceAll("");
        rest = COMMENT.matcher(ANCHOR.matcher(rest).replaceAll("")).replaceAll("");
        return rest.lines().filter(line -> line.contains("<")).toList();
    }

    /** The cells of each row of its tables, without headings. */
    List<List<String>> rows() {
        return prose().lines()
                .filter(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|---"))
                .map(line -> Stream.of(line.substring(1).split("(?<!\\\\)\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** The file that a link of this page leads to, empty for an address elsewhere or one that the build makes. */
    Optional<Path> target(String link) {
        String file = link.replaceFirst("#.*", "");
        if (link.startsWith("https://") || file.startsWith("apidocs/")) {
            return Optional.empty();
        }
        Path resolved = path.resolveSibling(file.isEmpty() ? path.getFileName().toString() : file)
                .normalize();
        // Rendered, resources stand beside the pages.
        Path resource = Path.of("src/site/resources").resolve(file).normalize();
        return Optional.of(Files.exists(resolved) || !Files.exists(resource) ? resolved : resource);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
