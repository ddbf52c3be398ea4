package vn.phigate.gateway.platform.tables;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;

/** A table in a file, which may be walked as often as needed. */
public interface TableFile {
    /** The largest file that is read. A catalogue of 10,000 rows is some 5 MiB. */
    int MOST_BYTES = 32 * 1024 * 1024;

    int MOST_COLUMNS = 200;

    /** Told one row after the other. */
    @FunctionalInterface
    interface Visitor {
        /** @return whether to go on */
        boolean visit(TableRow row);
    }

    /** What was recognised, for people: {@code XLSX} or {@code CSV UTF-8 «;»}. */
    String format();

    /** True when the text is no UTF-8 or UTF-16 and the code page of Windows was assumed, which nothing in the file can prove. */
    boolean encodingAssumed();

    void walk(Visitor visitor) throws UnreadableTable;

    /** @throws UnreadableTable when it is too large, packed to deceive, has macros, or is no table at all */
    static TableFile open(Path file) throws UnreadableTable {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UnreadableTable(
                        0,
                        "file_too_large",
                        "Tệp lớn hơn " + MOST_BYTES / (1024 * 1024)
                                + " MiB. Hãy tách thành nhiều tệp; mỗi tệp được xử lý riêng.",
                        "The file is larger than " + MOST_BYTES / (1024 * 1024)
                                + " MiB. Split it; each file stands for itself.");
            }
            byte[] head;
            try (InputStream in = Files.newInputStream(file)) {
                head = in.readNBytes(8);
            }
            if (startsWith(head, 'P', 'K', 3, 4)) {
                return Xlsx.open(file);
            } else if (startsWith(head, 0xD0, 0xCF, 0x11, 0xE0)) {
                throw new UnreadableTable(
                        0,
                        "old_excel_refused",
                        "Tệp Excel 97-2003 (.xls) hoặc tệp có mật khẩu không được đọc. Hãy lưu thành .xlsx không mật khẩu.",
                        "Files of Excel 97-2003 (.xls) and files with a password are not read. Save it as .xlsx without a password.");
            }
            return Csv.open(file);
        } catch (IOException e) {
            throw new UnreadableTable(
                    0,
                    "file_unreadable",
                    "Không đọc được tệp: " + e.getMessage(),
                    "The file cannot be read: " + e.getMessage());
        }
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (head.length <= i || (head[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Composed, so that "đăng ký" typed on a Mac, saved by Windows-1258 or by anybody else is one text; blanks of every kind made plain. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .replaceAll("[\\s\\u00A0\\u2007\\u202F\\uFEFF]+", " ")
                .strip();
    }
}
