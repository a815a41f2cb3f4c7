package io.contee.net;

import java.util.List;
import java.util.Optional;

/**
 * The texts of the messages that store and pass descriptors, in the form of systemd's sd_notify(3) and with its
 * keywords where it has them.
 */
final class StoreMessage {

    /** Asks for all stored descriptors. */
    static final String TAKE = "TAKE=1";

    /** Ends the answer to {@link #TAKE}. */
    static final String END = "END=1";

    /** Reports that the received descriptors are being served. */
    static final String SERVING = "SERVING=1";

    /** Ends a part of the answer; the part's name follows. */
    private static final String PART = "PART=";

    /** Has no effect: sending it checks whether the other side is there. */
    static final String CHECK = "CHECK=1";

    /** Closes all stored descriptors and stops the keeper. */
    static final String STOP = "STOP=1";

    private static final String STORE = "FDSTORE=1";
    private static final String REMOVE = "FDSTOREREMOVE=1";
    private static final String NAME = "FDNAME=";

    private StoreMessage() {}

    /**
     * Stores the descriptor that comes with it, also if its peer has hung up: what the peer sent has yet to be read.
     */
    static String store(String name) {
        return STORE + "\n" + NAME + name + "\nFDPOLL=0";
    }

    /** Removes the descriptor of a name. */
    static String remove(String name) {
        return REMOVE + "\n" + NAME + name;
    }

    /** Ends a part of an answer. */
    static String part(String name) {
        return PART + name;
    }

    /** Returns the name of the part that a message ends; empty if it ends none. */
    static Optional<String> partName(String text) {
        return text.startsWith(PART) ? Optional.of(text.substring(PART.length())) : Optional.empty();
    }

    static boolean isStore(String text) {
        return List.of(text.split("\n", -1)).contains(STORE);
    }

    static boolean isRemove(String text) {
        return List.of(text.split("\n", -1)).contains(REMOVE);
    }

    /** Returns the descriptor's name in a message; empty if it has none. */
    static String name(String text) {
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(NAME)) {
                return line.substring(NAME.length());
            }
        }
        return "";
    }
}
