package io.contee.model;

/**
 * The options of a client that attaches to a console.
 *
 * @param access its access in addition to reading
 * @param replay the output that it is shown first
 */
public record AttachOptions(WriteAccess access, Replay replay) {

    /** The default options: show the scrollback, and request the write lease when the client types. */
    public static final AttachOptions DEFAULTS = new AttachOptions(WriteAccess.TYPING, Replay.SCROLLBACK);

    /** Returns the same options with another access. */
    public AttachOptions withAccess(WriteAccess newAccess) {
        return new AttachOptions(newAccess, replay);
    }

    /** Returns the same options with another replay. */
    public AttachOptions withReplay(Replay newReplay) {
        return new AttachOptions(access, newReplay);
    }
}
