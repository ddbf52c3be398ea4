package vn.phigate.gateway.agencies;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collection;
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
