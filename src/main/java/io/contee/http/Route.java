package io.contee.http;

import io.contee.manager.Permission;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The routes of the HTTP API on the control socket: the complete list. {@link RouteHandler} answers by this table,
 * {@link ControlClient} gets its paths from it, and {@link OpenApi} describes it.
 */
@SuppressWarnings("ImmutableEnumChecker") // each list is unmodifiable
enum Route {
    HEALTHZ(
            "GET",
            "/healthz",
            Permission.READ,
            "Return whether the daemon works.",
            Answers.of(200, 503),
            List.of(Answers.VERBOSE)),
    READYZ(
            "GET",
            "/readyz",
            Permission.READ,
            "Return whether the daemon does all that it is configured for.",
            Answers.of(200, 503),
            List.of(Answers.VERBOSE)),
    METRICS(
            "GET",
            "/metrics",
            Permission.READ,
            "Return the metrics in Prometheus' text format, or in OpenMetrics' where that is accepted.",
            Answers.of(200),
            List.of()),
    OPENAPI("GET", "/openapi.json", Permission.READ, "Return this table as OpenAPI 3.1.", Answers.of(200), List.of()),
    STATUS(
            "GET",
            "/status",
            Permission.READ,
            "Return the daemon's version, process, connection to libvirt and last hook call.",
            Answers.of(200),
            List.of()),
    USAGE("GET", "/usage", Permission.READ, "Return what consoles and guests use.", Answers.of(200, 503), List.of()),
    RESTART(
            "POST",
            "/restart",
            Permission.CONTROL,
            "Restart the daemon and return the process id of the next one once that is ready.",
            Answers.of(200, 409, 422, 503),
            List.of()),
    CONSOLES(
            "GET", "/consoles", Permission.READ, "List the consoles that are served.", Answers.of(200, 503), List.of()),
    CONSOLE(
            "GET",
            "/domains/{domain}/console",
            Permission.READ,
            "Return one console.",
            Answers.of(200, 404, 503),
            List.of(Answers.CONSOLE)),
    CLIENTS("GET", "/clients", Permission.READ, "List the attached clients.", Answers.of(200, 503), List.of()),
    DOMAIN_CLIENTS(
            "GET",
            "/domains/{domain}/clients",
            Permission.READ,
            "List the attached clients of one domain.",
            Answers.of(200, 404, 503),
            List.of()),
    ATTACH(
            "GET",
            "/domains/{domain}/attach",
            Permission.WRITE,
            "Attach to a console over a WebSocket; access=read-only needs the permission read only.",
            Answers.of(101, 404, 503),
            Answers.attach()),
    SEND(
            "POST",
            "/domains/{domain}/send",
            Permission.WRITE,
            "Type the body to the guest.",
            Answers.of(204, 404, 409, 422, 503),
            List.of(Answers.CONSOLE, Parameter.flag("force", "Steal the write lease."), Answers.PID)),
    BREAK(
            "POST",
            "/domains/{domain}/break",
            Permission.WRITE,
            "Send a break to a serial port, which taints the domain.",
            Answers.of(204, 404, 422, 503),
            List.of(Answers.CONSOLE)),
    DOMAIN_LOG(
            "GET",
            "/domains/{domain}/log",
            Permission.READ,
            "Return what a console of a domain printed.",
            Answers.of(200, 404, 422, 503),
            Answers.log(Answers.CONSOLE)),
    POD_LOG(
            "GET",
            "/logs/{pod}",
            Permission.READ,
            "Return what a container of a pod printed.",
            Answers.of(200, 404, 422, 503),
            Answers.log(
                    Answers.NAMESPACE, Parameter.text("container", "The container's name (default: the first one)."))),
    CONTAINER_LOG(
            "GET",
            "/logs/{pod}/{container}",
            Permission.READ,
            "Return what a container of a pod printed.",
            Answers.of(200, 404, 422, 503),
            Answers.log(Answers.NAMESPACE)),
    REOPEN(
            "POST",
            "/logs/{pod}/{container}/reopen",
            Permission.CONTROL,
            "Write to a new file where the log was renamed, as the kubelet's ReopenContainerLog asks for.",
            Answers.of(204, 404, 422, 503),
            List.of(Answers.NAMESPACE)),
    MODE(
            "GET",
            "/domains/{domain}/mode",
            Permission.READ,
            "Return the modes of a domain's definition and of its running guest.",
            Answers.of(200, 404, 422, 503),
            List.of()),
    SET_MODE(
            "POST",
            "/domains/{domain}/mode",
            Permission.CONTROL,
            "Change the mode of a domain's definition.",
            Answers.of(200, 404, 422, 503),
            List.of(
                    Parameter.choice("mode", "The new mode.", "unix", "pty", "off"),
                    Parameter.flag("live", "Change the running guest also."))),
    DEFINE(
            "POST",
            "/domains",
            Permission.CONTROL,
            "Define the domain whose XML is the body.",
            Answers.of(200, 422, 503),
            Answers.define()),
    ADOPTABLE(
            "GET",
            "/adoptable",
            Permission.READ,
            "List the running domains with a console to adopt.",
            Answers.of(200, 422, 503),
            List.of()),
    ADOPT(
            "POST",
            "/domains/{domain}/adopt",
            Permission.CONTROL,
            "Adopt consoles of a running domain and return what was done.",
            Answers.of(200, 403, 404, 409, 422, 503),
            List.of(
                    Answers.CONSOLES,
                    Parameter.flag("force", "Adopt also what another process has open or QEMU logs itself."))),
    RELEASE(
            "POST",
            "/domains/{domain}/release",
            Permission.CONTROL,
            "Release adopted consoles to a pty and return what was done.",
            Answers.of(200, 404, 422, 503),
            List.of(Answers.CONSOLES)),
    HOOK(
            "POST",
            "/hook/{operation}/{suboperation}",
            Permission.CONTROL,
            "Handle a call of libvirt's hook with the domain's XML as the body; return the XML to use instead, if any.",
            Answers.of(200, 204, 422),
            List.of());

    private final String method;
    private final String template;
    private final Permission permission;
    private final String summary;
    private final List<Integer> statuses;
    private final List<Parameter> parameters;
    private final List<String> segments;

    Route(
            String method,
            String template,
            Permission permission,
            String summary,
            List<Integer> statuses,
            List<Parameter> parameters) {
        this.method = method;
        this.template = template;
        this.permission = permission;
        this.summary = summary;
        this.statuses = List.copyOf(statuses);
        this.parameters = List.copyOf(parameters);
        this.segments = segments(template);
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    String method() {
        return method;
    }

    /** The path, with a name in braces for each variable segment. */
    String template() {
        return template;
    }

    Permission permission() {
        return permission;
    }

    String summary() {
        return summary;
    }

    /** The statuses of the route's answers. */
    List<Integer> statuses() {
        return statuses;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** The names of the path's variable segments. */
    List<String> variables() {
        return segments.stream()
                .filter(Route::isVariable)
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    /** Returns whether a path, decoded and split, is one of this route's. */
    boolean matches(List<String> path) {
        if (path.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!isVariable(segments.get(i)) && !segments.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the variable segments of a path that matches. */
    List<String> values(List<String> path) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            if (isVariable(segments.get(i))) {
                values.add(path.get(i));
            }
        }
        return values;
    }

    /** Returns whether it answers a method. HEAD is answered for what a monitoring system asks for. */
    boolean answers(String given) {
        return given.equals(method) || (given.equals("HEAD") && MONITORING.contains(this));
    }

    /** The routes that are also on the TCP port. */
    static final List<Route> MONITORING = List.of(HEALTHZ, READYZ, METRICS);

    /** Returns whether an answer may last for as long as a guest runs. */
    boolean lasts() {
        return this == ATTACH || this == DOMAIN_LOG || this == POD_LOG || this == CONTAINER_LOG;
    }

    /** Returns whether its request and answer are short enough for a client that holds no descriptor for long. */
    boolean isShort() {
        return (method.equals("GET") && !lasts()) || this == HOOK;
    }

    /** Returns whether it is about all consoles, which are served by two daemons during a handover. */
    boolean isAboutAll() {
        return this == CONSOLES || this == CLIENTS || this == USAGE;
    }

    /** Returns the path with its variable segments filled in, percent-encoded. */
    String path(String... values) {
        int next = 0;
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/').append(isVariable(segment) ? encode(values[next++]) : segment);
        }
        return path.toString();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns its row of the manual's table of routes, with the statuses that not every route has. */
    String row() {
        return "| " + method + " | `" + template + "` | "
                + permission.name().toLowerCase(Locale.ROOT) + " | "
                + parameters.stream()
                        .map(parameter -> "`" + parameter.name() + (parameter.isPrefix() ? "KEY" : "") + "`")
                        .collect(Collectors.joining(", "))
                + " | "
                + statuses.stream()
                        .filter(status -> !Answers.ALWAYS.contains(status))
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "))
                + ": " + summary + " |";
    }
}
