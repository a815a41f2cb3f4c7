package io.contee.http;

import io.contee.manager.DefinedDomain;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A domain that was defined, as the API shows it.
 *
 * @param domain its name
 * @param uuid its UUID
 * @param captured the aliases of the consoles that reach contee, the primary one first; null from a daemon of an
 *     earlier version
 * @param leftAlone the consoles that do not, by alias with the types that they have; none in mode off; null likewise
 */
public record DefinedView(
        String domain,
        String uuid,
        @Nullable List<String> captured,
        @Nullable Map<String, String> leftAlone) {

    static DefinedView of(DefinedDomain domain) {
        return new DefinedView(
                domain.id().name(), domain.id().uuid().toString(), domain.captured(), domain.leftAlone());
    }
}
