package vn.phigate.reconciliation.closing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.income.Monthly;
import vn.phigate.gateway.payments.CollectedMoney;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.reconciliation.calendar.BankCalendar;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.statements.BookedStatement;
import vn.phigate.reconciliation.statements.Statements;

/** What the close of a city's day, an account's month and the city's month consists of, or why it cannot be closed. */
final class PeriodContents {
    private static final int NAMED_MAX = 100;
    private static final String CLOSED_DAYS = """
            select c.id, c.account_id, c.account, c.business_day, c.opening_vnd, c.closing_vnd, c.credit_total_vnd, c.debit_total_vnd, c.line_count, c.content, c.hash
            from reconciliation.closing c
            where c.status = 'closed' and c.business_day between cast(? as date) and cast(? as date) and (cast(? as uuid) is null or c.account_id = ?)
            order by c.account, c.business_day
            """;
    private static final String CORRECTED = """
            select coalesce(sum(amount_vnd), 0) as amount_vnd from reconciliation.correction
            where account_id = ? and booked_on between cast(? as date) and cast(? as date)
            """;
    private static final String CLOSED_PERIODS = """
            select id, account_id, period, hash, content from reconciliation.period_closing
            where kind = ? and status = 'closed' and period between cast(? as date) and cast(? as date) order by period
            """;

    private final Accounts accounts;
    private final Agencies agencies;
    private final Statements statements;
    private final Discrepancies discrepancies;
    private final Closings closings;
    private final BankCalendar calendar;
    private final MonthSides sides;

    PeriodContents(
            Accounts accounts,
            Agencies agencies,
            Statements statements,
            Discrepancies discrepancies,
            Closings closings,
            BankCalendar calendar,
            MonthSides sides) {
        this.sides = sides;
        this.accounts = accounts;
        this.agencies = agencies;
        this.statements = statements;
        this.discrepancies = discrepancies;
        this.closings = closings;
        this.calendar = calendar;
    }

    private record ClosedDay(
            UUID id,
            UUID accountId,
            String account,
            LocalDate day,
            long openingVnd,
            long closingVnd,
            long creditVnd,
            long debitVnd,
            int lines,
            JsonNode content,
            String hash) {
        long inTransitVnd() {
            long sum = 0;
            for (JsonNode each : content.path("in_transit")) {
                sum = Math.addExact(sum, each.path("amount_vnd").asLong());
            }
            return sum;
        }
    }

    private static List<ClosedDay> closedDays(Sql sql, LocalDate from, LocalDate to, @Nullable UUID account) {
        return sql.list(
                CLOSED_DAYS,
                row -> new ClosedDay(
                        row.uuid("id"),
                        row.uuid("account_id"),
                        row.text("account"),
                        row.date("business_day"),
                        row.whole("opening_vnd"),
                        row.whole("closing_vnd"),
                        row.whole("credit_total_vnd"),
                        row.whole("debit_total_vnd"),
                        (int) row.whole("line_count"),
                        tree(row.text("content")),
                        row.text("hash")),
                from,
                to,
                account,
                account);
    }

    static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored closing cannot be read", e);
        }
    }

    CityDay cityDay(Sql sql, LocalDate day) {
        List<ClosedDay> closed = closedDays(sql, day, day, null);
        if (closed.isEmpty()) {
            throw ClosingProblem.NOTHING_CLOSED.refusal().with("business_day", day);
        }
        Set<UUID> done = new HashSet<>();
        closed.forEach(each -> done.add(each.accountId));
        Map<UUID, Closings.State> states = closings.states(sql, day);
        Set<UUID> awaiting = dueBy(sql, day);
        List<CityDay.Open> open = new ArrayList<>();
        for (CollectionAccount account : concerned(sql, day, day)) {
            if (!done.contains(account.id())) {
                open.add(open(sql, account, day, states.get(account.id()), awaiting));
            }
        }
        return new CityDay(
                day,
                open.stream().allMatch(each -> each.why().equals(CityDay.Open.QUIET)),
                closed.stream()
                        .map(c -> new CityDay.Account(
                                c.account, c.id, c.hash, c.openingVnd, c.creditVnd, c.debitVnd, c.closingVnd))
                        .toList(),
                open,
                closed.stream().mapToInt(ClosedDay::lines).sum(),
                sums(closed, closed, closed),
                closed.stream().mapToLong(ClosedDay::inTransitVnd).reduce(0, Math::addExact));
    }

    /** Accounts that fees go to, and those that have lines or a statement although none go there any more. */
    private List<CollectionAccount> concerned(Sql sql, LocalDate from, LocalDate to) {
        Instant until = BusinessDay.startOf(to.plusDays(1));
        Set<UUID> ids = new LinkedHashSet<>();
        accounts.assigned(sql, BusinessDay.startOf(from), until).forEach(a -> ids.add(a.id()));
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            ids.addAll(statements.dayTotals(sql, day).keySet());
            statements.covering(sql, day).stream()
                    .map(BookedStatement::accountId)
                    .forEach(ids::add);
        }
        return accounts.list(sql, ids);
    }

    /** Accounts whose money is due by the end of a day. */
    private Set<UUID> dueBy(Sql sql, LocalDate day) {
        Set<UUID> due = new HashSet<>();
        for (CollectedMoney.Taken taken : CollectedMoney.onItsWay(sql, null, day)) {
            if (!calendar.dueOn(taken.provider(), taken.bin(), taken.paidAt()).isAfter(day)) {
                due.add(taken.account());
            }
        }
        return due;
    }

    private CityDay.Open open(
            Sql sql, CollectionAccount account, LocalDate day, Closings.@Nullable State state, Set<UUID> awaiting) {
        if (state != null) {
            return new CityDay.Open(
                    account.key(), CityDay.Open.PREPARED, "Chờ chữ ký thứ hai.", "Awaits the second signature.");
        }
        return switch (closings.readiness(sql, account, day)) {
            case Closings.Readiness.Ready ignored ->
                new CityDay.Open(
                        account.key(), CityDay.Open.READY, "Đủ điều kiện, chưa ai ký.", "Ready; nobody signed.");
            case Closings.Readiness.Blocked(var why) ->
                why.type() == ClosingProblem.STATEMENT_MISSING && !awaiting.contains(account.id())
                        ? new CityDay.Open(
                                account.key(),
                                CityDay.Open.QUIET,
                                "Không có sao kê và không có khoản nào đến hạn về.",
                                "No statement, and nothing is due.")
                        : new CityDay.Open(
                                account.key(),
                                why.type().code(),
                                why.type().vi(),
                                why.type().en());
        };
    }

    /** Opening of the first, the parts of all, closing of the last; checked, because a sum over sums must hold too. */
    private static List<Term> sums(
            Collection<ClosedDay> firsts, Collection<ClosedDay> all, Collection<ClosedDay> lasts) {
        Map<String, long[]> parts = new LinkedHashMap<>();
        for (Bucket.Part part : Bucket.Part.values()) {
            parts.put(part.name().toLowerCase(Locale.ROOT), new long[2]);
        }
        for (ClosedDay day : all) {
            for (JsonNode term : day.content.path("bank_side")) {
                long[] sum = parts.get(term.path("name").asText());
                if (sum != null) {
                    sum[0] = Math.addExact(sum[0], term.path("count").asLong());
                    sum[1] = Math.addExact(sum[1], term.path("amount_vnd").asLong());
                }
            }
        }
        long opening = firsts.stream().mapToLong(ClosedDay::openingVnd).reduce(0, Math::addExact);
        long closing = lasts.stream().mapToLong(ClosedDay::closingVnd).reduce(0, Math::addExact);
        long moved = parts.values().stream().mapToLong(sum -> sum[1]).reduce(0, Math::addExact);
        if (opening + moved != closing) {
            throw ClosingProblem.IDENTITY_BROKEN
                    .refusal()
                    .with("opening_vnd", opening)
                    .with("buckets_vnd", moved)
                    .with("closing_vnd", closing);
        }
        List<Term> terms = new ArrayList<>();
        terms.add(Term.sum("opening", 0, opening));
        parts.forEach((name, sum) -> terms.add(Term.sum(name, (int) sum[0], sum[1])));
        terms.add(Term.sum("closing", 0, closing));
        return terms;
    }

    AccountMonth accountMonth(Sql sql, CollectionAccount account, YearMonth month) {
        LocalDate from = month.atDay(1);
        LocalDate to = month.atEndOfMonth();
        refuseUnlessReady(blockers(sql, account, month), month);
        List<ClosedDay> days = closedDays(sql, from, to, account.id());
        if (days.isEmpty()) {
            throw ClosingProblem.NOTHING_CLOSED.refusal().with("month", month).with("account", account.key());
        }
        Map<LocalDate, List<Term.Item>> due = new TreeMap<>();
        for (InTransit each : closings.inTransit(sql, account, to)) {
            UUID id = each.paymentId() == null ? each.transferOrder() : each.paymentId();
            due.computeIfAbsent(Objects.requireNonNull(each.dueOn()), d -> new ArrayList<>())
                    .add(new Term.Item(Objects.requireNonNull(id), each.dossiers(), each.amountVnd()));
        }
        List<Term> inTransit = new ArrayList<>();
        due.forEach((on, items) -> inTransit.add(Term.of("in_transit", on, items)));
        Long[] agency = {account.agencyId()};
        return new AccountMonth(
                month.toString(),
                account.key(),
                agencies.byId(sql, account.agencyId()).code(),
                statements.coveredThrough(sql).getOrDefault(account.id(), to),
                days.stream()
                        .map(d -> new AccountMonth.Day(d.day, d.id, d.hash, d.openingVnd, d.closingVnd))
                        .toList(),
                days.stream().mapToInt(ClosedDay::lines).sum(),
                sums(List.of(days.getFirst()), days, List.of(days.getLast())),
                inTransit,
                sql.get(CORRECTED, account.id(), from, to).orElseThrow().whole("amount_vnd"),
                AccountMonth.Remittance.of(Monthly.remittance(sql, month, agency)),
                Monthly.paidOnline(sql, month, agency));
    }

    /** What keeps an account's month open; each with what it is about. */
    private Map<String, Object> blockers(Sql sql, CollectionAccount account, YearMonth month) {
        LocalDate from = month.atDay(1);
        LocalDate to = month.atEndOfMonth();
        Set<LocalDate> closed = new HashSet<>();
        closedDays(sql, from, to, account.id()).forEach(day -> closed.add(day.day));
        List<LocalDate> unclosed =
                new ArrayList<>(statements.daysWithLines(sql, account.id(), from.minusDays(1), to.plusDays(1)).stream()
                        .filter(day -> !closed.contains(day))
                        .toList());
        // What the bank has not told of the month may still come.
        LocalDate lastBankDay = to;
        while (!calendar.isBankDay(lastBankDay)) {
            lastBankDay = lastBankDay.minusDays(1);
        }
        LocalDate through = statements.coveredThrough(sql).getOrDefault(account.id(), LocalDate.MIN);
        if (through.isBefore(lastBankDay) && !unclosed.contains(lastBankDay)) {
            unclosed.add(lastBankDay);
        }
        List<Discrepancy> open = discrepancies.openBetween(sql, account.id(), from, to);
        Map<String, Object> blockers = new LinkedHashMap<>();
        if (!unclosed.isEmpty()) {
            blockers.put("unclosed_days", unclosed);
        }
        if (!open.isEmpty()) {
            List<Discrepancy> lines =
                    open.stream().filter(d -> d.line() != null).toList();
            blockers.put("unidentified_lines", lines.size());
            blockers.put("open_discrepancies", open.size());
            blockers.put(
                    "discrepancies",
                    open.stream()
                            .limit(NAMED_MAX)
                            .map(d -> Map.of(
                                    "id",
                                    d.id(),
                                    "business_day",
                                    d.businessDay(),
                                    "type",
                                    d.type().code(),
                                    "amount_vnd",
                                    d.amountVnd()))
                            .toList());
        }
        addSides(blockers, sides.open(sql, month, account.agencyId()));
        return blockers;
    }

    private static void addSides(Map<String, Object> blockers, List<MonthSides.Open> open) {
        if (!open.isEmpty()) {
            blockers.put(
                    "receipts_missing",
                    open.stream().filter(each -> each.code().equals("A03")).count());
            blockers.put(
                    "amounts_differ",
                    open.stream().filter(each -> each.code().equals("A04")).count());
            blockers.put("three_way", open.stream().limit(NAMED_MAX).toList());
        }
    }

    private static void refuseUnlessReady(Map<String, Object> blockers, YearMonth month) {
        if (!blockers.isEmpty()) {
            var refusal = ClosingProblem.MONTH_NOT_READY.refusal().with("month", month.toString());
            for (var each : blockers.entrySet()) {
                refusal = refusal.with(each.getKey(), each.getValue());
            }
            throw refusal;
        }
    }

    CityMonth cityMonth(Sql sql, YearMonth month) {
        LocalDate from = month.atDay(1);
        LocalDate to = month.atEndOfMonth();
        Map<UUID, CityMonth.Account> closed = new HashMap<>();
        sql.list(CLOSED_PERIODS, row -> row, PeriodClosing.Kind.ACCOUNT_MONTH, from, to)
                .forEach(row -> {
                    JsonNode content = tree(row.text("content"));
                    JsonNode days = content.path("days");
                    closed.put(
                            row.uuid("account_id"),
                            new CityMonth.Account(
                                    content.path("account").asText(),
                                    row.uuid("id"),
                                    row.text("hash"),
                                    days.get(0).path("opening_vnd").asLong(),
                                    days.get(days.size() - 1)
                                            .path("closing_vnd")
                                            .asLong()));
                });
        Set<UUID> moved = new HashSet<>();
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            moved.addAll(statements.dayTotals(sql, day).keySet());
            statements.covering(sql, day).stream()
                    .map(BookedStatement::accountId)
                    .forEach(moved::add);
        }
        moved.addAll(dueBy(sql, to));
        List<String> quiet = new ArrayList<>();
        List<Object> missing = new ArrayList<>();
        for (CollectionAccount account : concerned(sql, from, to)) {
            if (closed.containsKey(account.id())) {
                continue;
            }
            if (!moved.contains(account.id())) {
                quiet.add(account.key());
                continue;
            }
            var why = new LinkedHashMap<String, Object>();
            why.put("account", account.key());
            why.putAll(blockers(sql, account, month));
            missing.add(why);
        }
        if (!missing.isEmpty()) {
            throw ClosingProblem.MONTH_NOT_READY
                    .refusal()
                    .with("month", month.toString())
                    .with("open_accounts", missing.size())
                    .with("accounts", missing.stream().limit(NAMED_MAX).toList());
        }
        if (closed.isEmpty()) {
            throw ClosingProblem.NOTHING_CLOSED.refusal().with("month", month.toString());
        }
        // What changed since the accounts closed their months.
        Map<String, Object> since = new LinkedHashMap<>();
        addSides(since, sides.open(sql, month, null));
        refuseUnlessReady(since, month);
        Map<UUID, List<ClosedDay>> days = new HashMap<>();
        List<ClosedDay> all = closedDays(sql, from, to, null).stream()
                .filter(day -> closed.containsKey(day.accountId))
                .toList();
        all.forEach(day ->
                days.computeIfAbsent(day.accountId, a -> new ArrayList<>()).add(day));
        return new CityMonth(
                month.toString(),
                closed.values().stream()
                        .sorted(Comparator.comparing(CityMonth.Account::account))
                        .toList(),
                quiet,
                sql.list(
                        CLOSED_PERIODS,
                        row -> new CityMonth.CityDayHash(row.date("period"), row.text("hash")),
                        PeriodClosing.Kind.CITY_DAY,
                        from,
                        to),
                sums(
                        days.values().stream().map(List::getFirst).toList(),
                        all,
                        days.values().stream().map(List::getLast).toList()),
                AccountMonth.Remittance.of(Monthly.remittance(sql, month, null)),
                Monthly.paidOnline(sql, month, null));
    }
}
