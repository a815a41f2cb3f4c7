package io.contee.model;

/**
 * How a client attaches to a console.
 *
 * @param access what it wants to do besides reading
 * @param replay what it is shown first
 */
public record AttachOptions(WriteAccess access, Replay replay) {

    /** Shows the scrollback, and asks for the write lease when it types. */
    public static final AttachOptions DEFAULTS = new AttachOptions(WriteAccess.TYPING, Replay.SCROLLBACK);

    /** The same with another access. */
    public AttachOptions withAccess(WriteAccess newAccess) {
        return new AttachOptions(newAccess, replay);
    }

    /** The same with another replay. */
    public AttachOptions withReplay(Replay newReplay) {
        return new AttachOptions(access, newReplay);
    }
}
