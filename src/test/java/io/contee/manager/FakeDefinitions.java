package io.contee.manager;

import io.contee.domainxml.DomainXml;
import io.contee.libvirt.DefinitionStore;
import io.contee.model.ConteeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The definitions of a libvirt that others use too. */
final class FakeDefinitions implements DefinitionStore {

    private final Map<UUID, String> definitions = new HashMap<>();
    private final Deque<Runnable> betweenReads = new ArrayDeque<>();

    /** What was defined through this interface, in order. */
    final List<String> defined = new ArrayList<>();

    boolean connected = true;
    Optional<String> refusal = Optional.empty();

    /** Another program defines a domain. */
    UUID definedByOthers(String xml) {
        UUID uuid = DomainXml.parse(xml).uuid().orElseThrow();
        definitions.put(uuid, xml);
        return uuid;
    }

    void undefine(UUID uuid) {
        definitions.remove(uuid);
    }

    /** Lets something happen after the next read. */
    void afterNextRead(Runnable happening) {
        betweenReads.add(happening);
    }

    String of(UUID uuid) {
        return definitions.getOrDefault(uuid, "");
    }

    @Override
    public Optional<String> persistent(UUID domain) {
        if (!connected) {
            throw new ConteeException("cannot read: no connection");
        }
        Optional<String> xml = Optional.ofNullable(definitions.get(domain));
        Runnable happening = betweenReads.poll();
        if (happening != null) {
            happening.run();
        }
        return xml;
    }

    @Override
    public Optional<String> persistent(String name) {
        return definitions.keySet().stream()
                .filter(uuid -> DomainXml.parse(of(uuid)).name().equals(name))
                .findFirst()
                .flatMap(this::persistent);
    }

    @Override
    public Optional<String> definition(String name) {
        return persistent(name);
    }

    @Override
    public void define(String xml) {
        refusal.ifPresent(reason -> {
            throw new ConteeException(reason);
        });
        defined.add(xml);
        definedByOthers(xml);
    }

    @Override
    public boolean isConnected() {
        return connected;
    }
}
