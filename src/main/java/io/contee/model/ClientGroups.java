package io.contee.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The groups whose members may use contee, besides root and contee's own user, who may do everything.
 *
 * @param read may list consoles and clients, and read consoles and logs
 * @param write may besides type at consoles
 * @param control may besides change domains, their modes and their consoles
 */
public record ClientGroups(Optional<String> read, Optional<String> write, Optional<String> control) {

    /** Nobody else. */
    public static final ClientGroups NONE = new ClientGroups(Optional.empty(), Optional.empty(), Optional.empty());

    /** All that there are, each once. */
    public List<String> all() {
        return Stream.of(read, write, control)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
