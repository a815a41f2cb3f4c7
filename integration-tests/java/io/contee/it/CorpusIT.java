package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.testing.Corpus;
import io.contee.testing.Corpus.Case;
import io.contee.testing.Corpus.Console;
import io.contee.testing.Corpus.Libvirt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container;
import org.testcontainers.utility.MountableFile;

/** What libvirt itself says to the domains of the corpus, before and after they were rewritten. */
class CorpusIT {

    private static final List<ConsoleMode> ON = List.of(ConsoleMode.UNIX, ConsoleMode.PTY);
    private static final Path CONSOLES = Path.of("/run/contee/consoles");
    private static final Path LOGS = Path.of("/var/log/contee/.pty");
    private static final Rewriter REWRITER = new Rewriter(CONSOLES, LOGS);
    private static final Pattern CHARDEV = Pattern.compile(" -chardev ('[^']*'|\\S+)");
    private static final Pattern CHARDEV_ID = Pattern.compile("\\bid\"?[=:]\"?char([^,\"' ]+)");

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @TempDir
    private Path files;

    /** A domain in a mode. Its text form is the name of its file on the host. */
    private record Variant(Case domain, ConsoleMode mode, boolean takeOver) {

        String xml() {
            RewriteOptions options = RewriteOptions.DEFAULTS.withTakeOver(takeOver);
            return forThisHost(REWRITER.rewrite(domain.xml(), mode, options));
        }

        List<Console> changed() {
            return mode == ConsoleMode.OFF
                    ? List.of()
                    : domain.consoles(takeOver).stream()
                            .filter(Console::changed)
                            .filter(console -> !console.mirror())
                            .toList();
        }

        @Override
        public String toString() {
            return domain.name() + "." + mode + (takeOver ? ".taken" : "");
        }
    }

    /** What is taken back here is to stay so, also where its author wrote contee's metadata. */
    @BeforeEach
    void leaveDefinitionsAlone() {
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_MANAGE", "none"));
    }

    /** There is no KVM, and every guest can do without. */
    private static String forThisHost(String xml) {
        return xml.replaceFirst("(<domain\\b[^>]*\\btype=)([\"'])kvm\\2", "$1$2qemu$2");
    }

    private static List<Variant> variants(Predicate<Case> which) {
        List<Variant> variants = new ArrayList<>();
        for (Case domain : Corpus.cases()) {
            if (which.test(domain)) {
                variants.add(new Variant(domain, ConsoleMode.OFF, false));
                for (ConsoleMode mode : ON) {
                    variants.add(new Variant(domain, mode, false));
                    if (!domain.takenOver().equals(domain.consoles())) {
                        variants.add(new Variant(domain, mode, true));
                    }
                }
            }
        }
        return variants;
    }

    private static String name(String xml) {
        return DomainXml.parse(xml).name();
    }

    /** Puts texts into the host, as {@code /corpus/KEY.xml}. */
    private void put(Map<String, String> texts) {
        try {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Files.writeString(files.resolve(text.getKey() + ".xml"), text.getValue());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        HOST.sh("rm -rf /corpus");
        HOST.copyFileToContainer(MountableFile.forHostPath(files), "/corpus");
    }

    /** Gives virsh some commands for each text, and returns what it prints; a command that fails prints its error. */
    private Map<String, String> virsh(Map<String, String> texts, Function<String, String> commands) {
        put(texts);
        StringBuilder script = new StringBuilder();
        texts.forEach((key, xml) -> script.append("echo @@")
                .append(key)
                .append("@@;")
                .append(commands.apply(key))
                .append("; echo @@end@@;\n"));
        HOST.write("/corpus/script", script.toString());
        // A command line holds 128 KiB at most.
        String printed = HOST.sh("split -l 100 /corpus/script /corpus/part."
                + " && for part in /corpus/part.*; do virsh -q \"$(cat $part)\" 2>&1 || true; done");
        Map<String, String> outputs = new TreeMap<>();
        Matcher output = Pattern.compile("(?s)@@([^@\\s]+)@@(.*?)@@end@@").matcher(printed);
        while (output.find()) {
            outputs.put(output.group(1), output.group(2));
        }
        assertThat(outputs).as(printed).containsOnlyKeys(texts.keySet());
        return outputs;
    }

    private static Map<String, String> texts(List<Variant> variants) {
        Map<String, String> texts = new LinkedHashMap<>();
        variants.forEach(variant -> texts.put(variant.toString(), variant.xml()));
        return texts;
    }

    @Test
    void theHostHasTheEmulatorsThatTheCorpusIsFor() {
        assertThat(HOST.sh("virsh -q capabilities"))
                .contains(
                        List.of("aarch64", "armv7l", "i686", "ppc", "ppc64", "ppc64le", "riscv64", "s390x", "x86_64")
                                .stream()
                                .map(arch -> "<arch name='" + arch + "'>")
                                .toList());
    }

    @Test
    void whatIsValidStaysValid() {
        put(texts(variants(domain -> true)));
        Container.ExecResult result = HOST.run(
                "sh",
                "-c",
                "cd /corpus && xmllint --noout --relaxng /usr/share/libvirt/schemas/domain.rng *.xml 2>&1"
                        + " | sed -n 's/\\.xml \\(validates\\|fails to validate\\)$/ \\1/p'");
        Map<String, Boolean> verdicts = result.getStdout()
                .lines()
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(' ')), line -> line.endsWith(" validates")));

        SoftAssertions.assertSoftly(softly -> {
            for (Variant variant : variants(domain -> domain.libvirt() != Libvirt.LATER)) {
                softly.assertThat(verdicts.get(variant.toString()))
                        .as("%s is valid", variant)
                        .isEqualTo(variant.domain().libvirt().valid());
            }
        });
    }

    @Test
    void qemuGetsTheSameCommandLineButForTheConsolesOfContee() {
        List<Variant> variants = variants(domain -> domain.libvirt() == Libvirt.RUNS);
        Map<String, String> commandLines =
                virsh(texts(variants), key -> "domxml-to-native qemu-argv --xml /corpus/" + key + ".xml");

        SoftAssertions.assertSoftly(softly -> {
            for (Variant variant : variants) {
                String before = commandLines.get(new Variant(variant.domain(), ConsoleMode.OFF, false).toString());
                String after = commandLines.get(variant.toString());
                softly.assertThat(withoutChardevs(after)).as("%s", variant).isEqualTo(withoutChardevs(before));
                softly.assertThat(chardevs(after)).as("%s", variant).isEqualTo(expected(variant, chardevs(before)));
            }
        });
    }

    private static Map<String, String> expected(Variant variant, Map<String, String> before) {
        Map<String, String> expected = new TreeMap<>(before);
        String uuid = variant.changed().isEmpty()
                ? ""
                : DomainXml.parse(variant.xml()).uuid().orElseThrow().toString();
        for (Console console : variant.changed()) {
            String alias = console.alias();
            String was = before.getOrDefault(alias, "no chardev of this alias: libvirt numbers otherwise");
            expected.put(
                    alias,
                    variant.mode() == ConsoleMode.UNIX
                            ? "socket,id=char" + alias + ",path=" + CONSOLES + "/" + uuid + "/" + alias
                                    + ".guest,reconnect=1" + ownersLog(was)
                            : "pty,id=char" + alias
                                    + (ownersLog(was).isEmpty()
                                            ? ",logfile=" + LOGS + "/" + uuid + "/" + alias + ".log,logappend=on"
                                            : ownersLog(was)));
        }
        return expected;
    }

    private static String ownersLog(String chardev) {
        int log = chardev.indexOf(",logfile=");
        return log < 0 ? "" : chardev.substring(log);
    }

    /** What follows {@code -chardev}, by alias; what differs between QEMU's versions is made the same. */
    private static Map<String, String> chardevs(String commandLine) {
        Map<String, String> chardevs = new TreeMap<>();
        Matcher chardev = CHARDEV.matcher(commandLine);
        while (chardev.find()) {
            String value = chardev.group(1).replace("'", "").replace("reconnect-ms=1000", "reconnect=1");
            Matcher id = CHARDEV_ID.matcher(value);
            if (id.find()) {
                chardevs.put(id.group(1), value);
            }
        }
        chardevs.remove("monitor");
        return chardevs;
    }

    /** The rest of a command line, without what libvirt draws by lot for a domain that does not state it. */
    private static String withoutChardevs(String commandLine) {
        return CHARDEV.matcher(commandLine)
                .replaceAll(" -chardev *")
                .replaceAll(" -uuid \\S+", "")
                .replaceAll("\"mac\":\"[^\"]*\"", "");
    }

    @Test
    void whatLibvirtMadeOfARewrittenDefinitionIsStillKnownAndCanBeTakenBack() {
        List<Variant> variants = variants(domain -> domain.libvirt().definable());
        Map<String, String> dumped = define(texts(variants));
        Map<String, String> off = new LinkedHashMap<>();
        SoftAssertions.assertSoftly(softly -> {
            for (Variant variant : variants) {
                String dump = dumped.get(variant.toString());
                softly.assertThat(dump).as("%s was defined", variant).contains("<domain ");
                if (dump.contains("<domain ")) {
                    softly.assertThat(REWRITER.rewrite(dump, variant.mode()))
                            .as("%s is as asked", variant)
                            .isEqualTo(dump);
                    softly.assertThat(REWRITER.endpoints(DomainXml.parse(dump)))
                            .as("%s", variant)
                            .extracting(ConsoleEndpoint::alias)
                            .containsExactlyInAnyOrderElementsOf(variant.changed().stream()
                                    .map(Console::alias)
                                    .toList());
                    off.put(variant.toString(), REWRITER.rewrite(dump, ConsoleMode.OFF));
                }
            }
        });
        // Compared with the original, which has been through libvirt as often: that moves controllers each time.
        Map<String, String> restored = define(off);
        SoftAssertions.assertSoftly(softly -> {
            for (Variant variant : variants) {
                String original = restored.get(new Variant(variant.domain(), ConsoleMode.OFF, false).toString());
                softly.assertThat(withoutLots(restored.get(variant.toString())))
                        .as("%s taken back", variant)
                        .isEqualTo(withoutLots(original));
            }
        });
    }

    private Map<String, String> define(Map<String, String> texts) {
        return virsh(texts, key -> {
                    String name = "'" + name(texts.get(key)) + "'";
                    return "define /corpus/" + key + ".xml; dumpxml --inactive --security-info " + name + "; undefine "
                            + name;
                })
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> between(entry.getValue())));
    }

    private static String between(String printed) {
        int start = printed.indexOf("<domain ");
        int end = printed.indexOf("</domain>");
        return start < 0 || end < 0 ? printed : printed.substring(start, end + "</domain>".length());
    }

    /** Without what libvirt draws by lot, and without the declaration of a prefix, which may stand in several places. */
    private static String withoutLots(String xml) {
        return xml.replaceAll("<uuid>[^<]*</uuid>", "")
                .replaceAll("<mac address='[^']*'/>", "")
                .replaceAll(" xmlns:c=[\"']urn:contee:console:1[\"']", "");
    }

    @Test
    void defineTakesOverWhereToldAndGivesTheSocketBack() {
        Case bound = Corpus.cases().stream()
                .filter(domain -> domain.name().equals("unix-bind"))
                .findFirst()
                .orElseThrow();
        HOST.write("/tmp/bind.xml", bound.xml());
        String dump = "virsh -q dumpxml --inactive bind";
        try {
            assertThat(HOST.contee("define", "/tmp/bind.xml").getExitCode()).isZero();
            assertThat(HOST.sh(dump)).contains("path='/run/else/bind.sock'").doesNotContain(CONSOLES.toString());
            assertThat(HOST.contee("define", "--take-over", "/tmp/bind.xml").getExitCode())
                    .isZero();
            assertThat(HOST.sh(dump)).contains("/serial0.guest'").doesNotContain("<source mode='bind'");
            HOST.sh(dump + " | " + LibvirtHost.CONTEE + " rewrite --mode off > /tmp/off.xml"
                    + " && virsh -q define /tmp/off.xml");
            assertThat(HOST.sh(dump)).contains("path='/run/else/bind.sock'").doesNotContain(CONSOLES.toString());
        } finally {
            HOST.run("virsh", "-q", "undefine", "bind");
        }
    }

    @Test
    void aRunningGuestHasTheConsolesThatWereExpected() {
        List<Variant> variants = variants(domain -> domain.libvirt() == Libvirt.RUNS
                        && domain.name().matches("(virtio|alias|mirror|console)-.*|s390-sclp-.*|arm-pl011"))
                .stream()
                .filter(variant -> variant.mode() == ConsoleMode.UNIX && !variant.takeOver())
                .toList();
        Map<String, String> texts = texts(variants);
        HOST.sh("install -d -o libvirt-qemu /run/else");
        Map<String, String> live = virsh(texts, key -> {
            String name = "'" + name(texts.get(key)) + "'";
            return "create --paused /corpus/" + key + ".xml; dumpxml " + name + "; destroy " + name;
        });

        assertThat(variants).hasSizeGreaterThan(15);
        SoftAssertions.assertSoftly(softly -> {
            for (Variant variant : variants) {
                String printed = live.get(variant.toString());
                softly.assertThat(printed).as("%s was started", variant).contains(" id='");
                if (!printed.contains(" id='")) {
                    continue;
                }
                DomainXml domain = DomainXml.parse(between(printed));
                softly.assertThat(REWRITER.misdirected(domain))
                        .as("%s", variant)
                        .isEmpty();
                softly.assertThat(REWRITER.endpoints(domain))
                        .as("%s", variant)
                        .extracting(ConsoleEndpoint::alias)
                        .containsExactlyInAnyOrderElementsOf(
                                variant.changed().stream().map(Console::alias).toList());
            }
        });
    }
}
