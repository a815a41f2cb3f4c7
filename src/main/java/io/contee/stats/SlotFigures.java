package io.contee.stats;

/**
 * The descriptors that clients hold at one moment.
 *
 * @param size how many they may hold; the rest is reserved for guests
 * @param used how many they hold
 * @param refused how often a client was refused since the start
 */
public record SlotFigures(long size, long used, long refused) {}
