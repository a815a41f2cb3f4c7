package io.contee.cli;

/** Starts the command line. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its code: 0 done, 1 failed, 2 called wrongly. */
    public static void main(String[] args) {
        System.exit(ConteeCommand.commandLine(System.getenv(), args).execute(args));
    }
}
