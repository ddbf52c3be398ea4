package vn.phigate.reconciliation.matching;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.NoticeBook;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.matching.Match.Evidence;
import vn.phigate.reconciliation.matching.Match.Made;
import vn.phigate.reconciliation.matching.Match.Rival;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/** The door to matches. */
public final class Matching {
    private static final TypeReference<List<Rival>> RIVALS = new TypeReference<>() {};
    private static final String SELECT = """
            select m.id, m.line_id, m.payment_id, m.dossiers, m.amount_vnd, m.outcome, m.rule, m.rule_version, m.code,
                   m.evidence_from, m.evidence_to, m.evidence_text, m.rivals, m.made_at, m.made_by
            from reconciliation.standing_match m join reconciliation.statement_line l on l.id = m.line_id
            """;
    /** From the lines of the day: in the order of the matches, all that were made before and after are read until a page is full. */
    private static final String OF_DAY =
            """
            with line_of_day as materialized (
                select d.id from reconciliation.statement_line d where d.booked_on = cast(? as date) and (cast(? as uuid) is null or d.account_id = ?))
            """ + SELECT + " where m.line_id in (select d.id from line_of_day d) and m.id > ? order by m.id limit ?";

    /** What a line has allocated is the sum of its matches. */
    private static final String TOTALS = """
            select l.account_id, count(*) as lines, sum(l.allocated_vnd) as amount_vnd
            from reconciliation.statement_line l where l.booked_on = cast(? as date) and l.allocated_vnd <> 0 group by l.account_id
            """;

    private static final String OF_LINES = SELECT + " where m.line_id = any(cast(? as uuid[])) order by m.id";
    private static final String SEARCH = """
            select m.line_id from reconciliation.standing_match m
            where m.code = ? or position(upper(cast(? as text)) in upper(m.dossiers)) > 0 or m.payment_id = any(cast(? as uuid[]))
            order by m.id desc limit ?
            """;
    private static final String GIVEN = """
            select m.subject_id, sum(m.amount_vnd) as amount_vnd from reconciliation.standing_match m
            where m.subject_id = any(cast(? as uuid[])) group by m.subject_id
            """;
    private static final String SEEN_ON = """
            select distinct on (m.payment_id) m.payment_id, l.account_id
            from reconciliation.standing_match m join reconciliation.statement_line l on l.id = m.line_id
            where m.payment_id = any(cast(? as uuid[])) and l.booked_on <= cast(? as date) order by m.payment_id, l.booked_on, m.id
            """;

    /** One is judged while another is written; more would only need more memory. */
    private static final int ACCOUNTS_AT_ONCE = 2;

    private static final String BY_ID = SELECT + " where m.id = ?";

    private final Db db;
    private final Statements statements;
    private final Reconcile reconcile;
    private final Leftovers leftovers;
    private final FormerAccounts former;
    private final FollowNotices notices;
    private final InstantSource clock;

    /** @param passes those after the codes, in the order in which they are asked */
    public Matching(
            Db db,
            Statements statements,
            BankWitness bank,
            Leftovers leftovers,
            FormerAccounts former,
            PersonsDecisions decisions,
            List<Pass> passes,
            Accounts accounts,
            NoticeBook notices,
            MatchingRules rules,
            InstantSource clock) {
        this.db = db;
        this.statements = statements;
        this.former = former;
        this.leftovers = leftovers;
        this.notices = new FollowNotices(db, statements, notices, clock);
        this.reconcile =
                new Reconcile(db, statements, bank, leftovers, former, decisions, passes, accounts, rules, clock);
        this.clock = clock;
    }

    /**
     * What a run did.
     *
     * @param accounts that had open lines
     * @param lines that were open when it began
     * @param matched of them, by this run
     * @param discrepancies of them that stay open for people
     * @param byType those by their type
     * @param resultHash over what is decided about all lines of open days up to that day, as of the end of the run; null where nobody asked for it
     */
    public record Ran(
            LocalDate businessDay,
            int accounts,
            int lines,
            int matched,
            int discrepancies,
            Map<String, Integer> byType,
            @Nullable String resultHash) {
        public Ran(
                LocalDate businessDay,
                int accounts,
                int lines,
                int matched,
                int discrepancies,
                Map<String, Integer> byType) {
            this(businessDay, accounts, lines, matched, discrepancies, byType, null);
        }

        Ran with(String hash) {
            return new Ran(businessDay, accounts, lines, matched, discrepancies, byType, hash);
        }
    }

    /**
     * Judges every open line booked on or before the day. Safe to run again and in two processes at once; manages its own transactions.
     *
     * @param account null for all accounts
     */
    public Ran run(LocalDate day, @Nullable UUID account, String by) {
        List<UUID> accounts = account == null ? statements.accountsWithUnmatched(db, day) : List.of(account);
        int lines = 0;
        int matched = 0;
        int withLines = 0;
        Map<UUID, Map<Unmatched, Integer>> left = new LinkedHashMap<>();
        for (Reconcile.Outcome outcome : outcomes(accounts, day, by)) {
            withLines += outcome.lines() > 0 ? 1 : 0;
            lines += outcome.lines();
            matched += outcome.matched();
            left.put(outcome.account(), outcome.left());
        }
        // What is said of money for another account depends on what that one has got in the meantime.
        for (UUID each : matched == 0 ? List.<UUID>of() : accounts) {
            if (Objects.requireNonNull(left.get(each)).containsKey(Unmatched.WRONG_AGENCY)) {
                Reconcile.Outcome again = reconcile.account(each, day, by);
                matched += again.matched();
                left.put(each, again.left());
            }
        }
        Map<String, Integer> byType = new TreeMap<>();
        left.values()
                .forEach(ofAccount -> ofAccount.forEach((why, count) -> byType.merge(why.code(), count, Integer::sum)));
        // After all lines, so that what an earlier run matched before the succession was known is found too.
        for (UUID each : former.unattributed(db, day)) {
            if (account == null || account.equals(each)) {
                former.attribute(db, each, day, by);
            }
        }
        leftovers.noteOverdue(db, account);
        notices.run(day, account);
        int discrepancies = byType.values().stream().mapToInt(Integer::intValue).sum();
        return new Ran(day, withLines, lines, matched, discrepancies, byType);
    }

    /**
     * While one account's lines are written the next one's are judged. Accounts of which one took over from another take turns in their order: what a line of
     * either may be for must not depend on who comes first.
     */
    private List<Reconcile.Outcome> outcomes(List<UUID> accounts, LocalDate day, String by) {
        Map<UUID, List<UUID>> families = new LinkedHashMap<>();
        for (UUID each : accounts) {
            families.computeIfAbsent(heir(each, day), heir -> new ArrayList<>()).add(each);
        }
        if (families.size() == 1) {
            return reconcileAll(accounts, day, by);
        }
        try (var atOnce = Executors.newFixedThreadPool(ACCOUNTS_AT_ONCE)) {
            List<Future<List<Reconcile.Outcome>>> under = families.values().stream()
                    .map(family -> atOnce.submit(() -> reconcileAll(family, day, by)))
                    .toList();
            List<Reconcile.Outcome> outcomes = new ArrayList<>();
            for (var each : under) {
                outcomes.addAll(each.get());
            }
            return outcomes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a run was interrupted; the next one goes on where it ended", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private List<Reconcile.Outcome> reconcileAll(List<UUID> accounts, LocalDate day, String by) {
        List<Reconcile.Outcome> outcomes = new ArrayList<>();
        for (UUID each : accounts) {
            outcomes.add(reconcile.account(each, day, by));
        }
        return outcomes;
    }

    /** Whoever has the duties of an account in the end. */
    private UUID heir(UUID account, LocalDate day) {
        Set<UUID> met = new HashSet<>();
        UUID heir = account;
        while (met.add(heir) && former.ever(db, heir)) {
            heir = former.of(db, heir, day)
                    .map(Successor::account)
                    .map(CollectionAccount::id)
                    .orElse(heir);
        }
        return heir;
    }

    /**
     * A hash over what is decided about the lines booked up to a day, of days that are not closed: the same for the same lines, items and decisions, whatever
     * the order in which files came and runs were made.
     *
     * @param account null for all accounts
     */
    public String resultHash(Sql sql, LocalDate through, @Nullable UUID account) {
        return ResultHash.of(sql, through, account);
    }

    /** {@link #run} for a person at a page: the request is kept, with its answer. */
    public Ran runAsked(LocalDate day, String by) {
        UUID id = Ids.next(clock.instant());
        db.run(Runs.BEGIN, id, day, null, (long) Judging.RULE_VERSION, by, null, clock.instant());
        Ran ran = run(day, null, by);
        db.run(Runs.FINISH, clock.instant(), Json.text(ran), id);
        return ran;
    }

    /** A run that ended. */
    public record LastRun(Instant at, String by, Ran ran) {}

    /** The last run of all accounts for this day. */
    public Optional<LastRun> lastRun(Sql sql, LocalDate day) {
        return sql.get(Runs.LAST, day)
                .map(row -> new LastRun(
                        row.instant("finished_at"), row.text("requested_by"), Runs.answer(row.text("answer"))));
    }

    /**
     * Matches of lines booked on a day, a page at a time, in the order of their ids.
     *
     * @param account null for all accounts
     */
    public List<Match> list(Sql sql, LocalDate day, @Nullable UUID account, UUID after, int limit) {
        return matches(sql, sql.list(OF_DAY, row -> row, day, account, account, after, (long) limit));
    }

    /** Matches of these lines, by line. */
    public Map<UUID, List<Match>> ofLines(Sql sql, Collection<BankLine> lines) {
        Map<UUID, BankLine> byId = lines.stream().collect(Collectors.toMap(BankLine::id, line -> line));
        return sql
                .list(OF_LINES, row -> read(row, Objects.requireNonNull(byId.get(row.uuid("line_id")))), (Object)
                        byId.keySet().toArray(UUID[]::new))
                .stream()
                .collect(Collectors.groupingBy(match -> match.line().id()));
    }

    /** A match that stands. */
    public Optional<Match> find(Sql sql, UUID id) {
        return matches(sql, sql.list(BY_ID, row -> row, id)).stream().findFirst();
    }

    /**
     * What people say a line is, or a part of it.
     *
     * @param id of the match to be
     * @param subjectType payment, dossier, write_off or passed_on
     * @param payment null for what is no payment's
     * @param label how people know it
     * @param amountVnd the share of the line; of the opposite sign when it is a difference that makes the rest whole
     * @param outcome seen, paid, surplus, written_off, passed_on or given_back
     * @param code by which it was found
     * @param from where the narrative names it, in UTF-16 characters; as {@code to} when it does not
     */
    public record ByHand(
            UUID id,
            String subjectType,
            UUID subject,
            @Nullable UUID payment,
            String label,
            long amountVnd,
            String outcome,
            String code,
            int from,
            int to) {}

    /** Keeps what two people agreed on; the line's allocations follow. To be called with the account locked, after the proposal was approved. */
    public void keep(Tx tx, BankLine line, UUID proposal, List<ByHand> matches, String by) {
        HandMatches.keep(tx, line, proposal, matches, clock.instant(), by);
    }

    /** Takes back matches of one line that stand: rows of the opposite amount. @param undone the new row of each match, in one order */
    public void undo(Tx tx, Map<UUID, UUID> undone, UUID proposal, String by) {
        HandMatches.undo(tx, undone, proposal, clock.instant(), by);
    }

    /** The small differences that were agreed on together with a match, and stand. */
    public List<Match> differencesOf(Sql sql, Match match) {
        return HandMatches.differences(sql, match).stream()
                .map(id -> find(sql, id).orElseThrow())
                .toList();
    }

    /** To whom the money of these matches was attributed, where it came on a former account; by match. */
    public Map<UUID, FormerAccounts.Inherited> inherited(Sql sql, Collection<Match> matches) {
        return former.ofMatches(sql, matches.stream().map(Match::id).toList());
    }

    /** Lines whose match says this: the code that was found, a dossier, or one of these payments; the newest first. */
    public List<UUID> search(Sql sql, String code, String dossier, Collection<UUID> payments, int limit) {
        return sql.list(SEARCH, row -> row.uuid("line_id"), code, dossier, payments.toArray(UUID[]::new), (long) limit);
    }

    /**
     * What a day's matches take.
     *
     * @param lines with a match
     * @param amountVnd of those lines, as far as matched
     */
    public record Totals(int lines, long amountVnd) {
        public static final Totals NONE = new Totals(0, 0);
    }

    /** The matches of each account on a day, added up. */
    public Map<UUID, Totals> totals(Sql sql, LocalDate day) {
        Map<UUID, Totals> totals = new HashMap<>();
        sql.list(TOTALS, row -> row, day)
                .forEach(row -> totals.put(
                        row.uuid("account_id"), new Totals((int) row.whole("lines"), row.whole("amount_vnd"))));
        return totals;
    }

    /** What lines gave to each of these subjects; one without a match is absent. */
    public Map<UUID, Long> givenVnd(Sql sql, Collection<UUID> subjects) {
        Map<UUID, Long> given = new HashMap<>();
        sql.list(GIVEN, row -> row, (Object) subjects.toArray(UUID[]::new))
                .forEach(row -> given.put(row.uuid("subject_id"), row.whole("amount_vnd")));
        return given;
    }

    /** Of these payments, those whose money stands on a line booked up to a day, each with the account of its first line. */
    public Map<UUID, UUID> seenOn(Sql sql, Collection<UUID> payments, LocalDate day) {
        Map<UUID, UUID> accounts = new HashMap<>();
        sql.list(SEEN_ON, row -> row, payments.toArray(UUID[]::new), day)
                .forEach(row -> accounts.put(row.uuid("payment_id"), row.uuid("account_id")));
        return accounts;
    }

    private List<Match> matches(Sql sql, Collection<Row> rows) {
        Map<UUID, BankLine> lines =
                statements
                        .lines(
                                sql,
                                rows.stream().map(row -> row.uuid("line_id")).toList())
                        .stream()
                        .collect(Collectors.toMap(BankLine::id, line -> line));
        return rows.stream()
                .map(row -> read(row, Objects.requireNonNull(lines.get(row.uuid("line_id")))))
                .toList();
    }

    private static Match read(Row row, BankLine line) {
        return new Match(
                row.uuid("id"),
                line,
                row.uuidOrNull("payment_id"),
                row.text("dossiers"),
                row.whole("amount_vnd"),
                row.text("outcome"),
                row.text("rule"),
                (int) row.whole("rule_version"),
                row.text("code"),
                new Evidence(
                        (int) row.whole("evidence_from"), (int) row.whole("evidence_to"), row.text("evidence_text")),
                rivals(row.text("rivals")),
                new Made(row.instant("made_at"), row.text("made_by")));
    }

    private static List<Rival> rivals(String json) {
        try {
            return Json.MAPPER.readValue(json, RIVALS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored rivals cannot be read", e);
        }
    }
}
