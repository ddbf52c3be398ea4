package vn.phigate.reconciliation.lists;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.tables.TableFile;
import vn.phigate.gateway.platform.tables.TableRow;
import vn.phigate.gateway.platform.tables.UnreadableTable;
import vn.phigate.reconciliation.lists.ListLayouts.Found;

/** Reads a list row by row: good rows go on, bad ones stay behind alone with line, field, value and rule. */
final class ReadList {
    private static final int FINDINGS_MAX = 1_000;
    private static final long AMOUNT_MAX_VND = 10_000_000_000_000L;
    private static final LocalDate SHEETS_BEGIN = LocalDate.of(1899, 12, 30);
    private static final Pattern GROUPED =
            Pattern.compile("[0-9]{1,3}([.,])[0-9]{3}(?:\\1[0-9]{3})*(?:[.,]00)?|[0-9]+(?:[.,]00)?");
    /** A dossier code in its two forms (Circular 01/2018/TT-VPCP, Decree 61/2018), with or without its dots and dashes. */
    private static final Pattern CODE = Pattern.compile(
            "(?<![A-Z0-9])(?:[0-9]{3}[. -]?[0-9]{2}[. -]?[0-9]{2}[. -]?)?[A-Z][0-9]{2}(?:[. ][0-9]{1,5}){0,3}[ -]?[0-9]{6}[ -]?[0-9]{4,6}(?![0-9])"
                    + "|(?<![A-Z0-9])[A-Z][0-9]{12,24}(?![0-9])");

    private static final List<DateTimeFormatter> DAYS =
            List.of(format("dd/MM/uuuu"), format("d/M/uuuu"), format("uuuu-MM-dd"), format("dd-MM-uuuu"));
    private static final Set<String> CANCELLED =
            Set.of("huy", "da huy", "cancelled", "canceled", "xoa bo", "da xoa bo", "thay the", "bi thay the");

    private ReadList() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    /** @param rows readable ones, in the order of the file */
    record Read(String layout, List<ListRow> rows, List<RowFinding> findings) {}

    static Read of(ListLayouts layouts, ListKind kind, byte[] content) {
        Path copy = null;
        try {
            copy = Files.createTempFile("list", null);
            Files.write(copy, content);
            return read(layouts, kind, TableFile.open(copy));
        } catch (UnreadableTable e) {
            throw ListProblem.LIST_UNREADABLE
                    .refusal(e.vi(), e.en())
                    .with("line", e.line())
                    .with("rule", e.rule());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(copy);
        }
    }

    private static void delete(@Nullable Path copy) {
        try {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Read read(ListLayouts layouts, ListKind kind, TableFile file) throws UnreadableTable {
        List<TableRow> head = new ArrayList<>();
        file.walk(row -> {
            head.add(row);
            return row.line() < ListLayouts.HEADER_WITHIN_ROWS;
        });
        Found found = layouts.recognise(kind, head, (place, row) -> {
                    List<RowFinding> bad = new ArrayList<>();
                    return row(kind, place, row, bad) != null && bad.isEmpty();
                })
                .orElseThrow(ListProblem.LIST_NOT_RECOGNISED::refusal);
        List<ListRow> rows = new ArrayList<>();
        List<RowFinding> findings = new ArrayList<>();
        file.walk(row -> {
            if (row.line() > found.after() && !row.isBlank() && row.sheet() <= 1) {
                ListRow read = row(kind, found, row, findings);
                if (read != null) {
                    rows.add(read);
                }
            }
            return true;
        });
        return new Read(
                found.layout(), rows, findings.stream().limit(FINDINGS_MAX).toList());
    }

    /** Null when it is a bad row, or the row of the totals, which names neither a dossier nor a number. */
    private static @Nullable ListRow row(ListKind kind, Found at, TableRow row, List<RowFinding> findings) {
        String key = at.text(row, kind == ListKind.FEES ? "dossier" : "number");
        String first = row.cells().stream()
                .map(TableRow.Cell::text)
                .filter(t -> !t.isEmpty())
                .findFirst()
                .orElse("");
        if (!key.matches(".*[0-9].*") && ListLayouts.bare(first).matches("(tong|cong|total)\\b.*")) {
            return null;
        }
        int before = findings.size();
        LocalDate day = day(at.text(row, "day"));
        Long amount = amount(at.text(row, "amount"));
        if (day == null) {
            findings.add(RowFinding.of(row.line(), "day", at.text(row, "day"), "day_unreadable"));
        }
        if (amount == null) {
            findings.add(RowFinding.of(row.line(), "amount", at.text(row, "amount"), "amount_unreadable"));
        }
        List<String> codes = codes(
                kind == ListKind.FEES || !at.text(row, "dossier").isEmpty()
                        ? at.text(row, "dossier")
                        : at.text(row, "text1") + " | " + at.text(row, "text2") + " | " + at.text(row, "text3"));
        if (kind == ListKind.FEES && codes.size() != 1) {
            findings.add(RowFinding.of(row.line(), "dossier", key, "dossier_unreadable"));
        }
        if (kind == ListKind.RECEIPTS && (key.isEmpty() || key.length() > 50)) {
            findings.add(RowFinding.of(row.line(), "number", key, "number_missing"));
        }
        if (findings.size() > before || day == null || amount == null) {
            return null;
        }
        // Two codes on one receipt: nobody can say what of it is whose.
        String code = codes.size() == 1 ? codes.getFirst() : null;
        return new ListRow(
                row.line(),
                code,
                code == null ? null : compact(code),
                day,
                amount,
                kind == ListKind.RECEIPTS ? key : null,
                orNull(at.text(row, "serial")),
                method(at.text(row, "method")),
                orNull(at.text(row, "slip")),
                orNull(at.text(row, "agency")),
                CANCELLED.contains(ListLayouts.bare(at.text(row, "status"))));
    }

    private static List<String> codes(String text) {
        Set<String> compacts = new LinkedHashSet<>();
        List<String> codes = new ArrayList<>();
        Matcher matcher = CODE.matcher(text.toUpperCase(Locale.ROOT));
        while (matcher.find()) {
            if (compacts.add(compact(matcher.group()))) {
                codes.add(matcher.group());
            }
        }
        return codes;
    }

    private static String compact(String code) {
        return code.replaceAll("[^A-Z0-9]", "");
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text.length() > 100 ? text.substring(0, 100) : text;
    }

    private static @Nullable String method(String text) {
        String bare = ListLayouts.bare(text);
        return bare.contains("tien mat") || bare.equals("cash") || bare.equals("tm")
                ? "cash"
                : bare.contains("chuyen khoan") || bare.equals("transfer") || bare.equals("ck") || bare.contains("qr")
                        ? "transfer"
                        : null;
    }

    /** A day as people write it, or a sheet's number of days; a time behind it is left aside. */
    static @Nullable LocalDate day(String text) {
        String day = text.replaceFirst("[ T][0-9]{1,2}:[0-9]{2}.*$", "").strip();
        if (day.matches("[0-9]{5}(\\.[0-9]+)?")) {
            return SHEETS_BEGIN.plusDays(Long.parseLong(day.substring(0, 5)));
        }
        for (DateTimeFormatter each : DAYS) {
            try {
                LocalDate read = LocalDate.parse(day, each);
                return read.getYear() >= 2000 && read.getYear() <= 2200 ? read : null;
            } catch (DateTimeException next) {
                continue;
            }
        }
        return null;
    }

    /** Whole đồng above 0: groups of three digits after one sign are groups, two zeros behind are dropped, anything else is no amount. */
    static @Nullable Long amount(String text) {
        String plain = text.replaceAll("(?i)[\\s₫]|vnd|đồng|đ$", "");
        if (!GROUPED.matcher(plain).matches()) {
            return null;
        }
        String digits = plain.replaceFirst("[.,]00$", "").replaceAll("[.,]", "");
        if (digits.length() > 14) {
            return null;
        }
        long amount = new BigDecimal(digits).longValueExact();
        return amount > 0 && amount <= AMOUNT_MAX_VND ? amount : null;
    }
}
