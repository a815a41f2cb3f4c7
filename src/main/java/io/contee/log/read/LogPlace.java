package io.contee.log.read;

/**
 * A place in the files of a log.
 *
 * @param index the file's index in a list
 * @param position the position in the file, in bytes
 */
record LogPlace(int index, long position) {

    /** Returns the later of two places. */
    LogPlace orLater(LogPlace other) {
        boolean otherIsLater = index == other.index ? other.position > position : other.index > index;
        return otherIsLater ? other : this;
    }
}
