/**
 * Small immutable values that all other packages use: the identity of a domain, a console and a pod, modes, sizes and
 * log policies. Each is validated once, when it is made: a name that reaches a path is known to be safe there. Also the
 * two sides of an attachment to a console, and the factory of all threads. No I/O, and no dependencies but the log.
 */
@NullMarked
package io.contee.model;

import org.jspecify.annotations.NullMarked;
