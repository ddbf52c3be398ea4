package vn.phigate.gateway.refunds;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.PaymentProblem;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.time.Ids;

/**
 * Proposes a refund and reserves its money. Surplus is always given back; what settled a fee only as the fee's law says (catalogue, column
 * refundable): never, when the dossier is rejected, or always. Where the law says no, or the catalogue does not know, a second person decides.
 */
final class ProposeRefund {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Crockford's base 32: no letter that people take for another. */
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final String LOCK = "select id from gateway.payment where id = ? for update";
    private static final String ROOM =
            "select received_vnd, settled_vnd, refunded_vnd, refunded_surplus_vnd from gateway.refund_room(?)";
    private static final String SETTLED = """
            select s.obligation_id, o.name, i.amount_vnd - coalesce((
                       select sum(x.amount_vnd) from gateway.refund_item x join gateway.refund r on r.id = x.refund_id
                       where x.obligation_id = s.obligation_id and r.status <> 'refused'), 0)::bigint as left_vnd,
                   t.refundable, t.legal_basis
            from gateway.settlement s
            join gateway.payment_item i on i.payment_id = s.payment_id and i.obligation_id = s.obligation_id
            join gateway.obligation o on o.id = s.obligation_id
            join gateway.dossier d on d.id = o.dossier_id
            left join gateway.fee_term t on t.fee_item_id = o.fee_item_id and t.valid @> d.received_on
            where s.payment_id = ? order by d.code, o.position
            """;
    /** An order takes back no more than it took; the case's own order first, then the one that the payment names. */
    private static final String ATTEMPT = """
            select a.id, a.provider from gateway.attempt a join gateway.payment p on p.id = a.payment_id
            where a.payment_id = ? and a.status = 'paid' and a.provider = any(?)
              and coalesce((select max(e.amount_vnd) from gateway.evidence e where e.payment_id = a.payment_id and e.attempt_id = a.id and e.says = 'paid'), p.amount_vnd)
                  - coalesce((select sum(r.amount_vnd) from gateway.refund r where r.attempt_id = a.id and r.status <> 'refused'), 0) >= ?
            order by a.id is distinct from ?, a.provider_transaction is distinct from p.provider_transaction, a.number limit 1
            """;

    private static final String OPEN_SURPLUS_CASE = """
            select c.id, c.attempt_id from gateway.payment_case c
            where c.payment_id = ? and c.type = 'paid_twice' and c.status = 'open' and c.amount_vnd = ?
              and not exists (select from gateway.refund r where r.case_id = c.id and r.status <> 'refused') order by c.id limit 1
            """;
    /** What one person alone gave back of a payment counts together: cut into pieces, a large refund would never meet a second person. */
    private static final String ALONE = """
            select coalesce(sum(amount_vnd), 0)::bigint as vnd from gateway.refund
            where payment_id = ? and not second_person and status <> 'refused'
            """;

    private static final String CASE = "select attempt_id from gateway.payment_case where id = ?";
    private static final String INSERT = """
            insert into gateway.refund (id, code, payment_id, case_id, attempt_id, method, amount_vnd, surplus_vnd, reason, legal_exception,
                                        beneficiary_bin, beneficiary_number, beneficiary_holder, beneficiary_by, status, second_person, proposed_at,
                                        proposed_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'proposed', ?, ?, ?)
            """;
    private static final String INSERT_ITEM =
            "insert into gateway.refund_item (refund_id, obligation_id, amount_vnd) values (?, ?, ?)";

    private final Set<String> providers;
    private final RefundRules rules;
    private final InstantSource clock;

    /** @param providers that can pay back */
    ProposeRefund(Set<String> providers, RefundRules rules, InstantSource clock) {
        this.providers = Set.copyOf(providers);
        this.rules = rules;
        this.clock = clock;
    }

    private record Part(UUID obligation, long amountVnd) {}

    UUID propose(Tx tx, Refunds.NewRefund asked) {
        if (tx.get(LOCK, asked.payment()).isEmpty()) {
            throw PaymentProblem.PAYMENT_UNKNOWN.refusal();
        }
        Row room = tx.get(ROOM, asked.payment()).orElseThrow();
        long availableVnd = room.whole("received_vnd") - room.whole("refunded_vnd");
        require(asked, availableVnd);
        long surplusRoomVnd =
                room.whole("received_vnd") - room.whole("settled_vnd") - room.whole("refunded_surplus_vnd");
        long surplusVnd = asked.obligations().isEmpty() ? Math.min(surplusRoomVnd, asked.amountVnd()) : 0;
        List<Row> settled = tx.list(SETTLED, row -> row, asked.payment());
        List<Part> parts = parts(asked, settled, asked.amountVnd() - surplusVnd, availableVnd);
        boolean lawSilent = parts.stream().anyMatch(part -> !lawAllows(asked, rowOf(settled, part.obligation())));

        UUID caseId = asked.caseId();
        if (caseId == null && surplusVnd > 0) {
            caseId = tx.get(OPEN_SURPLUS_CASE, asked.payment(), surplusVnd)
                    .map(row -> row.uuid("id"))
                    .orElse(null);
        }
        UUID caseAttempt =
                caseId == null ? null : tx.get(CASE, caseId).orElseThrow().uuidOrNull("attempt_id");
        Row attempt = asked.beneficiary() != null
                ? null
                : tx.get(ATTEMPT, asked.payment(), providers.toArray(String[]::new), asked.amountVnd(), caseAttempt)
                        .orElse(null);
        long aloneVnd = tx.get(ALONE, asked.payment()).orElseThrow().whole("vnd");
        boolean secondPerson = asked.amountVnd() > rules.aloneUpToVnd() - aloneVnd
                || asked.legalException() != null
                || lawSilent
                || attempt == null
                || !asked.mayDecide();
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        Refund.Beneficiary to = asked.beneficiary();
        tx.run(
                INSERT,
                id,
                code(),
                asked.payment(),
                caseId,
                attempt == null ? null : attempt.uuid("id"),
                attempt == null ? Refund.BANK_TRANSFER : attempt.text("provider"),
                asked.amountVnd(),
                surplusVnd,
                asked.reason(),
                asked.legalException(),
                to == null ? null : to.bin(),
                to == null ? null : to.number(),
                to == null ? null : to.holder(),
                to == null ? null : asked.by(),
                secondPerson,
                now,
                asked.by());
        parts.forEach(part -> tx.run(INSERT_ITEM, id, part.obligation(), part.amountVnd()));
        return id;
    }

    private static void require(Refunds.NewRefund asked, long availableVnd) {
        Long seen = asked.seenAvailableVnd();
        if (seen != null && seen != availableVnd) {
            throw RefundProblem.REFUND_AVAILABLE_CHANGED.refusal().with("refund_amount_available_vnd", availableVnd);
        }
        if (availableVnd <= 0) {
            throw RefundProblem.NOTHING_TO_REFUND.refusal();
        }
        if (asked.amountVnd() > availableVnd) {
            throw RefundProblem.REFUND_EXCEEDS_AVAILABLE.refusal().with("refund_amount_available_vnd", availableVnd);
        }
    }

    /** Shares the amount out over what was settled: over the named obligations, or over all in their order. */
    private static List<Part> parts(Refunds.NewRefund asked, List<Row> settled, long amountVnd, long availableVnd) {
        List<UUID> named = asked.obligations();
        for (UUID obligation : named) {
            if (settled.stream().noneMatch(row -> row.uuid("obligation_id").equals(obligation))) {
                throw PaymentProblem.OBLIGATION_UNKNOWN.refusal().with("obligation", obligation);
            }
        }
        var parts = new ArrayList<Part>();
        long leftVnd = amountVnd;
        for (Row row : settled) {
            UUID obligation = row.uuid("obligation_id");
            long partVnd = named.isEmpty() || named.contains(obligation) ? Math.min(leftVnd, row.whole("left_vnd")) : 0;
            if (partVnd > 0) {
                parts.add(new Part(obligation, partVnd));
                leftVnd -= partVnd;
            }
        }
        if (leftVnd > 0) {
            throw RefundProblem.REFUND_EXCEEDS_AVAILABLE
                    .refusal()
                    .with("refund_amount_available_vnd", named.isEmpty() ? availableVnd : amountVnd - leftVnd);
        }
        return parts;
    }

    private static Row rowOf(List<Row> settled, UUID obligation) {
        return settled.stream()
                .filter(row -> row.uuid("obligation_id").equals(obligation))
                .findFirst()
                .orElseThrow();
    }

    /** @return false when the catalogue does not say; a person must know then */
    private static boolean lawAllows(Refunds.NewRefund asked, Row settled) {
        String refundable = settled.textOrNull("refundable");
        boolean allowed = refundable == null
                || refundable.equals("always")
                || refundable.equals("on_rejection") && asked.dossierRejected()
                || asked.legalException() != null;
        if (!allowed) {
            throw RefundProblem.REFUND_NOT_ALLOWED
                    .refusal()
                    .with(
                            "rule",
                            Map.of(
                                    "obligation", settled.uuid("obligation_id"),
                                    "name", settled.text("name"),
                                    "refundable", refundable,
                                    "legal_basis", settled.text("legal_basis")));
        }
        return refundable != null;
    }

    static Refund.Beneficiary beneficiary(@Nullable String bin, @Nullable String number, @Nullable String holder) {
        if (bin == null || !bin.matches("[0-9]{6}")) {
            throw HttpProblem.field(
                    "beneficiary.bin",
                    String.valueOf(bin),
                    "cần mã ngân hàng 6 số.",
                    "the bank's 6 digits are needed.");
        }
        if (number == null || !number.matches("[0-9A-Z]{4,19}")) {
            throw HttpProblem.field(
                    "beneficiary.number",
                    String.valueOf(number),
                    "cần số tài khoản 4 đến 19 chữ số hoặc chữ hoa.",
                    "an account number of 4 to 19 digits or capitals is needed.");
        }
        return new Refund.Beneficiary(bin, number, Given.line("beneficiary.holder", holder, 200));
    }

    /** Long enough that a narrative holds it by chance never, and unguessable. */
    private static String code() {
        var code = new StringBuilder("HT");
        for (int i = 0; i < 14; i++) {
            code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return code.toString();
    }
}
