package vn.phigate.gateway.platform.tables;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;

/** The sheets of a workbook, values as stored (ECMA-376). A merged area has its value in the first cell; the others are empty. */
final class Xlsx implements TableFile {
    private static final int MOST_PARTS = 1_000;
    private static final long MOST_PART_BYTES = 192L * 1024 * 1024;
    /** The table of shared texts is the one part that the reader holds in memory. */
    private static final long MOST_SHARED_TEXT_BYTES = 24L * 1024 * 1024;
    /** Deflate reaches 1,032 : 1 on zeros; sheets of equal rows stay under 100 : 1. */
    private static final long MOST_RATIO = 250;

    private static final long RATIO_FREE_BYTES = 4L * 1024 * 1024;
    /** A cell holds at most 32,767 characters (Excel specifications), so no honest run without a tag is longer. */
    private static final int MOST_RUN_WITHOUT_TAG = 1024 * 1024;

    private static final int MOST_NUMBER_CHARACTERS = 40;

    private final Path file;

    private Xlsx(Path file) {
        this.file = file;
    }

    /** Measures every part by unpacking it into nothing, before anything is believed. */
    static Xlsx open(Path file) throws UnreadableTable {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_PARTS) {
                throw bomb();
            }
            boolean workbook = false;
            for (Enumeration<? extends ZipEntry> parts = zip.entries(); parts.hasMoreElements(); ) {
                ZipEntry part = parts.nextElement();
                workbook |= part.getName().equalsIgnoreCase("xl/workbook.xml");
                measure(zip, part);
            }
            if (!workbook) {
                throw broken(0);
            }
        } catch (IOException e) {
            throw broken(0);
        }
        return new Xlsx(file);
    }

    @Override
    public String format() {
        return "XLSX";
    }

    @Override
    public boolean encodingAssumed() {
        return false;
    }

    @Override
    public void walk(Visitor visitor) throws UnreadableTable {
        try (ReadableWorkbook workbook = opened(file)) {
            int number = 0;
            for (Sheet sheet : workbook.getSheets().toList()) {
                if (!walk(sheet, ++number, visitor)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw broken(0);
        }
    }

    private static boolean walk(Sheet sheet, int number, Visitor visitor) throws IOException, UnreadableTable {
        long line = 0;
        try (Stream<Row> rows = sheet.openStream()) {
            Iterator<Row> each = rows.iterator();
            while (true) {
                TableRow next;
                try {
                    if (!each.hasNext()) {
                        return true;
                    }
                    Row row = each.next();
                    line = row.getRowNum();
                    next = new TableRow(number, line, cells(row));
                } catch (RuntimeException e) {
                    // The reader tells faults of the file by exceptions of every kind; those of the visitor are not
                    // among them.
                    throw broken(line);
                }
                if (!visitor.visit(next)) {
                    return false;
                }
            }
        }
    }

    private static ReadableWorkbook opened(Path file) throws IOException, UnreadableTable {
        try {
            return new ReadableWorkbook(file.toFile(), new ReadingOptions(false, true));
        } catch (RuntimeException e) {
            throw broken(0);
        }
    }

    private static List<TableRow.Cell> cells(Row row) {
        int count = Math.min(row.getCellCount(), MOST_COLUMNS);
        List<TableRow.Cell> cells = new ArrayList<>(count);
        for (int column = 0; column < count; column++) {
            cells.add(row.getOptionalCell(column).map(Xlsx::cell).orElse(TableRow.Cell.EMPTY));
        }
        return cells;
    }

    private static TableRow.Cell cell(org.dhatim.fastexcel.reader.Cell cell) {
        Object value = cell.getValue();
        if (value instanceof BigDecimal number) {
            // An exponent can make a short text a number of a billion digits.
            boolean plain = number.precision() <= MOST_NUMBER_CHARACTERS
                    && Math.abs((long) number.scale()) <= MOST_NUMBER_CHARACTERS;
            return plain
                    ? new TableRow.Cell(number.stripTrailingZeros().toPlainString(), true)
                    : new TableRow.Cell(number.toString(), false);
        }
        return value == null ? TableRow.Cell.EMPTY : new TableRow.Cell(TableFile.plain(value.toString()), false);
    }

    private static void measure(ZipFile zip, ZipEntry part) throws IOException, UnreadableTable {
        String name = part.getName().toLowerCase(Locale.ROOT);
        if (name.endsWith("vbaproject.bin") || name.contains("macrosheets/")) {
            throw macros();
        }
        boolean markup = name.matches(".*\\.(xml|rels|vml)");
        boolean types = name.equals("[content_types].xml");
        long max = name.endsWith("sharedstrings.xml") ? MOST_SHARED_TEXT_BYTES : MOST_PART_BYTES;
        long packed = Math.max(1, part.getCompressedSize());
        long bytes = 0;
        int run = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = zip.getInputStream(part)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                String latin = bytes == 0 && markup ? new String(buffer, 0, count, StandardCharsets.ISO_8859_1) : "";
                if (latin.contains("<!DOCTYPE")) {
                    throw new UnreadableTable(
                            0,
                            "doctype_refused",
                            "Tệp XLSX khai báo DOCTYPE, điều không bảng tính nào cần. Không đọc tệp này.",
                            "The XLSX declares a DOCTYPE, which no sheet needs. The file is not read.");
                }
                if (types && latin.toLowerCase(Locale.ROOT).contains("macroenabled")) {
                    throw macros();
                }
                bytes += count;
                if (bytes > max || (bytes > RATIO_FREE_BYTES && bytes / packed > MOST_RATIO)) {
                    throw bomb();
                }
                for (int i = 0; markup && i < count; i++) {
                    run = buffer[i] == '<' ? 0 : run + 1;
                    if (run > MOST_RUN_WITHOUT_TAG) {
                        throw bomb();
                    }
                }
            }
        }
    }

    private static UnreadableTable macros() {
        return new UnreadableTable(
                0,
                "macros_refused",
                "Tệp có macro. Không đọc tệp có macro; hãy lưu thành .xlsx thường.",
                "The file has macros. Files with macros are not read; save it as a plain .xlsx.");
    }

    private static UnreadableTable bomb() {
        return new UnreadableTable(
                0,
                "zip_bomb_refused",
                "Tệp XLSX bung ra lớn bất thường. Không đọc tệp này.",
                "The XLSX unpacks to an unusual size. The file is not read.");
    }

    private static UnreadableTable broken(long line) {
        return new UnreadableTable(
                line,
                "table_broken",
                "Tệp XLSX hỏng" + (line > 0 ? " sau dòng " + line : "") + ". Hãy mở bằng Excel, lưu lại và gửi lại.",
                "The XLSX is broken" + (line > 0 ? " after row " + line : "")
                        + ". Open it in Excel, save it and send it again.");
    }
}
