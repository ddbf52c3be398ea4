package vn.phigate.gateway.platform.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.testsupport.Seeded;

class TableFileTest {
    @TempDir
    private Path folder;

    private static List<TableRow> rows(Path file) throws UnreadableTable {
        List<TableRow> rows = new ArrayList<>();
        TableFile.open(file).walk(row -> rows.add(row));
        return rows;
    }

    private Path book(java.util.function.Consumer<Worksheet> fill) throws IOException {
        Path file = folder.resolve("book.xlsx");
        try (OutputStream out = Files.newOutputStream(file);
                Workbook workbook = new Workbook(out, "PhiGate", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("Danh mục");
            fill.accept(sheet);
        }
        return file;
    }

    private Path zip(String name, Object... partsAndBytes) throws IOException {
        Path file = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < partsAndBytes.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) partsAndBytes[i]));
                zip.write(
                        partsAndBytes[i + 1] instanceof byte[] bytes
                                ? bytes
                                : ((String) partsAndBytes[i + 1]).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }

    private static void refused(Path file, String rule) {
        assertThatThrownBy(() -> rows(file)).isInstanceOfSatisfying(UnreadableTable.class, e -> {
            assertThat(e.rule()).isEqualTo(rule);
            assertThat(e.vi()).isNotBlank();
            assertThat(e.en()).isNotBlank();
        });
    }

    @Test
    void readsASheet_mergedAreasByTheirFirstCell() throws Exception {
        Path file = book(sheet -> {
            sheet.value(0, 0, "Danh mục thủ tục");
            sheet.range(0, 0, 0, 3).merge();
            sheet.value(1, 0, "Mã");
            sheet.value(1, 1, "Tên");
            sheet.value(2, 0, 1.0012);
            sheet.value(2, 1, "  Đăng ký\u00A0khai sinh ");
            sheet.range(2, 1, 3, 1).merge();
            sheet.value(2, 2, LocalDate.of(2025, 7, 1));
            sheet.value(3, 2, 20000);
        });
        List<TableRow> rows = rows(file);
        assertThat(rows.get(2).cell(0)).isEqualTo(new TableRow.Cell("1.0012", true));
        assertThat(rows.get(2).cell(1).text()).isEqualTo("Đăng ký khai sinh");
        assertThat(rows.get(2).cell(2)).isEqualTo(new TableRow.Cell("45839", true));
        assertThat(rows.get(3).cell(1).text()).isEmpty();
        assertThat(rows.get(3).cell(2).text()).isEqualTo("20000");
        assertThat(rows.get(3).line()).isEqualTo(4);
    }

    @Test
    void refusesMacrosWhateverTheFileIsCalled() throws Exception {
        refused(zip("a.xlsx", "xl/workbook.xml", "<workbook/>", "xl/vbaProject.bin", "x"), "macros_refused");
        refused(
                zip(
                        "b.xlsx",
                        "[Content_Types].xml",
                        "<Types><Override ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>",
                        "xl/workbook.xml",
                        "<workbook/>"),
                "macros_refused");
        refused(zip("c.xlsx", "xl/workbook.xml", "<workbook/>", "xl/macrosheets/sheet1.xml", "<x/>"), "macros_refused");
    }

    @Test
    void refusesWhatUnpacksToDeceive() throws Exception {
        refused(
                zip(
                        "bomb.xlsx",
                        "xl/workbook.xml",
                        "<workbook/>",
                        "xl/worksheets/sheet1.xml",
                        new byte[64 * 1024 * 1024]),
                "zip_bomb_refused");
        Object[] many = new Object[2 * 1_200];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "part" + i;
            many[i + 1] = "x";
        }
        refused(zip("many.xlsx", many), "zip_bomb_refused");
        refused(
                zip("doctype.xlsx", "xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><workbook/>"),
                "doctype_refused");
        refused(zip("other.zip", "a.txt", "x"), "table_broken");
    }

    @Test
    void refusesOldBinaryAndLargeFiles_beforeReadingThem() throws Exception {
        Path old = folder.resolve("old.xls");
        Files.write(old, new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0, 0, 0, 0});
        refused(old, "old_excel_refused");
        Path large = folder.resolve("large.csv");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(100L * 1024 * 1024);
        }
        refused(large, "file_too_large");
    }

    /** Whatever the bytes are, the answer is rows or a reason, never another exception. */
    @Test
    void readsOrRefuses_whateverTheBytesAre() throws Exception {
        byte[] honest = Files.readAllBytes(book(sheet -> {
            for (int r = 0; r < 30; r++) {
                sheet.value(r, 0, "1.00000" + r % 10);
                sheet.value(r, 1, "Tên " + r);
            }
        }));
        Path file = folder.resolve("any");
        Seeded.check(400, random -> {
            byte[] bytes = random.nextBoolean()
                    ? honest.clone()
                    : Seeded.text(random, 0, 2_000).getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(12); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Files.write(
                        file,
                        java.util.Arrays.copyOf(
                                bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length + 1) : bytes.length));
                rows(file);
            } catch (UnreadableTable expected) {
                assertThat(expected.rule()).isNotBlank();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
