package io.contee.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes what the distribution ships about its commands: the man pages as AsciiDoc, and completion for bash, zsh and
 * fish. The build runs it; it is not part of the jar.
 */
final class CommandDocs {

    private CommandDocs() {}

    /**
     * Writes all files.
     *
     * @param args the directory of the AsciiDoc files, the directory that becomes the distribution's {@code share},
     *     contee's version, and the manual's page on the configuration
     */
    public static void main(String[] args) throws IOException {
        Path pages = Files.createDirectories(Path.of(args[0]));
        Path share = Path.of(args[1]);
        CommandLine contee = ConteeCommand.commandLine(Map.of());
        describe(contee.getCommandSpec(), args[2]);
        writePages(contee.getCommandSpec(), pages);
        Path configuration = Path.of(args[3]);
        write(pages.resolve("contee.yaml.adoc"), ConfigurationPage.of(Files.readAllLines(configuration), args[2]));

        String bash = BashCompletion.of(contee);
        write(share.resolve("bash-completion/completions/contee"), bash);
        write(share.resolve("zsh/site-functions/_contee"), BashCompletion.forZsh(bash));
        write(share.resolve("fish/vendor_completions.d/contee.fish"), new FishCompletion(contee).script());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Gives a command and its subcommands what a man page has and {@code --help} leaves out. */
    private static void describe(CommandSpec command, String version) {
        command.versionProvider(null).version("contee " + version);
        CommandSpec root = command.root();
        command.usageMessage().exitCodeListHeading("Exit status%n");
        if (command.usageMessage().exitCodeList().isEmpty()) {
            command.usageMessage().exitCodeList(root.usageMessage().exitCodeList());
        }
        for (CommandLine subcommand : command.subcommands().values()) {
            describe(subcommand.getCommandSpec(), version);
        }
    }

    private static void writePages(CommandSpec contee, Path directory) throws IOException {
        File noTemplates = null;
        int code = ManPageGenerator.generateManPage(directory.toFile(), noTemplates, new boolean[0], true, contee);
        if (code != 0) {
            throw new IOException("picocli could not write the man pages to " + directory + ": exit code " + code);
        }
        try (var pages = Files.newDirectoryStream(directory, "*.adoc")) {
            for (Path page : pages) {
                Files.writeString(
                        page,
                        finished(Files.readString(page), page.getFileName().toString()));
            }
        }
    }

    /** A page with a name line as {@code whatis} prints it, and a list of related pages. */
    private static String finished(String page, String name) {
        StringBuilder text = new StringBuilder();
        for (String line : page.lines().toList()) {
            text.append(line.startsWith("contee") && line.contains(" - ") ? nameLine(line) : line)
                    .append('\n');
        }
        String related = name.equals("contee.adoc") ? "contee.yaml(5), virsh(1)" : "contee(1), contee.yaml(5)";
        return text + "\n== See also\n\n" + related + "\n";
    }

    private static String nameLine(String line) {
        int purpose = line.indexOf(" - ") + " - ".length();
        return line.substring(0, purpose)
                + line.substring(purpose, purpose + 1).toLowerCase(Locale.ROOT)
                + line.substring(purpose + 1).replaceFirst("\\.( .*)?$", "");
    }
}
