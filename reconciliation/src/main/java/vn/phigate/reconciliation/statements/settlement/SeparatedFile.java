package vn.phigate.reconciliation.statements.settlement;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.TextLines;

/**
 * Rows of payments under a header that names their columns, with the provider's totals in a row of their own before or behind them. A row that has
 * more cells than its header is taken for what it is, a separator inside a value: its shifted values count only where joining two neighbours
 * can be proved by the rows.
 */
final class SeparatedFile {
    private static final List<String> AMOUNTS = List.of("gross", "fee", "refund", "net");
    private static final int TOTALS_MAX = 1_000;

    private final TextLines lines;
    private final Layout layout;
    private final Layout.Separated declared;
    private final StatementSink sink;

    private @Nullable Map<String, Integer> rowColumns;
    private int rowWidth;
    private @Nullable Map<String, Integer> totalColumns;
    private int totalWidth;
    private final List<Total> totals = new ArrayList<>();
    private final Set<Total> used = new HashSet<>();
    private final Set<String> begun = new HashSet<>();
    private @Nullable Total ofBatch;
    private @Nullable Batch batch;
    private boolean idDiffers;

    /** A row of the whole. A file of several pay-outs has one of each, above their rows, which name their pay-out. */
    private record Total(List<String> cells, long line) {}

    SeparatedFile(TextLines lines, Layout layout, StatementSink sink) {
        this.lines = lines;
        this.layout = layout;
        this.declared = Objects.requireNonNull(layout.separated());
        this.sink = sink;
    }

    void read() throws IOException, BrokenFile {
        sink.finding(Batch.notAStatement("settlement-csv"));
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                row(layout.cells(line));
            }
        }
        if (rowColumns != null) {
            finish(batch == null ? begin(lastTotal()) : batch);
            if (declared.rowWord() != null) {
                totals.stream().filter(total -> !used.contains(total)).toList().forEach(total -> finish(begin(total)));
            }
        }
    }

    private void row(List<String> cells) {
        String word = declared.rowWord();
        String first = cells.getFirst().strip();
        if ((rowColumns == null || word != null) && layout.isHeader(cells)) {
            rowColumns = columns(cells, declared.row());
            rowWidth = width(cells);
            if (word == null) {
                totalColumns = columns(cells, declared.total());
                totalWidth = rowWidth;
            }
        } else if (isTotal(cells)) {
            if (word != null && cells.containsAll(declared.total().values())) {
                totalColumns = columns(cells, declared.total());
                totalWidth = width(cells);
            } else if (totals.size() < TOTALS_MAX) {
                totals.add(new Total(cells, lines.number()));
            }
        } else if (rowColumns != null && (word == null || first.equals(word))) {
            Batch open = batchOf(value(cells, rowColumns, "settlement"));
            batch = open;
            payment(open, cells, rowColumns);
        }
    }

    /** The open batch, unless the row names another pay-out that the file has a total of. */
    private Batch batchOf(String settlement) {
        Batch open = batch;
        if (open != null && (settlement.isEmpty() || settlement.equals(open.id()))) {
            return open;
        }
        Map<String, Integer> columns = totalColumns;
        Total named = declared.rowWord() == null || columns == null || settlement.isEmpty()
                ? null
                : totals.reversed().stream()
                        .filter(total ->
                                value(total.cells(), columns, "settlement").equals(settlement))
                        .findFirst()
                        .orElse(null);
        if (open != null && named == null) {
            return open;
        }
        if (open != null) {
            finish(open);
        }
        return begin(named == null ? lastTotal() : named);
    }

    private @Nullable Total lastTotal() {
        return totals.isEmpty() ? null : totals.getLast();
    }

    private void finish(Batch open) {
        check(open);
        open.end();
        ofBatch = null;
    }

    private boolean isTotal(List<String> cells) {
        String word = declared.totalWord();
        if (word == null) {
            return false;
        }
        return declared.rowWord() != null
                ? cells.getFirst().equals(word)
                : cells.stream().limit(3).anyMatch(cell -> cell.strip().startsWith(word));
    }

    private void payment(Batch open, List<String> cells, Map<String, Integer> columns) {
        long line = lines.number();
        if (width(cells) > rowWidth) {
            open.aside(tooManyCells(cells, line, rowWidth));
            return;
        }
        Map<String, BigDecimal> amounts = new HashMap<>();
        for (String field : AMOUNTS) {
            String text = value(cells, columns, field);
            BigDecimal amount = text.isEmpty() && !field.equals("gross") ? null : layout.amount(text);
            if (amount == null && !(text.isEmpty() && !field.equals("gross"))) {
                open.aside(Batch.unreadable(line, field, text));
                return;
            }
            if (amount != null) {
                amounts.put(field, amount);
            }
        }
        String dayText = value(cells, columns, "day");
        LocalDate day = layout.day(dayText);
        if (day == null && !dayText.isEmpty()) {
            open.aside(Finding.flag(
                    line,
                    "day",
                    dayText,
                    "date_impossible",
                    "Dòng " + line + ": “" + dayText + "” không phải ngày theo mẫu đã khai báo. Để riêng dòng này.",
                    "Line " + line + ": \"" + dayText + "\" is no day in the declared patterns. It is set aside."));
            return;
        }
        String settlement = value(cells, columns, "settlement");
        if (open.id() != null && !settlement.isEmpty() && !settlement.equals(open.id()) && !idDiffers) {
            idDiffers = true;
            sink.finding(Finding.flag(
                    line,
                    "settlement",
                    settlement,
                    "settlement_differs",
                    "Đầu tệp ghi đợt quyết toán " + open.id() + " nhưng dòng " + line + " thuộc đợt " + settlement
                            + ".",
                    "The file's head names settlement " + open.id() + " but line " + line + " is of settlement "
                            + settlement + "."));
        }
        open.add(new SettlementSink.Payment(
                line,
                day,
                blankToNull(value(cells, columns, "transaction")),
                blankToNull(value(cells, columns, "order")),
                blankToNull(settlement),
                Objects.requireNonNull(amounts.get("gross")),
                amounts.getOrDefault("fee", BigDecimal.ZERO),
                amounts.getOrDefault("refund", BigDecimal.ZERO),
                amounts.get("net")));
    }

    private Batch begin(@Nullable Total total) {
        Map<String, Integer> columns = totalColumns;
        if (declared.rowWord() == null || columns == null || total == null) {
            return new Batch(sink, "", null, null, layout.currency());
        }
        ofBatch = total;
        used.add(total);
        List<String> cells = total.cells();
        String settlement = value(cells, columns, "settlement");
        Batch opened = new Batch(
                sink,
                value(cells, columns, "account"),
                blankToNull(settlement),
                blankToNull(value(cells, columns, "day")),
                layout.currency());
        if (!settlement.isEmpty() && !begun.add(settlement)) {
            sink.finding(Finding.flag(
                    total.line(),
                    "settlement",
                    settlement,
                    "settlement_repeated",
                    "Đợt quyết toán " + settlement + " có trong tệp nhiều lần. Không cộng hai lần; hãy xem tệp gốc.",
                    "Settlement " + settlement
                            + " stands in the file more than once. It must not be counted twice; see the original."));
        }
        return opened;
    }

    private void check(Batch open) {
        Total total = ofBatch != null ? ofBatch : lastTotal();
        Map<String, Integer> columns = totalColumns;
        if (total == null || columns == null) {
            if (declared.totalWord() != null) {
                sink.finding(Finding.notice(
                        0,
                        "total",
                        "",
                        "totals_missing",
                        "Tệp không có dòng tổng của bên thanh toán nên không chứng minh được là đủ dòng.",
                        "The file has no totals of the provider, so nothing proves that its rows are complete."));
            }
            return;
        }
        List<String> cells = total.cells();
        if (width(cells) > totalWidth) {
            sink.finding(tooManyCells(cells, total.line(), totalWidth));
            cells = joined(open, cells, columns);
        }
        if (cells == null) {
            return;
        }
        for (String field : List.of("count", "gross", "fee", "refund", "net")) {
            String text = value(cells, columns, field);
            if (text.isEmpty()) {
                continue;
            }
            BigDecimal stated = layout.amount(text);
            if (stated == null) {
                sink.finding(Batch.unreadable(total.line(), field, text));
            } else {
                open.check(total.line(), field, stated, counted(open, field));
            }
        }
    }

    private static BigDecimal counted(Batch open, String field) {
        return switch (field) {
            case "count" -> BigDecimal.valueOf(open.entries());
            case "gross" -> open.gross();
            case "fee" -> open.fee();
            case "refund" -> open.refund();
            default -> open.net();
        };
    }

    /** The one way to join two neighbouring cells by a decimal comma under which every stated figure holds; null when there is none, or several. */
    private @Nullable List<String> joined(Batch open, List<String> cells, Map<String, Integer> columns) {
        List<List<String>> proved = new ArrayList<>();
        for (int i = 0; i + 1 < cells.size() && width(cells) == totalWidth + 1; i++) {
            if (!cells.get(i).matches("-?\\d+") || !cells.get(i + 1).matches("\\d{1,2}")) {
                continue;
            }
            List<String> attempt = new ArrayList<>(cells);
            attempt.set(i, cells.get(i) + "." + cells.get(i + 1));
            attempt.remove(i + 1);
            boolean holds = List.of("count", "gross", "fee", "refund", "net").stream()
                    .allMatch(field -> {
                        String text = value(attempt, columns, field);
                        BigDecimal stated = text.isEmpty() ? null : layout.amount(text);
                        return text.isEmpty() || (stated != null && stated.compareTo(counted(open, field)) == 0);
                    });
            if (holds) {
                proved.add(attempt);
            }
        }
        return proved.size() == 1 ? proved.getFirst() : null;
    }

    private static Map<String, Integer> columns(List<String> titles, Map<String, String> fields) {
        Map<String, Integer> columns = new HashMap<>();
        fields.forEach((field, title) -> {
            int column = titles.indexOf(title);
            if (column >= 0) {
                columns.put(field, column);
            }
        });
        return columns;
    }

    private static int width(List<String> cells) {
        int width = cells.size();
        while (width > 0 && cells.get(width - 1).isBlank()) {
            width--;
        }
        return width;
    }

    private static String value(List<String> cells, Map<String, Integer> columns, String field) {
        int column = columns.getOrDefault(field, -1);
        return column >= 0 && column < cells.size() ? cells.get(column).strip() : "";
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }

    private static Finding tooManyCells(List<String> cells, long line, int width) {
        return Finding.flag(
                line,
                "",
                String.join(" | ", cells),
                "row_unreadable",
                "Dòng " + line + " có " + width(cells) + " ô, dòng tiêu đề có " + width
                        + " (thường do dấu phẩy thập phân không nằm trong nháy kép).",
                "Line " + line + " has " + width(cells) + " cells, its header " + width
                        + " (mostly a decimal comma outside quotes).");
    }
}
