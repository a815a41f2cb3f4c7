/**
 * The public API: one facade that a VM manager embeds. {@link io.contee.manager.Contee#open} starts a broker in this
 * JVM and connects to libvirt; from then on domains can be defined with their pod identity, started and stopped,
 * attached to and followed. What others define is rewritten as far as {@link io.contee.config.ManagePolicy} says.
 */
@NullMarked
package io.contee.manager;

import org.jspecify.annotations.NullMarked;
