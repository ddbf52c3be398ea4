package vn.phigate.gateway.platform.tables;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Text separated by commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1258. */
final class Csv implements TableFile {
    private static final char[] SEPARATORS = {',', ';', '\t'};
    /** The Vietnamese code page of Windows. Its tone marks are letters of their own, so what is read is composed afterwards. */
    private static final Charset WINDOWS_1258 = Charset.forName("windows-1258");

    private static final int RECORD_CHARACTERS = 256 * 1024;
    private static final int LINES_LOOKED_AT = 25;

    private final Path file;
    private final Charset charset;
    private final char separator;

    private Csv(Path file, Charset charset, char separator) {
        this.file = file;
        this.charset = charset;
        this.separator = separator;
    }

    static Csv open(Path file) throws IOException, UnreadableTable {
        Charset charset = charset(file);
        char best = ',';
        long most = 0;
        for (char separator : SEPARATORS) {
            long columns = new Csv(file, charset, separator).widestOfHead();
            if (columns > most) {
                most = columns;
                best = separator;
            }
        }
        if (most < 2) {
            throw new UnreadableTable(
                    0,
                    "no_table",
                    "Tệp không phải bảng CSV (dấu phẩy, chấm phẩy hoặc tab) và cũng không phải XLSX.",
                    "The file is neither a CSV table (comma, semicolon or tab) nor XLSX.");
        }
        return new Csv(file, charset, best);
    }

    /** UTF-16 by its mark or its zero bytes, UTF-8 if every byte fits, else Windows-1258 if every byte means a letter there. */
    private static Charset charset(Path file) throws IOException, UnreadableTable {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(2);
            if (head.length == 2) {
                int first = head[0] & 0xFF;
                int second = head[1] & 0xFF;
                if ((first == 0xFE && second == 0xFF) || (first == 0 && second != 0)) {
                    return fits(file, StandardCharsets.UTF_16BE) ? StandardCharsets.UTF_16BE : refuse();
                }
                if ((first == 0xFF && second == 0xFE) || (first != 0 && second == 0)) {
                    return fits(file, StandardCharsets.UTF_16LE) ? StandardCharsets.UTF_16LE : refuse();
                }
            }
        }
        if (fits(file, StandardCharsets.UTF_8)) {
            return StandardCharsets.UTF_8;
        }
        return fits(file, WINDOWS_1258) ? WINDOWS_1258 : refuse();
    }

    private static Charset refuse() throws UnreadableTable {
        throw new UnreadableTable(
                0,
                "encoding_unknown",
                "Bảng mã của tệp không phải UTF-8, UTF-16 hay Windows-1258. Hãy lưu lại thành «CSV UTF-8».",
                "The file's encoding is not UTF-8, UTF-16 or Windows-1258. Save it again as \"CSV UTF-8\".");
    }

    private static boolean fits(Path file, Charset charset) throws IOException {
        try (Reader strict = new InputStreamReader(
                Files.newInputStream(file),
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT))) {
            strict.transferTo(Writer.nullWriter());
            return true;
        } catch (CharacterCodingException otherEncoding) {
            return false;
        }
    }

    /** Titles above the header and blank lines have few cells, so the widest of the first lines tells most. */
    private long widestOfHead() {
        long[] widest = {0};
        int[] seen = {0};
        try {
            walk(row -> {
                widest[0] = Math.max(
                        widest[0],
                        row.cells().stream().filter(c -> !c.text().isEmpty()).count());
                return ++seen[0] < LINES_LOOKED_AT;
            });
        } catch (UnreadableTable otherSeparator) {
            return widest[0];
        }
        return widest[0];
    }

    @Override
    public String format() {
        return "CSV " + charset.name() + " «" + (separator == '\t' ? "tab" : separator) + "»";
    }

    @Override
    public boolean encodingAssumed() {
        return charset.equals(WINDOWS_1258);
    }

    @Override
    public void walk(Visitor visitor) throws UnreadableTable {
        long line = 0;
        try (Reader text = new InputStreamReader(Files.newInputStream(file), charset);
                CsvReader<CsvRecord> csv = CsvReader.builder()
                        .fieldSeparator(separator)
                        .skipEmptyLines(true)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .detectBomHeader(false)
                        .maxBufferSize(RECORD_CHARACTERS)
                        .ofCsvRecord(text);
                CloseableIterator<CsvRecord> records = csv.iterator()) {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                line = record.getStartingLineNumber();
                List<TableRow.Cell> cells = record.getFields().stream()
                        .limit(MOST_COLUMNS)
                        .map(field -> new TableRow.Cell(TableFile.plain(field), false))
                        .toList();
                if (!visitor.visit(new TableRow(0, line, cells))) {
                    return;
                }
            }
        } catch (CsvParseException | IOException | UncheckedIOException e) {
            throw new UnreadableTable(
                    line,
                    "table_broken",
                    "Từ sau dòng " + line
                            + " tệp không còn là bảng đọc được (thường do dấu nháy kép không đóng hoặc một ô quá dài).",
                    "After line " + line
                            + " the file is no readable table (mostly an unclosed quote, or a cell that is too long).");
        }
    }
}
