package vn.phigate.reconciliation.statements.tabular;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Comma-, semicolon-, tab- or bar-separated text in UTF-8, UTF-16 or Windows-1258. */
final class CsvRows implements Rows {
    static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
    /** The Vietnamese code page of Windows: letters with detached tone marks, so its text is always decomposed. */
    static final Charset WINDOWS_1258 = Charset.forName("windows-1258");

    private static final int RECORD_CHARACTERS_MAX = 1024 * 1024;
    private static final int COLUMNS_MAX = 1_000;

    private final Path file;
    private final Charset charset;
    private final char separator;

    CsvRows(Path file, Charset charset, char separator) {
        this.file = file;
        this.charset = charset;
        this.separator = separator;
    }

    /** UTF-16 by its mark or its zero bytes, UTF-8 if every byte of the file fits, else Windows-1258. */
    static Charset charset(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            if (head.length >= 2) {
                int first = head[0] & 0xFF;
                int second = head[1] & 0xFF;
                if ((first == 0xFE && second == 0xFF) || (first == 0 && second != 0)) {
                    return StandardCharsets.UTF_16BE;
                }
                if ((first == 0xFF && second == 0xFE) || (first != 0 && second == 0)) {
                    return StandardCharsets.UTF_16LE;
                }
            }
        }
        try (Reader strict = new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT))) {
            strict.transferTo(Writer.nullWriter());
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException notUtf8) {
            return WINDOWS_1258;
        }
    }

    @Override
    public boolean date1904() {
        return false;
    }

    @Override
    public void walk(Visitor visitor) throws IOException, BrokenTable {
        long line = 1;
        try (Reader text = new InputStreamReader(Files.newInputStream(file), charset);
                CsvReader<CsvRecord> csv = CsvReader.builder()
                        .fieldSeparator(separator)
                        .skipEmptyLines(true)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .detectBomHeader(false)
                        .maxBufferSize(RECORD_CHARACTERS_MAX)
                        .ofCsvRecord(text);
                CloseableIterator<CsvRecord> records = csv.iterator()) {
            boolean first = true;
            while (records.hasNext()) {
                CsvRecord record = records.next();
                line = record.getStartingLineNumber();
                if (record.getFieldCount() > COLUMNS_MAX) {
                    throw broken(line, "row of more than " + COLUMNS_MAX + " columns");
                }
                List<Cell> cells = new ArrayList<>(record.getFieldCount());
                for (String field : record.getFields()) {
                    if (field.indexOf('\0') >= 0) {
                        throw broken(line, "U+0000");
                    }
                    cells.add(new Cell(
                            unquoted(first && field.startsWith("\uFEFF") ? field.substring(1) : field), false));
                }
                first = false;
                if (!visitor.visit(new Row(0, line, Collections.unmodifiableList(cells)))) {
                    return;
                }
            }
        } catch (CsvParseException unreadable) {
            throw broken(line, String.valueOf(unreadable.getMessage()));
        } catch (UncheckedIOException stream) {
            throw stream.getCause();
        }
    }

    /** Without what exports set around digits so that Excel leaves them alone: ="0011", '0011. */
    private static String unquoted(String field) {
        if (field.length() > 3 && field.startsWith("=\"") && field.endsWith("\"")) {
            return field.substring(2, field.length() - 1);
        }
        return field.length() > 1 && field.charAt(0) == '\'' && Character.isDigit(field.charAt(1))
                ? field.substring(1)
                : field;
    }

    private static BrokenTable broken(long after, String reason) {
        return new BrokenTable(
                after,
                "",
                reason,
                "table_broken",
                "Từ sau dòng " + after
                        + " tệp không còn là bảng đọc được (thường do dấu nháy kép không đóng). Không ghi nhận gì; hãy tải lại tệp.",
                "After line " + after
                        + " the file is no readable table (mostly an unclosed quote). Nothing is booked; download it again.");
    }
}
