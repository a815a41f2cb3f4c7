/**
 * Collects what there is of all guests: {@link io.contee.collect.LogCollector} their logs, in windows of time, {@link
 * io.contee.collect.MemoryCollector} how much memory they take, and {@link io.contee.collect.LogExport} what one needs
 * of a guest for a bug report. They read files and ask libvirt; whether a contee serves the guests is all the same.
 *
 * <p>A window's file is written aside, and the place that was reached is noted with its name before it is given that
 * name. So whenever the collector is killed, the next one finds either nothing of the window or all of it, and each byte
 * of a log is in one window.
 */
@NullMarked
package io.contee.collect;

import org.jspecify.annotations.NullMarked;
