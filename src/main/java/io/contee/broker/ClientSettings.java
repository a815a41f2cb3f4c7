package io.contee.broker;

import java.time.InstantSource;

/**
 * What a console's clients may do and are shown.
 *
 * @param shared whether all of them may type at the same time
 * @param scrollback what they are shown first
 * @param clock for the time when they were attached
 * @param journal takes note of them
 */
record ClientSettings(boolean shared, Scrollback scrollback, InstantSource clock, ConsoleJournal journal) {}
