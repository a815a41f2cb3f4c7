package io.contee.cli;

import io.contee.log.format.LogRecord;
import io.contee.log.read.TerminalQueries;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Prints records as text, those of several logs each with the log's name before its lines. */
final class LogPrinter implements LogFormatter {

    /** Those of the sixteen colours that are readable on light and on dark. */
    private static final int[] COLOURS = {36, 33, 32, 35, 34, 96, 93, 92, 95, 94};

    /** The treatment of a guest's control characters. */
    enum Controls {
        /** They are shown. */
        SHOWN,
        /** They are passed on to a terminal, but for queries, whose answers would be typed to the shell. */
        DRAWN,
        /** They are passed on. */
        KEPT;

        private UnaryOperator<byte[]> filter(boolean passesReturns) {
            return switch (this) {
                case SHOWN -> new TerminalText(passesReturns)::show;
                case DRAWN -> new TerminalQueries()::remove;
                case KEPT -> bytes -> bytes;
            };
        }
    }

    /**
     * The style of the output.
     *
     * @param prefixes whether each line bears its log's name
     * @param colours whether names are coloured
     * @param timestamps whether each line bears its time
     * @param controls what becomes of control characters
     */
    record Style(boolean prefixes, boolean colours, boolean timestamps, Controls controls) {

        /** Returns whether anything stands before a line, which a return at its beginning would let it overwrite. */
        boolean headsLines() {
            return prefixes || timestamps;
        }
    }

    private final OutputStream out;
    private final Style style;
    private final List<String> prefixes = new ArrayList<>();
    private final List<UnaryOperator<byte[]>> filters = new ArrayList<>();

    /** The log whose line has been begun and not ended, or -1. */
    private int openSource = -1;

    LogPrinter(OutputStream out, List<String> names, Style style) {
        this.out = out;
        this.style = style;
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i) + " ".repeat(width - names.get(i).length());
            String colour = "\u001b[" + COLOURS[i % COLOURS.length] + "m";
            prefixes.add((style.colours() ? colour + name + " |\u001b[0m" : name + " |") + " ");
            filters.add(style.controls().filter(!style.headsLines()));
        }
    }

    @Override
    public void print(LogEntry entry) throws IOException {
        LogRecord record = entry.record();
        int source = entry.source();
        if (openSource != source && style.headsLines() && record.holdsReturnsAlone()) {
            return; // the end of the line before
        }
        if (openSource >= 0 && openSource != source) {
            out.write('\n'); // the line continues later, on a new one
            openSource = -1;
        }
        byte[] bytes = record.bytes();
        if (openSource != source) {
            if (style.prefixes()) {
                out.write(prefixes.get(source).getBytes(StandardCharsets.UTF_8));
            }
            if (style.timestamps() && record.hasTime()) {
                out.write((record.timestamp() + " ").getBytes(StandardCharsets.US_ASCII));
            }
            bytes = style.headsLines() ? record.withoutLeadingReturns() : bytes;
        }
        out.write(filters.get(source).apply(bytes));
        openSource = record.partial() ? source : -1;
    }

    @Override
    public void end() throws IOException {
        if (openSource >= 0 && style.prefixes()) {
            out.write('\n');
        }
        if (style.controls() == Controls.DRAWN) {
            out.write(Screen.RESET.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
