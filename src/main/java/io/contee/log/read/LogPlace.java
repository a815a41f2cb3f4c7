package io.contee.log.read;

/**
 * A place in the files of a log.
 *
 * @param index which file of a list
 * @param position where in it, in bytes
 */
record LogPlace(int index, long position) {

    /** The one of two places that lies further on. */
    LogPlace orLater(LogPlace other) {
        boolean otherIsLater = index == other.index ? other.position > position : other.index > index;
        return otherIsLater ? other : this;
    }
}
