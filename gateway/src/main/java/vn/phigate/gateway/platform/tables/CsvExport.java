package vn.phigate.gateway.platform.tables;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A table as a file for spreadsheets: RFC 4180, with a byte-order mark so that Excel reads it as UTF-8, text that no spreadsheet runs as a formula. */
public final class CsvExport {
    private final StringWriter text = new StringWriter();
    private final CsvWriter csv;

    public CsvExport(String... header) {
        text.write('\uFEFF');
        csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text);
        csv.writeRecord(header);
    }

    /** @param cells numbers are written as they are, all else as harmless text; null is an empty cell */
    public CsvExport row(@Nullable Object... cells) {
        csv.writeRecord(Arrays.stream(cells).map(CsvExport::written).toList());
        return this;
    }

    private static String written(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case Number number -> number.toString();
            default -> harmless(cell.toString());
        };
    }

    public byte[] bytes() {
        try {
            csv.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A cell that begins like a formula is run by spreadsheets (OWASP, CSV Injection): it gets an apostrophe before it. Full-width forms count, because
     * spreadsheets of East Asian languages read them alike; so does what stands behind blanks, which some trim.
     */
    public static String harmless(String cell) {
        String seen = cell.stripLeading();
        boolean formula = !seen.isEmpty() && "=+-@|%\uFF1D\uFF0B\uFF0D\uFF20".indexOf(seen.charAt(0)) >= 0;
        boolean control = !cell.isEmpty() && "\t\r\n\0".indexOf(cell.charAt(0)) >= 0;
        return formula || control ? "'" + cell : cell;
    }
}
