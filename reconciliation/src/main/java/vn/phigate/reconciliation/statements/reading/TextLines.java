package vn.phigate.reconciliation.statements.reading;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text line by line, LF, CRLF or CR, in UTF-8 or UTF-16; a line that is no UTF-8 is read as Windows-1252, byte for byte, so that a bank's old code
 * page costs an umlaut and never a line. A line of more than 64 KiB and a NUL are no text of a bank.
 */
public final class TextLines {
    private static final int LINE_UNITS_MAX = 64 * 1024;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final char MARK = '\uFEFF';

    private final InputStream in;
    private final byte[] chunk = new byte[16 * 1024];
    private int at;
    private int filled;
    private boolean started;
    private @Nullable Boolean utf16LittleEndian;
    private byte[] line = new byte[256];
    private long number;
    private boolean afterCarriageReturn;
    private long otherBytesLine;

    public TextLines(InputStream in) {
        this.in = in;
    }

    /** Of the line given last, from 1. */
    public long number() {
        return number;
    }

    /** The first line that was no UTF-8; 0 while all were. */
    public long firstLineOfOtherBytes() {
        return otherBytesLine;
    }

    /** The next line without its end; null behind the last. */
    public @Nullable String next() throws IOException, BrokenFile {
        if (!started) {
            start();
        }
        Boolean littleEndian = utf16LittleEndian;
        StringBuilder wide = littleEndian == null ? null : new StringBuilder();
        int length = 0;
        boolean any = false;
        number++;
        while (true) {
            int unit = littleEndian == null ? read() : readWide(littleEndian);
            if (unit < 0) {
                if (!any) {
                    number--;
                    return null;
                }
                break;
            }
            if (unit == '\n' && afterCarriageReturn && !any) {
                afterCarriageReturn = false;
                continue;
            }
            afterCarriageReturn = unit == '\r';
            any = true;
            if (unit == '\n' || unit == '\r') {
                break;
            }
            if (unit == 0) {
                throw nul();
            }
            if (++length > LINE_UNITS_MAX) {
                throw tooLong();
            }
            if (wide != null) {
                wide.append((char) unit);
            } else {
                if (length > line.length) {
                    line = Arrays.copyOf(line, line.length * 2);
                }
                line[length - 1] = (byte) unit;
            }
        }
        String text = wide != null ? wide.toString() : decoded(length);
        return number == 1 && !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    private String decoded(int length) {
        for (int i = 0; i < length; i++) {
            if (line[i] < 0) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(line, 0, length))
                            .toString();
                } catch (CharacterCodingException notUtf8) {
                    otherBytesLine = otherBytesLine == 0 ? number : otherBytesLine;
                    return new String(line, 0, length, WINDOWS_1252);
                }
            }
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** UTF-16 by its mark, or by the zero byte that a Latin letter has in it. */
    private void start() throws IOException {
        started = true;
        filled = in.readNBytes(chunk, 0, chunk.length);
        if (filled >= 2) {
            int first = chunk[0] & 0xFF;
            int second = chunk[1] & 0xFF;
            if ((first == 0xFF && second == 0xFE) || (first != 0 && second == 0)) {
                utf16LittleEndian = true;
            } else if ((first == 0xFE && second == 0xFF) || (first == 0 && second != 0)) {
                utf16LittleEndian = false;
            }
        }
    }

    private int read() throws IOException {
        if (at == filled) {
            filled = in.read(chunk, 0, chunk.length);
            at = 0;
            if (filled <= 0) {
                filled = 0;
                return -1;
            }
        }
        return chunk[at++] & 0xFF;
    }

    /** A lone last byte is no character and is dropped. */
    private int readWide(boolean littleEndian) throws IOException {
        int first = read();
        int second = first < 0 ? -1 : read();
        if (second < 0) {
            return -1;
        }
        return littleEndian ? second << 8 | first : first << 8 | second;
    }

    private BrokenFile nul() {
        return new BrokenFile(
                number,
                "",
                "U+0000",
                "nul_byte",
                "Dòng " + number + " có byte 0, điều không tệp văn bản nào của ngân hàng có. Không đọc tệp này.",
                "Line " + number + " has a zero byte, which no bank's text file has. The file is not read.");
    }

    private BrokenFile tooLong() {
        return new BrokenFile(
                number,
                "",
                "",
                "line_too_long",
                "Dòng " + number + " dài quá " + LINE_UNITS_MAX + " ký tự. Đây không phải tệp của ngân hàng.",
                "Line " + number + " is longer than " + LINE_UNITS_MAX + " characters. This is no bank's file.");
    }
}
