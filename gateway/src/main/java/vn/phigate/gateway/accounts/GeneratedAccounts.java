package vn.phigate.gateway.accounts;

import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;

/**
 * Accounts of former communes, which no public source has: generated, marked as such in holder, reason and by {@code sample}, for the sandbox. Some
 * hundred at once, by a handful of statements, through the same steps and constraints as any account.
 */
final class GeneratedAccounts {
    private static final String MARK = " - TAI KHOAN SINH TU DONG";
    private static final String REASON =
            "Sinh tự động cho xã, phường cũ; không có thật / Generated for a former commune; not real";
    private static final String BIN = "970432";
    /** Beside the numbers of the seeded present communes, whose codes are partly the same. */
    private static final String NUMBER = "1800%s0625";

    private static final String DRAFT = """
            insert into gateway.collection_account (id, agency_id, bank_bin, number, holder, valid, requested_from, legal_basis, status, sample,
                touched_by, created_at, created_by)
            select t.id, t.agency, ?, t.number, t.holder, tstzrange(d.since, null), d.since, ?, 'draft', true, array[d.maker], d.since, d.maker
            from unnest(cast(? as uuid[]), cast(? as bigint[]), cast(? as text[]), cast(? as text[])) as t(id, agency, number, holder),
                (select cast(? as timestamptz) as since, cast(? as text) as maker) d
            """;
    private static final String SUBMIT = """
            update gateway.collection_account set status = 'submitted', submitted_at = created_at, submitted_by = created_by, checked_at = created_at
            where id = any(cast(? as uuid[]))
            """;
    private static final String APPROVE = """
            update gateway.collection_account set status = 'approved', approved_at = created_at, approved_by = ? where id = any(cast(? as uuid[]))
            """;
    private static final String ACTIVATE = """
            update gateway.collection_account set status = 'active', effective_at = lower(valid) where id = any(cast(? as uuid[]))
            """;
    /** Their duties have gone over; that they once had them is what an undoing gives back. */
    private static final String SUPERSEDE = """
            update gateway.collection_account set status = 'superseded', superseded_at = ? where id = any(cast(? as uuid[]))
            """;

    private static final String ASSIGN = """
            insert into gateway.account_assignment (id, agency_id, kind, account_id, valid, recorded, status, reason, proposed_at, proposed_by,
                approved_at, approved_by)
            select gen_random_uuid(), c.agency_id, k.kind, c.id, c.valid, tstzrange(lower(c.valid), null), 'approved', c.legal_basis, c.created_at,
                c.created_by, c.created_at, c.approved_by
            from gateway.collection_account c cross join (values ('FEE'), ('CHARGE')) as k(kind) where c.id = any(cast(? as uuid[]))
            returning id, account_id, kind
            """;

    private final Audit audit;
    private final InstantSource clock;

    GeneratedAccounts(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    void generate(Tx tx, List<Accounts.Former> formers, Instant since, String maker, String checker) {
        UUID[] ids = formers.stream().map(former -> Ids.next(since)).toArray(UUID[]::new);
        tx.run(
                DRAFT,
                BIN,
                REASON,
                ids,
                formers.stream().map(Accounts.Former::agencyId).toArray(Long[]::new),
                formers.stream().map(former -> NUMBER.formatted(former.code())).toArray(String[]::new),
                formers.stream().map(former -> holder(former.name())).toArray(String[]::new),
                since,
                maker);
        tx.run(SUBMIT, (Object) ids);
        tx.run(APPROVE, checker, ids);
        tx.run(ACTIVATE, (Object) ids);
        Map<String, Object> accounts = new LinkedHashMap<>();
        for (int i = 0; i < ids.length; i++) {
            String code = formers.get(i).code();
            accounts.put(
                    ids[i].toString(),
                    Map.of("agency", code, "bin", BIN, "number", NUMBER.formatted(code), "from", since));
        }
        audit.recordAll(tx, maker, "register", "account", accounts, REASON);
        audit.recordAll(tx, checker, "approve", "account", accounts, REASON);
        Map<String, Object> rows = new LinkedHashMap<>();
        tx.list(ASSIGN, row -> row, (Object) ids)
                .forEach(row -> rows.put(
                        row.uuid("id").toString(),
                        Map.of("account_id", row.uuid("account_id"), "kind", row.text("kind"), "from", since)));
        audit.recordAll(tx, checker, "approve", "assignment", rows, REASON);
        tx.run(SUPERSEDE, clock.instant(), ids);
    }

    private static String holder(String name) {
        String bare = Normalizer.normalize(name.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "");
        return ("UBND " + bare).toUpperCase(Locale.ROOT) + MARK;
    }
}
