package io.contee.net;

import java.util.List;
import java.util.Optional;

/**
 * The texts with which descriptors are kept and passed on, in the form of systemd's sd_notify(3) and with its words where
 * it has them.
 */
final class StoreMessage {

    /** Asks for all that is kept. */
    static final String TAKE = "TAKE=1";

    /** Ends the answer to that. */
    static final String END = "END=1";

    /** Tells that what came is in use. */
    static final String SERVING = "SERVING=1";

    /** Ends a part of the answer, which has the name that follows. */
    private static final String PART = "PART=";

    /** Says nothing: whether it can be sent shows whether the other side is there. */
    static final String CHECK = "CHECK=1";

    /** Lets go of all that is kept. */
    static final String STOP = "STOP=1";

    private static final String STORE = "FDSTORE=1";
    private static final String REMOVE = "FDSTOREREMOVE=1";
    private static final String NAME = "FDNAME=";

    private StoreMessage() {}

    /** Keeps the descriptor that comes with it, also when its peer has hung up: what that sent is still to be read. */
    static String store(String name) {
        return STORE + "\n" + NAME + name + "\nFDPOLL=0";
    }

    /** Lets go of what is kept by a name. */
    static String remove(String name) {
        return REMOVE + "\n" + NAME + name;
    }

    /** Ends a part of an answer. */
    static String part(String name) {
        return PART + name;
    }

    /** The name of the part that a message ends; empty if it ends none. */
    static Optional<String> partName(String text) {
        return text.startsWith(PART) ? Optional.of(text.substring(PART.length())) : Optional.empty();
    }

    static boolean isStore(String text) {
        return List.of(text.split("\n", -1)).contains(STORE);
    }

    static boolean isRemove(String text) {
        return List.of(text.split("\n", -1)).contains(REMOVE);
    }

    /** The name that a message has; empty if it has none. */
    static String name(String text) {
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(NAME)) {
                return line.substring(NAME.length());
            }
        }
        return "";
    }
}
