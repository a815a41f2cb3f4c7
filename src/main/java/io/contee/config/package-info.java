/**
 * The configuration: its keys, their defaults by user, and the file and environment that it is read from.
 */
@NullMarked
package io.contee.config;

import org.jspecify.annotations.NullMarked;
