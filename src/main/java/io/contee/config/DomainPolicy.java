package io.contee.config;

import io.contee.model.ConsoleMode;

/**
 * The policy for the consoles of domains.
 *
 * @param mode the mode of domains that are defined without one: pty with {@code disable_logging: true}, as in Virtlet
 *     (whose {@code VIRTLET_DISABLE_LOGGING} is understood too), else unix
 * @param ptyLog {@code pty.log}: whether consoles in mode pty have a log that contee reads; without it, as in Virtlet,
 *     they have only {@code virsh console}
 * @param manage {@code manage}, {@code manageInclude}, {@code manageExclude}: the domains that contee rewrites
 *     automatically
 * @param adopt {@code adopt}: whether running guests' consoles are adopted: {@code never}, {@code ask} (by command),
 *     {@code auto} (also automatically)
 */
public record DomainPolicy(ConsoleMode mode, boolean ptyLog, ManagePolicy manage, AdoptPolicy adopt) {

    /** The default policy: mode unix, and adoption by command. */
    public static final DomainPolicy DEFAULT =
            new DomainPolicy(ConsoleMode.UNIX, true, ManagePolicy.DEFAULT, AdoptPolicy.ASK);

    static DomainPolicy read(ConfigReader reader) {
        return new DomainPolicy(
                reader.flag("disable_logging", "VIRTLET_DISABLE_LOGGING") ? ConsoleMode.PTY : DEFAULT.mode,
                reader.flag("pty.log", DEFAULT.ptyLog),
                new ManagePolicy(
                        reader.choice("manage", ManagePolicy.DEFAULT.scope()),
                        reader.list("manageInclude", NamePattern::new),
                        reader.list("manageExclude", NamePattern::new)),
                reader.choice("adopt", DEFAULT.adopt));
    }
}
