/**
 * Locates the logs of consoles: their paths, the names of rotated files, and the index of served consoles. The packages
 * below it write ({@code log.write}) and read ({@code log.read}) records of the formats in {@code log.format}.
 */
@NullMarked
package io.contee.log;

import org.jspecify.annotations.NullMarked;
