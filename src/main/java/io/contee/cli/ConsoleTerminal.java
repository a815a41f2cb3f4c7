package io.contee.cli;

import io.contee.manager.ConsoleAttachment;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.ExitCode;

/**
 * Joins the standard input and output to a console. The calling thread copies what the guest prints; a second one
 * copies what is typed, up to the first {@code ^]}. A terminal is put into raw mode and always restored, on a signal
 * too.
 */
final class ConsoleTerminal {

    private static final int DETACH = 0x1d; // ^]
    private static final int BUFFER_BYTES = 64 << 10;

    private final ConsoleAttachment attachment;
    private final String name;
    private final AtomicBoolean detached = new AtomicBoolean();
    private volatile long lastOutput = System.nanoTime();

    ConsoleTerminal(ConsoleAttachment attachment, String name) {
        this.attachment = attachment;
        this.name = name;
    }

    /**
     * Runs until the console ends, {@code ^]} is typed, or an input that is no terminal has ended.
     *
     * @param linger how long the guest must be silent after the end of the input
     * @return the exit code
     */
    int run(Duration linger) {
        if (!Tty.isTerminal()) {
            return copy(linger);
        }
        System.err.println("Attached to " + name + "; ^] detaches.");
        Tty tty = Tty.makeRaw();
        Thread restore = new Thread(tty::restore, "contee-restore-terminal");
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            return copy(linger);
        } finally {
            tty.restore();
            System.err.println();
            System.err.println(
                    detached.get() ? "Detached from " + name + "." : "The console of " + name + " has ended.");
        }
    }

    private int copy(Duration linger) {
        Thread input = new Thread(() -> copyInput(linger), "contee-console-input");
        input.setDaemon(true);
        input.start();
        try {
            copyOutput();
        } catch (IOException e) {
            if (!detached.get()) {
                throw new ConteeException("the console of " + name + " was cut off: " + ConteeException.reason(e), e);
            }
        }
        return ExitCode.OK;
    }

    private void copyOutput() throws IOException {
        InputStream output = attachment.output();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
            lastOutput = System.nanoTime();
            System.out.write(buffer, 0, n);
            if (System.out.checkError()) { // flushes
                throw new ConteeException("cannot write the guest's output: the standard output is closed");
            }
        }
    }

    private void copyInput(Duration linger) {
        try {
            OutputStream input = attachment.input();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = System.in.read(buffer); n >= 0; n = System.in.read(buffer)) {
                int end = indexOfDetach(buffer, n);
                input.write(buffer, 0, end);
                if (end < n) {
                    detach();
                    return;
                }
            }
            if (!Tty.isTerminal()) {
                awaitSilence(linger);
            }
            detach();
        } catch (IOException | ConteeException e) {
            detach(); // the output's end tells
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int indexOfDetach(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] == DETACH) {
                return i;
            }
        }
        return count;
    }

    private void awaitSilence(Duration linger) throws InterruptedException {
        lastOutput = System.nanoTime();
        for (long left = linger.toNanos(); left > 0; left = linger.toNanos() - (System.nanoTime() - lastOutput)) {
            Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
        }
    }

    private void detach() {
        detached.set(true);
        attachment.close();
    }
}
