package io.contee.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.testing.Domains;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteCommandTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Map<String, String> environment = new HashMap<>();
    private final Rewriter rewriter = new Rewriter(temp.resolve("r/consoles"), temp.resolve("l/.pty"));
    private final String rewritten = rewriter.rewrite(Domains.ORDINARY, ConsoleMode.UNIX);

    @BeforeEach
    void useConfigOfTheTest() throws IOException {
        environment.put("CONTEE_CONFIG", file("contee.yaml", ""));
        environment.put("CONTEE_RUN_DIR", temp.resolve("r").toString());
        environment.put("CONTEE_LOG_DIR", temp.resolve("l").toString());
    }

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(temp.resolve(name), content).toString();
    }

    private CommandRun run(String... args) {
        return CommandRun.of(environment, new byte[0], args);
    }

    private CommandRun runWithInput(String input, String... args) {
        return CommandRun.of(environment, input.getBytes(UTF_8), args);
    }

    private static void assertFailed(CommandRun run) {
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("contee: ").endsWith("\n");
        assertThat(run.err().lines()).hasSize(1);
    }

    private static void assertDone(CommandRun run, String out) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(out);
        assertThat(run.code()).isZero();
    }

    /** The socket's directory in what it makes of a domain, in the environment of a user with a session. */
    private String socketDirectory(String... options) {
        Map<String, String> user = new HashMap<>(Map.of(
                "HOME", temp.path().toString(), "XDG_RUNTIME_DIR", "/run/user/4001", "XDG_CONFIG_HOME", "/none"));
        List<String> args = new ArrayList<>(List.of("rewrite"));
        args.addAll(List.of(options));
        CommandRun run = CommandRun.of(user, Domains.ORDINARY.getBytes(UTF_8), args.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        Matcher path = Pattern.compile("path='([^']*)/[^/']*/serial0.guest'").matcher(run.out());
        assertThat(path.find()).isTrue();
        return path.group(1);
    }

    @Test
    void theResultIsTheSameForEveryUserUnlessTheSessionIsAskedFor() throws IOException {
        assertThat(socketDirectory()).isEqualTo("/run/contee/consoles");
        assertThat(socketDirectory("--config", file("own.yaml", "shared: true\n")))
                .isEqualTo("/run/contee/consoles");
        assertThat(socketDirectory("--session")).isEqualTo("/run/user/4001/contee/consoles");
        String session = file("session.yaml", "libvirtUri: qemu:///session\n");
        assertThat(socketDirectory("--config", session)).isEqualTo("/run/user/4001/contee/consoles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp", "file", "stdio", "dev", "null", "pipe", "spicevmc", "nmdm"})
    void aConsoleThatIsLeftAloneIsReportedAndNoFailure(String type) {
        String domain = Domains.ORDINARY.replace("type='pty'", "type='" + type + "'");
        for (String option : List.of("--check", "--diff", "--mode=unix")) {
            CommandRun run = runWithInput(domain, "rewrite", option);
            assertThat(run.err())
                    .isEqualTo("contee: domain web: console serial0 is not captured: it stays of type " + type
                            + "; make it a pty to capture it" + System.lineSeparator());
            assertThat(run.code()).isZero();
            assertThat(run.out()).isEqualTo(option.equals("--mode=unix") ? domain : "");
        }
        assertThat(runWithInput(domain, "rewrite", "--mode=off").err()).isEmpty();
    }

    @Test
    void whatElseIsNotCapturedIsReportedToo() {
        String served = Domains.TWO_SERIALS.replaceFirst(
                "<serial type='pty'>", "<serial type='unix'><source mode='bind' path='/x'/>");
        assertThat(runWithInput(served, "rewrite").err())
                .isEqualTo("contee: domain web: console serial0 is not captured: another program serves its socket;"
                        + " --take-over captures it" + System.lineSeparator());
        assertThat(runWithInput(served, "rewrite", "--take-over").err()).isEmpty();
        environment.put("CONTEE_STREAMER_SOCKET", "/x");
        assertThat(runWithInput(served.replace("mode='bind' ", ""), "rewrite").err())
                .isEmpty();
        String none = Domains.ORDINARY.replaceAll("(?s)<serial.*</console>", "");
        assertThat(runWithInput(none, "rewrite").err())
                .isEqualTo("contee: domain web has no console, so nothing is captured: add a <serial type='pty'/>"
                        + System.lineSeparator());
        assertThat(runWithInput(Domains.ORDINARY.replace("type='qemu'", "type='lxc'"), "rewrite")
                        .err())
                .contains("console serial0 is not captured: it is not QEMU's");
    }

    @Test
    void isAFilter() {
        String domain = Domains.ORDINARY.replace("<name>web", "<name>wüb");
        String unix = rewriter.rewrite(domain, ConsoleMode.UNIX);
        assertDone(runWithInput(domain, "rewrite"), unix);
        assertDone(runWithInput(domain, "rewrite", "-", "--mode", "PTY"), rewriter.rewrite(domain, ConsoleMode.PTY));
        assertDone(runWithInput(unix, "rewrite", "--mode=off"), domain);
    }

    @Test
    void printsAFileThatIsChangedAndStays() throws IOException {
        String web = file("web.xml", Domains.ORDINARY);
        assertDone(runWithInput("not read", "rewrite", web), rewritten);
        assertThat(Path.of(web)).hasContent(Domains.ORDINARY);
    }

    @Test
    void takesOverWhatOthersServeWhereTold() {
        String domain = Domains.ORDINARY.replace(
                "<serial type='pty'>", "<serial type='unix'><source mode='bind' path='/run/else/s'/>");
        assertThat(runWithInput(domain, "rewrite").out()).isEqualTo(domain);
        String taken = runWithInput(domain, "rewrite", "--take-over").out();
        assertThat(taken).contains("serial0.guest").doesNotContain("<source mode='bind'");
        assertThat(runWithInput(taken, "rewrite", "--mode=pty").out()).contains("serial0.log");
        assertDone(runWithInput(taken, "rewrite", "--mode=off"), domain);
    }

    @Test
    void changesFilesInPlaceAndNamesThem() throws IOException {
        String web = file("web.xml", Domains.ORDINARY);
        String done = file("done.xml", rewritten);
        String two = file("two.xml", Domains.TWO_SERIALS);

        assertDone(run("rewrite", "--in-place", web, done, two), web + "\n" + two + "\n");

        assertThat(Path.of(web)).content().isEqualTo(rewritten);
        assertThat(Path.of(two)).content().isEqualTo(rewriter.rewrite(Domains.TWO_SERIALS, ConsoleMode.UNIX));
        assertDone(run("rewrite", "-i", web, done, two), "");
        assertDone(run("rewrite", "-i", "--mode", "off", web, two), web + "\n" + two + "\n");
        assertThat(Path.of(web)).content().isEqualTo(Domains.ORDINARY);
        assertThat(Path.of(two)).content().isEqualTo(Domains.TWO_SERIALS);
    }

    @Test
    void aFileThatNeedsNoChangeIsNotTouched() throws IOException {
        Path done = Path.of(file("done.xml", rewritten));
        Map<String, Object> before = Files.readAttributes(done, "unix:ino,ctime,lastModifiedTime");

        assertDone(run("rewrite", "--in-place", done.toString()), "");

        assertThat(Files.readAttributes(done, "unix:ino,ctime,lastModifiedTime"))
                .isEqualTo(before);
    }

    @Test
    void checkNamesWhatIsDueAndChangesNothing() throws IOException {
        String web = file("web.xml", Domains.ORDINARY);
        String done = file("done.xml", rewritten);

        CommandRun due = run("rewrite", "--check", done, web);

        assertThat(due.code()).isEqualTo(1);
        assertThat(due.out()).isEqualTo(web + "\n");
        assertThat(due.err()).isEmpty();
        assertThat(Path.of(web)).hasContent(Domains.ORDINARY);
        assertDone(run("rewrite", "--check", done), "");
        assertDone(run("rewrite", "--check", "--mode", "off", web), "");
        assertThat(runWithInput(Domains.ORDINARY, "rewrite", "--check")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEqualTo("-\n");
        });
        assertDone(runWithInput(rewritten, "rewrite", "--check", "-"), "");
    }

    @Test
    void diffShowsTheChangeAndChangesNothing() throws IOException {
        String web = file("web.xml", Domains.ORDINARY);
        String done = file("done.xml", rewritten);

        CommandRun run = run("rewrite", "--diff", done, web);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .isEqualTo(new String(
                        UnifiedDiff.of(web.substring(1), Domains.ORDINARY.getBytes(UTF_8), rewritten.getBytes(UTF_8)),
                        UTF_8))
                .startsWith("--- a" + web + "\n+++ b" + web + "\n@@ -");
        assertThat(Path.of(web)).hasContent(Domains.ORDINARY);
        assertThat(runWithInput(Domains.ORDINARY, "rewrite", "--diff").out()).startsWith("--- a/stdin\n+++ b/stdin\n");
    }

    @Test
    void diffGoesWithCheckAndWithInPlace() throws IOException {
        String web = file("web.xml", Domains.ORDINARY);
        String diff = run("rewrite", "--diff", web).out();

        CommandRun checked = run("rewrite", "--check", "--diff", web);

        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out()).isEqualTo(diff);
        assertDone(run("rewrite", "--in-place", "--diff", web), diff);
        assertThat(Path.of(web)).content().isEqualTo(rewritten);
        assertDone(run("rewrite", "--check", "--diff", web), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--in-place", "--check", "--diff"})
    void whatCannotBeRewrittenIsNamedAndTheOthersAreDone(String option) throws IOException {
        String first = file("1.xml", Domains.ORDINARY);
        String network = file("2.xml", "<network><name>n</name></network>");
        String invalid = file("3.xml", "<domain><name>a");
        String missing = temp.resolve("4.xml").toString();
        String last = file("5.xml", Domains.TWO_SERIALS);

        CommandRun run = run(
                "rewrite", option, first, network, invalid, missing, temp.path().toString(), last);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).contains(first).contains(last);
        assertThat(run.err().lines().toList())
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("contee: cannot rewrite " + network + ": root element is <network>"),
                        line -> assertThat(line)
                                .startsWith("contee: cannot rewrite " + invalid
                                        + ": domain XML is not well-formed at line 1"),
                        line -> assertThat(line)
                                .isEqualTo("contee: cannot read " + missing + ": there is no such file"),
                        line -> assertThat(line).isEqualTo("contee: cannot read " + temp.path() + ": Is a directory"));
        String expected = option.equals("--in-place") ? rewritten : Domains.ORDINARY;
        assertThat(Path.of(first)).content().isEqualTo(expected);
        assertThat(Path.of(network)).hasContent("<network><name>n</name></network>");
        assertThat(Path.of(invalid)).hasContent("<domain><name>a");
    }

    @Test
    void severalFilesNeedAWordOnWhatToDo() throws IOException {
        CommandRun run = run("rewrite", file("1.xml", Domains.ORDINARY), file("2.xml", Domains.ORDINARY));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Several files need --in-place, --diff or --check");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, UTF-8, ''",
        "UTF-8, UTF-8, BOM",
        "ISO-8859-1, ISO-8859-1, ''",
        "UTF-16, UTF-16LE, BOM",
        "UTF-16, UTF-16BE, BOM"
    })
    void encodingAndLineEndsStay(String declared, Charset charset, String mark) throws IOException {
        String domain = ("<?xml version='1.0' encoding=\"" + declared + "\"?>\n" + Domains.ORDINARY)
                .replace("</name>", "</name>\n  <title>Büro ÿ</title>")
                .replace("\n", "\r\n");
        String before = mark.isEmpty() ? domain : "\uFEFF" + domain;
        Path file = Files.write(temp.resolve("web.xml"), before.getBytes(charset));

        assertDone(run("rewrite", "--in-place", file.toString()), file + "\n");

        String after = new String(Files.readAllBytes(file), charset);
        assertThat(after).isEqualTo(before.replace(domain, rewriter.rewrite(domain, ConsoleMode.UNIX)));
        assertThat(after).contains("<title>Büro ÿ</title>\r\n").doesNotContainPattern("[^\r]\n");
        assertThat(CommandRun.of(environment, Files.readAllBytes(file), "rewrite", "--mode", "off")
                        .bytes())
                .isEqualTo(before.getBytes(charset));
        assertDone(run("rewrite", "--in-place", "--mode", "off", file.toString()), file + "\n");
        assertThat(Files.readAllBytes(file)).isEqualTo(before.getBytes(charset));
    }

    @Test
    void invalidBytesAreToldAndStay() throws IOException {
        byte[] bytes = Domains.ORDINARY.replace("web", "wüb").getBytes(ISO_8859_1);
        Path file = Files.write(temp.resolve("web.xml"), bytes);

        CommandRun run = run("rewrite", "--in-place", file.toString());

        assertFailed(run);
        assertThat(run.err())
                .isEqualTo("contee: cannot read " + file + ": byte 0xfc in line 2 is not valid in UTF-8: convert it to"
                        + " UTF-8, or declare its encoding\n");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void inputThatCannotBeRewrittenIsToldInOneLineAndNothingIsPrinted() {
        for (byte[] input : List.of(
                new byte[0],
                "no xml".getBytes(UTF_8),
                "<!DOCTYPE domain [<!ENTITY x 'y'>]>\n<domain/>".getBytes(UTF_8),
                "<domain>\n<name>a\n\n".getBytes(UTF_8),
                "<domain/>".getBytes(UTF_16LE),
                new byte[] {'<', (byte) 0xff})) {
            CommandRun run = CommandRun.of(environment, input, "rewrite");
            assertFailed(run);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("the standard input: ");
        }
    }

    @Test
    void aFaultyConfigurationDoesNotLookLikeADueChange() throws IOException {
        environment.put("CONTEE_RUN_DIR", "x");
        CommandRun run = run("rewrite", "--check", file("web.xml", Domains.ORDINARY));
        assertFailed(run);
        assertThat(run.err()).contains("CONTEE_RUN_DIR");
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() throws IOException {
        PrintStream standardOut = System.out;
        System.setOut(new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        }));
        try {
            assertThat(ConteeCommand.commandLine(environment)
                            .setErr(new PrintWriter(new StringWriter()))
                            .execute("rewrite", file("web.xml", Domains.ORDINARY)))
                    .isEqualTo(2);
        } finally {
            System.setOut(standardOut);
        }
    }
}
