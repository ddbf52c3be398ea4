package vn.phigate.gateway.coverage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;

/**
 * Everything that decides the cells at one instant, read in one snapshot: some thousand rows for some hundred thousand cells, because a
 * cell is made of what its procedure needs and what its agency has. The cells themselves are never stored, so they can be neither stale nor
 * in disagreement with what a payment would meet.
 */
final class Facts {
    /** How long ahead an account must hold. */
    static final Duration HORIZON = Duration.ofDays(14);

    /** All statements see one state of the registry. */
    private static final String SNAPSHOT = "set transaction isolation level repeatable read, read only";

    private static final String PROCEDURES = """
            select p.code, p.name, p.in_charge,
                   coalesce(bool_or(i.id is not null and f.form is null), false) as gap,
                   coalesce(bool_or(i.kind = 'FEE' and (f.form <> 'AMOUNT' or f.amount_vnd > 0)), false) as fee,
                   coalesce(bool_or(i.kind = 'CHARGE' and (f.form <> 'AMOUNT' or f.amount_vnd > 0)), false) as charge
            from (select cast(? as text) as channel, cast(? as date) as day) d
            cross join gateway.procedure p
            left join gateway.fee_item i on i.procedure_code = p.code and i.valid @> d.day
            left join gateway.fee_price f on f.fee_item_id = i.id and f.channel = d.channel and f.valid @> d.day
            group by p.code order by p.code
            """;
    private static final String LISTED = "select procedure_code, agency_id from gateway.procedure_agency";
    /** Those that have a code that day; of those that have none any more, the ones that a procedure still names. */
    private static final String AGENCIES = """
            select a.id, c.code, a.name, a.kind, cast(null as date) as ended_on, cast(null as text) as successor
            from gateway.agency_code c join gateway.agency a on a.id = c.agency_id where c.valid @> cast(? as date)
            union all
            select a.id, c.code, a.name, a.kind, upper(c.valid) - 1, (
                select string_agg(n.name || ' (' || k.code || ')', ', ' order by k.code)
                from gateway.succeeding_agency(a.id, l.at, l.known_at) e
                join gateway.agency n on n.id <> a.id and (n.id = e.agency_id or e.agency_id is null and n.id in (
                    select o.agency_id from gateway.succession_link u join gateway.succession_candidate o on o.part_id = u.part_id
                    where u.id = e.links[cardinality(e.links)]))
                join lateral (select code from gateway.agency_code where agency_id = n.id order by valid desc limit 1) k on true)
            from (
                select distinct agency_id, cast(? as date) as day, cast(? as timestamptz) as at, cast(? as timestamptz) as known_at
                from gateway.procedure_agency) l
            join gateway.agency a on a.id = l.agency_id
            join lateral (
                select code, valid from gateway.agency_code where agency_id = a.id and upper(valid) <= l.day order by valid desc limit 1) c on true
            where not exists (select from gateway.agency_code n where n.agency_id = a.id and n.valid @> l.day)
            """;
    /**
     * As {@code Accounts.resolve} asks, for all keys at once and for the days to come: a row of the map leads to its account, and from the instant on
     * at which another account took over from that one, to the other.
     */
    private static final String ROUTES = """
            with recursive d as (select cast(? as timestamptz) as at, cast(? as timestamptz) as until, cast(? as timestamptz) as known_at),
            link as materialized (
                select l.former_account, l.successor_account, l.valid from gateway.succession_link l, d
                where l.former_account is not null and l.recorded @> d.known_at),
            taken as (select former_account, range_agg(valid) as spans from link group by former_account),
            via (origin, account_id, valid, steps) as (
                select c.id, c.id, tstzrange(null, null), 0 from gateway.collection_account c
                union all
                select v.origin, l.successor_account, v.valid * l.valid, v.steps + 1
                from via v join link l on l.former_account = v.account_id and l.valid && v.valid where v.steps < 100)
            select s.agency_id, s.kind, s.procedure_code, coalesce(b.receives_vietqr, false) as receives, c.agency_id as owner,
                   lower(s.valid * piece) as from_at, upper(s.valid * piece) as until_at, lower(c.valid) as account_from, upper(c.valid) as account_until,
                   c.status in ('active', 'superseded', 'closed') as in_force
            from d
            join gateway.account_assignment s on s.status in ('approved', 'ended') and s.recorded @> d.known_at
                and s.valid && tstzrange(d.at, d.until, '[]')
            join via v on v.origin = s.account_id
            left join taken t on t.former_account = v.account_id
            cross join lateral unnest(tstzmultirange(v.valid) - coalesce(t.spans, '{}')) piece
            join gateway.collection_account c on c.id = v.account_id
            left join gateway.receiving_bank b on b.bin = c.bank_bin
            where s.valid && piece
            """;

    private static final String HEIRS = """
            select l.former_agency, l.successor_agency, lower(l.valid) as from_at, upper(l.valid) as until_at from gateway.succession_link l
            where l.former_agency is not null and l.recorded @> cast(? as timestamptz)
            """;
    /** Accounts of one agency leading to accounts of a former one and so on, as far as {@code Accounts.resolve} goes. */
    private static final int MOST_ROUNDS = 20;

    record Procedure(String code, String name, String inCharge, boolean gap, boolean fee, boolean charge) {}

    /** @param key orders agencies and tells two with one code apart @param dissolved true when it has no code that day @param successor named, or all it may be; null for none */
    record Agency(
            long id,
            String key,
            String code,
            String name,
            String kind,
            boolean dissolved,
            @Nullable String successor) {}

    /** @param from null since ever @param until null for ever */
    private record Span(@Nullable Instant from, @Nullable Instant until) {
        boolean covers(Instant at) {
            return (from == null || !at.isBefore(from)) && (until == null || at.isBefore(until));
        }
    }

    /**
     * One row of the map of accounts, for as long as it leads to one account.
     *
     * @param duty when it does
     * @param account when that account is in force; null for never
     * @param owner the agency whose account it is
     */
    private record Route(Span duty, @Nullable Span account, boolean receives, long owner) {}

    /** Who took over from an agency. @param agency null while that is not decided */
    private record Heir(Span span, @Nullable Long agency) {}

    private record Key(long agency, Kind kind, @Nullable String procedure) {}

    private final Instant at;
    private final List<Procedure> procedures;
    private final List<Agency> agencies;
    private final Map<String, Set<Long>> listed = new HashMap<>();
    private final Map<Key, List<Route>> routes = new HashMap<>();
    private final Map<Long, Set<Key>> keysOf = new HashMap<>();
    private final Map<Long, List<Heir>> heirs = new HashMap<>();
    private final Map<Key, CellClass> classes = new HashMap<>();
    private final Map<Long, Map<Kind, CellClass>> defaults = new HashMap<>();

    private Facts(Instant at, List<Procedure> procedures, List<Agency> agencies) {
        this.at = at;
        this.procedures = procedures;
        this.agencies = agencies;
    }

    /** The first statements of their transaction. */
    static Facts read(Tx tx, Channel channel, Instant at, Instant knownAt) {
        tx.run(SNAPSHOT);
        var day = BusinessDay.of(at);
        List<Procedure> procedures = tx.list(
                PROCEDURES,
                row -> new Procedure(
                        row.text("code"),
                        row.text("name"),
                        row.text("in_charge"),
                        row.flag("gap"),
                        row.flag("fee"),
                        row.flag("charge")),
                channel.text(),
                day);
        List<Agency> agencies = new ArrayList<>(tx.list(AGENCIES, Facts::agency, day, day, at, knownAt));
        agencies.sort(Comparator.comparing(Agency::key));
        var facts = new Facts(at, procedures, List.copyOf(agencies));
        tx.list(LISTED, row -> row)
                .forEach(row -> facts.listed
                        .computeIfAbsent(row.text("procedure_code"), p -> new HashSet<>())
                        .add(row.whole("agency_id")));
        tx.list(ROUTES, row -> row, at, at.plus(HORIZON), knownAt).forEach(facts::take);
        tx.list(HEIRS, row -> row, knownAt)
                .forEach(row -> facts.heirs
                        .computeIfAbsent(row.whole("former_agency"), f -> new ArrayList<>())
                        .add(new Heir(span(row, "from_at", "until_at"), row.wholeOrNull("successor_agency"))));
        facts.judgeRoutes();
        return facts;
    }

    private static Agency agency(Row row) {
        var endedOn = row.dateOrNull("ended_on");
        String code = row.text("code");
        return new Agency(
                row.whole("id"),
                endedOn == null ? code : code + "~" + endedOn,
                code,
                row.text("name"),
                row.text("kind"),
                endedOn != null,
                row.textOrNull("successor"));
    }

    private void take(Row row) {
        var key = new Key(row.whole("agency_id"), Kind.valueOf(row.text("kind")), row.textOrNull("procedure_code"));
        routes.computeIfAbsent(key, k -> new ArrayList<>())
                .add(new Route(
                        span(row, "from_at", "until_at"),
                        row.flag("in_force") ? span(row, "account_from", "account_until") : null,
                        row.flag("receives"),
                        row.whole("owner")));
        keysOf.computeIfAbsent(key.agency(), a -> new HashSet<>()).add(key);
    }

    private static Span span(Row row, String from, String until) {
        return new Span(row.instantOrNull(from), row.instantOrNull(until));
    }

    private void judgeRoutes() {
        for (Agency agency : agencies) {
            Set<Long> asked = asked(agency.id());
            Map<Kind, CellClass> own = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                own.put(kind, judged(new Key(agency.id(), kind, null), asked));
            }
            defaults.put(agency.id(), own);
            asked.stream()
                    .flatMap(other -> keysOf.getOrDefault(other, Set.of()).stream())
                    .filter(key -> key.procedure() != null)
                    .map(key -> new Key(agency.id(), key.kind(), key.procedure()))
                    .distinct()
                    .forEach(key -> classes.put(key, judged(key, asked)));
        }
    }

    /** An agency and all whose rows may be asked in its place: whoever took over from it, or from an agency whose account its fees go to. */
    private Set<Long> asked(long agency) {
        var all = new HashSet<>(Set.of(agency));
        var todo = new ArrayDeque<>(all);
        while (!todo.isEmpty()) {
            long next = todo.remove();
            Stream.concat(
                            heirs.getOrDefault(next, List.of()).stream()
                                    .flatMap(heir -> Stream.ofNullable(heir.agency())),
                            keysOf.getOrDefault(next, Set.of()).stream()
                                    .flatMap(key -> routes.getOrDefault(key, List.of()).stream())
                                    .map(Route::owner)
                                    .filter(heirs::containsKey))
                    .filter(all::add)
                    .forEach(todo::add);
        }
        return all;
    }

    /** Where an account stops being in force, a row, an account or a succession begins or ends: only there it has to be looked. */
    private CellClass judged(Key key, Set<Long> asked) {
        Route now = route(key, at);
        if (now == null) {
            return CellClass.NO_ACCOUNT;
        } else if (!now.receives()) {
            return CellClass.PROVIDER_REFUSES_BANK;
        }
        Instant horizon = at.plus(HORIZON);
        Stream<Span> ofRows = asked.stream()
                .flatMap(agency -> Stream.of(key.procedure(), null).distinct().map(p -> new Key(agency, key.kind(), p)))
                .flatMap(k -> routes.getOrDefault(k, List.of()).stream())
                .flatMap(route -> Stream.of(route.duty(), route.account()));
        Stream<Span> ofSuccessions = asked.stream()
                .flatMap(agency -> heirs.getOrDefault(agency, List.of()).stream())
                .map(Heir::span);
        boolean gap = Stream.concat(ofRows, ofSuccessions)
                .filter(Objects::nonNull)
                .flatMap(span -> Stream.of(Optional.ofNullable(span.from()), Optional.ofNullable(span.until())))
                .flatMap(Optional::stream)
                .anyMatch(edge -> edge.isAfter(at) && !edge.isAfter(horizon) && route(key, edge) == null);
        return gap ? CellClass.ACCOUNT_EXPIRING : CellClass.PAYABLE;
    }

    /**
     * Whoever succeeded the agency is asked. A procedure's own row beats the agency's default; its account is looked at afterwards, and one that has
     * ended is no account. Is it that of an agency that has ceased, its successor has that duty too.
     */
    private @Nullable Route route(Key given, Instant when) {
        Long agency = given.agency();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            agency = inItsPlace(agency, when);
            if (agency == null) {
                return null;
            }
            var key = new Key(agency, given.kind(), given.procedure());
            Route own = onDuty(key, when);
            Route chosen =
                    own != null || key.procedure() == null ? own : onDuty(new Key(agency, key.kind(), null), when);
            Span account = chosen == null ? null : chosen.account();
            if (chosen == null || account == null || !account.covers(when)) {
                return null;
            }
            if (heir(chosen.owner(), when) == null) {
                return chosen;
            }
            agency = chosen.owner();
        }
        return null;
    }

    /** The end of the chain of successors; null where that is not decided. */
    private @Nullable Long inItsPlace(long given, Instant when) {
        Long agency = given;
        Heir next;
        while (agency != null && (next = heir(agency, when)) != null) {
            agency = next.agency();
        }
        return agency;
    }

    private @Nullable Heir heir(long agency, Instant when) {
        for (Heir heir : heirs.getOrDefault(agency, List.of())) {
            if (heir.span().covers(when)) {
                return heir;
            }
        }
        return null;
    }

    private @Nullable Route onDuty(Key key, Instant when) {
        for (Route route : routes.getOrDefault(key, List.of())) {
            if (route.duty().covers(when)) {
                return route;
            }
        }
        return null;
    }

    List<Procedure> procedures() {
        return procedures;
    }

    /** In the order of {@link Agency#key}. */
    List<Agency> agencies() {
        return agencies;
    }

    boolean inCharge(Agency agency, Procedure procedure) {
        return switch (procedure.inCharge()) {
            case "all" -> !agency.dissolved();
            case "listed" -> listed.getOrDefault(procedure.code(), Set.of()).contains(agency.id());
            default -> !agency.dissolved() && agency.kind().equals(procedure.inCharge());
        };
    }

    CellClass cell(Agency agency, Procedure procedure) {
        if (agency.dissolved()) {
            return CellClass.AGENCY_DISSOLVED;
        } else if (procedure.gap()) {
            return CellClass.NO_FEE_ROW;
        } else if (!procedure.fee() && !procedure.charge()) {
            return CellClass.FREE;
        }
        CellClass fee = procedure.fee() ? account(agency, procedure, Kind.FEE) : CellClass.PAYABLE;
        CellClass charge = procedure.charge() ? account(agency, procedure, Kind.CHARGE) : CellClass.PAYABLE;
        return fee.compareTo(charge) < 0 ? fee : charge;
    }

    private CellClass account(Agency agency, Procedure procedure, Kind kind) {
        CellClass own = classes.isEmpty() ? null : classes.get(new Key(agency.id(), kind, procedure.code()));
        return own != null
                ? own
                : defaults.getOrDefault(agency.id(), Map.of()).getOrDefault(kind, CellClass.NO_ACCOUNT);
    }
}
