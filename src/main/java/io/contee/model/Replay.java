package io.contee.model;

/**
 * What a client that attaches is shown first, before what the guest prints from then on.
 *
 * @param kind what it is
 * @param lines for {@link Kind#LINES}, how many
 * @param session for {@link Kind#MISSED}, the session that the client was attached to before
 */
public record Replay(Kind kind, int lines, String session) {

    /** What a replay may be. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** As much as the configuration's {@code scrollback} says, from the beginning of a line on. */
        SCROLLBACK,
        /** The last lines. */
        LINES,
        /** What the present session has printed, for a client that was attached to another one until it ended. */
        MISSED
    }

    /** Nothing. */
    public static final Replay NONE = new Replay(Kind.NONE, 0, "");

    /** As much as the configuration says. */
    public static final Replay SCROLLBACK = new Replay(Kind.SCROLLBACK, 0, "");

    /** The last lines, which count an unfinished one; no more of them than the last MiB holds. */
    public static Replay lines(int count) {
        if (count < 0) {
            throw new ConteeException(count + " lines cannot be replayed: give 0 or more");
        }
        return new Replay(Kind.LINES, count, "");
    }

    /**
     * What has been printed since a console was served anew, at most the last MiB; nothing if {@code session} still is
     * the present one.
     *
     * @param session as {@link ConsoleListener#attached} was told
     */
    public static Replay missedSince(String session) {
        return new Replay(Kind.MISSED, 0, session);
    }
}
