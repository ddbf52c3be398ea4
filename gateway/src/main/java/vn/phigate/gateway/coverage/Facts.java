package vn.phigate.gateway.coverage;

import java.time.Duration;
import java.time.Instant;
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
    /** As {@code Accounts.resolve} asks, for all keys at once and for the days to come. */
    private static final String ROUTES = """
            select s.agency_id, s.kind, s.procedure_code, coalesce(b.receives_vietqr, false) as receives,
                   lower(s.valid) as from_at, upper(s.valid) as until_at, lower(c.valid) as account_from, upper(c.valid) as account_until,
                   c.status in ('active', 'superseded', 'closed') as in_force
            from (select cast(? as timestamptz) as at, cast(? as timestamptz) as until, cast(? as timestamptz) as known_at) d
            join gateway.account_assignment s on s.status in ('approved', 'ended') and s.recorded @> d.known_at
                and s.valid && tstzrange(d.at, d.until, '[]')
            join gateway.collection_account c on c.id = s.account_id
            left join gateway.receiving_bank b on b.bin = c.bank_bin
            """;

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
     * One row of the map of accounts.
     *
     * @param duty when the row applies
     * @param account when its account is in force; null for never
     */
    private record Route(Span duty, @Nullable Span account, boolean receives) {}

    private record Key(long agency, Kind kind, @Nullable String procedure) {}

    private final Instant at;
    private final List<Procedure> procedures;
    private final List<Agency> agencies;
    private final Map<String, Set<Long>> listed = new HashMap<>();
    private final Map<Key, List<Route>> routes = new HashMap<>();
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
                        new Span(row.instantOrNull("from_at"), row.instantOrNull("until_at")),
                        row.flag("in_force")
                                ? new Span(row.instantOrNull("account_from"), row.instantOrNull("account_until"))
                                : null,
                        row.flag("receives")));
    }

    private void judgeRoutes() {
        for (Agency agency : agencies) {
            Map<Kind, CellClass> own = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                own.put(kind, judged(new Key(agency.id(), kind, null)));
            }
            defaults.put(agency.id(), own);
        }
        routes.keySet().stream().filter(key -> key.procedure() != null).forEach(key -> classes.put(key, judged(key)));
    }

    /** Where an account stops being in force, one of the rows or accounts begins or ends: only there it has to be looked. */
    private CellClass judged(Key key) {
        Route now = route(key, at);
        if (now == null) {
            return CellClass.NO_ACCOUNT;
        } else if (!now.receives()) {
            return CellClass.PROVIDER_REFUSES_BANK;
        }
        Instant horizon = at.plus(HORIZON);
        boolean gap = Stream.of(key, new Key(key.agency(), key.kind(), null))
                .distinct()
                .flatMap(k -> routes.getOrDefault(k, List.of()).stream())
                .flatMap(route -> Stream.of(route.duty(), route.account()))
                .filter(Objects::nonNull)
                .flatMap(span -> Stream.of(Optional.ofNullable(span.from()), Optional.ofNullable(span.until())))
                .flatMap(Optional::stream)
                .anyMatch(edge -> edge.isAfter(at) && !edge.isAfter(horizon) && route(key, edge) == null);
        return gap ? CellClass.ACCOUNT_EXPIRING : CellClass.PAYABLE;
    }

    /** A procedure's own row beats the agency's default; its account is looked at afterwards, and one that has ended is no account. */
    private @Nullable Route route(Key key, Instant when) {
        Route own = onDuty(key, when);
        Route chosen =
                own != null || key.procedure() == null ? own : onDuty(new Key(key.agency(), key.kind(), null), when);
        Span account = chosen == null ? null : chosen.account();
        return account != null && account.covers(when) ? chosen : null;
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
