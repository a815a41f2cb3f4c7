package io.contee.manager;

import io.contee.model.ConsoleMode;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The modes of a domain's consoles.
 *
 * @param domain the domain's name
 * @param definition the mode of its persistent definition, off also where contee does not serve it; empty if the domain
 *     is transient
 * @param running the mode that each console of the running guest has, by alias; empty if it does not run
 * @param restartDue whether the guest runs with other modes than its definition has
 */
public record DomainMode(
        String domain, Optional<ConsoleMode> definition, SortedMap<String, ConsoleMode> running, boolean restartDue) {}
