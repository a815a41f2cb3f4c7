package io.contee;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the manual say of this repository is there: pages, files, tests, packages, the program. */
class ManualTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final List<Path> TESTS = List.of(Path.of("src/test/java"), Path.of("integration-tests/java"));
    private static final int README_LIMIT = 8 << 10;

    private static final Pattern REPOSITORY_FILE = Pattern.compile(
            "(?<![\\w./-])(?:\\./)?((?:libvirt-hooks|xml-templates|integration-tests|src|findings|\\.mvn|\\.ci|\\.github)"
                    + "/[\\w./-]*\\w)");
    private static final Pattern TEST = Pattern.compile("(\\w+(?:IT|Test|Fuzz))(?:\\.(\\w+))?");
    private static final Pattern PACKAGE_OR_CLASS = Pattern.compile("\\bio\\.contee(?:\\.[a-z]\\w*)+(?:\\.[A-Z]\\w*)?");

    static Stream<ManualPage> pages() {
        return ManualPage.all();
    }

    static Stream<ManualPage> manual() {
        return ManualPage.manual().stream();
    }

    @Test
    void theReadmeStaysADoor() throws IOException {
        assertThat(Files.size(ManualPage.README)).isLessThanOrEqualTo(README_LIMIT);
    }

    @Test
    void theManualShowsTheProgramThatAnIntegrationTestRuns() throws IOException {
        String program = Files.readString(Path.of("integration-tests/examples/Example.java"));

        assertThat(ManualPage.read(ManualPage.MANUAL.resolve("embedding.md")).text())
                .contains("```java\n" + program + "```\n");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFileAndToAnAnchorInIt(ManualPage page) {
        for (String link : page.links()) {
            Optional<Path> target = page.target(link);
            target.ifPresent(
                    file -> assertThat(file).as("%s links to %s", page, link).exists());
            if (target.isPresent() && link.contains("#")) {
                assertThat(ManualPage.read(target.get()).anchors())
                        .as("%s links to %s", page, link)
                        .contains(link.substring(link.indexOf('#') + 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("manual")
    void everyPageIsInTheMenuAndLinkedFromAnIndex(ManualPage page) throws IOException {
        Path relative = ManualPage.MANUAL.relativize(page.path());
        Path index = Optional.ofNullable(page.path().getParent()).orElseThrow().resolve("index.md");

        assertThat(Files.readString(Path.of("src/site/site.xml")))
                .contains("href=\"" + relative.toString().replace(".md", ".html") + "\"");
        if (!page.path().equals(index)) {
            assertThat(ManualPage.read(index).links())
                    .contains(page.path().getFileName().toString());
        }
    }

    /** Markdown allows tags, the generator of the site does not. */
    @ParameterizedTest
    @MethodSource("manual")
    void noPageHasTags(ManualPage page) {
        assertThat(page.tags()).isEmpty();
    }

    @Test
    void everyPictureIsWellFormed() throws IOException {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        try (Stream<Path> files = Files.walk(Path.of("src/site/resources"))) {
            List<Path> pictures =
                    files.filter(file -> file.toString().endsWith(".svg")).toList();

            assertThat(pictures).isNotEmpty().allSatisfy(picture -> assertThat(parsers.newDocumentBuilder()
                            .parse(picture.toFile())
                            .getDocumentElement()
                            .getTagName())
                    .isEqualTo("svg"));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyFileOfTheRepositoryThatIsNamedExists(ManualPage page) {
        REPOSITORY_FILE.matcher(page.text()).results().forEach(match -> assertThat(Path.of(match.group(1)))
                .as("named in %s", page)
                .exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTestThatIsNamedExists(ManualPage page) throws IOException {
        for (String span : page.codeSpans()) {
            Matcher test = TEST.matcher(span);
            if (test.matches()) {
                String source = source(test.group(1));
                assertThat(source).as("%s, named in %s", span, page).isNotEmpty();
                if (test.group(2) != null) {
                    assertThat(source)
                            .as("%s, named in %s", span, page)
                            .containsPattern("void " + test.group(2) + "\\(");
                }
            }
        }
    }

    @Test
    void everyFaultNamesATest() {
        List<List<String>> rows = ManualPage.read(ManualPage.MANUAL.resolve("faults.md")).rows().stream()
                .skip(1)
                .toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            assertThat(row).hasSize(3);
            assertThat(Pattern.compile("`" + TEST + "`").matcher(row.get(2)).find())
                    .as("a test of: %s", row.get(0))
                    .isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPackageAndClassThatIsNamedExists(ManualPage page) {
        PACKAGE_OR_CLASS.matcher(page.text()).results().forEach(match -> {
            Path place = MAIN.resolve(match.group().replace('.', '/'));
            assertThat(Files.isDirectory(place) || Files.exists(Path.of(place + ".java")))
                    .as("%s, named in %s", match.group(), page)
                    .isTrue();
        });
    }

    @Test
    void theDesignPageListsEveryPackage() throws IOException {
        ManualPage page = ManualPage.read(ManualPage.MANUAL.resolve("design.md"));
        int begin = page.text().indexOf("## Packages");
        ManualPage packages = new ManualPage(
                page.path(), page.text().substring(begin, page.text().indexOf("\n## ", begin + 1)));
        Path top = MAIN.resolve("io/contee");
        try (Stream<Path> files = Files.walk(top)) {
            TreeSet<String> present = new TreeSet<>(files.filter(file -> file.endsWith("package-info.java"))
                    .map(file ->
                            top.relativize(Optional.ofNullable(file.getParent()).orElseThrow()))
                    .map(directory -> directory.toString().replace('/', '.'))
                    .toList());

            assertThat(packages.rows().stream().skip(1).map(row -> row.get(0)))
                    .flatMap(cell -> List.of(cell.replace("`", "").split(", ")))
                    .containsExactlyInAnyOrderElementsOf(present);
        }
    }

    private static String source(String test) throws IOException {
        for (Path root : TESTS) {
            try (Stream<Path> files = Files.walk(root)) {
                Optional<Path> file =
                        files.filter(path -> path.endsWith(test + ".java")).findFirst();
                if (file.isPresent()) {
                    return Files.readString(file.get());
                }
            }
        }
        return "";
    }
}
