package vn.phigate.reconciliation.statements;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of a file, at most 64 KiB: all that recognition sees. The file's name is never looked at. */
public final class FileHead {
    private static final int BYTES_MAX = 64 * 1024;

    private final byte[] bytes;
    private final String text;

    FileHead(byte[] bytes) {
        this.bytes = bytes.clone();
        String decoded = new String(bytes, charset());
        this.text = decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
    }

    /** Of a format that looks at the same bytes again while it reads. */
    public static FileHead of(byte[] first) {
        return new FileHead(first);
    }

    /** Of a whole file: only its first 64 KiB are looked at. */
    public static FileHead ofStart(byte[] content) {
        return new FileHead(content.length <= BYTES_MAX ? content : Arrays.copyOf(content, BYTES_MAX));
    }

    /** The head as text, leniently decoded, without its byte order mark. */
    public String text() {
        return text;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** Whether the file starts with these bytes, given as 0 to 255. */
    public boolean startsWith(int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is text at all: no control characters but tab, line ends, form feed and the end mark of old systems. */
    public boolean isText() {
        return text.chars().noneMatch(c -> c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A);
    }

    /** UTF-16 by its mark, or by the zero bytes that Latin letters have in it; else bytes as UTF-8, good enough to recognise. */
    private Charset charset() {
        if (startsWith(0xFE, 0xFF) || (bytes.length > 3 && bytes[0] == 0 && bytes[1] != 0)) {
            return StandardCharsets.UTF_16BE;
        }
        if (startsWith(0xFF, 0xFE) || (bytes.length > 3 && bytes[0] != 0 && bytes[1] == 0)) {
            return StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }
}
