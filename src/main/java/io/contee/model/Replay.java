package io.contee.model;

/**
 * What a client that attaches is shown first, before what the guest prints from then on.
 *
 * @param kind what it is
 * @param lines for {@link Kind#LINES}, how many
 * @param session for {@link Kind#MISSED}, the session that the client was attached to before
 * @param position for {@link Kind#MISSED}, how far the client has got that session's stream; {@link #UNKNOWN} if it does
 *     not know
 */
public record Replay(Kind kind, int lines, String session, long position) {

    /** No position. */
    public static final long UNKNOWN = -1;

    /** What a replay may be. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** As much as the configuration's {@code scrollback} says, from the beginning of a line on. */
        SCROLLBACK,
        /** The last lines. */
        LINES,
        /**
         * What the client has not got yet: of the session that it was attached to, from a position on; of another one, all
         * that has printed.
         */
        MISSED
    }

    /** Nothing. */
    public static final Replay NONE = new Replay(Kind.NONE, 0, "", UNKNOWN);

    /** Whether it goes on in a session's stream. */
    public boolean isOf(String other) {
        return kind == Kind.MISSED && position != UNKNOWN && session.equals(other);
    }

    /** As much as the configuration says. */
    public static final Replay SCROLLBACK = new Replay(Kind.SCROLLBACK, 0, "", UNKNOWN);

    /** The last lines, which count an unfinished one; no more of them than the last MiB holds. */
    public static Replay lines(int count) {
        if (count < 0) {
            throw new ConteeException(count + " lines cannot be replayed: give 0 or more");
        }
        return new Replay(Kind.LINES, count, "", UNKNOWN);
    }

    /**
     * What has been printed since a console was served anew, at most the last MiB; nothing if {@code session} still is
     * the present one.
     *
     * @param session as {@link ConsoleListener#attached} was told
     */
    public static Replay missedSince(String session) {
        return missedSince(session, UNKNOWN);
    }

    /**
     * The same, but of a session that still is the present one what it has printed from a position on.
     *
     * @param position as {@link ConsoleListener#nextOutputEndsAt} has told of the last output
     */
    public static Replay missedSince(String session, long position) {
        return new Replay(Kind.MISSED, 0, session, position);
    }
}
