package vn.phigate.reconciliation.statements;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files that people do send and that are not read: named, so that the refusal says what to do instead of "unknown". */
final class UnreadFormats {
    private static final Pattern HTML =
            Pattern.compile("(?i)^\\s*(<!--.*?-->\\s*)?<(!doctype html|html|head|body|table|meta|style)\\b");

    private UnreadFormats() {}

    record Unread(String name, String text, String textEn) {}

    static @Nullable Unread recognise(FileHead head) {
        if (head.startsWith(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1)) {
            return spreadsheet("XLS", "bảng tính Excel đời cũ (.xls nhị phân)", "an old binary Excel sheet (.xls)");
        }
        if (head.startsWith('%', 'P', 'D', 'F')) {
            return spreadsheet("PDF", "tệp PDF", "a PDF");
        }
        if (head.startsWith('P', 'K', 3, 4)) {
            return new Unread(
                    "ZIP",
                    "Tệp là một gói nén ZIP. Giải nén rồi nộp từng tệp sao kê bên trong.",
                    "The file is a ZIP archive. Unpack it and send each statement inside.");
        }
        String text = head.text();
        if (HTML.matcher(text).lookingAt()) {
            return spreadsheet("HTML", "trang HTML (thường mang đuôi .xls)", "an HTML page (often named .xls)");
        }
        if (text.contains("BkToCstmrAcctRpt")) {
            return new Unread(
                    "camt.052",
                    "Tệp là báo cáo trong ngày camt.052, chưa phải sao kê. Hãy nộp sao kê cuối ngày camt.053.",
                    "The file is an intraday report, camt.052, not a statement. Send the end-of-day statement, camt.053.");
        }
        if (text.contains("urn:schemas-microsoft-com:office:spreadsheet")) {
            return spreadsheet("XML-SS", "bảng tính XML 2003", "an XML spreadsheet of 2003");
        }
        return null;
    }

    private static Unread spreadsheet(String name, String what, String whatEn) {
        return new Unread(
                name,
                String.format(
                        Locale.ROOT,
                        "Tệp là %s, hệ thống chưa đọc định dạng này. Mở bằng Excel, lưu lại thành .xlsx rồi nộp.",
                        what),
                String.format(
                        Locale.ROOT,
                        "The file is %s, which is not read yet. Open it in Excel, save it as .xlsx and send that.",
                        whatEn));
    }
}
