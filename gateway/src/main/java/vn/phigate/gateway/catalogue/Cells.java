package vn.phigate.gateway.catalogue;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.tables.TableRow;
import vn.phigate.gateway.platform.tables.TableRow.Cell;

/** One row's cells by column, with the findings about them. */
final class Cells {
    private static final Pattern CODE = Pattern.compile("[0-9]\\.[0-9]{6}");
    private static final Pattern SERVICE_CODE = Pattern.compile("[0-9]\\.[0-9]{6}\\.[0-9]{2}(?:\\..*)?");
    private static final Pattern CUT_CODE = Pattern.compile("[0-9]\\.[0-9]{1,5}");
    private static final Pattern ISO_DAY = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T00:00(?::00)?)?");
    private static final Pattern DAY = Pattern.compile("([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})");
    private static final Pattern DAY_NUMBER = Pattern.compile("[0-9]{5}");
    /** Day 1 is 1 January 1900, and a 29 February 1900 is counted that never was (ECMA-376 part 1, section 18.17.4.1). */
    private static final LocalDate DAY_ZERO = LocalDate.of(1899, 12, 30);

    private static final LocalDate FIRST = LocalDate.of(1990, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2199, 12, 31);
    /** Of Vietnamese, its foreign letters included; composed. */
    private static final String LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

    private final TableRow row;
    private final Map<Column, Integer> columns;
    private final Findings findings;

    Cells(TableRow row, Map<Column, Integer> columns, Findings findings) {
        this.row = row;
        this.columns = columns;
        this.findings = findings;
    }

    long line() {
        return row.line();
    }

    private Cell cell(Column column) {
        Integer index = columns.get(column);
        return index == null ? new Cell("", false) : row.cell(index);
    }

    /** Empty when there is no such column. */
    String text(Column column) {
        return cell(column).text();
    }

    void error(Column column, String rule, String vi, String en) {
        findings.add(Finding.error(row.line(), column.text(), text(column), rule, vi, en));
    }

    void notice(Column column, String rule, String vi, String en) {
        findings.add(Finding.notice(row.line(), column.text(), text(column), rule, vi, en));
    }

    /** Null with an error when there is a text but no code; null without one when the cell is empty. */
    @Nullable
    String procedureCode() {
        Cell cell = cell(Column.PROCEDURE_CODE);
        String text = cell.text();
        if (text.isEmpty() || CODE.matcher(text).matches()) {
            return text.isEmpty() ? null : text;
        }
        if (cell.number() && CUT_CODE.matcher(text).matches()) {
            String whole = (text + "000000").substring(0, 8);
            notice(
                    Column.PROCEDURE_CODE,
                    "code_completed",
                    "Excel đã bỏ số 0 cuối của mã; hiểu là " + whole + ".",
                    "Excel dropped the zeros at the end of the code; it is taken as " + whole + ".");
            return whole;
        }
        boolean service = SERVICE_CODE.matcher(text).matches();
        error(
                Column.PROCEDURE_CODE,
                "code_malformed",
                service
                        ? "Đây là mã dịch vụ của Cổng; danh mục cần mã thủ tục " + text.substring(0, 8) + "."
                        : "Cần mã thủ tục dạng 1.001193 (một chữ số, dấu chấm, sáu chữ số).",
                service
                        ? "This is a service code of the portal; the catalogue needs the procedure's code "
                                + text.substring(0, 8) + "."
                        : "A procedure code like 1.001193 is needed (a digit, a dot, six digits).");
        return null;
    }

    /** A text for people; null with an error when it is too long or shows a wrong encoding. */
    @Nullable
    String words(Column column, int most) {
        String text = text(column);
        if (text.length() > most) {
            error(column, "too_long", "Tối đa " + most + " ký tự.", "At most " + most + " characters.");
            return null;
        }
        if (text.indexOf('\uFFFD') >= 0) {
            error(
                    column,
                    "encoding_damaged",
                    "Chữ đã mất khi lưu tệp (ký tự �). Hãy lấy lại tệp gốc.",
                    "Letters were lost when the file was saved (character �). Go back to the original.");
            return null;
        }
        if (text.chars().anyMatch(Cells::foreign)) {
            error(
                    column,
                    "encoding_suspect",
                    "Có ký tự không thuộc tiếng Việt, thường do sai bảng mã (TCVN3, VNI). Hãy lưu lại thành «CSV UTF-8».",
                    "There are letters that Vietnamese has not, mostly from a wrong encoding (TCVN3, VNI). Save it again as \"CSV UTF-8\".");
            return null;
        }
        // Controls of ASCII were told above, as what a wrong encoding leaves.
        OptionalInt hidden = Given.firstHidden(text.replaceAll("\\p{ASCII}", ""));
        if (hidden.isPresent()) {
            String place = "U+%04X".formatted(hidden.getAsInt());
            int at = text.indexOf(hidden.getAsInt()) + 1;
            error(
                    column,
                    "hidden_character",
                    "Có ký tự không hiện ra (" + place + ", ký tự thứ " + at + "). Hãy xóa đi và gõ lại.",
                    "There is a character that does not show (" + place + " at character " + at
                            + "). Delete it and type it again.");
            return null;
        }
        return text;
    }

    private static boolean foreign(int character) {
        if (character < 128) {
            return Character.isISOControl(character);
        }
        return Character.isLetter(character)
                ? LETTERS.indexOf(Character.toLowerCase(character)) < 0
                : "¸¶¹¬¦¨".indexOf(character) >= 0;
    }

    /** Null when the cell is empty, or with an error when it is no day. */
    @Nullable
    LocalDate day(Column column) {
        Cell cell = cell(column);
        String text = cell.text();
        if (text.isEmpty()) {
            return null;
        }
        LocalDate day = read(text, cell.number());
        if (day == null || day.isBefore(FIRST) || day.isAfter(LAST)) {
            error(
                    column,
                    "day_malformed",
                    "Cần ngày dạng 2026-01-31 hoặc 31/01/2026, từ năm 1990 đến 2199.",
                    "A day like 2026-01-31 or 31/01/2026 is needed, from 1990 to 2199.");
            return null;
        }
        return day;
    }

    private static @Nullable LocalDate read(String text, boolean number) {
        try {
            Matcher iso = ISO_DAY.matcher(text);
            if (iso.matches()) {
                return LocalDate.of(
                        Integer.parseInt(iso.group(1)), Integer.parseInt(iso.group(2)), Integer.parseInt(iso.group(3)));
            }
            Matcher day = DAY.matcher(text);
            if (day.matches()) {
                return LocalDate.of(
                        Integer.parseInt(day.group(3)), Integer.parseInt(day.group(2)), Integer.parseInt(day.group(1)));
            }
            return number && DAY_NUMBER.matcher(text).matches()
                    ? DAY_ZERO.plus(Long.parseLong(text), ChronoUnit.DAYS)
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
