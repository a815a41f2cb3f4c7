package io.contee.it;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.ExecCreateCmdResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A process in the container: what it prints is collected, and what is typed reaches its standard input. */
final class ContainerProcess {

    static final String PROMPT = "demo:~# ";

    private static final Pattern NOTICE = Pattern.compile("\r\n\\[contee: [^]]*]\r\n");

    /** Far more than a guest takes that takes input at all. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final LibvirtHost host;
    private final String pidFile;
    private final String id;
    private final PipedOutputStream input = new PipedOutputStream();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private ContainerProcess(LibvirtHost host, String pidFile, String id) {
        this.host = host;
        this.pidFile = pidFile;
        this.id = id;
    }

    static ContainerProcess start(LibvirtHost host, String... command) {
        String pidFile = "/tmp/process-" + COUNT.incrementAndGet();
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", "echo $$ > " + pidFile + "; exec \"$@\"", "sh"));
        wrapped.addAll(Arrays.asList(command));
        DockerClient docker = host.getDockerClient();
        ExecCreateCmdResponse created = docker.execCreateCmd(host.getContainerId())
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .withCmd(wrapped.toArray(String[]::new))
                .exec();
        ContainerProcess process = new ContainerProcess(host, pidFile, created.getId());
        try {
            PipedInputStream stdin = new PipedInputStream(process.input, 64 << 10);
            docker.execStartCmd(created.getId()).withStdIn(stdin).exec(process.new Collector());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        host.await("[ -s " + pidFile + " ]");
        return process;
    }

    private final class Collector extends ResultCallback.Adapter<Frame> {
        @Override
        public void onNext(Frame frame) {
            ByteArrayOutputStream target = frame.getStreamType() == StreamType.STDERR ? errors : output;
            target.writeBytes(frame.getPayload()); // synchronized
        }
    }

    void type(String text) {
        try {
            input.write(text.getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return output.toByteArray();
    }

    String text() {
        return output.toString(StandardCharsets.UTF_8);
    }

    String errors() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    /** Waits until it has printed a text. */
    void await(String text) {
        Await.until("a process prints '" + text + "'", () -> text().contains(text), this::lastOfText);
    }

    /** Waits until the guest has printed a text, within which contee's notices may stand. */
    void awaitOfGuest(String text) {
        Await.until(
                "the guest prints '" + text + "'",
                () -> NOTICE.matcher(text()).replaceAll("").contains(text),
                this::lastOfText);
    }

    /** Waits for the prompt of a guest that has begun to start. */
    void awaitPrompt() {
        Await.until("the guest's prompt", () -> text().endsWith(PROMPT), this::lastOfText);
    }

    /**
     * Waits until a guest answers this client, which may have been shown older prompts before. A guest that is still
     * starting may lose part of what is typed, so it is asked again.
     */
    void awaitAnswer() {
        Await.until("the guest answers", this::isAnswered, this::lastOfText);
    }

    private boolean isAnswered() {
        int number = COUNT.incrementAndGet();
        String answer = "\nanswer-" + number * 1000 + "\r\n" + PROMPT;
        type("echo answer-$((" + number + " * 1000))\r");
        return Await.holdsWithin(ANSWER_LIMIT, () -> text().contains(answer));
    }

    /**
     * Types a line to a guest that is at its prompt.
     *
     * @return what comes back until the next prompt: the line's echo, and the answer
     */
    String ask(String line) {
        int from = output.size();
        type(line + "\r");
        Await.until(
                "the guest answers '" + line + "'",
                () -> output.size() > from + line.length() && text().endsWith(PROMPT),
                this::lastOfText);
        return new String(bytes(), from, output.size() - from, StandardCharsets.UTF_8);
    }

    /**
     * Ends what runs in a guest, and waits until it is at its prompt. The guest's kernel may echo the ^C, and what is
     * typed after it, before or after the shell's prompt, so a prompt that comes after an answer is asked for.
     */
    void interrupt() {
        type("\u0003");
        await("^C");
        type("echo interrupted-$((6 * 7))\r");
        await("interrupted-42\r\n" + PROMPT);
    }

    private String lastOfText() {
        String text = text();
        return text.substring(Math.max(0, text.length() - 500)) + " " + errors();
    }

    boolean runs() {
        return host.getDockerClient().inspectExecCmd(id).exec().isRunning();
    }

    /** Waits for its end. */
    int exitCode() {
        Await.until("a process ends", () -> !runs(), this::lastOfText);
        return Math.toIntExact(host.getDockerClient().inspectExecCmd(id).exec().getExitCodeLong());
    }

    void signal(String signal) {
        host.sh("kill -" + signal + " $(cat " + pidFile + ")");
    }

    /** Ends it where it has not ended by itself, which it may do at any moment. */
    void kill() {
        if (runs()) {
            host.run("sh", "-c", "kill -KILL $(cat " + pidFile + ")");
        }
        try {
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
