/**
 * Reads and rewrites libvirt's domain XML. A caller needs {@link io.contee.domainxml.DomainXml}, which reads, and
 * {@link io.contee.domainxml.Rewriter}, which changes. Pure: text in, text out, no I/O except for the templates, which
 * are read from the class path once.
 *
 * <p>The text is spliced, never serialised again: a parser finds the places of the few elements that matter, and only
 * those ranges are replaced. A rewrite always starts from the domain's text before contee, which its metadata element
 * contains: modes can be switched in any order, and {@code off} restores the original.
 */
@NullMarked
package io.contee.domainxml;

import org.jspecify.annotations.NullMarked;
