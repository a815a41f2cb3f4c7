/**
 * Small immutable values that every other package speaks in: the identity of a domain, a console and a pod, modes,
 * sizes and log policies. Each is validated once, when it is made, so that a name which reaches a path is known to be
 * safe there. Besides them, the two sides of an attachment to a console. No I/O, no dependencies.
 */
@NullMarked
package io.contee.model;

import org.jspecify.annotations.NullMarked;
