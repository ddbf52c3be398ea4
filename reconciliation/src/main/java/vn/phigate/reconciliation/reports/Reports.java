package vn.phigate.reconciliation.reports;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.closing.DayLines;
import vn.phigate.reconciliation.closing.Fate;
import vn.phigate.reconciliation.closing.InTransit;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.BookedStatement;
import vn.phigate.reconciliation.statements.RefusedStatement;
import vn.phigate.reconciliation.statements.Statements;

/** The door to overviews. */
public final class Reports {
    private static final Statements.DayBalances NO_BALANCES = new Statements.DayBalances(null, null);
    private static final BankWitness.Awaited NOTHING_AWAITED = new BankWitness.Awaited(0, 0);

    private final Accounts accounts;
    private final BankWitness bank;
    private final Statements statements;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final Closings closings;

    public Reports(
            Accounts accounts,
            BankWitness bank,
            Statements statements,
            Matching matching,
            Discrepancies discrepancies,
            Closings closings) {
        this.accounts = accounts;
        this.bank = bank;
        this.statements = statements;
        this.matching = matching;
        this.discrepancies = discrepancies;
        this.closings = closings;
    }

    /** How far an account's day is; each step says what a person does next. */
    public enum Step {
        /** Money was reported or expected, and no statement covers the day. */
        NO_STATEMENT,
        /** The statement that came is incomplete or does not add up, and was not booked; the corrected file is awaited. */
        STATEMENT_DISAGREES,
        /** Some lines no run has judged. */
        TO_RECONCILE,
        /** Every line has its place; the first person may sign. */
        READY,
        /** One person signed. */
        PREPARED,
        /** Two persons signed. */
        CLOSED
    }

    /**
     * One account on one day.
     *
     * @param statement null when none covers the day
     * @param refused what came for the day in place of a statement that could be booked; null when nothing did
     * @param open what waits for people, by type
     * @param awaited paid by the word of providers up to the day, and not seen at the bank
     * @param closing null while nobody prepared it
     */
    public record AccountDay(
            CollectionAccount account,
            @Nullable BookedStatement statement,
            @Nullable RefusedStatement refused,
            Statements.DayBalances balances,
            Statements.DayTotals lines,
            Matching.Totals matched,
            Map<Unmatched, Discrepancies.Totals> open,
            BankWitness.Awaited awaited,
            Closings.@Nullable State closing) {
        public Discrepancies.Totals openInAll() {
            return open.values().stream().reduce(Discrepancies.Totals.NONE, Discrepancies.Totals::plus);
        }

        /** Lines that no run has judged yet. */
        public int unjudged() {
            int withoutLine =
                    open.getOrDefault(Unmatched.LATE, Discrepancies.Totals.NONE).count();
            return Math.max(0, lines.count() - matched.lines() - (openInAll().count() - withoutLine));
        }

        public Step step() {
            if (closing != null) {
                return closing.status().equals("closed") ? Step.CLOSED : Step.PREPARED;
            }
            if (statement == null) {
                return refused == null ? Step.NO_STATEMENT : Step.STATEMENT_DISAGREES;
            }
            return unjudged() > 0 ? Step.TO_RECONCILE : Step.READY;
        }
    }

    /** The accounts that have a statement, a line or awaited money on this day, by bank and number. One query for each kind of figure. */
    public List<AccountDay> day(Sql sql, LocalDate day) {
        Map<UUID, BookedStatement> covering =
                statements.covering(sql, day).stream().collect(Collectors.toMap(BookedStatement::accountId, s -> s));
        Map<UUID, RefusedStatement> refused = new HashMap<>();
        for (RefusedStatement statement : statements.unproven(sql, day)) {
            UUID account = statement.accountId();
            if (account != null) {
                refused.put(account, statement);
            }
        }
        var balances = statements.dayBalances(sql, day, null);
        var lines = statements.dayTotals(sql, day);
        var matched = matching.totals(sql, day);
        var open = discrepancies.openTotals(sql, day);
        var awaited = bank.awaited(sql, day);
        var states = closings.states(sql, day);
        var ids = new LinkedHashSet<>(covering.keySet());
        ids.addAll(refused.keySet());
        ids.addAll(lines.keySet());
        ids.addAll(awaited.keySet());
        ids.addAll(states.keySet());
        return accounts.list(sql, ids).stream()
                .map(account -> new AccountDay(
                        account,
                        covering.get(account.id()),
                        refused.get(account.id()),
                        balances.getOrDefault(account.id(), NO_BALANCES),
                        lines.getOrDefault(account.id(), Statements.DayTotals.NONE),
                        matched.getOrDefault(account.id(), Matching.Totals.NONE),
                        open.getOrDefault(account.id(), Map.of()),
                        awaited.getOrDefault(account.id(), NOTHING_AWAITED),
                        states.get(account.id())))
                .toList();
    }

    /** The latest days that statements cover, the newest first. */
    public List<LocalDate> days(Sql sql, int limit) {
        return statements.days(sql, limit);
    }

    /**
     * A line with all that is known of it.
     *
     * @param discrepancy the latest one, open or resolved; null when it never had one
     */
    public record JudgedLine(
            BankLine line, List<Match> matches, @Nullable Discrepancy discrepancy) {
        /** matched, the type of the open discrepancy, or unjudged. */
        public String bucket() {
            if (line.openVnd() == 0 && !matches.isEmpty()) {
                return Fate.ofOutcome(matches.getFirst().outcome())
                        .map(Fate::bucket)
                        .orElse(Group.UNJUDGED);
            }
            return discrepancy != null && discrepancy.status().equals("open") ? discrepancy.bucket() : Group.UNJUDGED;
        }
    }

    /** What is known of each of these lines, in their order. */
    public List<JudgedLine> judged(Sql sql, List<BankLine> lines) {
        return judged(sql, lines, matching.ofLines(sql, lines));
    }

    private List<JudgedLine> judged(Sql sql, List<BankLine> lines, Map<UUID, List<Match>> matches) {
        List<UUID> ids = lines.stream().map(BankLine::id).toList();
        var found = discrepancies.ofLines(sql, ids);
        return lines.stream()
                .map(line -> new JudgedLine(line, matches.getOrDefault(line.id(), List.of()), found.get(line.id())))
                .toList();
    }

    /**
     * Lines of one fate.
     *
     * @param bucket {@value #MATCHED}, the type of a discrepancy, or {@value #UNJUDGED}
     * @param amountVnd sum of the entries
     */
    public record Group(String bucket, List<Entry> entries, long amountVnd) {
        public static final String MATCHED = "matched";
        public static final String UNJUDGED = "unjudged";

        static Group of(String bucket, List<Entry> entries) {
            return new Group(
                    bucket,
                    entries,
                    entries.stream().mapToLong(Entry::amountVnd).reduce(0, Math::addExact));
        }
    }

    /** A line, or the part of it that shares the group's fate. */
    public record Entry(
            JudgedLine judged, long amountVnd, @Nullable Match match) {
        public BankLine line() {
            return judged.line();
        }
    }

    /**
     * One account's day, line by line. A closed day shows what was signed, whatever was learned since.
     *
     * @param openingVnd null when the statement gives no balances, or there is none
     * @param groups every line in exactly one, but for a line that is matched in part, which stands in two
     * @param readiness null when the day is closed
     */
    public record Sheet(
            CollectionAccount account,
            LocalDate day,
            Optional<BookedStatement> statement,
            @Nullable Long openingVnd,
            @Nullable Long closingVnd,
            List<Group> groups,
            List<InTransit> inTransit,
            @Nullable Closing closing,
            Closings.@Nullable Readiness readiness) {}

    /** Reads an account's day; call it in one transaction, so that its figures are of one instant. */
    public Sheet sheet(Sql sql, CollectionAccount account, LocalDate day) {
        DayLines read = DayLines.of(sql, statements, matching, account.id(), day);
        List<BankLine> lines = read.lines().stream()
                .sorted(Comparator.comparingInt(BankLine::position))
                .toList();
        List<JudgedLine> judged = judged(sql, lines, read.matches());
        Closing closing = closings.find(sql, account.id(), day).orElse(null);
        var statement = statements.covering(sql, account.id(), day);
        if (closing != null && closing.closed()) {
            var content = closing.content();
            return new Sheet(
                    account,
                    day,
                    statement,
                    content.openingVnd(),
                    content.closingVnd(),
                    signed(closing, judged),
                    content.inTransit(),
                    closing,
                    null);
        }
        Closings.Readiness readiness = closings.readiness(sql, account, day, read);
        var balances = statements.dayBalances(sql, day, account.id()).getOrDefault(account.id(), NO_BALANCES);
        return new Sheet(
                account,
                day,
                statement,
                balances.openingVnd(),
                balances.closingVnd(),
                groups(judged),
                readiness instanceof Closings.Readiness.Ready(boolean _, var inTransit)
                        ? inTransit
                        : closings.inTransit(sql, account, day),
                closing,
                readiness);
    }

    private static List<Group> groups(List<JudgedLine> lines) {
        Map<String, List<Entry>> entries = new LinkedHashMap<>();
        entries.put(Group.MATCHED, new ArrayList<>());
        for (Unmatched type : Unmatched.values()) {
            entries.put(type.code(), new ArrayList<>());
        }
        entries.put(Group.UNJUDGED, new ArrayList<>());
        for (JudgedLine line : lines) {
            for (Match match : line.matches()) {
                String bucket =
                        Fate.ofOutcome(match.outcome()).map(Fate::bucket).orElse(Group.UNJUDGED);
                entry(entries, bucket).add(new Entry(line, match.amountVnd(), match));
            }
            if (line.matches().isEmpty() || line.line().openVnd() != 0) {
                entry(entries, line.bucket()).add(new Entry(line, line.line().openVnd(), null));
            }
        }
        return entries.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> Group.of(each.getKey(), each.getValue()))
                .toList();
    }

    private static List<Entry> entry(Map<String, List<Entry>> entries, String bucket) {
        return entries.computeIfAbsent(bucket, b -> new ArrayList<>());
    }

    private static List<Group> signed(Closing closing, List<JudgedLine> judged) {
        Map<UUID, JudgedLine> byId =
                judged.stream().collect(Collectors.toMap(j -> j.line().id(), Function.identity()));
        return closing.content().buckets().stream()
                .map(bucket -> Group.of(
                        bucket.bucket(),
                        bucket.items().stream()
                                .map(item -> {
                                    JudgedLine line = Objects.requireNonNull(byId.get(item.lineId()));
                                    Match match = line.matches().stream()
                                            .filter(m -> Objects.equals(m.paymentId(), item.paymentId()))
                                            .findFirst()
                                            .orElse(null);
                                    return new Entry(line, item.amountVnd(), match);
                                })
                                .sorted(Comparator.comparingInt(
                                        (Entry e) -> e.line().position()))
                                .toList()))
                .toList();
    }

    /**
     * Lines by dossier code, payment reference, amount, reference of the bank, or a piece of the narrative; the newest first.
     *
     * @param typed at least three characters, unless it is an amount
     */
    public List<JudgedLine> search(Sql sql, String typed, int limit) {
        String compact = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        Collection<UUID> payments = compact.isEmpty() ? List.of() : bank.named(sql, compact, limit);
        var ids = new LinkedHashSet<UUID>();
        ids.addAll(matching.search(sql, compact, typed, payments, limit));
        ids.addAll(discrepancies.search(sql, typed, limit));
        ids.addAll(statements.search(sql, typed, amount(typed), limit));
        List<BankLine> lines = statements.lines(sql, ids.stream().limit(limit).toList()).stream()
                .sorted(BankLine.JUDGING_ORDER.reversed())
                .toList();
        return judged(sql, lines);
    }

    /** 30000, 30.000, 30,000 ₫: an amount in đồng; null for anything else. */
    static @Nullable Long amount(String typed) {
        String figures = typed.replaceAll("(?i)[.,\\s\\u00a0₫đ]|vnd", "");
        return figures.matches("[0-9]{1,15}") ? Long.valueOf(figures) : null;
    }
}
