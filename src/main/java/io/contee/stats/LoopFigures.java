package io.contee.stats;

/**
 * The figures of an event loop at one moment.
 *
 * @param name the loop's name
 * @param lag how late it ran a task that is due each second
 * @param silentSeconds the time since it last ran that task; normally about a second at most
 */
public record LoopFigures(String name, Durations.Recorded lag, double silentSeconds) {}
