package io.contee.doctor;

import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for consoles in pty mode among a host's domains. */
final class PtyModeUse {

    private PtyModeUse() {}

    static boolean any(LibvirtAnswer libvirt, Rewriter rewriter) {
        return libvirt.inventory().stream()
                .flatMap(inventory -> inventory.domains().stream())
                .flatMap(domain -> Stream.of(domain.live(), domain.definition()).flatMap(Optional::stream))
                .anyMatch(xml -> isPty(xml, rewriter));
    }

    private static boolean isPty(String xml, Rewriter rewriter) {
        try {
            return rewriter.endpoints(DomainXml.parse(xml)).stream()
                    .anyMatch(endpoint -> endpoint.mode() == ConsoleMode.PTY);
        } catch (ConteeException e) {
            return false; // the check of the guests says so
        }
    }
}
