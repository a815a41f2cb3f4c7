package io.contee.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Range;

/** The completion for fish, in the form of its own {@code share/completions}. picocli has none. */
final class FishCompletion {

    private final CommandSpec root;
    private final StringBuilder script = new StringBuilder();

    FishCompletion(CommandLine contee) {
        root = contee.getCommandSpec();
    }

    /** @throws IllegalStateException if an option has a value with one command and none with another */
    String script() {
        Set<String> withValue = new TreeSet<>();
        Set<String> without = new TreeSet<>();
        for (CommandSpec command : commands(root).toList()) {
            for (OptionSpec option : command.options()) {
                (takesValue(option) ? withValue : without).addAll(List.of(option.names()));
            }
        }
        if (without.stream().anyMatch(withValue::contains)) {
            withValue.retainAll(without);
            throw new IllegalStateException("the completion for fish cannot tell a value from a domain: " + withValue
                    + " have a value with one command and none with another");
        }
        script.append(functions(withValue));
        commands(root).forEach(this::addCommand);
        return script.toString();
    }

    private static String functions(Set<String> optionsWithValue) {
        return """
                # Completion of contee for fish, made from its commands.

                # The options that have a value.
                set -g __contee_value_options %s

                # Prints the words before the cursor that are neither options nor their values, one a line.
                function __contee_words
                    set -l is_value no
                    for word in (commandline -opc)[2..-1]
                        if test $is_value = yes
                            set is_value no
                        else if contains -- $word $__contee_value_options
                            set is_value yes
                        else if not string match -q -- '-*' $word
                            echo $word
                        end
                    end
                end

                # __contee_at LEAST MOST COMMAND...: whether so many words, or at least so many with MOST '+', stand between
                # the command and the cursor.
                function __contee_at
                    set -l words (__contee_words)
                    set -l command $argv[3..-1]
                    set -l depth (count $command)
                    set -l more (math (count $words) - $depth)
                    test $more -ge $argv[1] || return 1
                    test $argv[2] = + || test $more -le $argv[2] || return 1
                    test $depth -eq 0 || test "$words[1..$depth]" = "$command"
                end

                # Prints the names of the domains that contee serves, one a line.
                function __contee_domains
                    set -l contee (string replace -r '^~(?=/)' $HOME (commandline -opc)[1])
                    %s
                end

                complete -c contee -f
                """.formatted(String.join(" ", optionsWithValue), BashCompletion.ASK.formatted("$contee"));
    }

    private static Stream<CommandSpec> commands(CommandSpec command) {
        return Stream.concat(
                Stream.of(command),
                command.subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .filter(subcommand -> !subcommand.usageMessage().hidden())
                        .flatMap(FishCompletion::commands));
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private void addCommand(CommandSpec command) {
        String path = command.qualifiedName(" ").substring("contee".length());
        script.append('\n');
        for (CommandLine subcommand : command.subcommands().values()) {
            CommandSpec spec = subcommand.getCommandSpec();
            if (!spec.usageMessage().hidden()) {
                add(
                        condition(0, 0, path),
                        " -a " + spec.name() + description(spec.usageMessage().description()));
            }
        }
        int last = command.subcommands().isEmpty() ? Integer.MAX_VALUE : 0;
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                add(condition(0, last, path), option(option));
            }
        }
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            Range index = parameter.index();
            String values = values(command, parameter);
            if (!values.isEmpty()) {
                add(condition(index.min(), index.max(), path), values + description(parameter.description()));
            }
        }
    }

    private void add(String condition, String completion) {
        script.append("complete -c contee").append(condition).append(completion).append('\n');
    }

    private static String condition(int least, int most, String path) {
        return " -n '__contee_at " + least + " " + (most == Integer.MAX_VALUE ? "+" : most) + path + "'";
    }

    private String option(OptionSpec option) {
        StringBuilder text = new StringBuilder();
        for (String name : names(option)) {
            text.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
        }
        if (takesValue(option)) {
            String values = values(root, option);
            text.append(values.isEmpty() ? " -x" : values.equals(" -F") ? " -r -F" : " -x" + values);
        }
        return text + description(option.description());
    }

    private static List<String> names(OptionSpec option) {
        List<String> names = new ArrayList<>(List.of(option.names()));
        if (option.negatable()) {
            Stream.of(option.names())
                    .filter(name -> name.startsWith("--"))
                    .map(name -> "--no-" + name.substring(2))
                    .forEach(names::add);
        }
        names.sort(Comparator.comparingInt(String::length));
        return names;
    }

    /** The option of {@code complete} for an argument's values, empty if only the user knows them. */
    private static String values(CommandSpec command, ArgSpec argument) {
        if (BashCompletion.isDomain(command, argument)) {
            return " -a '(__contee_domains)'";
        }
        List<String> candidates = BashCompletion.candidates(argument);
        if (!candidates.isEmpty()) {
            return " -a '" + String.join(" ", candidates) + "'";
        }
        Class<?> type = argument.typeInfo().getAuxiliaryTypes()[0];
        return type == Path.class || type == File.class ? " -F" : "";
    }

    /** The first sentence of a help text. */
    private static String description(String[] help) {
        String text = String.join(" ", help).replace("${DEFAULT-VALUE}", "");
        String sentence = text.replaceFirst("(?s)( \\(default.*|[.:] .*|\\.)$", "");
        return " -d '" + sentence.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
