package vn.phigate.gateway.catalogue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.catalogue.ImportReport.FieldChange;
import vn.phigate.gateway.catalogue.ProcedureState.Item;
import vn.phigate.gateway.catalogue.ProcedureState.PriceEntry;
import vn.phigate.gateway.catalogue.ProcedureState.ReliefEntry;
import vn.phigate.gateway.catalogue.ProcedureState.ReliefKey;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Terms;

/** What one draft would make of one procedure. */
final class PlanChanges {
    private final Draft draft;
    private final ProcedureState before;
    private final ProcedureState after;
    private final Set<String> knownAgencies;
    private final LocalDate today;
    private final Findings findings;
    private final List<FieldChange> changes = new ArrayList<>();
    private boolean refused;

    private PlanChanges(
            Draft draft, ProcedureState before, Set<String> knownAgencies, LocalDate today, Findings findings) {
        this.draft = draft;
        this.before = before;
        this.after = before.copy();
        this.knownAgencies = knownAgencies;
        this.today = today;
        this.findings = findings;
    }

    /** @param after the same as before when nothing changes @param refused when one of its lines cannot be taken */
    record Plan(Draft draft, ProcedureState before, ProcedureState after, List<FieldChange> changes, boolean refused) {
        boolean adds() {
            return !before.exists;
        }

        boolean changesSomething() {
            return adds() || !changes.isEmpty();
        }
    }

    static Plan of(Draft draft, ProcedureState before, Set<String> knownAgencies, LocalDate today, Findings findings) {
        var planning = new PlanChanges(draft, before, knownAgencies, today, findings);
        if (!draft.refused) {
            planning.run();
        }
        return new Plan(
                draft, before, planning.after, List.copyOf(planning.changes), draft.refused || planning.refused);
    }

    private void run() {
        head();
        Map<Draft.Fee, Item> items = matched();
        draft.fees.stream().sorted(Comparator.comparing(Draft.Fee::from)).forEach(fee -> {
            Item item = items.get(fee);
            if (item != null) {
                take(fee, item);
            }
        });
        ends(items);
        items.values().stream().distinct().forEach(this::tellGaps);
    }

    private void head() {
        if (!before.exists) {
            needed("name", draft.name);
            needed("level", draft.level);
        }
        after.name = changed("name", before.name, draft.name);
        after.field = changed("field", before.field, draft.field);
        after.level = changed("level", before.level, draft.level);
        after.source = draft.source == null ? before.source : draft.source;
        Boolean sample = draft.sample;
        if (sample != null && sample != before.sample) {
            after.sample = sample;
            tell("sample", null, String.valueOf(before.sample), String.valueOf(sample));
        }
        Draft.InCharge inCharge = draft.inCharge;
        if (inCharge != null && !inCharge.equals(before.inCharge)) {
            after.inCharge = inCharge;
            tell("agencies", null, before.inCharge.text(), inCharge.text());
            inCharge.codes().stream()
                    .filter(code -> !knownAgencies.contains(code))
                    .forEach(code -> refuse(
                            draft.line,
                            "agencies",
                            code,
                            "agency_unknown",
                            "Hôm nay không có cơ quan mang mã này.",
                            "No agency has this code today."));
        }
    }

    private void needed(String column, @Nullable String value) {
        if (value == null) {
            refuse(
                    draft.line,
                    column,
                    "",
                    "cell_missing",
                    "Thủ tục mới cần ô này.",
                    "A new procedure needs this cell.");
        }
    }

    private String changed(String field, String old, @Nullable String now) {
        if (now == null || now.equals(old)) {
            return old;
        }
        tell(field, null, old, now);
        return now;
    }

    /**
     * Which stored item each fee row speaks of: the one of its kind and name; else a row with a new name renames the next item of its kind
     * that no row names, when there are as many new names as such items; else it is a new item.
     */
    private Map<Draft.Fee, Item> matched() {
        Map<Draft.Fee, Item> matched = new HashMap<>();
        Set<Item> taken = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Map<String, Item> byName = new HashMap<>();
        after.items.forEach(item -> byName.putIfAbsent(key(item.kind.name(), item.name), item));
        for (Draft.Fee fee : draft.fees) {
            if (!seen.add(key(fee.kind().name(), fee.name()) + fee.from())) {
                refuse(
                        fee.line(),
                        "fee_name",
                        fee.name(),
                        "item_twice",
                        "Khoản thu này đã có ở một dòng trước với cùng ngày hiệu lực.",
                        "An earlier row has this fee item with the same first day.");
            }
            Item item = byName.get(key(fee.kind().name(), fee.name()));
            if (item != null) {
                matched.put(fee, item);
                taken.add(item);
            }
        }
        for (Draft.Fee fee : draft.fees) {
            if (matched.containsKey(fee)) {
                continue;
            }
            Item item = byName.get(key(fee.kind().name(), fee.name()));
            if (item == null) {
                refuseOtherKind(fee);
                item = renamed(fee, taken, byName);
            }
            if (item == null) {
                item = added(fee);
            }
            byName.put(key(fee.kind().name(), fee.name()), item);
            matched.put(fee, item);
            taken.add(item);
        }
        for (Item item : after.items) {
            if (!taken.contains(item) && !draft.fees.isEmpty() && charged(item)) {
                findings.add(
                        Finding.notice(
                                draft.line,
                                "fee_name",
                                item.name,
                                "item_absent",
                                "Khoản thu này có trong danh mục nhưng không có trong tệp; vẫn được thu. Muốn thôi thu, ghi dòng có valid_to.",
                                "The catalogue has this fee item and the file has not; it is still charged. To end it, give a row with valid_to."));
            }
        }
        return matched;
    }

    private void refuseOtherKind(Draft.Fee fee) {
        if (after.items.stream()
                .anyMatch(i ->
                        i.kind != fee.kind() && charged(i) && key("", i.name).equals(key("", fee.name())))) {
            refuse(
                    fee.line(),
                    "kind",
                    fee.kind().name(),
                    "kind_changed",
                    "Danh mục đang có khoản này với loại khác (phí/lệ phí). Hãy kết thúc khoản cũ bằng dòng có valid_to trước.",
                    "The catalogue has this item with the other kind. End that one first, by a row with valid_to.");
        }
    }

    private @Nullable Item renamed(Draft.Fee fee, Set<Item> taken, Map<String, Item> byName) {
        List<Item> unnamed = after.items.stream()
                .filter(i -> i.kind == fee.kind() && !taken.contains(i) && charged(i))
                .sorted(Comparator.comparingInt(i -> i.position))
                .toList();
        long newNames = draft.fees.stream()
                .filter(f -> f.kind() == fee.kind())
                .map(f -> key(f.kind().name(), f.name()))
                .filter(key -> !byName.containsKey(key))
                .distinct()
                .count();
        if (unnamed.isEmpty() || unnamed.size() != newNames) {
            return null;
        }
        Item item = unnamed.getFirst();
        tell("fee_name", item.name, item.name, fee.name());
        findings.add(Finding.notice(
                fee.line(),
                "fee_name",
                fee.name(),
                "item_renamed",
                "Hiểu là tên mới của khoản «" + item.name
                        + "». Nếu đây là khoản thu khác, hãy giữ cả dòng của khoản cũ trong tệp.",
                "Taken as the new name of \"" + item.name
                        + "\". If it is another item, keep the old one's row in the file too."));
        item.name = fee.name();
        return item;
    }

    private Item added(Draft.Fee fee) {
        int position = after.items.stream().mapToInt(i -> i.position).max().orElse(0) + 1;
        var item = new Item(0, fee.kind(), position, fee.name());
        after.items.add(item);
        tell("fee_item", fee.name(), null, fee.kind() + " " + fee.name());
        if (fee.prices().isEmpty()) {
            refuse(
                    fee.line(),
                    "price_online",
                    "",
                    "price_missing",
                    "Khoản thu mới cần ít nhất một mức thu (0 khi không thu).",
                    "A new fee item needs at least one price (0 when nothing is charged).");
        }
        return item;
    }

    private boolean charged(Item item) {
        return item.until == null || item.until.isAfter(today);
    }

    private void take(Draft.Fee fee, Item item) {
        String unit = fee.unit();
        if (unit != null && !unit.equals(item.unit)) {
            if (item.id != 0) {
                tell("unit", item.name, item.unit, unit);
            }
            item.unit = unit;
        }
        fee.prices()
                .forEach((channel, price) -> put(
                        fee,
                        item,
                        "price_" + channel.text(),
                        item.prices(channel),
                        new PriceEntry(price, fee.note(), fee.legalBasis()),
                        PriceEntry::text));
        Terms terms = fee.terms();
        if (terms != null) {
            put(fee, item, "terms", item.terms, terms, PlanChanges::text);
        }
        for (Draft.Exemption exemption : fee.exemptions()) {
            var key = new ReliefKey(exemption.group(), exemption.channel());
            put(
                    fee,
                    item,
                    "exemption " + key.text(),
                    item.reliefs(key),
                    new ReliefEntry(exemption.basisPoints(), exemption.vnd(), exemption.legalBasis()),
                    ReliefEntry::text);
        }
    }

    private static String text(Terms terms) {
        return "refundable " + terms.refundable() + ", retained " + terms.retainedBasisPoints() + " bp, "
                + terms.remittance() + ", " + terms.budgetSubItem() + " – " + terms.legalBasis();
    }

    private <T> void put(
            Draft.Fee fee, Item item, String field, Timeline<T> timeline, T value, Function<T, String> text) {
        T old = timeline.on(fee.from());
        switch (timeline.put(fee.from(), fee.until(), value, today)) {
            case UNCHANGED -> {
                return;
            }
            case SAME_DAY ->
                refuse(
                        fee.line(),
                        field,
                        text.apply(value),
                        "history_kept",
                        "Từ đúng ngày " + fee.from() + " đang áp dụng nội dung khác («"
                                + (old == null ? "" : text.apply(old))
                                + "»); lịch sử không được sửa. Hãy dùng valid_from muộn hơn.",
                        "From " + fee.from() + " on something else applies (\"" + (old == null ? "" : text.apply(old))
                                + "\"); history is not rewritten. Use a later valid_from.");
            case BACKDATED ->
                findings.add(Finding.notice(
                        fee.line(),
                        field,
                        text.apply(value),
                        "backdated",
                        "Có hiệu lực từ ngày đã qua (" + fee.from() + "); hồ sơ đã ghi nhận giữ nguyên số tiền.",
                        "It applies from a past day (" + fee.from()
                                + "); dossiers recorded before keep their amounts."));
            case CHANGED -> {}
        }
        String span = " [" + fee.from() + " → "
                + (fee.until() == null ? "…" : fee.until().minusDays(1)) + "]";
        tell(field, item.name, old == null ? null : text.apply(old), text.apply(value) + span);
    }

    /** An item is charged until the end of its last row; a last row without an end opens it again. */
    private void ends(Map<Draft.Fee, Item> items) {
        items.entrySet().stream()
                .collect(Collectors.groupingBy(Map.Entry::getValue))
                .forEach((item, rows) -> {
                    if (item.id == 0 && before.exists) {
                        // Of days before a new procedure's first price nothing is known, and "free" would be a guess:
                        // they stay a gap.
                        item.from = rows.stream()
                                .map(r -> r.getKey().from())
                                .min(Comparator.naturalOrder())
                                .orElseThrow();
                    }
                    Draft.Fee last = rows.stream()
                            .map(Map.Entry::getKey)
                            .max(Comparator.comparing(Draft.Fee::from))
                            .orElseThrow();
                    boolean later = item.prices.values().stream()
                            .anyMatch(t -> t.spans().higherKey(last.from()) != null);
                    LocalDate until = later ? item.until : last.until();
                    if (!Objects.equals(item.until, until)) {
                        if (item.id != 0) {
                            tell("charged_until", item.name, day(item.until), day(until));
                        }
                        item.until = until;
                    }
                });
    }

    private static @Nullable String day(@Nullable LocalDate until) {
        return until == null ? null : until.minusDays(1).toString();
    }

    /** A channel without a price stops every dossier that comes through it: said at once, not when the first citizen stands there. */
    private void tellGaps(Item item) {
        LocalDate day = item.from != null && item.from.isAfter(today) ? item.from : today;
        if (item.until != null && !day.isBefore(item.until)) {
            return;
        }
        for (var channel : Channel.values()) {
            Timeline<PriceEntry> prices = item.prices.get(channel);
            if (prices == null || prices.on(day) == null) {
                findings.add(Finding.notice(
                        draft.line,
                        "price_" + channel.text(),
                        item.name,
                        "channel_without_price",
                        "Khoản «" + item.name + "» chưa có mức thu cho kênh " + channel.text() + " vào ngày " + day
                                + "; hồ sơ của kênh này sẽ bị từ chối.",
                        "Item \"" + item.name + "\" has no price for channel " + channel.text() + " on " + day
                                + "; dossiers through it will be refused."));
            }
        }
    }

    private void tell(String field, @Nullable String item, @Nullable String old, @Nullable String now) {
        if (before.exists) {
            changes.add(new FieldChange(field, item, old, now));
        }
    }

    private void refuse(long line, String field, String value, String rule, String vi, String en) {
        refused = true;
        findings.add(Finding.error(line, field, value, rule, vi, en));
    }

    private static String key(String kind, String name) {
        return kind + "|" + Column.folded(name);
    }
}
