package io.contee.domainxml;

import java.util.List;
import java.util.Optional;

/**
 * A chardev and its place in the text.
 *
 * @param sources its {@code <source>} elements
 * @param log its {@code <log>}
 */
record ChardevText(Chardev chardev, ElementText element, List<ElementText> sources, Optional<ElementText> log) {}
