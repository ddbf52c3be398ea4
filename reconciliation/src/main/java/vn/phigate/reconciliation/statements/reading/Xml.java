package vn.phigate.reconciliation.statements.reading;

import java.io.IOException;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one XML file, for reading by descent: {@link #child} steps to the next child of the element one stands in, and whoever
 * takes a child reads it to its end with {@link #child}, {@link #text} or {@link #skip}. Uses the JDK's own parser, with a document type
 * refused outright (no external entity, no entity bomb), depth and text length limited.
 */
public final class Xml implements AutoCloseable {
    /** The messages nest about 15 deep; the parser's own limit is 100 (jdk.xml.maxElementDepth). */
    private static final int DEPTH_MAX = 64;

    private static final int TEXT_CHARACTERS_MAX = 64 * 1024;

    private final BoundedInput input;
    private final XMLStreamReader reader;
    private int depth;

    public Xml(BoundedInput input) throws BrokenFile {
        this.input = input;
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        try {
            reader = factory.createXMLStreamReader(XmlText.of(input));
        } catch (XMLStreamException | IOException | RuntimeException cause) {
            throw notWellFormed(1, cause);
        }
    }

    /** Local name of the element one stands at. */
    public String name() {
        return reader.getLocalName();
    }

    public String namespace() {
        String uri = reader.getNamespaceURI();
        return uri == null ? "" : uri;
    }

    public @Nullable String attribute(String name) {
        return reader.getAttributeValue(null, name);
    }

    public long line() {
        return Math.max(1, reader.getLocation().getLineNumber());
    }

    /** To the next child element; false at the end of the element one stands in, which is then read. */
    public boolean child() throws BrokenFile {
        while (true) {
            switch (next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                default -> {}
            }
        }
    }

    /** Reads the element to its end and gives all text in it, also that of children, stripped: {@code <Sts>} and {@code <Sts><Cd>} are alike. */
    public String text() throws BrokenFile {
        StringBuilder text = new StringBuilder();
        String element = name();
        int end = depth - 1;
        while (depth > end) {
            int event = next();
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                if (text.length() > TEXT_CHARACTERS_MAX) {
                    throw new BrokenFile(
                            line(),
                            element,
                            "",
                            "text_too_long",
                            "Phần tử " + element + " dài quá " + TEXT_CHARACTERS_MAX + " ký tự. Không đọc tệp này.",
                            "Element " + element + " is longer than " + TEXT_CHARACTERS_MAX
                                    + " characters. The file is not read.");
                }
            }
        }
        return text.toString().strip();
    }

    public void skip() throws BrokenFile {
        int end = depth - 1;
        while (depth > end) {
            next();
        }
    }

    private int next() throws BrokenFile {
        int event;
        try {
            event = reader.next();
        } catch (XMLStreamException | RuntimeException cause) {
            throw notWellFormed(line(), cause);
        }
        input.progress();
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> {
                if (++depth > DEPTH_MAX) {
                    throw new BrokenFile(
                            line(),
                            name(),
                            "",
                            "nesting_too_deep",
                            "Các phần tử lồng nhau quá " + DEPTH_MAX + " tầng. Đây không phải tệp của ngân hàng.",
                            "Elements are nested more than " + DEPTH_MAX + " deep. This is no bank's file.");
                }
            }
            case XMLStreamConstants.END_ELEMENT -> depth--;
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                throw new BrokenFile(
                        line(),
                        "DOCTYPE",
                        "",
                        "doctype_refused",
                        "Tệp khai báo DOCTYPE hoặc thực thể, điều không sao kê nào cần. Không đọc tệp này.",
                        "The file declares a DOCTYPE or an entity, which no statement needs. The file is not read.");
            default -> {}
        }
        return event;
    }

    private BrokenFile notWellFormed(long line, Exception cause) {
        if (input.exhausted()) {
            return new BrokenFile(
                    line,
                    "",
                    "",
                    "token_too_long",
                    "Một phần của tệp dài hàng triệu ký tự mà không có phần tử nào. Không đọc tệp này.",
                    "A part of the file runs for millions of characters without an element. The file is not read.");
        }
        String reason = cause.getMessage() == null ? "" : cause.getMessage();
        int message = reason.indexOf("Message: ");
        reason = message < 0 ? reason : reason.substring(message + "Message: ".length());
        return new BrokenFile(
                line,
                "",
                reason,
                "xml_not_well_formed",
                "Tệp XML hỏng hoặc bị cắt ở dòng " + line + ". Không ghi nhận gì từ tệp; hãy tải lại từ ngân hàng.",
                "The XML is broken or cut at line " + line
                        + ". Nothing of it is booked; download it from the bank again.");
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (XMLStreamException ignored) {
            // Only frees the parser's buffers; the stream is the caller's.
        }
    }
}
