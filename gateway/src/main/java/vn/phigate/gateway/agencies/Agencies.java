package vn.phigate.gateway.agencies;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.time.BusinessDay;

/** The door to agencies. */
public final class Agencies {
    private static final String COLUMNS = "a.id, c.code, a.kind, a.name, a.name_en, a.tax_code, a.address, a.sample";
    private static final String BY_CODE = "select " + COLUMNS + """
             from gateway.agency_code c join gateway.agency a on a.id = c.agency_id where c.code = ? and c.valid @> cast(? as date)
            """;
    private static final String BY_ID = "select " + COLUMNS + """
             from gateway.agency a join gateway.agency_code c on c.agency_id = a.id where a.id = ? order by c.valid desc limit 1
            """;
    private static final String BY_IDS = "select distinct on (a.id) " + COLUMNS + """
             from gateway.agency a join gateway.agency_code c on c.agency_id = a.id where a.id = any(cast(? as bigint[])) order by a.id, c.valid desc
            """;
    private static final String ALL = "select " + COLUMNS + """
             from gateway.agency_code c join gateway.agency a on a.id = c.agency_id
            where c.valid @> cast(? as date) and c.code > ? order by c.code limit ?
            """;
    private static final String SCOPE =
            "select agency_id from gateway.agency_code where code = any(cast(? as text[])) and valid @> cast(? as date)";
    private static final String INSERT = """
            insert into gateway.agency (kind, name, name_en, tax_code, address, sample, created_at, created_by)
            values (?, ?, ?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String INSERT_CODE = """
            insert into gateway.agency_code (agency_id, code, valid) values (?, ?, daterange(cast(? as date), null))
            """;

    private static final String END_CODES = """
            with given as (
                select k.agency_id, k.code, k.valid from gateway.agency_code k
                where k.agency_id = any(cast(? as bigint[])) and k.valid && daterange(cast(? as date), null) for update
            ), ended as (
                update gateway.agency_code k set valid = daterange(lower(g.valid), greatest(lower(g.valid), cast(? as date)))
                from given g where k.agency_id = g.agency_id and k.valid = g.valid
            )
            select agency_id, code, cast(valid as text) as valid from given order by agency_id
            """;
    /** What begins where the code ended is the same row going on; anything else is a row of its own. */
    private static final String RESUME_ROW = """
            update gateway.agency_code k set valid = k.valid + (cast(? as daterange) * daterange(upper(k.valid), null))
            where k.agency_id = ? and k.valid && cast(? as daterange) and upper(k.valid) >= cast(? as date)
            """;

    private static final String RESUME_LATER = """
            insert into gateway.agency_code (agency_id, code, valid)
            select k.agency_id, k.code, cast(? as daterange) * daterange(cast(? as date), null) from gateway.agency_code k
            where k.agency_id = ? and not isempty(cast(? as daterange) * daterange(cast(? as date), null)) order by k.valid desc limit 1
            """;
    private static final String CODE_TAKEN = """
            select exists (
                select from gateway.agency_code k join gateway.agency_code own on own.agency_id = ? and own.code = k.code
                where k.agency_id <> ? and k.valid && (cast(? as daterange) * daterange(cast(? as date), null))) as taken
            """;
    private static final String INSERT_MANY = """
            with given as (
                select nextval(pg_get_serial_sequence('gateway.agency', 'id')) as id, t.*
                from unnest(cast(? as text[]), cast(? as text[]), cast(? as text[])) as t(code, name, valid)
            ), made as (
                insert into gateway.agency (id, kind, name, sample, created_at, created_by) overriding system value
                select id, ?, name, false, ?, ? from given
            ), coded as (
                insert into gateway.agency_code (agency_id, code, valid) select id, code, cast(valid as daterange) from given
            )
            select id, code from given
            """;

    private final Audit audit;
    private final InstantSource clock;

    public Agencies(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a new agency is made of.
     *
     * @param validFrom first day on which the code is this agency's
     */
    public record NewAgency(
            String code,
            String kind,
            String name,
            @Nullable String nameEn,
            @Nullable String taxCode,
            @Nullable String address,
            boolean sample,
            LocalDate validFrom) {}

    /** The agency that has this code on this day. */
    public Optional<Agency> find(Sql sql, String code, LocalDate day) {
        return sql.get(BY_CODE, code, day).map(Agencies::read);
    }

    public Agency get(Sql sql, String code, LocalDate day) {
        return find(sql, code, day)
                .orElseThrow(() -> AgencyProblem.AGENCY_UNKNOWN
                        .refusal(
                                "Không có cơ quan mang mã «" + code + "» vào ngày " + day
                                        + "; hãy kiểm tra mã và ngày.",
                                "No agency has the code \"" + code + "\" on " + day + "; check the code and the day.")
                        .with("agency", code));
    }

    /** What a caller acts for today. A code that is no agency's any more gives nothing. */
    public AgencyScope scope(Sql sql, Caller caller) {
        if (caller.wholeCity()) {
            return AgencyScope.WHOLE_CITY;
        }
        String[] codes = caller.agencies().toArray(String[]::new);
        return new AgencyScope(
                Set.copyOf(sql.list(SCOPE, row -> row.whole("agency_id"), codes, BusinessDay.of(clock.instant()))));
    }

    /** By identity, with its latest code. */
    public Agency byId(Sql sql, long id) {
        return read(sql.get(BY_ID, id).orElseThrow());
    }

    /** Several by identity, each with its latest code. */
    public Map<Long, Agency> byIds(Sql sql, Collection<Long> ids) {
        return sql.list(BY_IDS, Agencies::read, (Object) ids.toArray(Long[]::new)).stream()
                .collect(Collectors.toMap(Agency::id, agency -> agency));
    }

    /** The agencies of a day by code, a page at a time. */
    public List<Agency> list(Sql sql, LocalDate day, String afterCode, int limit) {
        return sql.list(ALL, Agencies::read, day, afterCode, (long) limit);
    }

    public Agency create(Tx tx, NewAgency agency, String by) {
        Instant now = clock.instant();
        try {
            long id = tx.get(
                            INSERT,
                            agency.kind(),
                            agency.name(),
                            agency.nameEn(),
                            agency.taxCode(),
                            agency.address(),
                            agency.sample(),
                            now,
                            by)
                    .orElseThrow()
                    .whole("id");
            tx.run(INSERT_CODE, id, agency.code(), agency.validFrom());
            audit.record(tx, by, "create", "agency", agency.code(), null, agency, null);
            return byId(tx, id);
        } catch (ConstraintViolation e) {
            if (e.constraint().startsWith("agency_code_one")) {
                throw AgencyProblem.AGENCY_CODE_TAKEN.refusal().with("agency", agency.code());
            }
            throw e;
        }
    }

    /**
     * Enters agencies that have ceased, with the days their codes were theirs.
     *
     * @param names by code
     * @param until the first day without the code
     * @return identity by code
     */
    public Map<String, Long> createFormer(
            Tx tx, String kind, Map<String, String> names, LocalDate from, LocalDate until, String by) {
        String[] codes = names.keySet().toArray(String[]::new);
        String[] valid = new String[codes.length];
        Arrays.fill(valid, "[" + from + "," + until + ")");
        Instant now = clock.instant();
        Map<String, Long> made = new HashMap<>();
        tx.list(INSERT_MANY, row -> row, codes, names.values().toArray(String[]::new), valid, kind, now, by)
                .forEach(row -> made.put(row.text("code"), row.whole("id")));
        var created = new LinkedHashMap<String, Object>();
        names.forEach((code, name) ->
                created.put(code, Map.of("code", code, "name", name, "kind", kind, "from", from, "until", until)));
        audit.recordAll(tx, by, "create", "agency", created, null);
        return made;
    }

    /**
     * Ends the codes of agencies that cease.
     *
     * @param day the first day without the code
     * @return by agency, the days the code would have had; those whose code had ended before are not in it
     */
    public Map<Long, String> endCodes(Tx tx, Collection<Long> ids, LocalDate day, String by, String reason) {
        Map<Long, String> was = new HashMap<>();
        try {
            tx.list(END_CODES, row -> row, ids.toArray(Long[]::new), day, day).forEach(row -> {
                was.put(row.whole("agency_id"), row.text("valid"));
                var before = Map.of("code", row.text("code"), "valid", row.text("valid"));
                audit.record(tx, by, "end-code", "agency", row.text("code"), before, Map.of("code_until", day), reason);
            });
        } catch (ConstraintViolation e) {
            if (e.constraint().startsWith("agency_code_valid")) {
                throw AgencyProblem.AGENCY_UNKNOWN.refusal(
                        "Cơ quan chưa có mã trước ngày " + day + ".", "The agency had no code before " + day + ".");
            }
            throw e;
        }
        return was;
    }

    /**
     * Gives an agency back the days of its code that {@link #endCodes} took.
     *
     * @param was the days the code would have had
     * @param from the first day given back
     * @return false when the code has become another agency's meanwhile; then it stays without one
     */
    public boolean resumeCode(Tx tx, long id, String was, LocalDate from, String by, String reason) {
        if (tx.get(CODE_TAKEN, id, id, was, from).orElseThrow().flag("taken")) {
            return false;
        }
        if (tx.run(RESUME_ROW, was, id, was, from) == 0) {
            tx.run(RESUME_LATER, was, from, id, was, from);
        }
        audit.record(
                tx, by, "resume-code", "agency", byId(tx, id).code(), null, Map.of("valid", was, "from", from), reason);
        return true;
    }

    private static Agency read(Row row) {
        return new Agency(
                row.whole("id"),
                row.text("code"),
                row.text("kind"),
                row.text("name"),
                row.textOrNull("name_en"),
                row.textOrNull("tax_code"),
                row.textOrNull("address"),
                row.flag("sample"));
    }
}
