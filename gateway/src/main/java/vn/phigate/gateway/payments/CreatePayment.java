package vn.phigate.gateway.payments;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.accounts.Resolution;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.dossiers.DossierProblem;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.signing.LinkToken;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.Provider;

/**
 * Opens a payment for obligations that go to one account, and starts attempts. The obligations are locked, so that of two requests at the
 * same moment one opens the payment and the other is told which it is. Nothing here waits for a network: a provider that must be told is told
 * by {@link TellProvider} after the commit.
 */
final class CreatePayment {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long MOST_VND = 9_999_999_999L;
    private static final Provider.Follow NOTHING_YET = new Provider.Follow(null, null, null);

    /** A union, for with "or" in its place every obligation there is would be looked at. */
    private static final String LOCK = """
            select o.id, o.kind, o.amount_vnd, o.status, d.agency_id, d.procedure_code, d.code
            from gateway.obligation o join gateway.dossier d on d.id = o.dossier_id
            where o.id in (
                select unnest(cast(? as uuid[]))
                union select x.id from gateway.obligation x join gateway.dossier y on y.id = x.dossier_id where y.code = any(?)
            ) order by o.id for update of o
            """;
    /** Asked after the obligations are locked: a statement that waits for a lock sees other tables as they were before it waited. */
    private static final String CLAIMS =
            "select payment_id from gateway.open_claim where obligation_id = any(?) order by obligation_id limit 1";

    private static final String KNOWN_DOSSIERS = "select code from gateway.dossier where code = any(?)";
    /** The payment with its items and their claims: one statement, for each costs a trip to the database while the obligations are locked. */
    private static final String INSERT = """
            with p as (
                insert into gateway.payment (id, reference, account_id, amount_vnd, status, method, return_url, result_token, created_at, created_by, expires_at)
                values (?, ?, ?, ?, 'awaiting_provider', ?, ?, ?, ?, ?, ?) returning id
            ), i as (
                insert into gateway.payment_item (payment_id, obligation_id, amount_vnd, assignment_id)
                select p.id, u.obligation, u.amount, u.assignment
                from p cross join unnest(cast(? as uuid[]), cast(? as bigint[]), cast(? as uuid[])) as u (obligation, amount, assignment)
                returning obligation_id, payment_id
            ), c as (
                insert into gateway.open_claim (obligation_id, payment_id) select obligation_id, payment_id from i
            )
            update gateway.obligation o set status = 'pending' from i where o.id = i.obligation_id
            """;

    private static final String CLAIM = "insert into gateway.open_claim (obligation_id, payment_id) values (?, ?)";
    private static final String SET_PENDING = "update gateway.obligation set status = 'pending' where id = ?";
    private static final String INSERT_ATTEMPT = """
            insert into gateway.attempt (id, payment_id, number, provider, order_id, key_id, bound, status, created_at, expires_at, redirect_url, deeplink, qr, next_query_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String LOCK_PAYMENT = """
            select p.status, p.expires_at, p.reference, p.amount_vnd, p.account_id from gateway.payment p where p.id = ? for update
            """;
    private static final String ATTEMPTS =
            "select coalesce(max(number), 0) as n from gateway.attempt where payment_id = ?";
    private static final String LOCK_ITEMS = """
            select o.id, o.status, o.kind, d.code, d.agency_id, d.procedure_code, i.assignment_id
            from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id join gateway.dossier d on d.id = o.dossier_id
            where i.payment_id = ? order by o.id for update of o
            """;
    private static final String REOPEN = """
            update gateway.payment set status = ?, method = ?, expires_at = greatest(expires_at, ?), return_url = coalesce(?, return_url)
            where id = ?
            """;

    private final Agencies agencies;
    private final Accounts accounts;
    private final Methods methods;
    private final InstantSource clock;

    CreatePayment(Agencies agencies, Accounts accounts, Methods methods, InstantSource clock) {
        this.agencies = agencies;
        this.accounts = accounts;
        this.methods = methods;
        this.clock = clock;
    }

    /** @param call null when the provider need not be told */
    record Opened(UUID payment, TellProvider.@Nullable Call call) {}

    private record Wanted(UUID obligation, long amountVnd, String dossier, Resolution payee) {}

    Opened create(
            Tx tx,
            List<String> dossiers,
            List<UUID> obligations,
            String method,
            @Nullable String returnUrl,
            String by,
            String payerAddress,
            String language) {
        Provider provider = methods.provider(method);
        Instant now = clock.instant();
        List<Row> locked = tx.list(LOCK, row -> row, obligations.toArray(UUID[]::new), dossiers.toArray(String[]::new));
        requireKnown(tx, dossiers, obligations, locked);
        List<Row> due =
                locked.stream().filter(r -> r.text("status").equals("due")).toList();
        refuseUnlessDue(tx, locked, due, !obligations.isEmpty());
        Map<UUID, List<Wanted>> groups = due.stream()
                .map(row -> wanted(tx, row, now))
                .collect(Collectors.groupingBy(w -> w.payee.account().id(), LinkedHashMap::new, Collectors.toList()));
        if (groups.size() > 1) {
            throw accountsDiffer(groups.values());
        }
        List<Wanted> items = groups.values().iterator().next();
        CollectionAccount account = items.getFirst().payee.account();
        long amountVnd = items.stream().mapToLong(Wanted::amountVnd).reduce(0, Math::addExact);
        if (amountVnd < 1 || amountVnd > MOST_VND) {
            throw PaymentProblem.AMOUNT_OUT_OF_RANGE.refusal().with("amount_vnd", amountVnd);
        }
        UUID id = Ids.next(now);
        String reference = PaymentReference.next(RANDOM);
        Instant expiresAt = now.plus(provider.orderWindow()).plus(provider.lateWindow());
        inserting(() -> tx.run(
                INSERT,
                id,
                reference,
                account.id(),
                amountVnd,
                method,
                returnUrl,
                LinkToken.fresh(),
                now,
                by,
                expiresAt,
                items.stream().map(Wanted::obligation).toArray(UUID[]::new),
                items.stream().map(Wanted::amountVnd).toArray(Long[]::new),
                items.stream().map(item -> item.payee.assignmentId()).toArray(UUID[]::new)));
        String info = "Nop phi ho so "
                + items.stream().map(Wanted::dossier).distinct().collect(Collectors.joining(" "));
        List<UUID> assignments =
                items.stream().map(item -> item.payee.assignmentId()).toList();
        return start(
                tx, id, 1, provider, reference, amountVnd, account, assignments, info, payerAddress, language, now);
    }

    /** Another try of a payment that is still open, or whose last try was declined. */
    Opened startAnother(
            Tx tx, UUID id, String method, @Nullable String returnUrl, String payerAddress, String language) {
        Provider provider = methods.provider(method);
        Instant now = clock.instant();
        Row payment = tx.get(LOCK_PAYMENT, id).orElseThrow(() -> PaymentProblem.PAYMENT_UNKNOWN.refusal());
        PaymentStatus status = PaymentStatus.read(payment.text("status"));
        long attempts = tx.get(ATTEMPTS, id).orElseThrow().whole("n");
        var answer = PaymentLife.next(status, new PaymentLife.Event.AttemptStarted());
        boolean late =
                status != PaymentStatus.FAILED && payment.instant("expires_at").isBefore(now);
        if (!(answer instanceof PaymentLife.Answer.Moved(PaymentStatus to, CaseType ignored))
                || late
                || attempts >= 99) {
            throw PaymentProblem.PAYMENT_NOT_OPEN.refusal().with("current_status", status.text());
        }
        List<Row> items = tx.list(LOCK_ITEMS, row -> row, id);
        items.forEach(item -> requireSameAccount(tx, item, payment.uuid("account_id"), now));
        if (!status.holdsObligations()) {
            refuseUnlessDue(
                    tx,
                    items,
                    items.stream().filter(r -> r.text("status").equals("due")).toList(),
                    true);
            items.forEach(item -> claim(tx, item.uuid("id"), id));
        }
        tx.run(REOPEN, to.text(), method, now.plus(provider.orderWindow()).plus(provider.lateWindow()), returnUrl, id);
        String info = "Nop phi ho so "
                + items.stream().map(i -> i.text("code")).distinct().collect(Collectors.joining(" "));
        CollectionAccount account = accounts.get(tx, payment.uuid("account_id"));
        return start(
                tx,
                id,
                (int) attempts + 1,
                provider,
                payment.text("reference"),
                payment.whole("amount_vnd"),
                account,
                items.stream().map(item -> item.uuid("assignment_id")).toList(),
                info,
                payerAddress,
                language,
                now);
    }

    /** A retry pays into the account of today, or not at all: the payment pinned the one that was right when it was opened. */
    private void requireSameAccount(Sql sql, Row item, UUID account, Instant now) {
        boolean same = accounts.resolve(
                        sql,
                        item.whole("agency_id"),
                        item.text("procedure_code"),
                        Kind.valueOf(item.text("kind")),
                        now,
                        now)
                .map(today -> today.assignmentId().equals(item.uuid("assignment_id"))
                        && today.account().id().equals(account))
                .orElse(false);
        if (!same) {
            throw PaymentProblem.PAYMENT_NOT_OPEN.refusal();
        }
    }

    /** The row of the attempt is written before the payer, and so the provider, can know of it. */
    private Opened start(
            Tx tx,
            UUID payment,
            int number,
            Provider provider,
            String reference,
            long amountVnd,
            CollectionAccount account,
            List<UUID> assignments,
            String info,
            String payerAddress,
            String language,
            Instant now) {
        UUID id = Ids.next(now);
        String agency = agencies.byId(tx, account.agencyId()).code();
        methods.require(provider, agency, amountVnd);
        var order = new Order(
                provider.orderId(reference + String.format("%02d", number), now),
                provider.keyFor(agency).orElseThrow(),
                reference,
                amountVnd,
                account.bin(),
                account.number(),
                Bound.of(account, assignments),
                info,
                now,
                now.plus(provider.orderWindow()),
                payerAddress,
                language);
        return switch (provider) {
            case Provider.Local local -> {
                Provider.Follow follow = local.follow(order);
                insert(
                        tx,
                        id,
                        payment,
                        number,
                        local,
                        order,
                        "awaiting",
                        follow,
                        follow.qr() == null ? order.expiresAt() : null);
                yield new Opened(payment, null);
            }
            case Provider.Remote remote -> {
                // Until the provider has answered nobody knows whether it has heard of the order.
                Instant ask = TellProvider.surelyOver(remote, now);
                insert(tx, id, payment, number, remote, order, "unknown", NOTHING_YET, ask);
                yield new Opened(payment, new TellProvider.Call(payment, id, remote, order));
            }
        };
    }

    private static void insert(
            Tx tx,
            UUID id,
            UUID payment,
            int number,
            Provider provider,
            Order order,
            String status,
            Provider.Follow follow,
            @Nullable Instant ask) {
        tx.run(
                INSERT_ATTEMPT,
                id,
                payment,
                (long) number,
                provider.name(),
                order.orderId(),
                order.keyId(),
                order.bound(),
                status,
                order.createdAt(),
                order.expiresAt(),
                follow.redirectUrl(),
                follow.deeplink(),
                follow.qr(),
                ask);
    }

    private static void claim(Tx tx, UUID obligation, UUID payment) {
        inserting(() -> tx.run(CLAIM, obligation, payment));
        tx.run(SET_PENDING, obligation);
    }

    /** At most one open payment holds an obligation: by its constraint, whatever was read before. */
    private static void inserting(Runnable claims) {
        try {
            claims.run();
        } catch (ConstraintViolation e) {
            throw e.constraint().startsWith("open_claim") ? PaymentProblem.PAYMENT_IN_PROGRESS.refusal() : e;
        }
    }

    private static void requireKnown(Sql sql, List<String> dossiers, List<UUID> obligations, List<Row> locked) {
        var known = new LinkedHashSet<String>();
        locked.forEach(row -> known.add(row.text("code")));
        if (!known.containsAll(dossiers)) {
            // A dossier that costs nothing has no obligation and is known all the same.
            known.addAll(sql.list(KNOWN_DOSSIERS, r -> r.text("code"), (Object) dossiers.toArray(String[]::new)));
        }
        for (String code : dossiers) {
            if (!known.contains(code)) {
                throw DossierProblem.DOSSIER_UNKNOWN
                        .refusal("Không có hồ sơ mang mã «" + code + "».", "No dossier has the code \"" + code + "\".")
                        .with("dossier", code);
            }
        }
        var found = locked.stream().map(r -> r.uuid("id")).collect(Collectors.toSet());
        for (UUID id : obligations) {
            if (!found.contains(id)) {
                throw PaymentProblem.OBLIGATION_UNKNOWN.refusal().with("obligation", id);
            }
        }
    }

    /** A payment in progress is named first: it is what the caller can use. Asked for one by one, every obligation must be due. */
    private static void refuseUnlessDue(Sql sql, List<Row> locked, List<Row> due, boolean all) {
        if (!due.isEmpty() && (!all || due.size() == locked.size())) {
            return;
        }
        UUID[] obligations = locked.stream().map(row -> row.uuid("id")).toArray(UUID[]::new);
        throw sql.get(CLAIMS, (Object) obligations)
                .map(claim -> PaymentProblem.PAYMENT_IN_PROGRESS.refusal().with("payment_id", claim.uuid("payment_id")))
                .orElseGet(() -> PaymentProblem.NOTHING_DUE.refusal());
    }

    private Wanted wanted(Sql sql, Row row, Instant now) {
        String procedure = row.text("procedure_code");
        Resolution payee = accounts.resolve(
                        sql, row.whole("agency_id"), procedure, Kind.valueOf(row.text("kind")), now, now)
                .orElseThrow(() -> PaymentProblem.NO_ACCOUNT
                        .refusal()
                        .with("dossier", row.text("code"))
                        .with("obligation", row.uuid("id")));
        return new Wanted(row.uuid("id"), row.whole("amount_vnd"), row.text("code"), payee);
    }

    private static Refusal accountsDiffer(Iterable<List<Wanted>> groups) {
        var shown = new ArrayList<Map<String, Object>>();
        for (List<Wanted> group : groups) {
            CollectionAccount account = group.getFirst().payee.account();
            shown.add(Map.of(
                    "account",
                    Map.of("bin", account.bin(), "number", account.number(), "holder", account.holder()),
                    "obligations",
                    group.stream().map(Wanted::obligation).toList(),
                    "amount_vnd",
                    group.stream().mapToLong(Wanted::amountVnd).sum()));
        }
        return PaymentProblem.ACCOUNTS_DIFFER.refusal().with("groups", shown);
    }
}
