package io.contee.broker;

import io.contee.net.ClientSlots;
import java.time.InstantSource;

/**
 * The settings of a console's clients.
 *
 * @param shared whether all of them may type at the same time
 * @param scrollback what clients are shown first
 * @param slots the descriptors that those at its socket may hold
 * @param clock for the time at which clients attach
 * @param journal records that clients attach and detach
 */
record ClientSettings(
        boolean shared, Scrollback scrollback, ClientSlots slots, InstantSource clock, ConsoleJournal journal) {}
