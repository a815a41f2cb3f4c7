/** The command line: {@code contee serve} and the commands for people and scripts. The only place with a main. */
@NullMarked
package io.contee.cli;

import org.jspecify.annotations.NullMarked;
