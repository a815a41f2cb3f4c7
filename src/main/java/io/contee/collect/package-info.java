/**
 * Collects data of all guests: {@link io.contee.collect.LogCollector} their logs, in windows of time, and {@link
 * io.contee.collect.MemoryCollector} their memory use. {@link io.contee.collect.LogExport} packs what a bug report
 * needs of one guest. They read files and ask libvirt, whether or not a daemon serves the guests.
 *
 * <p>A window's file is written under a temporary name, and the place that was reached is saved with its final name
 * before it is renamed. Whenever the collector is killed, the next one therefore finds either nothing of the window or
 * all of it, and each byte of a log is in one window.
 */
@NullMarked
package io.contee.collect;

import org.jspecify.annotations.NullMarked;
