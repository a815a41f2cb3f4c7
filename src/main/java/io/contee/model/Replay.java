package io.contee.model;

import com.google.errorprone.annotations.Immutable;

/**
 * The output that a client is shown first when it attaches, before new output.
 *
 * @param kind the kind of replay
 * @param lines for {@link Kind#LINES}, the number of lines
 * @param session for {@link Kind#MISSED}, the session that the client was attached to before
 * @param position for {@link Kind#MISSED}, the client's position in that session's stream; {@link #UNKNOWN} if it is
 *     not known
 */
@Immutable
public record Replay(Kind kind, int lines, String session, long position) {

    /** No position. */
    public static final long UNKNOWN = -1;

    /** The kinds of replay. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** The amount that the configuration's {@code scrollback} sets, from the beginning of a line on. */
        SCROLLBACK,
        /** The last lines. */
        LINES,
        /**
         * The output that the client has missed: from a position on in its own session; all output of a different
         * session.
         */
        MISSED
    }

    /** A replay of nothing. */
    public static final Replay NONE = new Replay(Kind.NONE, 0, "", UNKNOWN);

    /** Returns whether the replay continues a session's stream. */
    public boolean isOf(String other) {
        return kind == Kind.MISSED && position != UNKNOWN && session.equals(other);
    }

    /** A replay of as much as the configuration sets. */
    public static final Replay SCROLLBACK = new Replay(Kind.SCROLLBACK, 0, "", UNKNOWN);

    /** Returns a replay of the last lines, including an unfinished one; at most those in the last MiB. */
    public static Replay lines(int count) {
        if (count < 0) {
            throw new ConteeException(count + " lines cannot be replayed: give 0 or more");
        }
        return new Replay(Kind.LINES, count, "", UNKNOWN);
    }

    /**
     * Returns a replay of a new session's output, at most the last MiB; of nothing if {@code session} is still the
     * current one.
     *
     * @param session the session that {@link ConsoleListener#attached} received
     */
    public static Replay missedSince(String session) {
        return missedSince(session, UNKNOWN);
    }

    /**
     * Returns the same, but with the output from a position on if {@code session} is still the current one.
     *
     * @param position the last position that {@link ConsoleListener#nextOutputEndsAt} reported
     */
    public static Replay missedSince(String session, long position) {
        return new Replay(Kind.MISSED, 0, session, position);
    }
}
