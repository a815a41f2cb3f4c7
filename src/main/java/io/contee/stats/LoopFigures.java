package io.contee.stats;

/**
 * An event loop at one moment.
 *
 * @param name its name
 * @param lag how much later than asked for it did what it was asked to do each second
 * @param silentSeconds since when it has not done that; about a second at most while all is well
 */
public record LoopFigures(String name, Durations.Recorded lag, double silentSeconds) {}
