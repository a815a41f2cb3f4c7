package io.contee.log;

/**
 * A place in the files of a log.
 *
 * @param index which file of a list
 * @param position where in it, in bytes
 */
record LogPlace(int index, long position) {}
