package vn.phigate.reconciliation.statements.tabular;

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
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Sheet;

/** The sheets of an XLSX workbook in their order, cell values as stored. */
final class XlsxRows implements Rows {
    private static final int PARTS_MAX = 2_000;
    private static final long PART_BYTES_MAX = 512L * 1024 * 1024;
    /** The table of shared texts is the one part that the reader holds in memory. */
    private static final long SHARED_TEXT_BYTES_MAX = 48L * 1024 * 1024;
    /** Deflate can reach 1,032 : 1 on zeros; sheets of equal rows stay under 100 : 1. */
    private static final long RATIO_MAX = 250;

    private static final long RATIO_FREE_BYTES = 4L * 1024 * 1024;
    /** A cell holds at most 32,767 characters (Excel specifications), so no run without a tag is longer, entities included. */
    private static final int RUN_WITHOUT_TAG_MAX = 1024 * 1024;

    private static final int COLUMNS_MAX = 1_000;
    private static final int NUMBER_CHARACTERS_MAX = 40;

    private final Path file;
    private final boolean date1904;

    private XlsxRows(Path file, boolean date1904) {
        this.file = file;
        this.date1904 = date1904;
    }

    /** Measures every part by unpacking it into nothing, before anything is believed. */
    static XlsxRows open(Path file) throws IOException, BrokenTable {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > PARTS_MAX) {
                throw bomb("more than " + PARTS_MAX + " parts");
            }
            for (Enumeration<? extends ZipEntry> parts = zip.entries(); parts.hasMoreElements(); ) {
                measure(zip, parts.nextElement());
            }
        } catch (IOException unreadable) {
            // The copy lies on this machine: what cannot be unpacked is a fault of the file.
            throw broken(0, unreadable);
        }
        try (ReadableWorkbook workbook = workbook(file)) {
            return new XlsxRows(file, workbook.isDate1904());
        } catch (ExcelReaderException | IOException unreadable) {
            throw broken(0, unreadable);
        }
    }

    @Override
    public boolean date1904() {
        return date1904;
    }

    @Override
    public void walk(Visitor visitor) throws BrokenTable {
        try (ReadableWorkbook workbook = workbook(file)) {
            int number = 0;
            for (Sheet sheet : sheets(workbook)) {
                number++;
                if (!walk(sheet, number, visitor)) {
                    return;
                }
            }
        } catch (IOException unreadable) {
            throw broken(0, unreadable);
        }
    }

    private static boolean walk(Sheet sheet, int number, Visitor visitor) throws IOException, BrokenTable {
        long line = 0;
        try (Stream<org.dhatim.fastexcel.reader.Row> rows = opened(sheet)) {
            Iterator<org.dhatim.fastexcel.reader.Row> iterator = rows.iterator();
            while (true) {
                org.dhatim.fastexcel.reader.Row next;
                try {
                    if (!iterator.hasNext()) {
                        return true;
                    }
                    next = iterator.next();
                } catch (RuntimeException unreadable) {
                    throw broken(line, unreadable);
                }
                line = next.getRowNum();
                if (next.getCellCount() > COLUMNS_MAX) {
                    throw broken(line, new IllegalArgumentException("row of more than " + COLUMNS_MAX + " columns"));
                }
                if (!visitor.visit(new Row(number, line, cells(next)))) {
                    return false;
                }
            }
        }
    }

    private static List<Sheet> sheets(ReadableWorkbook workbook) throws BrokenTable {
        try {
            return workbook.getSheets().toList();
        } catch (RuntimeException unreadable) {
            throw broken(0, unreadable);
        }
    }

    private static Stream<org.dhatim.fastexcel.reader.Row> opened(Sheet sheet) throws IOException, BrokenTable {
        try {
            return sheet.openStream();
        } catch (RuntimeException unreadable) {
            throw broken(0, unreadable);
        }
    }

    private static List<Cell> cells(org.dhatim.fastexcel.reader.Row row) {
        List<Cell> cells = new ArrayList<>(row.getCellCount());
        for (int column = 0; column < row.getCellCount(); column++) {
            cells.add(row.getOptionalCell(column).map(XlsxRows::cell).orElse(Cell.EMPTY));
        }
        return cells;
    }

    private static Cell cell(org.dhatim.fastexcel.reader.Cell cell) {
        Object value = cell.getValue();
        if (value instanceof BigDecimal number) {
            // An exponent can make a short text a number of a billion digits.
            boolean plain = number.precision() <= NUMBER_CHARACTERS_MAX
                    && Math.abs((long) number.scale()) <= NUMBER_CHARACTERS_MAX;
            return plain
                    ? new Cell(number.stripTrailingZeros().toPlainString(), true)
                    : new Cell(number.toString(), false);
        }
        return value == null ? Cell.EMPTY : new Cell(value.toString(), false);
    }

    private static ReadableWorkbook workbook(Path file) throws IOException, BrokenTable {
        try {
            return new ReadableWorkbook(file.toFile(), new ReadingOptions(false, true));
        } catch (RuntimeException unreadable) {
            throw broken(0, unreadable);
        }
    }

    private static void measure(ZipFile zip, ZipEntry part) throws IOException, BrokenTable {
        boolean markup = part.getName().toLowerCase(Locale.ROOT).matches(".*\\.(xml|rels|vml)");
        long max = part.getName().endsWith("sharedStrings.xml") ? SHARED_TEXT_BYTES_MAX : PART_BYTES_MAX;
        long packed = Math.max(1, part.getCompressedSize());
        long bytes = 0;
        int run = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = zip.getInputStream(part)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (bytes == 0 && markup && hasDoctype(buffer, count)) {
                    throw new BrokenTable(
                            0,
                            part.getName(),
                            "DOCTYPE",
                            "doctype_refused",
                            "Tệp XLSX khai báo DOCTYPE, điều không bảng tính nào cần. Không đọc tệp này.",
                            "The XLSX declares a DOCTYPE, which no sheet needs. The file is not read.");
                }
                bytes += count;
                if (bytes > max || (bytes > RATIO_FREE_BYTES && bytes / packed > RATIO_MAX)) {
                    throw bomb(part.getName() + " unpacks to more than " + bytes + " bytes");
                }
                for (int i = 0; markup && i < count; i++) {
                    run = buffer[i] == '<' ? 0 : run + 1;
                    if (run > RUN_WITHOUT_TAG_MAX) {
                        throw bomb(part.getName() + " has a text of more than " + run + " bytes");
                    }
                }
            }
        }
    }

    private static boolean hasDoctype(byte[] buffer, int count) {
        return new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains("<!DOCTYPE");
    }

    private static BrokenTable bomb(String what) {
        return new BrokenTable(
                0,
                "",
                what,
                "zip_bomb_refused",
                "Tệp XLSX bung ra lớn bất thường. Không đọc tệp này.",
                "The XLSX unpacks to an unusual size. The file is not read.");
    }

    private static BrokenTable broken(long line, Exception cause) {
        return new BrokenTable(
                line,
                "",
                String.valueOf(cause.getMessage()),
                "table_broken",
                "Tệp XLSX hỏng" + (line > 0 ? " sau dòng " + line : "")
                        + ". Không ghi nhận gì; hãy tải lại từ ngân hàng.",
                "The XLSX is broken" + (line > 0 ? " after row " + line : "")
                        + ". Nothing is booked; download it from the bank again.");
    }
}
