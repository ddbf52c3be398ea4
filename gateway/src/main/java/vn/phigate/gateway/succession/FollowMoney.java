package vn.phigate.gateway.succession;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.accounts.Resolution;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.procedures.Kind;

/** From a former account to whoever has its duties: accounts first, because that is the closer word, then their owners, to the end of the chain. */
final class FollowMoney {
    /** No procedure has this code, so only an agency's default answers. */
    private static final String NO_PROCEDURE = "";

    private static final String AFTER_ACCOUNT = """
            select l.part_id, p.divided, l.successor_account, u.id as succession, u.legal_act, u.cut_over
            from gateway.succession_link l join gateway.succession_part p on p.id = l.part_id join gateway.succession u on u.id = p.succession_id
            where l.former_account = ? and l.valid @> cast(? as timestamptz) and l.recorded @> cast(? as timestamptz)
            """;
    private static final String AFTER_AGENCY = """
            select l.part_id, p.divided, l.successor_agency, u.id as succession, u.legal_act, u.cut_over
            from gateway.succession_link l join gateway.succession_part p on p.id = l.part_id join gateway.succession u on u.id = p.succession_id
            where l.former_agency = ? and l.valid @> cast(? as timestamptz) and l.recorded @> cast(? as timestamptz)
            """;
    /** Undone ones too: at an earlier instant they stood. */
    private static final String EVER = """
            select exists (select from gateway.succession_link k where k.former_account = c.id)
                or exists (select from gateway.succession_link k where k.former_agency = c.agency_id) as ever
            from gateway.collection_account c where c.id = ?
            """;

    private static final String CANDIDATES =
            "select agency_id from gateway.succession_candidate where part_id = ? order by position";

    private final Agencies agencies;
    private final Accounts accounts;

    FollowMoney(Agencies agencies, Accounts accounts) {
        this.agencies = agencies;
        this.accounts = accounts;
    }

    static boolean ever(Sql sql, UUID account) {
        return sql.get(EVER, account).orElseThrow().flag("ever");
    }

    Optional<Successor> after(Sql sql, UUID given, Instant at, Instant knownAt) {
        CollectionAccount first = accounts.get(sql, given);
        CollectionAccount account = first;
        long agency = first.agencyId();
        boolean moved = false;
        List<Row> steps = new ArrayList<>();
        Set<Object> seen = new HashSet<>(Set.of(given, agency));
        while (true) {
            Row step = moved
                    ? null
                    : sql.get(AFTER_ACCOUNT, account.id(), at, knownAt).orElse(null);
            if (step != null) {
                account = accounts.get(sql, step.uuid("successor_account"));
                agency = account.agencyId();
            } else {
                step = sql.get(AFTER_AGENCY, agency, at, knownAt).orElse(null);
                if (step == null) {
                    break;
                }
                Long successor = step.wholeOrNull("successor_agency");
                if (successor == null) {
                    steps.add(step);
                    return Optional.of(successor(sql, first, null, null, steps));
                }
                agency = successor;
                moved = true;
            }
            steps.add(step);
            if (!seen.add(moved ? agency : account.id())) {
                break;
            }
        }
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        CollectionAccount now = moved ? standing(sql, agency, at, knownAt) : account;
        return Optional.of(successor(sql, first, agency, now, steps));
    }

    private @Nullable CollectionAccount standing(Sql sql, long agency, Instant at, Instant knownAt) {
        return accounts.resolve(sql, agency, NO_PROCEDURE, Kind.FEE, at, knownAt)
                .or(() -> accounts.resolve(sql, agency, NO_PROCEDURE, Kind.CHARGE, at, knownAt))
                .map(Resolution::account)
                .orElse(null);
    }

    private Successor successor(
            Sql sql,
            CollectionAccount first,
            @Nullable Long agency,
            @Nullable CollectionAccount account,
            List<Row> steps) {
        List<Long> candidates = agency == null
                ? sql.list(
                        CANDIDATES,
                        row -> row.whole("agency_id"),
                        steps.getLast().uuid("part_id"))
                : List.of(agency);
        return new Successor(
                steps.getFirst().uuid("succession"),
                agencies.byId(sql, first.agencyId()),
                agency == null ? null : agencies.byId(sql, agency),
                account,
                steps.getFirst().text("legal_act"),
                steps.getFirst().instant("cut_over"),
                steps.stream().anyMatch(step -> step.flag("divided")),
                candidates.stream().map(id -> agencies.byId(sql, id)).toList());
    }
}
