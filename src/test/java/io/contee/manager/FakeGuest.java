package io.contee.manager;

import io.contee.libvirt.LiveDomains;
import io.contee.model.NotFoundException;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestPty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One running domain, with a QEMU that has its serial on a pty. */
final class FakeGuest implements LiveDomains, AutoCloseable {

    static final String NAME = "web";
    static final String UUID = "6f1b2c3d-0000-4000-8000-00000000000a";

    final TestPty pty = new TestPty();
    final List<String> changes = new ArrayList<>();
    String metadata = "";
    String log = "";

    /** Where QEMU says that its chardev leads. */
    String backend = "pty:" + pty.path();

    /** What QEMU refuses to do, by the type of the new backend. */
    String refuses = "";

    /** Whether QEMU connects where it says that it does. */
    boolean connects = true;

    Optional<SocketPeer> connection = Optional.empty();

    @Override
    public List<String> all() {
        return List.of(xml(NAME));
    }

    @Override
    public String xml(String domain) {
        if (!domain.equals(NAME)) {
            throw new NotFoundException("domain '" + domain + "' does not run");
        }
        return """
                <domain type='qemu' id='7'>
                  <name>%s</name>
                  <uuid>%s</uuid>
                  <metadata>%s</metadata>
                  <devices>
                    <serial type='pty'>
                      <source path='%s'/>%s
                      <target type='isa-serial' port='0'/>
                      <alias name='serial0'/>
                    </serial>
                  </devices>
                </domain>
                """.formatted(
                        NAME,
                        UUID,
                        metadata.replaceFirst("<console", "<console xmlns='urn:contee:console:1'"),
                        pty.path(),
                        log);
    }

    @Override
    public String monitor(String domain, String command) {
        JsonNode read = JsonMapper.builder().build().readTree(command);
        if (read.get("execute").asString().equals("query-chardev")) {
            return "{\"return\":[{\"label\":\"charmonitor\",\"filename\":\"unix:/m\"},"
                    + "{\"label\":\"charserial0\",\"filename\":\"" + backend + "\"}],\"id\":\"1\"}";
        }
        JsonNode wanted = read.get("arguments").get("backend");
        String type = wanted.get("type").asString();
        changes.add(type);
        if (type.equals(refuses)) {
            return "{\"error\":{\"class\":\"GenericError\",\"desc\":\"Failed to connect: Permission denied\"}}";
        }
        connection.ifPresent(SocketPeer::close);
        connection = Optional.empty();
        switch (type) {
            case "socket" -> {
                Path path = Path.of(wanted.at("/data/addr/data/path").asString());
                backend = connects ? "unix:" : "disconnected:unix:" + path;
                if (connects) {
                    connection = Optional.of(SocketPeer.connect(path).write("from the socket\r\n"));
                }
                return "{\"return\":{}}";
            }
            case "pty" -> {
                backend = "pty:" + pty.path();
                return "{\"return\":{\"pty\":\"" + pty.path() + "\"}}";
            }
            default -> {
                backend = "file:" + wanted.at("/data/out").asString();
                return "{\"return\":{}}";
            }
        }
    }

    @Override
    public void changeMetadata(String domain, UnaryOperator<Optional<String>> change) {
        metadata = change.apply(Optional.of(metadata).filter(text -> !text.isEmpty()))
                .orElse("");
    }

    @Override
    public void close() {
        connection.ifPresent(SocketPeer::close);
        pty.close();
    }
}
