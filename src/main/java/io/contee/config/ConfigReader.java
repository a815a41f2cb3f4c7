package io.contee.config;

import io.contee.model.ByteSize;
import io.contee.model.Choice;
import io.contee.model.ClientPolicy;
import io.contee.model.ConteeException;
import io.contee.model.Durability;
import io.contee.model.LineEnd;
import io.contee.model.LogFileMode;
import io.contee.model.LogFormat;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.LogSettings;
import io.contee.model.LogSync;
import io.contee.model.LossPolicy;
import io.contee.model.OneLine;
import io.contee.model.Overflow;
import io.contee.model.PointInTime;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys from a file and the environment, and collects all faults, including unknown keys, to report them together.
 */
final class ConfigReader {

    private static final String PREFIX = "CONTEE_";

    /** Variables of the same prefix that are read elsewhere: by the start script, the hook, and the command line. */
    private static final Set<String> OTHERS = Set.of(
            ConteeConfig.FILE_VARIABLE,
            "CONTEE_JAVA_OPTS",
            "CONTEE_CONTROL_SOCKET",
            "CONTEE_HOOK_POLICY",
            "CONTEE_HOOK_TIMEOUT");

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s)");
    private static final Map<String, ChronoUnit> UNITS = Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_PORT = 65_535;
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final ConfigSource file;
    private final Map<String, String> environment;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<String> faults = new ArrayList<>();

    ConfigReader(ConfigSource file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    Path path(String key, Path defaultPath) {
        return path(key).orElse(defaultPath);
    }

    Optional<Path> path(String key) {
        return value(key, text -> {
            Path path = Path.of(text);
            if (!path.isAbsolute()) {
                throw new ConteeException("'" + text + "' is not an absolute path: begin it with '/'");
            }
            return path.normalize();
        });
    }

    Optional<String> text(String key) {
        return value(key, Function.identity());
    }

    boolean flag(String key, boolean defaultValue) {
        return value(key, ConfigReader::flagOf).orElse(defaultValue);
    }

    /** Reads a flag that is off by default. */
    boolean flag(String key) {
        return value(key, ConfigReader::flagOf).orElse(false);
    }

    /** Reads a flag that has a second name in the environment. */
    boolean flag(String key, String alias) {
        Optional<Boolean> value = value(key, ConfigReader::flagOf);
        return value.or(() -> parse(alias, environment.get(alias), ConfigReader::flagOf))
                .orElse(false);
    }

    private static boolean flagOf(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0", "" -> false;
            default -> throw new ConteeException("'" + text + "' is neither true nor false");
        };
    }

    <E extends Enum<E>> E choice(String key, E defaultChoice) {
        return choice(key, defaultChoice.getDeclaringClass()).orElse(defaultChoice);
    }

    private <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        return value(key, text -> Choice.parse("", type.getEnumConstants(), text));
    }

    LogSettings logSettings(LogSettings defaults) {
        return new LogSettings(
                logKinds(),
                logPolicy("rawLog", defaults.raw(), LogRotation.ofRawLogs()),
                podLogPolicy("podLog", defaults.pod()),
                duration("partialLine", defaults.partialLine()),
                size("totalLogSize"),
                logFileMode("logFile"));
    }

    LossPolicy lossPolicy() {
        Durability durability = choice("durability", Durability.DEFAULT);
        return new LossPolicy(
                choice("overflow", durability == Durability.STRICT ? Overflow.BLOCK : Overflow.DELAY), durability);
    }

    /** Reads the kinds of logs that are kept. */
    private Set<LogKind> logKinds() {
        Set<LogKind> kinds = EnumSet.noneOf(LogKind.class);
        if (flag("rawLog.enabled", true)) {
            kinds.add(LogKind.RAW);
        }
        if (flag("podLog.enabled", true)) {
            kinds.add(LogKind.POD);
        }
        if (flag("iolog")) {
            kinds.add(LogKind.ENTRY);
        }
        return kinds;
    }

    private LogPolicy logPolicy(String key, LogPolicy defaults, LogRotation[] rotations) {
        ByteSize maxSize = value(key + ".maxSize", text -> new LogPolicy(ByteSize.parse(text), 0).maxSize())
                .orElse(defaults.maxSize());
        int maxFiles = value(key + ".maxFiles", text -> new LogPolicy(maxSize, wholeNumber(text)).maxFiles())
                .orElse(defaults.maxFiles());
        return new LogPolicy(
                maxSize,
                maxFiles,
                value(key + ".rotate", text -> Choice.parse("", rotations, text))
                        .or(defaults::rotate),
                choice(key + ".sync", LogSync.class).or(defaults::sync),
                defaults.format(),
                defaults.lineEnd(),
                value(key + ".gzip", ConfigReader::flagOf).or(defaults::gzip),
                defaults.subDir());
    }

    /** Reads the policy of logs that have records. */
    private LogPolicy podLogPolicy(String key, LogPolicy defaults) {
        LogPolicy policy = logPolicy(key, defaults, LogRotation.values());
        return new LogPolicy(
                policy.maxSize(),
                policy.maxFiles(),
                policy.rotate(),
                policy.sync(),
                choice(key + ".format", LogFormat.class).or(defaults::format),
                choice(key + ".lineEnd", LineEnd.class),
                policy.gzip(),
                defaults.subDir());
    }

    Optional<ByteSize> size(String key) {
        return value(key, ByteSize::parse);
    }

    private LogFileMode logFileMode(String key) {
        return new LogFileMode(
                value(key + ".mode", text -> new LogFileMode(
                                        LogFileMode.parseBits(text), Optional.empty(), Optional.empty())
                                .bits())
                        .orElse(LogFileMode.DEFAULT.bits()),
                text(key + ".owner"),
                text(key + ".group"));
    }

    /** Reads a duration from 10 ms to a second. */
    private Duration duration(String key, Duration defaultDuration) {
        return value(key, ConfigReader::durationOf).orElse(defaultDuration);
    }

    /** Reads a duration, such as {@code 15m} or {@code 7d}. */
    Duration span(String key, Duration defaultSpan, Duration shortest, Duration longest) {
        return value(key, text -> {
                    Duration span = PointInTime.span(text);
                    if (span.compareTo(shortest) < 0 || span.compareTo(longest) > 0) {
                        throw new ConteeException("'" + text + "' is not from " + shortest.toSeconds() + "s to "
                                + longest.toHours() + "h");
                    }
                    return span;
                })
                .orElse(defaultSpan);
    }

    /** Reads an integer. */
    int number(String key, int defaultNumber, int least, int most) {
        return value(key, text -> {
                    int number = wholeNumber(text);
                    if (number < least || number > most) {
                        throw new ConteeException("'" + text + "' is not from " + least + " to " + most);
                    }
                    return number;
                })
                .orElse(defaultNumber);
    }

    private static Duration durationOf(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            Duration duration =
                    Duration.of(Long.parseLong(matcher.group(1)), Objects.requireNonNull(UNITS.get(matcher.group(2))));
            if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new ConteeException("'" + text + "' is not a time from 10ms to 1s: give one such as 500ms");
    }

    ClientPolicy clientPolicy(ClientPolicy defaults) {
        boolean shared = value("shared", ConfigReader::flagOf).orElse(defaults.shared());
        return value("scrollback", text -> new ClientPolicy(ByteSize.parse(text), shared))
                .orElseGet(() -> new ClientPolicy(defaults.scrollback(), shared));
    }

    /** Reads the address to listen on, if there is a port; without an address it is the loopback interface. */
    Optional<InetSocketAddress> address(String key) {
        Optional<String> host = text(key + ".address");
        int before = faults.size();
        Optional<Integer> port = value(key + ".port", ConfigReader::portOf);
        if (host.isPresent() && port.isEmpty() && faults.size() == before) {
            faults.add(key + ".address: it has no effect without " + key + ".port");
        }
        return port.map(number -> InetSocketAddress.createUnresolved(host.orElse(LOOPBACK), number));
    }

    private static int portOf(String text) {
        int port = wholeNumber(text);
        if (port < 1 || port > MAX_PORT) {
            throw new ConteeException("'" + text + "' is not a port: give a number from 1 to " + MAX_PORT);
        }
        return port;
    }

    /** Adds a fault unless values fit together. */
    void check(boolean fits, String fault) {
        if (!fits) {
            faults.add(fault);
        }
    }

    private static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ConteeException("'" + text + "' is not an integer", e);
        }
    }

    private <T> Optional<T> value(String key, Function<String, T> parser) {
        known.add(key);
        String variable = variable(key);
        if (environment.containsKey(variable)) {
            return parse(variable, environment.get(variable), parser);
        }
        List<String> values = file.values().getOrDefault(key, List.of());
        if (values.size() > 1) {
            faults.add(key + ": it is a list: give one value");
            return Optional.empty();
        }
        return parse(key, values.isEmpty() ? null : values.get(0), parser);
    }

    /**
     * Reads a list: a sequence or one scalar in the file, separated by commas in the environment; empty if there is
     * none.
     */
    <T> List<T> list(String key, Function<String, T> parser) {
        known.add(key);
        String variable = variable(key);
        boolean fromFile = !environment.containsKey(variable);
        Stream<String> texts = fromFile
                ? file.values().getOrDefault(key, List.of()).stream()
                : Arrays.stream(environment.getOrDefault(variable, "").split(","));
        return texts.map(String::strip)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> parse(fromFile ? key : variable, text, parser).stream())
                .toList();
    }

    private <T> Optional<T> parse(String name, @Nullable String text, Function<String, T> parser) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text));
        } catch (ConteeException | IllegalArgumentException e) {
            faults.add(name + ": " + ConteeException.reason(e));
            return Optional.empty();
        }
    }

    /** Returns the variable of a key: {@code CONTEE_RAW_LOG_MAX_SIZE} for {@code rawLog.maxSize}. */
    static String variable(String key) {
        return PREFIX
                + key.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    void throwFaults() {
        file.values().keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> faults.add(key + ": no such key; there are " + String.join(", ", known)));
        Set<String> variables = known.stream().map(ConfigReader::variable).collect(Collectors.toSet());
        environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !OTHERS.contains(name) && !variables.contains(name))
                .sorted()
                .forEach(name -> faults.add(name + ": no such variable"));
        if (!faults.isEmpty()) {
            String all = (faults.size() == 1 ? "" : faults.size() + " faults: ") + String.join("; ", faults);
            // Keys and values may contain any characters.
            throw new ConteeException("cannot use the configuration (" + file.name() + "): " + OneLine.of(all));
        }
    }
}
