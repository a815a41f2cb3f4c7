package io.contee.manager;

import io.contee.config.ConteeConfig;
import io.contee.config.ManagePolicy;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.model.ConsoleMode;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds the mode that a domain gets when it starts or returns from a saved state. This is the mode of its persistent
 * definition as contee last saw it, stored here because a hook's handler must not ask libvirt. For a domain without
 * one, the {@link ManagePolicy} decides from its XML. Any thread may use it, and none ever waits.
 */
final class WantedModes {

    private final ManagePolicy policy;
    private final ConsoleMode defaultMode;
    private final Map<UUID, Optional<ConsoleMode>> defined = new ConcurrentHashMap<>();

    WantedModes(ConteeConfig config) {
        this.policy = config.domains().manage();
        this.defaultMode = config.domains().mode();
    }

    /**
     * Returns the mode that contee's policy gives to a domain, whatever is known of its definition.
     *
     * @return empty if the policy does not cover it
     */
    Optional<ConsoleMode> byPolicy(DomainXml domain) {
        return policy.covers(domain.name(), domain.metadata().isPresent())
                ? Optional.of(domain.metadata().flatMap(ConsoleMetadata::mode).orElse(defaultMode))
                : Optional.empty();
    }

    /**
     * Returns the mode that a domain should have.
     *
     * @return empty if contee does not decide it
     */
    Optional<ConsoleMode> of(DomainXml domain) {
        return domain.uuid()
                .flatMap(uuid -> Optional.ofNullable(defined.get(uuid)))
                .orElseGet(() -> byPolicy(domain));
    }

    /**
     * Stores the mode of a persistent definition.
     *
     * @param mode empty if contee does not serve it
     */
    void definedAs(UUID domain, Optional<ConsoleMode> mode) {
        defined.put(domain, mode);
    }

    /** Forgets a domain that has no persistent definition any more. */
    void undefined(UUID domain) {
        defined.remove(domain);
    }
}
