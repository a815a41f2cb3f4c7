package io.contee.cli;

/** The option {@code --take-over}, which two commands have. */
final class TakeOver {

    static final String DESCRIPTION =
            "Takes over consoles of type unix that others serve, too. The domain's metadata remembers it.";

    private TakeOver() {}
}
