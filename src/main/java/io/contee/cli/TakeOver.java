package io.contee.cli;

/** The option {@code --take-over}, which two commands have. */
final class TakeOver {

    static final String DESCRIPTION =
            "Also capture consoles of type unix that other programs serve. The domain's metadata records it.";

    private TakeOver() {}
}
