package vn.phigate.gateway.accounts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;

/** Reads collection accounts with their registration. */
final class AccountRows {
    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};
    /** For a {@code CollectionAccount} alone, of a table named c. */
    static final String COLUMNS = """
            c.id, c.agency_id, c.bank_bin, c.number, c.holder, c.status, lower(c.valid) as valid_from, upper(c.valid) as valid_until,
            c.approved_by, c.approved_at, c.sample
            """;

    private static final String SELECT = "select " + COLUMNS + """
            , c.requested_from, c.legal_basis, c.treasury, c.replaces, c.superseded_by, c.touched_by, c.findings, c.acknowledged,
              c.created_at, c.created_by, c.submitted_at, c.submitted_by, c.cool_off_until, c.deposit, c.deposit_code, c.deposit_vnd,
              c.deposit_seen_at, c.deposit_evidence, c.waiver_reason, c.waiver_first_by, c.waiver_first_at, c.waiver_second_by,
              c.waiver_second_at, c.effective_at, c.rejected_by, c.rejected_at, c.rejected_reason, c.closing_from, c.closing_reason,
              c.closing_proposed_by, c.closing_proposed_at, c.closed_by, c.closed_at, a.name as agency_name,
              (select k.code from gateway.agency_code k where k.agency_id = c.agency_id order by k.valid desc limit 1) as agency_code
            from gateway.collection_account c join gateway.agency a on a.id = c.agency_id
            """;
    private static final String BY_ID = SELECT + " where c.id = ?";
    private static final String LOCKED = BY_ID + " for update of c";
    private static final String PAGE = SELECT + """
             where (cast(? as bigint[]) is null or c.agency_id = any(cast(? as bigint[]))) and (cast(? as text) is null or c.status = ?) and c.id > ?
            order by c.id limit ?
            """;

    private AccountRows() {}

    static Optional<AccountFile> find(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(AccountRows::file);
    }

    /** Nobody else changes it until the transaction ends. */
    static AccountFile locked(Tx tx, UUID id) {
        return tx.get(LOCKED, id).map(AccountRows::file).orElseThrow(() -> AccountProblem.ACCOUNT_UNKNOWN.refusal());
    }

    static List<AccountFile> page(
            Sql sql, Long @Nullable [] agencyIds, @Nullable AccountStatus status, UUID after, int limit) {
        String text = status == null ? null : status.text();
        return sql.list(PAGE, AccountRows::file, agencyIds, agencyIds, text, text, after, (long) limit);
    }

    static CollectionAccount account(Row row) {
        return new CollectionAccount(
                row.uuid("id"),
                row.whole("agency_id"),
                row.text("bank_bin"),
                row.text("number"),
                row.text("holder"),
                row.text("status"),
                row.instant("valid_from"),
                row.instantOrNull("valid_until"),
                row.textOrNull("approved_by"),
                row.instantOrNull("approved_at"),
                row.flag("sample"));
    }

    private static AccountFile file(Row row) {
        String treasury = row.textOrNull("treasury");
        return new AccountFile(
                account(row),
                AccountStatus.read(row.text("status")),
                row.text("agency_code"),
                row.text("agency_name"),
                row.instant("requested_from"),
                row.textOrNull("legal_basis"),
                treasury == null ? null : json(treasury, Treasury.class),
                row.uuidOrNull("replaces"),
                row.uuidOrNull("superseded_by"),
                new LinkedHashSet<>(row.texts("touched_by")),
                findings(row.text("findings")),
                new LinkedHashSet<>(row.texts("acknowledged")),
                new AccountFile.Step(row.text("created_by"), row.instant("created_at"), null),
                step(row, "submitted", null),
                step(row, "approved", null),
                row.instantOrNull("cool_off_until"),
                deposit(row),
                row.instantOrNull("effective_at"),
                step(row, "rejected", row.textOrNull("rejected_reason")),
                closing(row));
    }

    private static AccountFile.@Nullable Step step(Row row, String name, @Nullable String reason) {
        String by = row.textOrNull(name + "_by");
        return by == null ? null : new AccountFile.Step(by, row.instant(name + "_at"), reason);
    }

    private static AccountFile.@Nullable Deposit deposit(Row row) {
        if (row.text("deposit").equals("off")) {
            return null;
        }
        return new AccountFile.Deposit(
                row.text("deposit_code"),
                row.whole("deposit_vnd"),
                row.instantOrNull("deposit_seen_at"),
                row.textOrNull("deposit_evidence"),
                step(row, "waiver_first", row.textOrNull("waiver_reason")),
                step(row, "waiver_second", null));
    }

    private static AccountFile.@Nullable Closing closing(Row row) {
        Instant from = row.instantOrNull("closing_from");
        var proposed = step(row, "closing_proposed", row.textOrNull("closing_reason"));
        return from == null || proposed == null
                ? null
                : new AccountFile.Closing(from, proposed, step(row, "closed", null));
    }

    private static <T> T json(String text, Class<T> type) {
        try {
            return Json.MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    private static List<Finding> findings(String text) {
        try {
            return Json.MAPPER.readValue(text, FINDINGS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored findings cannot be read", e);
        }
    }
}
