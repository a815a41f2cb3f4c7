/**
 * Reads and rewrites libvirt's domain XML. A caller needs {@link io.contee.domainxml.DomainXml}, which reads, and
 * {@link io.contee.domainxml.Rewriter}, which changes. Pure: text in, text out, no I/O but for the templates, which are
 * read from the class path once.
 *
 * <p>The text is spliced, never serialised anew: a parser finds where the few elements that matter stand, and only those
 * ranges are replaced. A rewrite is always made from what the domain was before contee, which its metadata element
 * holds, so that modes can be switched in any order and {@code off} ends where it all began.
 */
@NullMarked
package io.contee.domainxml;

import org.jspecify.annotations.NullMarked;
