package io.contee.domainxml;

import java.util.List;
import java.util.Optional;

/**
 * contee's metadata element and its place in the text.
 *
 * @param past the text before the rewrite; empty if the element was written by hand and the domain has not been
 *     rewritten
 * @param adopted the marks of adopted consoles
 */
record MetadataText(
        ConsoleMetadata metadata, Optional<OriginalText> past, List<AdoptionMark.Text> adopted, ElementText element) {}
