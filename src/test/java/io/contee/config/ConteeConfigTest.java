package io.contee.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ByteSize;
import io.contee.model.ClientGroups;
import io.contee.model.ClientPolicy;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.Directories;
import io.contee.model.Durability;
import io.contee.model.GuestPolicy;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.LineEnd;
import io.contee.model.LogFileMode;
import io.contee.model.LogFormat;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.LogSettings;
import io.contee.model.LogSync;
import io.contee.model.LossPolicy;
import io.contee.model.Overflow;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConteeConfigTest {

    private static final DefaultPaths DEFAULTS = new DefaultPaths(
            Path.of("/default/contee.yaml"),
            Path.of("/default/run"),
            Path.of("/default/log"),
            Path.of("/default/pods"),
            Path.of("/default/data"),
            Path.of("/default/qemu"),
            "default:///uri",
            Optional.of("default-user"));

    private final ShortTempDir temp = new ShortTempDir();
    private final Path file = temp.resolve("contee.yaml");

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    private ConteeConfig load(String yaml, String... environment) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConteeConfig.load(file, variables(environment), DEFAULTS);
    }

    private static Map<String, String> variables(String... namesAndValues) {
        Map<String, String> variables = new java.util.HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return variables;
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String yaml, String... environment) {
        return assertThatThrownBy(() -> load(yaml, environment))
                .isInstanceOf(ConteeException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains(file.toString())
                        .doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    void anEmptyFileLeavesTheDefaults() {
        for (String empty : new String[] {"", "---\n", "# nothing\n", "{}", "runDir:\n"}) {
            ConteeConfig config = load(empty);
            assertThat(config.directories().run().path()).isEqualTo(Path.of("/default/run"));
            assertThat(config.directories().logs().path()).isEqualTo(Path.of("/default/log"));
            assertThat(config.directories().podLogs()).isEqualTo(Path.of("/default/pods"));
            assertThat(config.libvirtUri()).isEqualTo("default:///uri");
            assertThat(config.domains().mode()).isEqualTo(ConsoleMode.UNIX);
            assertThat(config.logs().raw()).isEqualTo(new LogPolicy(ByteSize.parse("16Mi"), 3));
            assertThat(config.logs().pod()).isEqualTo(new LogPolicy(ByteSize.parse("10Mi"), 4));
            assertThat(config.loss().overflow()).isEqualTo(Overflow.DELAY);
            assertThat(config.guests().user()).contains("default-user");
            assertThat(config.guests().pidDir()).isEqualTo(Path.of("/run/libvirt/qemu"));
            assertThat(config.groups()).isEqualTo(ClientGroups.NONE);
            assertThat(config.domains().manage()).isEqualTo(ManagePolicy.DEFAULT);
            assertThat(config.domains().adopt()).isEqualTo(AdoptPolicy.ASK);
            assertThat(config.directories().run().controlSocket()).isEqualTo(Path.of("/default/run/control.sock"));
            assertThat(config.directories().run().consoles()).isEqualTo(Path.of("/default/run/consoles"));
        }
    }

    @Test
    void whatLosesNothingCannotDrop() {
        assertThat(load("durability: strict\n").loss().durability()).isEqualTo(Durability.STRICT);
        assertThat(load("durability: strict\n").loss().overflow()).isEqualTo(Overflow.BLOCK);
        assertRefused("durability: strict\noverflow: drop\n")
                .hasMessageContaining("durability: strict drops nothing: set overflow: block");
    }

    @Test
    void logsCanBeLeftOut() {
        assertThat(load("rawLog: {enabled: false}\n").logs().kinds()).containsExactly(LogKind.POD);
        assertThat(load("podLog: {enabled: false}\niolog: true\n").logs().kinds())
                .containsExactlyInAnyOrder(LogKind.RAW, LogKind.ENTRY);
        assertThat(load("", "CONTEE_RAW_LOG_ENABLED", "false", "CONTEE_POD_LOG_ENABLED", "false")
                        .logs()
                        .kinds())
                .isEmpty();
        assertRefused("durability: strict\nrawLog: {enabled: false}\n")
                .hasMessageContaining("durability: strict needs the raw log: set rawLog.enabled: true");
    }

    @Test
    void everyKeyIsRead() {
        ConteeConfig config = load("""
                runDir: /r
                logDir: /l/../logs
                podLogDir: /p
                libvirtUri: qemu:///session
                disable_logging: true
                rawLog: {maxSize: 4Mi, maxFiles: 7}
                podLog:
                  maxSize: 1Gi
                  maxFiles: 0
                overflow: drop
                guestUser: qemu
                guestPidDir: /q
                readGroup: watchers
                clientGroup: consoles
                controlGroup: admins
                manage: all
                manageInclude: web-*
                manageExclude:
                  - 'web-test-?'
                  - web-old
                adopt: auto
                pty: {log: false}
                streamerSocket: /v/streamer.sock
                scrollback: 8Ki
                shared: true
                metrics: {address: 192.0.2.1, port: 9751}
                collect:
                  dataDir: /d
                  namespace: default
                  qemuLogDir: /q
                  httpAddress: 0.0.0.0
                  httpPort: 80
                  logs: {enabled: true, every: 15m, gzip: true, timestamps: true, keep: 30d, maxSize: 5Gi}
                  memstats: {enabled: true, interval: 30s, maxSize: 1Mi, maxFiles: 0}
                keeper: false
                """);
        assertThat(config)
                .isEqualTo(new ConteeConfig(
                        new Directories(
                                new RunDir(Path.of("/r")),
                                new LogDir(Path.of("/logs")),
                                Path.of("/p"),
                                Path.of("/logs/pods")),
                        "qemu:///session",
                        new GuestPolicy(Optional.of("qemu"), Path.of("/q"), Optional.of(Path.of("/v/streamer.sock"))),
                        new DomainPolicy(
                                ConsoleMode.PTY,
                                false,
                                new ManagePolicy(
                                        ManagePolicy.Scope.ALL,
                                        List.of(new NamePattern("web-*")),
                                        List.of(new NamePattern("web-test-?"), new NamePattern("web-old"))),
                                AdoptPolicy.AUTO),
                        new LogSettings(
                                EnumSet.of(LogKind.RAW, LogKind.POD),
                                new LogPolicy(ByteSize.parse("4Mi"), 7),
                                new LogPolicy(ByteSize.parse("1Gi"), 0),
                                Duration.ofMillis(500),
                                Optional.empty(),
                                LogFileMode.DEFAULT),
                        new LossPolicy(Overflow.DROP, Durability.DEFAULT),
                        EndedGuests.DEFAULT,
                        new ClientPolicy(ByteSize.parse("8Ki"), true),
                        new ClientGroups(Optional.of("watchers"), Optional.of("consoles"), Optional.of("admins")),
                        new DaemonConfig(false, Optional.of(InetSocketAddress.createUnresolved("192.0.2.1", 9751))),
                        new CollectConfig(
                                Path.of("/d"),
                                Optional.of("default"),
                                Path.of("/q"),
                                new CollectConfig.Logs(
                                        true,
                                        Duration.ofMinutes(15),
                                        true,
                                        true,
                                        Duration.ofDays(30),
                                        ByteSize.parse("5Gi")),
                                new CollectConfig.Memory(true, Duration.ofSeconds(30), ByteSize.parse("1Mi"), 0),
                                "0.0.0.0",
                                80)));
    }

    @ParameterizedTest
    @CsvSource({
        "runDir, CONTEE_RUN_DIR",
        "podLogDir, CONTEE_POD_LOG_DIR",
        "libvirtUri, CONTEE_LIBVIRT_URI",
        "disable_logging, CONTEE_DISABLE_LOGGING",
        "rawLog.maxSize, CONTEE_RAW_LOG_MAX_SIZE",
        "podLog.maxFiles, CONTEE_POD_LOG_MAX_FILES",
        "overflow, CONTEE_OVERFLOW",
        "pty.log, CONTEE_PTY_LOG",
        "manageInclude, CONTEE_MANAGE_INCLUDE",
    })
    void eachKeyHasAVariable(String key, String variable) {
        assertThat(ConfigReader.variable(key)).isEqualTo(variable);
    }

    @Test
    void onlyThePodLogsRotationCanSayThatLogsOfPodsAreEmptied() {
        assertThat(load("podLog: {rotate: truncate-pods}").logs().pod().rotate())
                .contains(LogRotation.TRUNCATE_PODS);
        assertThatThrownBy(() -> load("rawLog: {rotate: truncate-pods}"))
                .hasMessageContaining("rawLog.rotate")
                .hasMessageContaining("'truncate-pods' is unknown: use one of size, hourly, daily, truncate");
    }

    @Test
    void readsHowLogsAreKept() {
        ConteeConfig config = load("""
                rawLog: {rotate: hourly, sync: interval, gzip: true}
                podLog: {rotate: daily, sync: record, format: cri, lineEnd: keep}
                iolog: true
                partialLine: 1s
                totalLogSize: 2Gi
                logFile: {mode: '0644', owner: syslog, group: adm}
                """);
        assertThat(config.logs().raw().rotate()).contains(LogRotation.HOURLY);
        assertThat(config.logs().raw().sync()).contains(LogSync.INTERVAL);
        assertThat(config.logs().raw().gzip()).contains(true);
        assertThat(config.logs().pod().gzip()).isEmpty();
        assertThat(config.logs().pod().rotate()).contains(LogRotation.DAILY);
        assertThat(config.logs().pod().sync()).contains(LogSync.RECORD);
        assertThat(config.logs().pod().format()).contains(LogFormat.CRI);
        assertThat(config.logs().pod().lineEnd()).contains(LineEnd.KEEP);
        assertThat(config.logs().kinds()).contains(LogKind.ENTRY);
        assertThat(config.logs().partialLine()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.logs().totalSize()).contains(ByteSize.parse("2Gi"));
        assertThat(config.logs().files())
                .isEqualTo(new LogFileMode(0644, java.util.Optional.of("syslog"), java.util.Optional.of("adm")));
    }

    @ParameterizedTest
    @CsvSource({
        "podLog.format, xml",
        "rawLog.rotate, weekly",
        "podLog.lineEnd, cut",
        "rawLog.sync, always",
        "logFile.mode, 0777",
        "logFile.mode, rw",
        "totalLogSize, much",
        "partialLine, 5ms",
        "partialLine, 1001ms",
        "partialLine, soon",
        "rawLog.format, cri"
    })
    void whatIsNoWayToKeepALogIsRefused(String key, String value) {
        assertRefused(key + ": '" + value + "'").hasMessageContaining(key);
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        ConteeConfig config = load(
                "runDir: /file\nrawLog: {maxSize: 4Mi, maxFiles: 7}\noverflow: drop\n",
                "CONTEE_RUN_DIR",
                "/environment",
                "CONTEE_RAW_LOG_MAX_SIZE",
                "8Mi",
                "CONTEE_OVERFLOW",
                "block");
        assertThat(config.directories().run().path()).isEqualTo(Path.of("/environment"));
        assertThat(config.logs().raw()).isEqualTo(new LogPolicy(ByteSize.parse("8Mi"), 7));
        assertThat(config.loss().overflow()).isEqualTo(Overflow.BLOCK);
    }

    @Test
    void aListInTheEnvironmentIsSeparatedByCommasAndWins() {
        ConteeConfig config = load("manageExclude: [a, b]\n", "CONTEE_MANAGE_EXCLUDE", " db-*, ,backup ");
        assertThat(config.domains().manage().exclude())
                .containsExactly(new NamePattern("db-*"), new NamePattern("backup"));
        assertThat(load("manageExclude: [a, b]\n", "CONTEE_MANAGE_EXCLUDE", "")
                        .domains()
                        .manage()
                        .exclude())
                .isEmpty();
    }

    @Test
    void aListWhereOneValueBelongsIsAFault() {
        assertRefused("manage: [all, none]\n").hasMessageContaining("manage: it is a list: give one value");
        assertRefused("runDir: [/a, /b]\n").hasMessageContaining("runDir: it is a list: give one value");
    }

    @Test
    void aPatternThatCannotBeUsedIsAFault() {
        assertRefused("manageInclude: [" + "x".repeat(300) + "]\nmanage: some\n")
                .hasMessageContaining("manageInclude: pattern 'xxx")
                .hasMessageContaining("manage: 'some' is unknown: use one of all, metadata, none");
    }

    @ParameterizedTest
    @CsvSource({
        "qemu:///session, true",
        "qemu+unix:///session?socket=/s, true",
        "qemu:///system, false",
        "qemu+unix:///system?socket=/session, false",
    })
    void aUsersOwnLibvirtIsToldByItsUri(String uri, boolean session) {
        ConteeConfig config = load("libvirtUri: " + uri);
        assertThat(config.session()).isEqualTo(session);
        assertThat(config.guests().user())
                .as("a user's QEMU runs as the user")
                .isEqualTo(session ? Optional.empty() : DEFAULTS.guestUser());
    }

    @ParameterizedTest
    @CsvSource({"true, PTY", "TRUE, PTY", "1, PTY", "yes, PTY", "on, PTY", "false, UNIX", "0, UNIX", "'', UNIX"})
    void virtletsVariableDisablesLogging(String value, ConsoleMode mode) {
        assertThat(load("", "VIRTLET_DISABLE_LOGGING", value).domains().mode()).isEqualTo(mode);
    }

    @Test
    void conteesOwnKeyWinsOverVirtlets() {
        assertThat(load("disable_logging: false", "VIRTLET_DISABLE_LOGGING", "true")
                        .domains()
                        .mode())
                .isEqualTo(ConsoleMode.UNIX);
        assertThat(load("disable_logging: true", "VIRTLET_DISABLE_LOGGING", "false")
                        .domains()
                        .mode())
                .isEqualTo(ConsoleMode.PTY);
        assertThat(load("", "VIRTLET_DISABLE_LOGGING", "false", "CONTEE_DISABLE_LOGGING", "true")
                        .domains()
                        .mode())
                .isEqualTo(ConsoleMode.PTY);
    }

    @Test
    void allFaultsAreToldTogether() {
        assertRefused("""
                        runDir: relative
                        rawLog: {maxSize: 1, maxFiles: many}
                        podLog: {maxSize: huge, maxFiles: -1}
                        overflow: explode
                        disable_logging: perhaps
                        colour: red
                        rawlog: {maxSize: 1Mi}
                        """, "CONTEE_LOG_DIR", "also/relative", "CONTEE_COLOUR", "red")
                .message()
                .startsWith("cannot use the configuration (" + file + "): 11 faults: ")
                .contains("runDir: 'relative' is not an absolute path: begin it with '/'")
                .contains("CONTEE_LOG_DIR: 'also/relative' is not an absolute path")
                .contains("rawLog.maxSize: maxSize 1 is too small")
                .contains("rawLog.maxFiles: 'many' is not an integer")
                .contains("podLog.maxSize: size 'huge' is not a size")
                .contains("podLog.maxFiles: maxFiles -1 is out of range")
                .contains("overflow: 'explode' is unknown: use one of delay, block, drop")
                .contains("disable_logging: 'perhaps' is neither true nor false")
                .contains("colour: no such key; there are libvirtUri, runDir, ")
                .contains("rawlog.maxSize: no such key")
                .contains("CONTEE_COLOUR: no such variable");
    }

    @Test
    void aMistypedVariableIsAFaultButNotThoseReadElsewhere() {
        load(
                "",
                "CONTEE_CONFIG",
                "x",
                "CONTEE_JAVA_OPTS",
                "x",
                "CONTEE_CONTROL_SOCKET",
                "x",
                "CONTEE_HOOK_POLICY",
                "x",
                "CONTEE_HOOK_TIMEOUT",
                "x",
                "PATH",
                "x");
        assertRefused("", "CONTEE_RUNDIR", "/r").hasMessageContaining("CONTEE_RUNDIR: no such variable");
    }

    @Test
    void aValueOfSeveralLinesIsRefusedInOne() {
        assertRefused("runDir: \"a\\nb\\e[2J\"\n\"ke\\ny\": 1\n")
                .hasMessageContaining("'a?b?[2J' is not an absolute path");
    }

    @Test
    void aKeyGivenTwiceIsRefusedWithItsLine() {
        assertRefused("runDir: /a\nlogDir: /b\nrunDir: /c\n")
                .hasMessageContaining("line 3")
                .hasMessageContaining("runDir");
    }

    @ParameterizedTest
    @CsvSource({"'- a'", "'a'", "'42'", "'[runDir]'"})
    void aFileThatIsNoMappingIsRefused(String yaml) {
        assertRefused(yaml).hasMessageContaining("not a mapping of keys to values");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    runDir: /a\\n\\tlogDir: /b | line 2, column 1, key 'logDir': a tab is in the indentation: indent with spaces
                    runDir: a: b | line 1, column 10, key 'runDir': a ':' stands where none may be: put a value that
                    runDir /a\\nlogDir: /b | line 2, column 7, key 'logDir': a ':' stands where none may be
                    runDir: [a\\nlogDir: b | line 2, column 7, key 'logDir': a '[' or '{' is not closed: close it
                    runDir: @x | line 1, column 9, key 'runDir': a value begins with a character that YAML reserves
                    runDir: "a | a quote is not closed: close it
                    runDir: 'it's' | line 1, column 13, key 'runDir': its indentation does not fit the lines before, or
                    rawLog:\\n  maxSize: 1\\n maxFiles: 2 | line 3, column 2, key 'maxFiles': its indentation does not fit
                    logDir: /a\\nlogDir: /b | line 2, column 7, key 'logDir': the key is there twice: remove one
                    runDir: /a\\n---\\nlogDir: /b | a second document begins: remove the '---' before it
                    """)
    void aFaultOfYamlIsReportedWithItsPlaceAndWhatToDo(String yaml, String expected) {
        assertRefused(yaml.replace("\\n", "\n").replace("\\t", "\t"))
                .hasMessageStartingWith("cannot read the configuration " + file + ": line ")
                .hasMessageContaining(expected)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFaultOfTheEncodingIsReportedWithItsPlaceAndWhatToDo() throws IOException {
        Files.writeString(file, "runDir: /a\nlogDir: /gr\u00fcn\n", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ConteeConfig.load(file, Map.of()))
                .hasMessage("cannot read the configuration " + file
                        + ": line 2, column 12, key 'logDir': the byte 0xfc is not UTF-8: save the file in UTF-8");
        Files.writeString(file, "runDir: /a\n", StandardCharsets.UTF_16);
        assertThatThrownBy(() -> ConteeConfig.load(file, Map.of()))
                .hasMessageEndingWith(": line 1, column 1: the byte 0xfe is not UTF-8: save the file in UTF-8");
        assertRefused("runDir: /a\nlogDir: /\u0001x\n")
                .hasMessageEndingWith(
                        "line 2, column 10, key 'logDir': a control character, U+0001, is in it: remove it");
    }

    @Test
    void usersAndGroupsThatAreNotOnThisHostAreRefused() {
        ConteeConfig config = load("guestUser: nosuchuser\nlogFile: {owner: nosuchowner, group: nosuchgroup}\n");
        assertThatThrownBy(() -> HostNames.check(config))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot use the configuration: guestUser: there is no user 'nosuchuser': give the one that"
                        + " QEMU runs as, see 'user' in /etc/libvirt/qemu.conf; logFile.owner: there is no user"
                        + " 'nosuchowner'; logFile.group: there is no group 'nosuchgroup'");
        HostNames.check(load("guestUser: root\nlogFile: {owner: root, group: root}\n"));
    }

    @Test
    void aFileThatWasNamedMustExist() {
        Path missing = temp.resolve("missing.yaml");
        assertThatThrownBy(() -> ConteeConfig.load(missing, Map.of()))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot read the configuration " + missing + ": there is no such file");
        assertThatThrownBy(() -> ConteeConfig.load(Map.of("CONTEE_CONFIG", missing.toString())))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void theVariableNamesTheFile() throws IOException {
        Files.writeString(file, "runDir: /named", StandardCharsets.UTF_8);
        assertThat(ConteeConfig.load(Map.of("CONTEE_CONFIG", file.toString()))
                        .directories()
                        .run()
                        .path())
                .isEqualTo(Path.of("/named"));
    }
}
