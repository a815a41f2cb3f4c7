package io.contee.http;

import io.contee.manager.DomainMode;
import io.contee.model.AliasOrder;
import io.contee.model.ConsoleMode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The modes of a domain's consoles, as the API shows them.
 *
 * @param domain the domain's name
 * @param definition the mode of the persistent definition; null if it is transient
 * @param running the mode of each console of the running guest, by alias; empty if it does not run
 * @param restartDue whether the guest runs with other modes than its definition has
 */
public record ModeView(String domain, @Nullable String definition, Map<String, String> running, boolean restartDue) {

    static ModeView of(DomainMode mode) {
        Map<String, String> running = new TreeMap<>(AliasOrder.NATURAL);
        mode.running().forEach((alias, present) -> running.put(alias, present.toString()));
        return new ModeView(
                mode.domain(), mode.definition().map(ConsoleMode::toString).orElse(null), running, mode.restartDue());
    }
}
