/**
 * Record formats: each encodes what a guest prints into records and decodes them again. A {@code RecordFormat} writes,
 * a {@code RecordDecoder} reads; neither knows where records are kept.
 */
@NullMarked
package io.contee.log.format;

import org.jspecify.annotations.NullMarked;
