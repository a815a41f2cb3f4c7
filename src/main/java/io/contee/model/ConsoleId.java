package io.contee.model;

import com.google.errorprone.annotations.Immutable;
import java.util.regex.Pattern;

/**
 * One console of a domain.
 *
 * @param domain the domain it belongs to
 * @param alias libvirt's alias of the chardev, {@code serial0} or {@code ua-debug} for example
 */
@Immutable
public record ConsoleId(DomainId domain, String alias) {

    // libvirt accepts these characters in a user alias (virDomainDefPostParse, "ua-" and [a-zA-Z0-9_.-]).
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}");

    /** @throws ConteeException if the alias is not one that libvirt assigns or accepts, or has over 64 characters */
    public ConsoleId {
        if (!ALIAS.matcher(alias).matches()) {
            throw new ConteeException("console alias " + OneLine.quoted(alias)
                    + " is not usable: it must be 1 to 64 letters, digits, '_', '-' or '.'");
        }
    }

    /** Returns the domain and the alias, for a message. */
    @Override
    public String toString() {
        return domain + "/" + alias;
    }
}
