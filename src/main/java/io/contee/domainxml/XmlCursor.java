package io.contee.domainxml;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;

/**
 * A forward-only reader of a possibly hostile document: no DOCTYPE, so no entities, and limits on size, depth and
 * attributes. It knows the offset of each element in the text.
 */
final class XmlCursor {

    /** The longest document that is read, in characters. libvirt's own limit on the wire is 4 MiB. */
    static final int MAX_LENGTH = 16 << 20;

    private static final int MAX_DEPTH = 256;
    private static final int MAX_ATTRIBUTES = 256;
    private static final int MAX_ATTRIBUTE_LENGTH = 1 << 20;
    private static final int MAX_REASON = 200;

    // Immutable once configured, and thread-safe from then on (Woodstox's own guarantee).
    private static final XMLInputFactory2 FACTORY = factory();

    /** Are called with each text that is read: a test counts them. */
    private static final List<Consumer<String>> OBSERVERS = new CopyOnWriteArrayList<>();

    private final String text;
    private final XMLStreamReader2 in;

    private XmlCursor(String text, XMLStreamReader2 in) {
        this.text = text;
        this.in = in;
    }

    private static XMLInputFactory2 factory() {
        XMLInputFactory2 factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // Otherwise errors within text surface as unchecked exceptions, at the first access to the text.
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, MAX_DEPTH);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MAX_ATTRIBUTES);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, MAX_ATTRIBUTE_LENGTH);
        return factory;
    }

    /** The action that reads a document, called with the cursor on the root element's start. */
    interface Body<T> {
        T read(XmlCursor cursor) throws XMLStreamException;
    }

    /** Calls an observer with each text that is read by any thread, until the result is run. */
    static Runnable observe(Consumer<String> observer) {
        OBSERVERS.add(observer);
        return () -> OBSERVERS.remove(observer);
    }

    /**
     * Reads a whole document, to its end.
     *
     * @throws ConteeException if it is too long, has a DOCTYPE or is not well-formed
     */
    static <T> T read(String text, Body<T> body) {
        if (text.length() > MAX_LENGTH) {
            throw new ConteeException("domain XML has " + text.length() + " characters: at most " + MAX_LENGTH
                    + " are read, so check that this is a domain's definition");
        }
        OBSERVERS.forEach(observer -> observer.accept(text));
        try {
            XMLStreamReader2 in = (XMLStreamReader2) FACTORY.createXMLStreamReader(new StringReader(text));
            try {
                XmlCursor cursor = new XmlCursor(text, in);
                cursor.toRoot();
                T result = body.read(cursor);
                cursor.toEnd();
                return result;
            } finally {
                in.close();
            }
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    private static ConteeException malformed(XMLStreamException e) {
        Location at = e.getLocation();
        String where =
                at == null ? "" : " at line " + at.getLineNumber() + ", column " + Math.max(at.getColumnNumber(), 1);
        // Woodstox and the JDK append or prepend the location on a separate line.
        String reason = ConteeException.reason(e)
                .replaceFirst("(?s)\\n at \\[row.*", "")
                .replaceFirst("(?s)^ParseError at \\[row.*?\\]\\R?Message: ", "");
        return new ConteeException("domain XML is not well-formed" + where + ": " + OneLine.of(reason, MAX_REASON), e);
    }

    private void toRoot() throws XMLStreamException {
        while (in.next() != XMLStreamConstants.START_ELEMENT) {
            if (in.getEventType() == XMLStreamConstants.DTD) {
                throw new ConteeException("domain XML has a DOCTYPE: remove it, libvirt's own XML never has one");
            }
        }
    }

    private void toEnd() throws XMLStreamException {
        while (in.hasNext()) {
            in.next();
        }
    }

    /** Returns the start of the element on whose start tag the cursor is, to be passed to {@link #close}. */
    ElementText open() throws XMLStreamException {
        return new ElementText(start(), end(), end());
    }

    /** Returns the whole element, with the cursor on its end. */
    ElementText close(ElementText opened) throws XMLStreamException {
        return text.charAt(opened.tagEnd() - 2) == '/'
                ? opened
                : new ElementText(opened.start(), opened.tagEnd(), end());
    }

    private int start() {
        return Math.toIntExact(in.getLocationInfo().getStartingCharOffset());
    }

    private int end() throws XMLStreamException {
        return Math.toIntExact(in.getLocationInfo().getEndingCharOffset());
    }

    /** Advances to the next child element's start, or returns false at the end of the element that the cursor is in. */
    boolean nextChild() throws XMLStreamException {
        while (true) {
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                return false;
            }
        }
    }

    /** Advances to the end of the element on whose start the cursor is. */
    void skip() throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    /** Returns the element's own text, without that of child elements; advances to the element's end. */
    String content() throws XMLStreamException {
        StringBuilder content = new StringBuilder();
        while (true) {
            switch (in.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    content.append(in.getText());
                case XMLStreamConstants.START_ELEMENT -> skip();
                case XMLStreamConstants.END_ELEMENT -> {
                    return content.toString();
                }
                default -> {}
            }
        }
    }

    /** Returns the local name of the current element. */
    String name() {
        return in.getLocalName();
    }

    /** Returns the namespace of the current element, empty for none. */
    String namespace() {
        String uri = in.getNamespaceURI();
        return uri == null ? "" : uri;
    }

    /** Returns whether the current element has this name and no namespace, like all of libvirt's own elements. */
    boolean is(String name) {
        return namespace().isEmpty() && name().equals(name);
    }

    /** Returns an attribute of the current element that has no namespace. */
    Optional<String> attribute(String name) {
        return Optional.ofNullable(in.getAttributeValue("", name));
    }

    /** Returns all attributes of the current element that have no namespace, in document order. */
    Map<String, String> attributes() {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String namespace = in.getAttributeNamespace(i);
            if (namespace == null || namespace.isEmpty()) {
                all.put(in.getAttributeLocalName(i), in.getAttributeValue(i));
            }
        }
        return all;
    }
}
