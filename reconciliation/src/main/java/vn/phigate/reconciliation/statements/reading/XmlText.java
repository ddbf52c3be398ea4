package vn.phigate.reconciliation.statements.reading;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An XML file as characters, by its mark, its zero bytes or its declaration (XML 1.0, appendix F). Decoded here and not by the parser, because that
 * writes a line on the error stream for every wrong byte.
 */
final class XmlText {
    private static final int HEAD_BYTES = 256;
    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");
    private static final Pattern ONE_BYTE = Pattern.compile("us-ascii|iso-8859-\\d{1,2}|windows-125\\d|tis-620");

    private XmlText() {}

    static Reader of(InputStream in) throws IOException {
        BufferedInputStream input = new BufferedInputStream(in);
        input.mark(HEAD_BYTES);
        byte[] head = input.readNBytes(HEAD_BYTES);
        input.reset();
        int first = head.length > 0 ? head[0] & 0xFF : 0;
        int second = head.length > 1 ? head[1] & 0xFF : 0;
        boolean mark8 = first == 0xEF && second == 0xBB && head.length > 2 && (head[2] & 0xFF) == 0xBF;
        boolean mark16 = (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
        input.skipNBytes(mark8 ? 3 : mark16 ? 2 : 0);
        Charset charset;
        if (first == 0xFE || (first == 0 && second == '<')) {
            charset = StandardCharsets.UTF_16BE;
        } else if (first == 0xFF || (first == '<' && second == 0)) {
            charset = StandardCharsets.UTF_16LE;
        } else {
            charset = mark8 ? StandardCharsets.UTF_8 : declared(new String(head, StandardCharsets.ISO_8859_1));
        }
        return new InputStreamReader(
                input,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    /** UTF-8 without a declaration, and where it names something that contradicts its own bytes. */
    private static Charset declared(String head) throws IOException {
        Matcher matcher = DECLARED.matcher(head);
        String name = matcher.find() ? matcher.group(1).toLowerCase(Locale.ROOT) : "utf-8";
        if (name.startsWith("utf-")) {
            return StandardCharsets.UTF_8;
        }
        if (ONE_BYTE.matcher(name).matches() && Charset.isSupported(name)) {
            return Charset.forName(name);
        }
        throw new IOException("unknown encoding " + name);
    }
}
