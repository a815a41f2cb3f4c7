/**
 * The daemon: what {@code contee serve} wires together, from its start to its stop or handover.
 */
@NullMarked
package io.contee.daemon;

import org.jspecify.annotations.NullMarked;
