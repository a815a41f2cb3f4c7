package io.contee.broker;

import java.time.InstantSource;

/**
 * The settings of a console's clients.
 *
 * @param shared whether all of them may type at the same time
 * @param scrollback what clients are shown first
 * @param clock for the time at which clients attach
 * @param journal records that clients attach and detach
 */
record ClientSettings(boolean shared, Scrollback scrollback, InstantSource clock, ConsoleJournal journal) {}
