package io.contee.libvirt;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Moves the chardevs of running guests with QEMU's {@code chardev-change}. Any thread may call it.
 *
 * <p>The socket is connected without {@code reconnect}, for then QEMU connects before it answers, and keeps the old
 * backend if it cannot. With it, QEMU connects later: what the guest prints until then is lost, a serial port that
 * waits for a full pty at that moment waits for ever, and the reason of a failure is in QEMU's log alone.
 */
public final class GuestChardevs {

    private static final String CONNECTED = "unix:";
    private static final String PTY = "pty:";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LiveDomains domains;

    /** Reaches QEMU through the monitor of these domains. */
    public GuestChardevs(LiveDomains domains) {
        this.domains = domains;
    }

    /**
     * The backend of a chardev, as QEMU reports it.
     *
     * @param text in QEMU's words
     */
    public record Backend(String text) {

        /** Returns whether it is a pty. */
        public boolean isPty() {
            return text.startsWith(PTY);
        }

        /** Returns whether it is the pty of a path. */
        public boolean isPty(String path) {
            return text.equals(PTY + path);
        }

        /** Returns whether it is a unix socket that is connected. */
        public boolean isConnected() {
            return text.startsWith(CONNECTED);
        }
    }

    /**
     * Asks QEMU where a console leads.
     *
     * @throws ConteeException if it cannot be asked, or has no such chardev
     */
    public Backend backend(String domain, String alias) {
        for (JsonNode chardev : execute(domain, "query-chardev", Map.of())) {
            if (chardev.path("label").asString("").equals(label(alias))) {
                return new Backend(chardev.path("filename").asString(""));
            }
        }
        throw new ConteeException("the QEMU of domain " + domain + " has no chardev " + label(alias));
    }

    /**
     * Connects a console to a listening socket. If this fails for a reason of QEMU's, nothing has changed.
     *
     * @param logfile QEMU's own log of the chardev, which continues
     * @throws ConteeException with QEMU's reason
     */
    public void toSocket(String domain, String alias, Path socket, Optional<String> logfile) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("addr", Map.of("type", "unix", "data", Map.of("path", socket.toString())));
        data.put("server", false);
        change(domain, alias, "socket", data, logfile);
    }

    /**
     * Moves a console to a pty that QEMU makes, by way of {@code /dev/null}: a serial port whose socket is full waits
     * for it, and would wait for ever at a pty that nobody has open.
     *
     * @param logfile as above
     * @return the pty's path, if QEMU reports it
     * @throws ConteeException with QEMU's reason; the console then still leads to its socket, or nowhere
     */
    public Optional<String> toPty(String domain, String alias, Optional<String> logfile) {
        change(domain, alias, "file", new LinkedHashMap<>(Map.of("out", "/dev/null")), logfile);
        backend(domain, alias); // when QEMU has answered this, its main loop has been round
        return change(domain, alias, "pty", new LinkedHashMap<>(), logfile)
                .path("pty")
                .stringValueOpt();
    }

    /**
     * Makes a serial port receive a break.
     *
     * @throws ConteeException with QEMU's reason
     */
    public void sendBreak(String domain, String alias) {
        execute(domain, "chardev-send-break", Map.of("id", label(alias)));
    }

    private JsonNode change(
            String domain, String alias, String type, Map<String, Object> data, Optional<String> logfile) {
        logfile.ifPresent(file -> {
            data.put("logfile", file);
            data.put("logappend", true); // else QEMU would empty a log that is a plain file
        });
        return execute(
                domain, "chardev-change", Map.of("id", label(alias), "backend", Map.of("type", type, "data", data)));
    }

    private static String label(String alias) {
        return "char" + alias;
    }

    private JsonNode execute(String domain, String command, Map<String, Object> arguments) {
        String answer = domains.monitor(
                domain,
                JSON.writeValueAsString(
                        arguments.isEmpty()
                                ? Map.of("execute", command)
                                : Map.of("execute", command, "arguments", arguments)));
        JsonNode read;
        try {
            read = JSON.readTree(answer);
        } catch (JacksonException e) {
            throw new ConteeException(
                    "the QEMU of domain " + domain + " gives no JSON for an answer: " + OneLine.of(answer, 200), e);
        }
        JsonNode error = read.path("error");
        if (!error.isMissingNode()) {
            throw new ConteeException("the QEMU of domain " + domain + " says: "
                    + OneLine.of(error.path("desc").asString(error.toString()), 400));
        }
        return read.path("return");
    }
}
