package io.contee.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.log.read.LogCursor;
import io.contee.log.read.ReadOptions;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/** One call of {@code contee logs}: reads each log in a separate thread, and prints their records in one. */
final class LogsRun {

    private final List<NamedLog> sources;
    private final LogFormatter formatter;
    private final Runnable afterwards;
    private final OutputStream out;
    private final PrintWriter err;
    private final Optional<CursorFile> cursors;
    private final Optional<ReadProgress> progress;
    private final LogMerge merge;
    private final List<ConteeException> failures = Collections.synchronizedList(new ArrayList<>());

    @GuardedBy("this")
    private boolean ended;

    /** @param afterwards is run when all is printed, or the process ends */
    LogsRun(
            List<NamedLog> sources,
            LogFormatter formatter,
            Runnable afterwards,
            OutputStream out,
            PrintWriter err,
            Optional<CursorFile> cursors,
            Optional<ReadProgress> progress) {
        this.sources = sources;
        this.formatter = formatter;
        this.afterwards = afterwards;
        this.out = out;
        this.err = err;
        this.cursors = cursors;
        this.progress = progress;
        this.merge = new LogMerge(sources.size());
    }

    /**
     * Prints the logs to their ends.
     *
     * @param options what to read of each of them
     * @return the exit code: a failure if one of several logs could not be read
     * @throws ConteeException if the only one could not be read, or nothing more can be printed
     */
    int run(ReadOptions options) {
        if (options.follow()) {
            OutputReader.exitWhenGone();
        }
        for (int i = 0; i < sources.size(); i++) {
            start(i, options);
        }
        Thread end = DaemonThread.of("contee-exit", () -> AtExit.run("contee-end-output", this::end));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            print();
        } catch (ReaderGoneException e) {
            return OutputReader.GONE;
        } finally {
            merge.close();
            removeHook(end);
        }
        if (sources.size() == 1 && !failures.isEmpty()) {
            throw failures.get(0);
        }
        return failures.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs already
        }
    }

    private void start(int index, ReadOptions options) {
        NamedLog source = sources.get(index);
        ReadOptions own = cursors.flatMap(file -> file.get(source.name()))
                .map(LogCursor::parse)
                .map(options::withCursor)
                .orElse(options);
        DaemonThread.start("contee-log-" + index, () -> {
            try {
                source.copyTo(own, merge.input(index, notice -> report(source.name() + ": " + notice)));
            } catch (ConteeException e) {
                failures.add(e);
                if (sources.size() > 1) {
                    merge.report(() -> report(e.getMessage()));
                }
            } finally {
                merge.end(index);
            }
        });
    }

    private void report(String message) {
        progress.ifPresent(ReadProgress::clear);
        err.println("contee: " + message);
    }

    private void print() {
        for (Optional<LogEntry> entry = merge.next(this::flush); entry.isPresent(); entry = merge.next(this::flush)) {
            print(entry.get());
        }
        end();
        progress.ifPresent(ReadProgress::clear);
    }

    /** Ends the output; nothing is printed any more. */
    private synchronized void end() {
        if (!ended) {
            ended = true;
            write(formatter::end);
            flush();
            afterwards.run();
        }
    }

    private synchronized void print(LogEntry entry) {
        if (ended) {
            return;
        }
        write(() -> formatter.print(entry));
        cursors.ifPresent(file -> file.put(sources.get(entry.source()).name(), entry.cursor()));
        progress.ifPresent(shown -> shown.add(entry.record()));
    }

    /** Flushes the output and saves the cursors, which must not be ahead of it. */
    private synchronized void flush() {
        write(out::flush);
        cursors.ifPresent(CursorFile::save);
    }

    /** The process that the output is piped to, such as head, has closed the pipe. */
    private static final class ReaderGoneException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
            if (System.out.checkError()) {
                throw new IOException("the standard output is closed or its disk is full;"
                        + " see where it leads, and that there is room");
            }
        } catch (IOException e) {
            if (Tty.isOutputPipe()) {
                throw new ReaderGoneException();
            }
            throw new ConteeException("cannot print the log: " + ConteeException.reason(e), e);
        }
    }
}
