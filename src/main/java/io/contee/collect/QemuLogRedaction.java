package io.contee.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Redacts libvirt's log of a QEMU: removes values of the command line and the environment that may be secret. libvirt
 * writes an argument and its values on one line, quoted as for a shell, with {@code \} at the end of each line except
 * the last (src/util/vircommand.c, virCommandToStringBuf). The values of options that describe the machine stay; of all
 * others only the name stays.
 */
final class QemuLogRedaction {

    private static final Set<String> KNOWN_OPTIONS = Set.of(
            "-name",
            "-machine",
            "-M",
            "-accel",
            "-cpu",
            "-m",
            "-smp",
            "-uuid",
            "-display",
            "-rtc",
            "-boot",
            "-global",
            "-chardev",
            "-mon",
            "-netdev",
            "-device",
            "-serial",
            "-msg",
            "-sandbox",
            "-overcommit",
            "-vga",
            "-audiodev");
    private static final Set<String> KNOWN_VARIABLES = Set.of(
            "LC_ALL",
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "XDG_DATA_HOME",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_RUNTIME_DIR",
            "QEMU_AUDIO_DRV");
    private static final Pattern START = Pattern.compile(".*: starting up libvirt version: .*");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("(--?[A-Za-z0-9][A-Za-z0-9_-]*)(?: (.*))?", Pattern.DOTALL);
    private static final Pattern PROGRAM = Pattern.compile("/[^ =']*");

    /** QEMU's message about an option: {@code qemu-system-x86_64: -fw_cfg name=x,string=y: why}. */
    private static final Pattern COMPLAINT =
            Pattern.compile("(.*?qemu[A-Za-z0-9_.-]*: )(--?[A-Za-z0-9][A-Za-z0-9_-]*) .*?((?:: [^:]*)?)");

    private static final Pattern SECRET_PROPERTY = Pattern.compile(
            "((?:^|[,{ '\"])[A-Za-z0-9_.-]*(?:pass|secret|key|token|cred|auth|cookie|pwd|psk)[A-Za-z0-9_.-]*(?:=|\"\\s*:\\s*))"
                    + "(\"(?:[^\"\\\\]|\\\\.)*\"|(?:,,|[^,}'])*)", // QEMU doubles a comma in a value
            Pattern.CASE_INSENSITIVE);

    private static final Pattern QUOTED = Pattern.compile("'[^']*'?");

    private final Set<String> redacted = new TreeSet<>();
    private boolean command;
    private boolean quoted;

    /** Returns the names of options and variables whose values were removed. */
    List<String> redacted() {
        return new ArrayList<>(redacted);
    }

    /**
     * Redacts the next line.
     *
     * @param line without its line end
     * @return the redacted line; empty for one that continues a removed value
     */
    Optional<String> line(String line) {
        boolean within = quoted;
        boolean unquoted = endsUnquoted(line);
        boolean continued = line.endsWith(" \\") && unquoted;
        boolean ofCommand = command || continued || line.startsWith("-");
        if (!ofCommand && !within) {
            command = START.matcher(line).matches();
            return Optional.of(message(line));
        }
        quoted = !unquoted;
        command = continued || quoted;
        if (within) {
            return Optional.empty();
        }
        String argument = continued ? line.substring(0, line.length() - 2) : line;
        return Optional.of(argument(argument, quoted) + (continued || quoted ? " \\" : ""));
    }

    private boolean endsUnquoted(String line) {
        boolean inside = quoted;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                inside = !inside;
            } else if (c == '\\' && !inside) {
                i++;
            }
        }
        return !inside || !(command || quoted || line.startsWith("-"));
    }

    private String argument(String argument, boolean unfinished) {
        Matcher option = OPTION.matcher(argument);
        if (option.matches()) {
            String value = option.group(2);
            if (value == null) {
                return argument;
            }
            if (KNOWN_OPTIONS.contains(option.group(1)) && !unfinished && isOneWord(value)) {
                return option.group(1) + " " + properties(option.group(1), value);
            }
            return removed(option.group(1)) + " " + XmlRedaction.REDACTED;
        }
        Matcher variable = VARIABLE.matcher(argument);
        if (variable.matches()) {
            return KNOWN_VARIABLES.contains(variable.group(1)) && !unfinished && isOneWord(variable.group(2))
                    ? argument
                    : removed(variable.group(1)) + "=" + XmlRedaction.REDACTED;
        }
        return PROGRAM.matcher(argument).matches() ? argument : XmlRedaction.REDACTED;
    }

    private static boolean isOneWord(String value) {
        return value.startsWith("'")
                ? value.length() > 1 && value.indexOf('\'', 1) == value.length() - 1
                : value.indexOf(' ') < 0;
    }

    private String properties(String option, String value) {
        String left = Addresses.withoutCredentials(
                SECRET_PROPERTY.matcher(value).replaceAll("$1\"" + XmlRedaction.REDACTED + "\""));
        if (!left.equals(value)) {
            removed(option);
        }
        return left;
    }

    private String message(String line) {
        Matcher complaint = COMPLAINT.matcher(line);
        if (!complaint.matches()) {
            String left = Addresses.withoutCredentials(line);
            if (!left.equals(line)) {
                removed("addresses");
            }
            return left;
        }
        String option = complaint.group(2);
        if (!KNOWN_OPTIONS.contains(option)) {
            return complaint.group(1) + removed(option) + " " + XmlRedaction.REDACTED + reason(complaint.group(3));
        }
        String value = line.substring(complaint.start(2), complaint.start(3));
        String left = properties(option, value);
        return left.equals(value)
                ? Addresses.withoutCredentials(line)
                : complaint.group(1) + left + reason(complaint.group(3));
    }

    /** Returns QEMU's reason without the values that it quotes. */
    private static String reason(String text) {
        return Addresses.withoutCredentials(QUOTED.matcher(text).replaceAll("'" + XmlRedaction.REDACTED + "'"));
    }

    private String removed(String name) {
        redacted.add(name);
        return name;
    }
}
