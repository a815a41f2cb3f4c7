package io.contee.cli;

import io.contee.http.ClientView;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The menu that the escape key opens at an attached terminal. The thread that reads the keys calls it. */
final class EscapeMenu {

    private static final String HELP = """
            .  d    detach
            w       who is attached
            t       acquire or steal the write lease
            g       release the write lease
            b       send a break
            f       send a file, slowly
            s       turn timestamps on or off
            l       start or stop logging to a file
            r       set the size of this terminal in the guest's shell, with stty
            %-7s send %s itself
            ?  h    this help
            """;

    /** The attachment that the menu controls. */
    interface Target {

        void detach();

        /** Types to the guest, and returns whether that was possible. */
        boolean type(byte[] input);

        /** Types what the user has typed, and reports if it is dropped. */
        void typed(byte[] input);

        void acquireLease();

        void releaseLease();

        List<ClientView> who();

        void sendBreak();

        /** The command that sets the terminal's size in a shell. */
        Optional<String> sttyLine();
    }

    private final Screen screen;
    private final Keys keys;
    private final EscapeKey escape;
    private final Target target;
    private final Supplier<LineEnds> lineEnds;

    /** @param lineEnds makes a converter of the line ends of a file that is typed */
    EscapeMenu(Screen screen, Keys keys, EscapeKey escape, Target target, Supplier<LineEnds> lineEnds) {
        this.screen = screen;
        this.keys = keys;
        this.escape = escape;
        this.target = target;
        this.lineEnds = lineEnds;
    }

    /** Reads the next key and does what it stands for. */
    void open() throws IOException {
        screen.say("d detach, w who, t acquire, g release, b break, f file, s timestamps, l log, r resize, ? help");
        int key = keys.next();
        try {
            if (key == escape.code()) {
                target.typed(new byte[] {(byte) key});
            } else {
                choose(key);
            }
        } catch (ConteeException e) {
            screen.say(e.getMessage());
        }
    }

    private void choose(int key) throws IOException {
        switch (key) {
            case '.', 'd', Keys.END -> target.detach();
            case 'w' -> who();
            case 't' -> target.acquireLease();
            case 'g' -> target.releaseLease();
            case 'b' -> sendBreak();
            case 'f' -> sendFile();
            case 's' -> screen.say("timestamps " + (screen.toggleTimestamps() ? "on" : "off"));
            case 'l' -> log();
            case 'r' -> resize();
            case '?', 'h' -> screen.show("\n" + HELP.formatted(escape, escape));
            default -> screen.say("unknown key: " + escape + " ? shows the keys");
        }
    }

    private void who() {
        StringWriter table = new StringWriter();
        WhoCommand.print(new PrintWriter(table, true), target.who());
        screen.show("\n" + table.toString());
    }

    private void sendBreak() throws IOException {
        screen.show("\nA break goes through QEMU's monitor, for which libvirt marks the domain as tainted. Send it?"
                + " [y/n] ");
        boolean agreed = keys.next() == 'y';
        screen.show(agreed ? "y\n" : "n\n");
        if (agreed) {
            target.sendBreak();
            screen.say("break sent");
        }
    }

    private void sendFile() throws IOException {
        Optional<Path> file = path("\nFile to send: ");
        if (file.isPresent()) {
            screen.say("sending; any key stops it");
            screen.say(new SlowFile(keys, target::type, lineEnds.get()).send(file.get()));
        }
    }

    private void log() throws IOException {
        if (screen.isLogging()) {
            screen.stopLog();
            screen.say("logging stopped");
            return;
        }
        Optional<Path> file = path("\nFile to log to: ");
        if (file.isPresent()) {
            try {
                screen.logTo(file.get());
                screen.say("logging to " + FileFailure.shown(file.get()));
            } catch (IOException e) {
                screen.say("cannot log to " + FileFailure.shown(file.get()) + ": " + FileFailure.reason(e));
            }
        }
    }

    private Optional<Path> path(String question) throws IOException {
        Optional<String> name = keys.line(screen, question).map(String::strip).filter(text -> !text.isEmpty());
        try {
            return name.map(Path::of);
        } catch (InvalidPathException e) {
            screen.say("that is not a file name");
            return Optional.empty();
        }
    }

    private void resize() {
        Optional<String> line = target.sttyLine();
        if (line.isEmpty()) {
            screen.say("the size of this terminal is unknown");
        } else {
            target.typed((line.get() + "\r").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
