package vn.phigate.gateway.catalogue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Price;
import vn.phigate.gateway.procedures.Terms;
import vn.phigate.gateway.procedures.UnreadablePrice;

/** Reads one row into its procedure. Everything in the row is looked at before it is refused, so that all its faults are told at once. */
final class ReadRow {
    private static final List<Column> FEE_COLUMNS = List.of(
            Column.KIND,
            Column.FEE_NAME,
            Column.UNIT,
            Column.PRICE_ONLINE,
            Column.PRICE_COUNTER,
            Column.PRICE_POST,
            Column.PRICE_NOTE,
            Column.LEGAL_BASIS,
            Column.EXEMPTIONS,
            Column.EXEMPTION_BASIS,
            Column.REFUNDABLE,
            Column.RETAINED_PERCENT,
            Column.REMITTANCE,
            Column.BUDGET_SUB_ITEM,
            Column.TERMS_BASIS);
    private static final Map<Channel, Column> PRICES = new EnumMap<>(Map.of(
            Channel.ONLINE,
            Column.PRICE_ONLINE,
            Channel.COUNTER,
            Column.PRICE_COUNTER,
            Channel.POST,
            Column.PRICE_POST));
    private static final Pattern EXEMPTION = Pattern.compile(
            "([a-z][a-z0-9_]{1,39})\\s*[:=]?\\s+([0-9][0-9.,]*\\s*(?:%|đ|đồng|vnd)?)(?:\\s+(online|counter|post))?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\\s*%?");
    private static final int WHOLE = 10_000;
    private static final int NAME_CHARACTERS = 500;
    private static final int BASIS_CHARACTERS = 500;
    private static final int MOST_AGENCIES = 1_000;

    private final Cells cells;
    private final Draft draft;
    private final Findings findings;

    ReadRow(Cells cells, Draft draft, Findings findings) {
        this.cells = cells;
        this.draft = draft;
        this.findings = findings;
    }

    void run() {
        long errorsBefore = findings.errors();
        draft.name = same(Column.NAME, draft.name, words(Column.NAME, NAME_CHARACTERS));
        draft.field = same(Column.FIELD, draft.field, words(Column.FIELD, 200));
        draft.level = same(Column.LEVEL, draft.level, level());
        draft.inCharge = same(Column.AGENCIES, draft.inCharge, agencies());
        draft.sample = same(Column.SAMPLE, draft.sample, sample());
        draft.source = same(Column.SOURCE, draft.source, words(Column.SOURCE, 300));
        Draft.Fee fee = FEE_COLUMNS.stream().allMatch(c -> cells.text(c).isEmpty()) ? null : fee();
        if (findings.errors() > errorsBefore) {
            draft.refused = true;
        } else if (fee != null) {
            draft.fees.add(fee);
        }
    }

    /** What a later row says again of the procedure must be the same. */
    private <T> @Nullable T same(Column column, @Nullable T before, @Nullable T now) {
        if (before != null && now != null && !before.equals(now)) {
            cells.error(
                    column,
                    "procedure_differs",
                    "Cùng một mã thủ tục nhưng dòng trước ghi khác ở cột này.",
                    "An earlier row of the same procedure has something else in this column.");
        }
        return before == null ? now : before;
    }

    private @Nullable String words(Column column, int most) {
        String text = cells.words(column, most);
        return text == null || text.isEmpty() ? null : text;
    }

    private @Nullable String level() {
        return switch (Column.folded(cells.text(Column.LEVEL))) {
            case "" -> null;
            case "commune", "xa", "cap xa", "phuong", "xa phuong" -> "commune";
            case "department", "so", "cap so", "tinh", "cap tinh", "thanh pho", "cap thanh pho" -> "department";
            default -> {
                cells.error(
                        Column.LEVEL,
                        "level_unknown",
                        "Cần commune (cấp xã) hoặc department (cấp sở).",
                        "commune or department is needed.");
                yield null;
            }
        };
    }

    private Draft.@Nullable InCharge agencies() {
        String text = cells.text(Column.AGENCIES);
        String folded = Column.folded(text);
        if (text.equals("*") || folded.equals("all") || folded.equals("tat ca")) {
            return new Draft.InCharge("all", List.of());
        }
        switch (folded) {
            case "" -> {
                return null;
            }
            case "commune", "cap xa" -> {
                return new Draft.InCharge("commune", List.of());
            }
            case "department", "cap so" -> {
                return new Draft.InCharge("department", List.of());
            }
            default -> {
                var codes = new TreeSet<>(
                        Arrays.asList(text.toUpperCase(Locale.ROOT).split("[;,|\\s]+")));
                codes.remove("");
                if (codes.size() > MOST_AGENCIES
                        || !codes.stream().allMatch(c -> c.matches("[0-9A-Z][0-9A-Z.]{0,34}"))) {
                    cells.error(
                            Column.AGENCIES,
                            "agencies_malformed",
                            "Cần *, commune, department, hoặc mã các cơ quan cách nhau bằng dấu chấm phẩy hay khoảng trắng.",
                            "*, commune, department, or codes of agencies with semicolons or blanks between them are needed.");
                    return null;
                }
                return new Draft.InCharge("listed", List.copyOf(codes));
            }
        }
    }

    private @Nullable Boolean sample() {
        return switch (Column.folded(cells.text(Column.SAMPLE))) {
            case "" -> null;
            case "true", "yes", "x", "1", "co" -> true;
            case "false", "no", "0", "khong" -> false;
            default -> {
                cells.error(Column.SAMPLE, "sample_unknown", "Cần true hoặc false.", "true or false is needed.");
                yield null;
            }
        };
    }

    private Draft.@Nullable Fee fee() {
        Kind kind = kind();
        String name = required(Column.FEE_NAME, words(Column.FEE_NAME, NAME_CHARACTERS));
        String unit = words(Column.UNIT, 100);
        Map<Channel, Price> prices = prices();
        String note = words(Column.PRICE_NOTE, BASIS_CHARACTERS);
        LocalDate from = required(Column.VALID_FROM, cells.day(Column.VALID_FROM));
        LocalDate last = cells.day(Column.VALID_TO);
        String basis = required(Column.LEGAL_BASIS, words(Column.LEGAL_BASIS, BASIS_CHARACTERS));
        List<Draft.Exemption> exemptions = exemptions();
        Terms terms = terms(kind, basis);
        if (from != null && last != null && last.isBefore(from)) {
            cells.error(
                    Column.VALID_TO,
                    "span_reversed",
                    "Ngày hết hiệu lực trước ngày có hiệu lực.",
                    "The last day is before the first.");
        }
        if (kind == null || name == null || from == null || basis == null) {
            return null;
        }
        return new Draft.Fee(
                cells.line(),
                kind,
                name,
                unit,
                prices,
                note,
                from,
                last == null ? null : last.plusDays(1),
                basis,
                exemptions,
                terms);
    }

    private <T> @Nullable T required(Column column, @Nullable T value) {
        if (value == null && cells.text(column).isEmpty()) {
            cells.error(
                    column, "cell_missing", "Dòng có khoản thu cần ô này.", "A row with a fee item needs this cell.");
        }
        return value;
    }

    private @Nullable Kind kind() {
        return switch (Column.folded(cells.text(Column.KIND))) {
            case "fee", "phi" -> Kind.FEE;
            case "charge", "le phi" -> Kind.CHARGE;
            default -> {
                cells.error(
                        Column.KIND, "kind_unknown", "Cần FEE (phí) hoặc CHARGE (lệ phí).", "FEE or CHARGE is needed.");
                yield null;
            }
        };
    }

    private Map<Channel, Price> prices() {
        Map<Channel, Price> prices = new EnumMap<>(Channel.class);
        PRICES.forEach((channel, column) -> {
            String text = cells.text(column);
            if (text.isEmpty()) {
                return;
            }
            try {
                prices.put(channel, Price.parse(text));
            } catch (UnreadablePrice e) {
                cells.error(
                        column,
                        "price_unreadable",
                        "Mức thu không đọc được: " + e.vi() + ".",
                        "The price cannot be read: " + e.en() + ".");
            }
        });
        return prices;
    }

    private List<Draft.Exemption> exemptions() {
        String text = cells.text(Column.EXEMPTIONS);
        String basis = words(Column.EXEMPTION_BASIS, BASIS_CHARACTERS);
        if (text.isEmpty()) {
            return List.of();
        }
        if (basis == null) {
            cells.error(
                    Column.EXEMPTION_BASIS,
                    "cell_missing",
                    "Miễn giảm cần căn cứ pháp lý.",
                    "An exemption needs its legal basis.");
            return List.of();
        }
        List<Draft.Exemption> exemptions = new ArrayList<>();
        for (String part : text.split(";")) {
            if (part.isBlank()) {
                continue;
            }
            Draft.Exemption exemption = exemption(part.strip(), basis);
            if (exemption == null) {
                cells.error(
                        Column.EXEMPTIONS,
                        "exemption_unreadable",
                        "«" + part.strip()
                                + "»: cần nhóm và mức giảm, ví dụ ho_ngheo 100%; nguoi_cao_tuoi 50% online; tre_em 5000.",
                        "\"" + part.strip()
                                + "\": a group and what is taken off are needed, e.g. ho_ngheo 100%; nguoi_cao_tuoi 50% online; tre_em 5000.");
            } else if (exemptions.stream()
                    .anyMatch(e ->
                            e.group().equals(exemption.group()) && Objects.equals(e.channel(), exemption.channel()))) {
                cells.error(
                        Column.EXEMPTIONS,
                        "exemption_twice",
                        "Nhóm " + exemption.group() + " ghi hai lần.",
                        "Group " + exemption.group() + " is given twice.");
            } else {
                exemptions.add(exemption);
            }
        }
        return List.copyOf(exemptions);
    }

    private static Draft.@Nullable Exemption exemption(String part, String basis) {
        Matcher matcher = EXEMPTION.matcher(part);
        if (!matcher.matches()) {
            return null;
        }
        String group = matcher.group(1).toLowerCase(Locale.ROOT);
        Channel channel = matcher.group(3) == null
                ? null
                : Channel.valueOf(matcher.group(3).toUpperCase(Locale.ROOT));
        String reduction = matcher.group(2).strip();
        if (reduction.endsWith("%")) {
            Integer points = basisPoints(reduction);
            return points == null ? null : new Draft.Exemption(group, channel, points, null, basis);
        }
        try {
            return new Draft.Exemption(group, channel, null, Price.vnd(reduction), basis);
        } catch (UnreadablePrice e) {
            return null;
        }
    }

    private static @Nullable Integer basisPoints(String text) {
        Matcher matcher = PERCENT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String fraction = matcher.group(2) == null ? "" : matcher.group(2);
        int points = Integer.parseInt(matcher.group(1)) * 100 + Integer.parseInt((fraction + "00").substring(0, 2));
        return points > WHOLE ? null : points;
    }

    private @Nullable Terms terms(@Nullable Kind kind, @Nullable String priceBasis) {
        String refundable = refundable();
        int retained = retained(kind);
        String remittance = remittance();
        String subItem = cells.text(Column.BUDGET_SUB_ITEM);
        if (!subItem.isEmpty() && !subItem.matches("[0-9]{4}")) {
            cells.error(
                    Column.BUDGET_SUB_ITEM,
                    "sub_item_malformed",
                    "Tiểu mục có 4 chữ số.",
                    "A budget sub-item has four digits.");
        }
        String basis = words(Column.TERMS_BASIS, BASIS_CHARACTERS);
        boolean nothing = refundable == null
                && cells.text(Column.RETAINED_PERCENT).isEmpty()
                && remittance == null
                && subItem.isEmpty();
        String stated = basis == null ? priceBasis : basis;
        return nothing || stated == null
                ? null
                : new Terms(refundable, retained, remittance, subItem.isEmpty() ? null : subItem, stated);
    }

    private @Nullable String refundable() {
        return switch (Column.folded(cells.text(Column.REFUNDABLE))) {
            case "" -> null;
            case "never", "khong" -> "never";
            case "on rejection", "khi bi tu choi", "khi tu choi" -> "on_rejection";
            case "always", "co" -> "always";
            default -> {
                cells.error(
                        Column.REFUNDABLE,
                        "refundable_unknown",
                        "Cần never, on_rejection hoặc always.",
                        "never, on_rejection or always is needed.");
                yield null;
            }
        };
    }

    private int retained(@Nullable Kind kind) {
        String text = cells.text(Column.RETAINED_PERCENT);
        if (text.isEmpty()) {
            return 0;
        }
        Integer points = basisPoints(text);
        if (points == null) {
            cells.error(
                    Column.RETAINED_PERCENT,
                    "share_malformed",
                    "Cần tỷ lệ từ 0 đến 100%, tối đa hai số lẻ.",
                    "A share from 0 to 100% with at most two decimals is needed.");
            return 0;
        }
        if (kind == Kind.CHARGE && points > 0) {
            cells.error(
                    Column.RETAINED_PERCENT,
                    "charge_not_retained",
                    "Lệ phí nộp toàn bộ vào ngân sách (Luật phí và lệ phí 97/2015/QH13, Điều 13).",
                    "A charge (lệ phí) goes to the budget in full (Law on fees and charges 97/2015/QH13, Art. 13).");
        }
        return points;
    }

    private @Nullable String remittance() {
        String text = cells.text(Column.REMITTANCE).toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        if (text.isEmpty()) {
            return null;
        }
        if (!text.matches("daily|weekly:[1-7]|monthly:([1-9]|1[0-9]|2[0-8])")) {
            cells.error(
                    Column.REMITTANCE,
                    "remittance_malformed",
                    "Cần daily, weekly:1 đến weekly:7 (thứ Hai là 1), hoặc monthly:1 đến monthly:28 (ngày của tháng sau).",
                    "daily, weekly:1 to weekly:7 (Monday is 1), or monthly:1 to monthly:28 (day of the next month) is needed.");
            return null;
        }
        return text;
    }
}
