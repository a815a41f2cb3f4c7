package io.contee.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** What a command has done: its exit code and what it printed. */
record CommandRun(int code, ByteArrayOutputStream printed, String err) {

    /** Runs a command in this JVM, with the standard streams redirected while it runs. */
    static CommandRun of(Map<String, String> environment, byte[] input, String... args) {
        InputStream standardIn = System.in;
        PrintStream standardOut = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        System.setIn(new ByteArrayInputStream(input));
        PrintStream redirected = new PrintStream(out, true, StandardCharsets.UTF_8);
        System.setOut(redirected);
        try {
            CommandLine command = ConteeCommand.commandLine(environment, args)
                    .setOut(new PrintWriter(redirected, true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(err, true));
            int code = command.execute(args);
            return new CommandRun(code, out, err.toString());
        } finally {
            System.setIn(standardIn);
            System.setOut(standardOut);
        }
    }

    byte[] bytes() {
        return printed.toByteArray();
    }

    String out() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
