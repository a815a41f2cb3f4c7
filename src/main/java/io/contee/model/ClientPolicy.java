package io.contee.model;

/**
 * The policy for the clients of a console.
 *
 * @param scrollback the amount of past output that a client is shown first, at most {@link #MAX_SCROLLBACK}
 * @param shared whether all clients may type at the same time
 */
public record ClientPolicy(ByteSize scrollback, boolean shared) {

    /** The largest scrollback. */
    public static final ByteSize MAX_SCROLLBACK = new ByteSize(1 << 20);

    /** The default policy: 64 KiB of scrollback, and one client types at a time. */
    public static final ClientPolicy DEFAULT = new ClientPolicy(new ByteSize(64 << 10), false);

    /** @throws ConteeException if the scrollback is too large */
    public ClientPolicy {
        if (scrollback.bytes() > MAX_SCROLLBACK.bytes()) {
            throw new ConteeException("scrollback " + scrollback + " is too large: give at most " + MAX_SCROLLBACK);
        }
    }
}
