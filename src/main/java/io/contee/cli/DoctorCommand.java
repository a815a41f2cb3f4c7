package io.contee.cli;

import io.contee.config.ConteeConfig;
import io.contee.doctor.Doctor;
import io.contee.doctor.Finding;
import io.contee.doctor.Level;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee doctor}: finds what prevents consoles from reaching contee on this host. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Check this host and explain the findings. Neither libvirt nor contee has to run.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:no problem; there may be warnings", "1:problems", "2:something could not be checked"})
final class DoctorCommand implements Callable<Integer> {

    private static final int PROBLEMS = 1;
    private static final int NOT_CHECKED = 2;
    private static final String INDENT = " ".repeat(9);

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print text or json (default: text).")
    private ListCommand.Output output = ListCommand.Output.TEXT;

    @Override
    public Integer call() {
        ConteeConfig config;
        try {
            config = contee.config();
        } catch (ConteeException e) {
            spec.commandLine().getErr().println("contee: " + OneLine.of(e.getMessage()));
            return NOT_CHECKED;
        }
        List<Finding> findings = Doctor.examine(config, contee.environment(), contee.controlSocket());
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(JsonText.indented(findings));
            case TEXT -> findings.forEach(finding -> print(out, finding));
        }
        out.flush();
        return exitCode(findings);
    }

    private static void print(PrintWriter out, Finding finding) {
        out.printf("%-8s %s: %s%n", finding.level(), finding.check(), OneLine.of(finding.summary()));
        finding.explanation().ifPresent(explanation -> out.println(INDENT + OneLine.of(explanation)));
        finding.remedy().ifPresent(remedy -> out.println(INDENT + "do: " + OneLine.of(remedy)));
    }

    static int exitCode(List<Finding> findings) {
        if (findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM)) {
            return PROBLEMS;
        }
        return findings.stream().anyMatch(finding -> finding.level() == Level.UNKNOWN) ? NOT_CHECKED : ExitCode.OK;
    }
}
