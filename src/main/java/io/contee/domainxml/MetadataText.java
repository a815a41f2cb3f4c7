package io.contee.domainxml;

import java.util.Optional;

/**
 * contee's metadata element and where it stands in the text.
 *
 * @param past empty if the element was written by hand and the domain has not been rewritten
 */
record MetadataText(ConsoleMetadata metadata, Optional<Past> past, ElementText element) {}
