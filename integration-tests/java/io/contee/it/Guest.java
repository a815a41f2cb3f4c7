package io.contee.it;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A demo guest on a {@link LibvirtHost}. */
final class Guest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    static final String WITNESSES = "/var/log/witness";

    private final LibvirtHost host;
    private final String name;
    private final String uuid;

    private Guest(LibvirtHost host, String name, String uuid) {
        this.host = host;
        this.name = name;
        this.uuid = uuid;
    }

    /** A record of a pod log. */
    record Line(String log, String stream, Instant time) {}

    static Guest define(LibvirtHost host, String name, int serials) {
        host.sh("mkdir -p " + WITNESSES);
        String file = "/tmp/" + name + ".xml";
        host.write(file, LibvirtHost.demoXml(name, serials));
        String reply = host.sh("curl -q -s -S --fail-with-body --unix-socket /run/contee/control.sock --data-binary @"
                + file + " http://localhost/domains");
        return new Guest(host, name, JSON.readTree(reply).get("uuid").asString());
    }

    static Guest of(LibvirtHost host, String name) {
        return new Guest(host, name, host.sh("virsh -q domuuid " + name).strip());
    }

    static String witnessPath(String name, String alias) {
        return WITNESSES + "/" + name + "-" + alias + ".log";
    }

    LibvirtHost host() {
        return host;
    }

    String name() {
        return name;
    }

    String uuid() {
        return uuid;
    }

    void start() {
        host.sh("virsh -q start " + name);
    }

    /** Starts it and waits until it is at its prompt. */
    ContainerProcess boot() {
        ContainerProcess client = startWithClient("serial0");
        client.awaitPrompt();
        return client;
    }

    /** Starts it with a client attached before the guest's first instruction. */
    ContainerProcess startWithClient(String alias) {
        host.sh("virsh -q start --paused " + name);
        ContainerProcess client = attach(alias);
        host.await("curl -q -s --unix-socket /run/contee/control.sock http://localhost/domains/" + name
                + "/console?console=" + alias + " | grep -q '\"clients\":1'");
        host.sh("virsh -q resume " + name);
        return client;
    }

    ContainerProcess attach() {
        return attach("serial0");
    }

    /** Attaches to a console's socket, once a contee that has just been started serves it. */
    ContainerProcess attach(String alias) {
        host.await("[ -S " + clientSocket(alias) + " ]");
        return host.process("socat", "-", "UNIX-CONNECT:" + clientSocket(alias));
    }

    /** Waits until the guest is connected to contee. */
    void awaitConnected() {
        host.await("curl -q -s --unix-socket /run/contee/control.sock http://localhost/domains/" + name
                + "/console | grep -q '\"connected\":true'");
    }

    void destroy() {
        host.sh("virsh -q destroy " + name);
    }

    String state() {
        return host.sh("virsh -q domstate " + name).strip();
    }

    /** The process id of its QEMU. */
    String qemu() {
        return host.sh("cat /run/libvirt/qemu/" + name + ".pid").strip();
    }

    String socketDir() {
        return "/run/contee/consoles/" + uuid;
    }

    String clientSocket(String alias) {
        return socketDir() + "/" + alias + ".client";
    }

    String rawLogPath(String alias) {
        return "/var/log/contee/" + name + "/" + alias + ".log";
    }

    byte[] rawLog() {
        return rawLog("serial0");
    }

    byte[] rawLog(String alias) {
        return host.read(rawLogPath(alias));
    }

    /** What virtlogd has written from the same chardev. */
    byte[] witness(String alias) {
        return host.read(witnessPath(name, alias));
    }

    String podLogPath(String alias, int attempt) {
        return "/var/log/contee/pods/libvirt_" + name + "_" + uuid + "/" + alias + "/" + attempt + ".log";
    }

    List<Line> podLog(String alias, int attempt) {
        return lines(host.readText(podLogPath(alias, attempt)));
    }

    static List<Line> lines(String podLog) {
        return podLog.lines()
                .map(line -> {
                    JsonNode record = JSON.readTree(line);
                    return new Line(
                            record.get("log").asString(),
                            record.get("stream").asString(),
                            Instant.parse(record.get("time").asString()));
                })
                .toList();
    }

    /** The guest's output as the pod log holds it. */
    String podText(String alias, int attempt) {
        StringBuilder text = new StringBuilder();
        podLog(alias, attempt).forEach(line -> text.append(line.log()));
        return text.toString();
    }

    /** Waits until a log has as many bytes as a client got, so that no more are under way. */
    void awaitLogged(String alias, ContainerProcess client) {
        Await.until(
                "the logs hold what the client got",
                () -> rawLog(alias).length >= client.bytes().length
                        && podText(alias, 0).endsWith(ContainerProcess.PROMPT),
                () -> rawLog(alias).length + " of " + client.bytes().length + " bytes, "
                        + new String(rawLog(alias), StandardCharsets.UTF_8));
    }

    /** Takes it away, again and again where libvirtd is not ready for that, as after its restart. */
    void remove() {
        host.await("{ virsh -q destroy " + name + " 2>/dev/null;"
                + " virsh -q undefine " + name + " --managed-save --snapshots-metadata 2>/dev/null;"
                + " domains=$(virsh -q list --all --name) && ! echo \"$domains\" | grep -qx " + name + "; }");
        host.sh("rm -rf /var/log/contee/" + name + " /var/log/contee/pods/libvirt_" + name + "_* " + WITNESSES + "/"
                + name + "-*");
    }
}
