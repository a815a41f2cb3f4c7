package io.contee.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion for bash that picocli makes, with the names of domains added, which only the host knows. zsh runs the
 * same script.
 */
final class BashCompletion {

    /**
     * Asks contee, by the name that the user typed, for the domains that it serves. Names that a shell would not take as
     * they are are left out. A contee that does not answer costs five seconds at most.
     */
    static final String ASK = "timeout 5 %s list -o json 2>/dev/null </dev/null"
            + " | sed -n 's/^ *\"domain\" : \"\\([^][:space:]\"'\\''$`\\\\;&|<>(){}*?!#~^[]*\\)\",*$/\\1/p' | sort -u";

    /** The functions that picocli gives the same names in the script of every program. */
    private static final List<String> SHARED_FUNCTIONS =
            List.of("CompWordsContainsArray", "ElementNotInCompWords", "currentPositionalIndex", "compReplyArray");

    /** The fixed values of an argument, names of Java's constants among them. */
    private static final Pattern VALUES = Pattern.compile("(?<=_args=)\\(.*\\)(?= #)");

    private static final String POSITIONALS = "    local positionals=\"\"\n";

    private BashCompletion() {}

    static String of(CommandLine contee) {
        String script = AutoComplete.bash("contee", contee);
        // What precedes tells how to install it by hand, and switches on what is on already.
        script = "# Completion of contee for bash, made from its commands.\n\n"
                + script.substring(find(script, "# CompWordsContainsArray takes", 0));
        script = VALUES.matcher(script).replaceAll(values -> values.group().toLowerCase(Locale.ROOT));
        script = withDomains(script, contee.getCommandSpec());
        // picocli takes the word for a regular expression, which 'c' of '--console' matches.
        script = replaced(script, "=~ ${previousWord} ]]", "== *\"'${previousWord}'\"* ]]");
        script = replaced(script, " contee contee.sh contee.bash\n", " contee\n");
        for (String function : SHARED_FUNCTIONS) {
            script = replaced(script, function, "_contee_" + function);
        }
        return script + """

                # The names of the domains that contee serves, one a line.
                function _contee_domains() {
                  %s
                }
                """.formatted(ASK.formatted("\"${COMP_WORDS[0]/#\\~/$HOME}\""));
    }

    private static String withDomains(String script, CommandSpec command) {
        String changed = script;
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (isDomain(command, parameter)) {
                int function = find(changed, "function _picocli_" + command.qualifiedName("_") + "()", 0);
                int place = find(changed, POSITIONALS, function) + POSITIONALS.length();
                changed = changed.substring(0, place)
                        + """
                            if (( $(currentPositionalIndex "%s" "${arg_opts}" "${flag_opts}") <= %d )); then
                              positionals=$(_contee_domains)
                            fi
                        """.formatted(command.name(), parameter.index().max())
                        + changed.substring(place);
            }
        }
        for (CommandLine subcommand : command.subcommands().values()) {
            changed = withDomains(changed, subcommand.getCommandSpec());
        }
        return changed;
    }

    /** The script as a function that zsh loads when contee's arguments are first completed. */
    static String forZsh(String script) {
        // zsh has no compopt, with which the script asks for files where it has nothing else.
        String options = "-F _complete_contee -o filenames";
        return "#compdef contee\nautoload -U +X bashcompinit && bashcompinit\n"
                + replaced(script, "-F _complete_contee -o default", options)
                + "_bash_complete " + options + "\n";
    }

    /** Whether an argument is the name of a domain. */
    static boolean isDomain(CommandSpec command, ArgSpec argument) {
        return argument.isPositional()
                && (List.of("DOMAIN", "GUEST").contains(argument.paramLabel())
                        || command.name().equals("logs"));
    }

    /** The values that an argument may have, as the manual writes them. */
    static List<String> candidates(ArgSpec argument) {
        return argument.completionCandidates() == null
                ? List.of()
                : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                        .map(value -> value.toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static int find(String script, String part, int from) {
        int place = script.indexOf(part, from);
        if (place < 0) {
            throw new IllegalStateException("picocli's completion for bash no longer contains '" + part + "'");
        }
        return place;
    }

    private static String replaced(String script, String part, String replacement) {
        find(script, part, 0);
        return script.replace(part, replacement);
    }
}
