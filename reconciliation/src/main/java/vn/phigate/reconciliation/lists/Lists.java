package vn.phigate.reconciliation.lists;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.Ids;

/** The door to the lists of others. */
public final class Lists {
    private static final TypeReference<List<RowFinding>> FINDINGS = new TypeReference<>() {};
    private static final String LOCK =
            "select cast(pg_advisory_xact_lock(hashtextextended(?, 8084)) as text) as locked";
    private static final String FIND = "select id from reconciliation.outside_list where kind = ? and sha256 = ?";
    private static final String BY_ID = """
            select id, kind, sha256, filename, layout, row_count, known_count, findings, received_at, received_by from reconciliation.outside_list where id = ?
            """;
    private static final String INSERT = """
            insert into reconciliation.outside_list
                (id, kind, sha256, filename, content, layout, row_count, known_count, findings, received_at, received_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?)
            """;
    private static final String INSERT_ROW = """
            insert into reconciliation.outside_row
                (id, list_id, kind, file_line, agency_id, account_id, dossier, compact, day, amount_vnd, number, serial, method, slip, cancelled)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String ROWS = """
            select id, list_id, agency_id, account_id, dossier, compact, day, amount_vnd, number, serial, method, slip, cancelled, file_line
            from reconciliation.outside_row where kind = ?
            """;
    private static final String OF_DAYS =
            ROWS + " and day between cast(? as date) and cast(? as date) order by file_line, id";
    private static final String OPEN_FEES = ROWS + """
             and account_id = ? and day <= cast(? as date) and not exists (
                select from reconciliation.match m where m.subject_type = 'desk_fee' and m.subject_id = outside_row.id)
            order by day, file_line, id
            """;
    private static final String OF_DOSSIERS = ROWS + " and compact = any(cast(? as text[])) order by day, id";
    /** The agency's own part of a dossier code of the form of 2020: H26.00004-250717-0001. */
    private static final Pattern AGENCY = Pattern.compile("[A-Z][0-9]{2}[. ]([0-9]{5})[ -].*");

    private final ListLayouts layouts;
    private final Accounts accounts;
    private final Agencies agencies;
    private final Audit audit;
    private final InstantSource clock;

    public Lists(ListLayouts layouts, Accounts accounts, Agencies agencies, Audit audit, InstantSource clock) {
        this.layouts = layouts;
        this.accounts = accounts;
        this.agencies = agencies;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A list that was taken in.
     *
     * @param layout by which it was read
     * @param rows that it brought
     * @param known rows that an earlier list had already
     * @param findings rows that were left out, and why
     */
    public record TakenList(
            UUID id,
            ListKind kind,
            String sha256,
            String filename,
            String layout,
            int rows,
            int known,
            List<RowFinding> findings,
            Instant receivedAt,
            String receivedBy) {}

    /** @param duplicate true when the same bytes were taken in before */
    public record Taken(TakenList list, boolean duplicate) {}

    /** @param rows readable ones, in the order of the file */
    public record Looked(String layout, List<ListRow> rows, List<RowFinding> findings) {}

    /** A row that was taken in. @param account where its money goes; null when the agency is not known or has several */
    public record KeptRow(
            UUID id,
            UUID list,
            @Nullable Long agency,
            @Nullable UUID account,
            ListRow row) {}

    /** Reads a file and keeps nothing. */
    public Looked look(ListKind kind, byte[] content) {
        ReadList.Read read = ReadList.of(layouts, kind, content);
        return new Looked(read.layout(), read.rows(), read.findings());
    }

    /**
     * Takes a list in. The same file again changes nothing; a row that stands in an earlier list too is taken once.
     *
     * @param agency code of the agency whose list it is; null when the rows say it
     * @throws vn.phigate.gateway.platform.http.Refusal {@code list_unreadable}, {@code list_not_recognised}, {@code agency_unknown}
     */
    public Taken take(Tx tx, ListKind kind, String filename, byte[] content, @Nullable String agency, String by) {
        ReadList.Read read = ReadList.of(layouts, kind, content);
        tx.get(LOCK, "list:" + kind);
        String sha256 = Sha256.hex(content);
        Optional<UUID> before = tx.get(FIND, kind, sha256).map(row -> row.uuid("id"));
        if (before.isPresent()) {
            return new Taken(get(tx, before.get()), true);
        }
        List<RowFinding> findings = new ArrayList<>(read.findings());
        List<KeptRow> fresh = new ArrayList<>();
        UUID list = Ids.next(clock.instant());
        int known = 0;
        Map<Object, Integer> seen = kind == ListKind.FEES ? counted(tx, read.rows()) : Map.of();
        Map<Object, ListRow> numbers = kind == ListKind.RECEIPTS ? numbers(tx) : Map.of();
        for (ListRow row : read.rows()) {
            Owner owner = owner(tx, row, agency);
            if (owner == null) {
                findings.add(RowFinding.of(row.line(), "agency", String.valueOf(row.agency()), "agency_unknown"));
                continue;
            }
            if (kind == ListKind.FEES && seen.merge(key(row), -1, Integer::sum) >= 0) {
                known++;
                continue;
            }
            Object number = number(owner.agency, row);
            ListRow same = numbers.get(number);
            if (same != null) {
                if (sameReceipt(same, row)) {
                    known++;
                } else {
                    findings.add(RowFinding.of(row.line(), "number", String.valueOf(row.number()), "receipt_differs"));
                }
                continue;
            }
            if (kind == ListKind.RECEIPTS) {
                numbers.put(number, row);
            }
            fresh.add(new KeptRow(Ids.next(clock.instant()), list, owner.agency, owner.account, row));
        }
        Instant now = clock.instant();
        tx.run(
                INSERT,
                list,
                kind,
                sha256,
                filename,
                content,
                read.layout(),
                (long) fresh.size(),
                (long) known,
                Json.text(findings),
                now,
                by);
        fresh.forEach(kept -> insert(tx, kind, kept));
        audit.record(
                tx,
                by,
                "import",
                "outside_list",
                list.toString(),
                null,
                Map.of("sha256", sha256, "rows", fresh.size(), "known", known),
                null);
        return new Taken(get(tx, list), false);
    }

    private static void insert(Tx tx, ListKind kind, KeptRow kept) {
        ListRow row = kept.row;
        tx.run(
                INSERT_ROW,
                kept.id,
                kept.list,
                kind,
                row.line(),
                kept.agency,
                kept.account,
                row.dossier(),
                row.compact(),
                row.day(),
                row.amountVnd(),
                row.number(),
                row.serial(),
                row.method(),
                row.slip(),
                row.cancelled());
    }

    private record Owner(@Nullable Long agency, @Nullable UUID account) {}

    /** By the request, the row, or the dossier's code; null when a code is given that nobody has. */
    private @Nullable Owner owner(Sql sql, ListRow row, @Nullable String asked) {
        String code = asked != null ? asked : row.agency();
        String dossier = row.dossier();
        if (code == null && dossier != null) {
            Matcher matcher = AGENCY.matcher(dossier);
            code = matcher.matches() ? matcher.group(1) : null;
        }
        if (code == null) {
            return new Owner(null, null);
        }
        Agency agency = agencies.find(sql, code, row.day()).orElse(null);
        if (agency == null) {
            return null;
        }
        List<UUID> active = accounts.ofAgency(sql, agency.id()).stream()
                .filter(account -> account.validUntil() == null)
                .map(CollectionAccount::id)
                .toList();
        return new Owner(agency.id(), active.size() == 1 ? active.getFirst() : null);
    }

    private record FeeKey(
            @Nullable String compact,
            LocalDate day,
            long amountVnd,
            @Nullable String slip) {}

    private static Object key(ListRow row) {
        return new FeeKey(row.compact(), row.day(), row.amountVnd(), row.slip());
    }

    /** How often each entry is known: two equal payments in one list are two, the same two in a later list none. */
    private static Map<Object, Integer> counted(Sql sql, List<ListRow> rows) {
        Map<Object, Integer> counted = new HashMap<>();
        String[] compacts = rows.stream()
                .map(ListRow::compact)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(String[]::new);
        sql.list(OF_DOSSIERS, Lists::kept, ListKind.FEES, compacts)
                .forEach(kept -> counted.merge(key(kept.row), 1, Integer::sum));
        return counted;
    }

    private record Number(
            @Nullable Long agency,
            @Nullable String serial,
            @Nullable String number) {}

    private static Object number(@Nullable Long agency, ListRow row) {
        return new Number(agency, row.serial(), row.number());
    }

    private static Map<Object, ListRow> numbers(Sql sql) {
        Map<Object, ListRow> numbers = new HashMap<>();
        sql.list(ROWS, Lists::kept, ListKind.RECEIPTS)
                .forEach(kept -> numbers.put(number(kept.agency, kept.row), kept.row));
        return numbers;
    }

    private static boolean sameReceipt(ListRow one, ListRow other) {
        return one.amountVnd() == other.amountVnd()
                && one.day().equals(other.day())
                && Objects.equals(one.compact(), other.compact())
                && one.cancelled() == other.cancelled();
    }

    public TakenList get(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(Lists::list).orElseThrow();
    }

    /** Rows of some days, both included. */
    public List<KeptRow> ofDays(Sql sql, ListKind kind, LocalDate from, LocalDate to) {
        return sql.list(OF_DAYS, Lists::kept, kind, from, to);
    }

    /** Fees of desks whose money goes to an account and that no line has shown yet, of a day and before. */
    static List<KeptRow> openFees(Sql sql, UUID account, LocalDate through) {
        return sql.list(OPEN_FEES, Lists::kept, ListKind.FEES, account, through);
    }

    /** Rows of some dossiers, whatever their day. @param compacts codes without dots and dashes */
    public List<KeptRow> ofDossiers(Sql sql, ListKind kind, Collection<String> compacts) {
        return sql.list(OF_DOSSIERS, Lists::kept, kind, compacts.toArray(String[]::new));
    }

    private static KeptRow kept(Row row) {
        return new KeptRow(
                row.uuid("id"),
                row.uuid("list_id"),
                row.wholeOrNull("agency_id"),
                row.uuidOrNull("account_id"),
                new ListRow(
                        row.whole("file_line"),
                        row.textOrNull("dossier"),
                        row.textOrNull("compact"),
                        row.date("day"),
                        row.whole("amount_vnd"),
                        row.textOrNull("number"),
                        row.textOrNull("serial"),
                        row.textOrNull("method"),
                        row.textOrNull("slip"),
                        null,
                        row.flag("cancelled")));
    }

    private static TakenList list(Row row) {
        try {
            return new TakenList(
                    row.uuid("id"),
                    row.constant("kind", ListKind.class),
                    row.text("sha256"),
                    row.text("filename"),
                    row.text("layout"),
                    (int) row.whole("row_count"),
                    (int) row.whole("known_count"),
                    Json.MAPPER.readValue(row.text("findings"), FINDINGS),
                    row.instant("received_at"),
                    row.text("received_by"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored findings cannot be read", e);
        }
    }
}
