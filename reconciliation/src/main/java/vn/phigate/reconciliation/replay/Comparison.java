package vn.phigate.reconciliation.replay;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.matching.Outcomes;

/**
 * Two books of the same days, line by line.
 *
 * @param days of accounts with lines in either
 * @param equal of them, those with the same hash
 * @param lines of the first
 * @param hashes of each day in both
 * @param differences in the order of accounts, days and lines
 */
public record Comparison(int days, int equal, long lines, List<DayHash> hashes, List<Difference> differences) {
    /** How one line comes out in each. */
    public enum Kind {
        NEWLY_MATCHED("mới khớp được", "newly matched"),
        NO_LONGER_MATCHED("không còn khớp", "no longer matched"),
        MATCHED_OTHERWISE("khớp khác đi", "matched otherwise"),
        LEFT_OTHERWISE("vẫn để người xem, lý do khác", "left to people for another reason"),
        LINE_GONE("tệp gốc không còn cho dòng này", "the raw files do not give this line any more"),
        LINE_NEW("tệp gốc cho thêm dòng này", "the raw files give a line that is not in the books");

        private final String vi;
        private final String en;

        Kind(String vi, String en) {
            this.vi = vi;
            this.en = en;
        }

        public String vi() {
            return vi;
        }

        public String en() {
            return en;
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An account's day in both; null where it has no line. */
    public record DayHash(
            String account,
            LocalDate day,
            @Nullable String before,
            @Nullable String after) {
        public boolean equal() {
            return Objects.equals(before, after);
        }
    }

    /**
     * A line that is decided otherwise.
     *
     * @param before what the first says of it; empty where it has no such line
     * @param rule that makes the difference: that of the match before, where there was one, else of the match after
     */
    public record Difference(
            Kind kind,
            String account,
            LocalDate day,
            UUID line,
            long amountVnd,
            String reference,
            String narrative,
            String before,
            String after,
            String rule,
            String why) {}

    /** Lines, and đồng of them, that a rule decides otherwise on an account. */
    public record Count(Kind kind, String rule, String account, int lines, long amountVnd) {}

    public boolean same() {
        return differences.isEmpty() && equal == days;
    }

    /** What {@code before} and {@code after} decide about the lines booked from one day to another, both included. */
    public static Comparison of(Sql before, Sql after, LocalDate from, LocalDate to) {
        Map<String, Outcomes.Day> first = byDay(Outcomes.days(before, from, to));
        Map<String, Outcomes.Day> second = byDay(Outcomes.days(after, from, to));
        List<DayHash> days = new ArrayList<>();
        Set<UUID> differing = new LinkedHashSet<>();
        var keys = new TreeSet<>(first.keySet());
        keys.addAll(second.keySet());
        for (String key : keys) {
            Outcomes.Day one = first.get(key);
            Outcomes.Day two = second.get(key);
            Outcomes.Day any = one == null ? Objects.requireNonNull(two) : one;
            var hash = new DayHash(
                    any.account(), any.day(), one == null ? null : one.hash(), two == null ? null : two.hash());
            days.add(hash);
            if (!hash.equal()) {
                differing.add(any.accountId());
            }
        }
        List<Difference> differences = new ArrayList<>();
        differing.forEach(account -> differences.addAll(lines(before, after, from, to, account)));
        return new Comparison(
                days.size(),
                (int) days.stream().filter(DayHash::equal).count(),
                first.values().stream().mapToLong(Outcomes.Day::lines).sum(),
                days,
                differences);
    }

    /** The differences counted by kind, rule and account. */
    public List<Count> counts() {
        Map<String, Count> counts = new TreeMap<>();
        for (Difference each : differences) {
            counts.merge(
                    each.kind.ordinal() + " " + each.rule + " " + each.account,
                    new Count(each.kind, each.rule, each.account, 1, each.amountVnd),
                    (a, b) -> new Count(
                            a.kind, a.rule, a.account, a.lines + b.lines, Math.addExact(a.amountVnd, b.amountVnd)));
        }
        return List.copyOf(counts.values());
    }

    private static Map<String, Outcomes.Day> byDay(List<Outcomes.Day> days) {
        Map<String, Outcomes.Day> byDay = new LinkedHashMap<>();
        days.forEach(day -> byDay.put(day.account() + " " + day.day(), day));
        return byDay;
    }

    /** The whole period of the account: lines that contend for one item are told together, whatever their days. */
    private static List<Difference> lines(Sql before, Sql after, LocalDate from, LocalDate to, UUID account) {
        Map<UUID, Outcomes.Line> second = new LinkedHashMap<>();
        Outcomes.lines(after, from, to, account).forEach(line -> second.put(line.id(), line));
        List<Difference> differences = new ArrayList<>();
        for (Outcomes.Line one : Outcomes.lines(before, from, to, account)) {
            Outcomes.Line two = second.remove(one.id());
            if (two == null || !one.hash().equals(two.hash())) {
                differences.add(difference(one, two));
            }
        }
        second.values().forEach(line -> differences.add(difference(null, line)));
        return differences;
    }

    private static Difference difference(Outcomes.@Nullable Line one, Outcomes.@Nullable Line two) {
        Outcomes.Line line = one == null ? Objects.requireNonNull(two) : one;
        boolean was = one != null && !one.rule().equals("open");
        boolean is = two != null && !two.rule().equals("open");
        Kind kind = one == null
                ? Kind.LINE_NEW
                : two == null
                        ? Kind.LINE_GONE
                        : was && is
                                ? Kind.MATCHED_OTHERWISE
                                : was ? Kind.NO_LONGER_MATCHED : is ? Kind.NEWLY_MATCHED : Kind.LEFT_OTHERWISE;
        String rule = one != null && was ? one.rule() : two != null && is ? two.rule() : "";
        return new Difference(
                kind,
                line.account(),
                line.day(),
                line.id(),
                line.amountVnd(),
                line.reference(),
                line.narrative(),
                one == null ? "" : one.decision(),
                two == null ? "" : two.decision(),
                rule,
                why(kind, rule, two));
    }

    /** Vietnamese, then English. */
    private static String why(Kind kind, String rule, Outcomes.@Nullable Line two) {
        return switch (kind) {
            case NEWLY_MATCHED -> "nay quy tắc " + rule + " nhận / rule " + rule + " takes it now";
            case NO_LONGER_MATCHED -> {
                String left = two == null ? "" : " (" + two.decision().split(" ", 3)[1] + ")";
                yield "quy tắc " + rule + " không nhận nữa" + left + " / rule " + rule + " does not take it any more"
                        + left;
            }
            case MATCHED_OTHERWISE ->
                "khoản, quy tắc, phiên bản hoặc số tiền khác / another item, rule, version or amount";
            case LEFT_OTHERWISE ->
                "căn cứ đã đổi từ lần xem trước / what speaks for it has changed since it was looked at";
            case LINE_GONE ->
                "tệp của dòng này không được nhận hoặc được đọc khác / its file is refused or read otherwise now";
            case LINE_NEW -> "tệp của dòng này được đọc khác / its file is read otherwise now";
        };
    }
}
