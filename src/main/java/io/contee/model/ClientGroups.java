package io.contee.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The groups whose members may use contee. Root and contee's own user may do everything.
 *
 * @param read the group that may list consoles and clients, and read consoles and logs
 * @param write the group that may also type at consoles
 * @param control the group that may also change domains, their modes and their consoles
 */
public record ClientGroups(Optional<String> read, Optional<String> write, Optional<String> control) {

    /** No groups: only root and contee's own user. */
    public static final ClientGroups NONE = new ClientGroups(Optional.empty(), Optional.empty(), Optional.empty());

    /** Returns all groups, each once. */
    public List<String> all() {
        return Stream.of(read, write, control)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
