package vn.phigate.reconciliation.decisions;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.AccountProblem;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Found;
import vn.phigate.gateway.payments.BankWitness.Subject;
import vn.phigate.gateway.platform.db.ConstraintViolation;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.decisions.Proposal.Content;
import vn.phigate.reconciliation.decisions.Proposal.Part;
import vn.phigate.reconciliation.decisions.Proposal.Status;
import vn.phigate.reconciliation.discrepancies.Discrepancies;
import vn.phigate.reconciliation.discrepancies.Discrepancy;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.transfers.TransferOrder.Beneficiary;
import vn.phigate.reconciliation.transfers.TransferOrders;

/**
 * The door to what people decide. One proposes, another approves or rejects; only then anything moves, all of it in the one transaction of the approval. While
 * a proposal is open its line is out of the rules' hands.
 */
public final class Decisions {
    private static final int PARTS_MAX = 50;
    private static final String INSERT = """
            insert into reconciliation.proposal
                (id, line_id, account_id, kind, amount_vnd, match_id, content, reason, status, proposed_by, proposed_at)
            values (?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, 'proposed', ?, ?)
            """;
    private static final String SELECT = """
            select p.id, p.line_id, p.amount_vnd, p.content, p.reason, p.status, p.proposed_by, p.proposed_at, p.decided_by, p.decided_at, p.decided_why
            from reconciliation.proposal p
            """;
    private static final String BY_ID = SELECT + " where p.id = ?";
    private static final String LOCK = "select id from reconciliation.proposal where id = ? for update";
    private static final String LIST =
            SELECT + " where (cast(? as text) is null or p.status = ?) and p.id > ? order by p.id limit ?";
    private static final String OF_LINES = SELECT + " where p.line_id = any(cast(? as uuid[])) order by p.id desc";
    private static final String WAITING =
            "select count(*) as proposals from reconciliation.proposal where status = 'proposed'";
    private static final String DECIDE =
            "update reconciliation.proposal set status = ?, decided_by = ?, decided_at = ?, decided_why = ? where id = ?";
    private static final String REFUSE = """
            insert into reconciliation.refused_pair (line_id, subject_id, account_id, label, reason, refused_by, refused_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict (line_id, subject_id) do nothing
            """;
    private static final String REFUSED = "select subject_id from reconciliation.refused_pair where line_id = ?";

    private final Statements statements;
    private final Matching matching;
    private final Discrepancies discrepancies;
    private final TransferOrders transfers;
    private final BankWitness bank;
    private final CarryOut carryOut;
    private final DecisionRules rules;
    private final Audit audit;
    private final InstantSource clock;

    public Decisions(
            Statements statements,
            Matching matching,
            Discrepancies discrepancies,
            TransferOrders transfers,
            BankWitness bank,
            GatewayDoors doors,
            DecisionRules rules,
            Audit audit,
            InstantSource clock) {
        this.statements = statements;
        this.matching = matching;
        this.discrepancies = discrepancies;
        this.transfers = transfers;
        this.bank = bank;
        this.carryOut = new CarryOut(matching, transfers, bank, doors, rules, clock);
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
    }

    public DecisionRules rules() {
        return rules;
    }

    /**
     * What a person may match a line to.
     *
     * @param typed payment reference, order id, dossier code or a piece of one; may be empty
     * @param amountVnd also what waits for exactly this amount; null not to
     */
    public List<Found> find(Sql sql, BankLine line, String typed, @Nullable Long amountVnd, int limit) {
        return bank.find(sql, accounts(sql, line), typed, amountVnd, limit);
    }

    /** Where the line's money may be expected: on its own account, and on the one that took over from that. */
    private List<UUID> accounts(Sql sql, BankLine line) {
        List<UUID> accounts = new ArrayList<>(List.of(line.accountId()));
        transfers
                .of(sql, line.accountId(), line.bookedOn())
                .map(Successor::account)
                .map(CollectionAccount::id)
                .filter(id -> !accounts.contains(id))
                .ifPresent(accounts::add);
        return accounts;
    }

    /**
     * One part of a line as a person names it.
     *
     * @param named payment reference, order id or dossier code; or the id of a payment or dossier
     * @param amountVnd null for all that the item waits for
     */
    public record NewPart(String named, @Nullable Long amountVnd) {}

    /**
     * Proposes that a line, or parts of it, are for these items. Each part is the whole of what its item waits for; the parts and what is written off are what is
     * open of the line, or less of it: then the rest stays open.
     *
     * @param writtenOffVnd a small difference that settles the rest: above 0 the payer paid more, below 0 less
     */
    public Proposal proposeMatch(
            Tx tx, UUID discrepancy, List<NewPart> parts, long writtenOffVnd, String reason, String by) {
        Discrepancy open = begin(tx, discrepancy);
        BankLine line = lineOf(tx, open);
        if (line.openVnd() <= 0) {
            throw DecisionProblem.MONEY_IN_ONLY.refusal();
        }
        if (parts.isEmpty() || parts.size() > PARTS_MAX) {
            throw DecisionProblem.PARTS_DO_NOT_FIT.refusal().with("parts", parts.size());
        }
        carryOut.requireSmall(writtenOffVnd);
        List<Part> found = new ArrayList<>();
        for (NewPart part : parts) {
            Part one = part(tx, line, part);
            if (found.stream().anyMatch(other -> other.subject().equals(one.subject()))) {
                throw DecisionProblem.PARTS_DO_NOT_FIT.refusal().with("twice", one.label());
            }
            found.add(one);
        }
        long totalVnd = found.stream().mapToLong(Part::amountVnd).reduce(writtenOffVnd, Math::addExact);
        if (totalVnd <= 0 || totalVnd > line.openVnd() || writtenOffVnd < 0 && totalVnd != line.openVnd()) {
            throw DecisionProblem.PARTS_DO_NOT_FIT
                    .refusal()
                    .with("parts_vnd", totalVnd)
                    .with("open_vnd", line.openVnd());
        }
        return propose(tx, open, line, totalVnd, new Content.Match(found, writtenOffVnd), reason, by);
    }

    /** The account before the discrepancy, as runs lock them. */
    private Discrepancy begin(Tx tx, UUID discrepancy) {
        Statements.lock(tx, discrepancies.get(tx, discrepancy).accountId());
        return discrepancies.locked(tx, discrepancy);
    }

    private Part part(Sql sql, BankLine line, NewPart asked) {
        List<UUID> accounts = accounts(sql, line);
        List<Found> found = isId(asked.named())
                ? bank.find(
                        sql,
                        accounts,
                        List.of(
                                new Subject.OfPayment(UUID.fromString(asked.named())),
                                new Subject.OfDossier(UUID.fromString(asked.named()))))
                : bank.find(sql, accounts, asked.named(), null, PARTS_MAX);
        // A code of a dossier names what is due of it and what was paid before: what still waits is meant.
        Found item = found.stream()
                .filter(each -> each.state() != BankWitness.State.SETTLED)
                .findFirst()
                .orElseThrow(() -> (found.isEmpty() ? DecisionProblem.ITEM_NOT_FOUND : DecisionProblem.ITEM_CHANGED)
                        .refusal()
                        .with("item", asked.named()));
        Long amountVnd = asked.amountVnd();
        if (amountVnd != null && amountVnd != item.amountVnd()) {
            throw DecisionProblem.ITEM_CHANGED
                    .refusal()
                    .with("item", asked.named())
                    .with("due_vnd", item.amountVnd());
        }
        return new Part(
                item.subject() instanceof Subject.OfDossier ? "dossier" : "payment",
                item.subject().id(),
                item.accountId(),
                item.label(),
                isId(asked.named()) ? item.codes().getFirst() : asked.named(),
                item.amountVnd());
    }

    private static boolean isId(String named) {
        return named.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    /** Proposes to write off what is open of a line; only of a small one. */
    public Proposal proposeWriteOff(Tx tx, UUID discrepancy, String reason, String by) {
        Discrepancy open = begin(tx, discrepancy);
        BankLine line = lineOf(tx, open);
        carryOut.requireSmall(line.openVnd());
        return propose(tx, open, line, line.openVnd(), new Content.WriteOff(), reason, by);
    }

    /** Proposes that what is open of a line belongs to another agency, on whose account it is to be. */
    public Proposal proposeTransfer(Tx tx, UUID discrepancy, String toAccount, String reason, String by) {
        Discrepancy open = begin(tx, discrepancy);
        BankLine line = moneyIn(tx, open);
        CollectionAccount to = statements.account(tx, toAccount);
        if (to.id().equals(line.accountId())) {
            throw DecisionProblem.SAME_ACCOUNT.refusal();
        }
        return propose(
                tx, open, line, line.openVnd(), new Content.Transfer(to.id(), to.key(), to.holder()), reason, by);
    }

    /**
     * Proposes to give back what is open of a line.
     *
     * @param onTopOf the paid payment it came on top of, by a code or id; null for money of nobody
     */
    public Proposal proposeRefund(
            Tx tx, UUID discrepancy, @Nullable String onTopOf, Beneficiary beneficiary, String reason, String by) {
        Discrepancy open = begin(tx, discrepancy);
        BankLine line = moneyIn(tx, open);
        Found payment = onTopOf == null ? null : paid(tx, line, onTopOf);
        return propose(
                tx,
                open,
                line,
                line.openVnd(),
                new Content.Refund(
                        payment == null ? null : payment.subject().id(),
                        payment == null ? null : payment.label(),
                        beneficiary),
                reason,
                by);
    }

    private Found paid(Sql sql, BankLine line, String named) {
        List<UUID> accounts = List.of(line.accountId());
        List<Found> found = isId(named)
                ? bank.find(sql, accounts, List.of(new Subject.OfPayment(UUID.fromString(named))))
                : bank.find(sql, accounts, named, null, PARTS_MAX);
        return found.stream()
                .filter(each -> each.state() == BankWitness.State.SETTLED)
                .findFirst()
                .orElseThrow(() -> DecisionProblem.ITEM_NOT_FOUND
                        .refusal()
                        .with("item", named)
                        .with("needed", "paid"));
    }

    private BankLine moneyIn(Sql sql, Discrepancy open) {
        BankLine line = lineOf(sql, open);
        if (line.openVnd() <= 0) {
            throw DecisionProblem.MONEY_IN_ONLY.refusal();
        }
        return line;
    }

    /** Proposes to take a match back, whether a rule made it or people. */
    public Proposal proposeUnmatch(Tx tx, UUID matchId, String reason, String by) {
        Match match = matching.find(tx, matchId).orElseThrow(() -> DecisionProblem.MATCH_UNKNOWN.refusal());
        Statements.lock(tx, match.line().accountId());
        carryOut.requireTakeable(tx, match);
        return propose(
                tx,
                null,
                match.line(),
                match.amountVnd(),
                new Content.Unmatch(match.id(), match.dossiers(), match.outcome()),
                reason,
                by);
    }

    private BankLine lineOf(Sql sql, Discrepancy open) {
        BankLine line = open.line();
        if (line == null) {
            throw DecisionProblem.LINE_CHANGED.refusal();
        }
        return line(sql, line.id());
    }

    private BankLine line(Sql sql, UUID id) {
        return statements.lines(sql, List.of(id)).getFirst();
    }

    private Proposal propose(
            Tx tx,
            @Nullable Discrepancy open,
            BankLine line,
            long amountVnd,
            Content content,
            String reason,
            String by) {
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        try {
            tx.run(
                    INSERT,
                    id,
                    line.id(),
                    line.accountId(),
                    content.kind(),
                    amountVnd,
                    content instanceof Content.Unmatch unmatch ? unmatch.match() : null,
                    Json.text(content),
                    reason,
                    by,
                    now);
        } catch (ConstraintViolation violation) {
            throw violation.constraint().equals("proposal_one_open")
                    ? DecisionProblem.PROPOSAL_OPEN.refusal()
                    : violation;
        }
        Proposal proposal = get(tx, id);
        note(tx, open == null ? thread(tx, line) : open.thread(), "proposed", proposal, reason, by);
        audit.record(tx, by, "propose", "proposal", id.toString(), null, summary(proposal), reason);
        return proposal;
    }

    private @Nullable UUID thread(Sql sql, BankLine line) {
        Discrepancy latest = discrepancies.ofLines(sql, List.of(line.id())).get(line.id());
        return latest == null ? null : latest.thread();
    }

    private void note(Tx tx, @Nullable UUID thread, String kind, Proposal proposal, String text, String by) {
        if (thread != null) {
            discrepancies.note(tx, thread, kind, proposal.content().kind() + ": " + text, by);
        }
    }

    /**
     * Another person agrees, and it is done.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal same_person, one of {@link DecisionProblem}, or what the gateway refuses
     */
    public Proposal approve(Tx tx, UUID id, String by) {
        // The account before the proposal: runs hold it while they ask what people said.
        Statements.lock(tx, get(tx, id).line().accountId());
        Proposal proposal = lockedOpen(tx, id);
        if (proposal.proposedBy().equals(by)) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
        decide(tx, proposal, Status.APPROVED, null, by);
        carryOut.run(tx, proposal, by);
        BankLine line = line(tx, proposal.line().id());
        discrepancies.decided(tx, line);
        return decided(tx, proposal, "approved", proposal.reason(), by);
    }

    /** Another person says no; nothing happens. */
    public Proposal reject(Tx tx, UUID id, String why, String by) {
        Proposal proposal = lockedOpen(tx, id);
        if (proposal.proposedBy().equals(by)) {
            throw AccountProblem.SAME_PERSON.refusal();
        }
        decide(tx, proposal, Status.REJECTED, why, by);
        return decided(tx, proposal, "rejected", why, by);
    }

    /** Who proposed it thinks better of it. */
    public Proposal withdraw(Tx tx, UUID id, String by) {
        Proposal proposal = lockedOpen(tx, id);
        if (!proposal.proposedBy().equals(by)) {
            throw DecisionProblem.NOT_THE_PROPOSER.refusal();
        }
        decide(tx, proposal, Status.WITHDRAWN, null, by);
        return decided(tx, proposal, "withdrawn", proposal.reason(), by);
    }

    private Proposal lockedOpen(Tx tx, UUID id) {
        if (tx.get(LOCK, id).isEmpty()) {
            throw DecisionProblem.PROPOSAL_UNKNOWN.refusal();
        }
        Proposal proposal = get(tx, id);
        if (!proposal.open()) {
            throw DecisionProblem.PROPOSAL_DECIDED
                    .refusal()
                    .with("current_status", proposal.status().code());
        }
        return proposal;
    }

    private void decide(Tx tx, Proposal proposal, Status status, @Nullable String why, String by) {
        tx.run(DECIDE, status, by, clock.instant(), why, proposal.id());
    }

    private Proposal decided(Tx tx, Proposal before, String kind, String text, String by) {
        Proposal after = get(tx, before.id());
        note(tx, thread(tx, after.line()), kind, after, text, by);
        String action = switch (kind) {
            case "approved" -> "approve";
            case "rejected" -> "reject";
            default -> "withdraw";
        };
        audit.record(tx, by, action, "proposal", before.id().toString(), summary(before), summary(after), text);
        return after;
    }

    /**
     * A person says that a line is not for this item. It needs nobody else: no money moves, and no rule takes the line for it any more.
     *
     * @param subject payment, dossier or whatever else a candidate of the line is
     */
    public void refuse(Tx tx, UUID discrepancy, UUID subject, String reason, String by) {
        Discrepancy open = begin(tx, discrepancy);
        BankLine line = lineOf(tx, open);
        String label = open.candidates().stream()
                .filter(c -> c.subjectId().equals(subject))
                .map(c -> c.dossiers())
                .findFirst()
                .or(() -> bank
                        .find(
                                tx,
                                accounts(tx, line),
                                List.of(new Subject.OfPayment(subject), new Subject.OfDossier(subject)))
                        .stream()
                        .map(Found::label)
                        .findFirst())
                .orElseThrow(() -> DecisionProblem.ITEM_NOT_FOUND.refusal().with("subject", subject));
        if (tx.run(REFUSE, line.id(), subject, line.accountId(), label, reason, by, clock.instant()) > 0) {
            discrepancies.note(tx, open.thread(), "refused", label + ": " + reason, by);
            audit.record(
                    tx,
                    by,
                    "refuse",
                    "line",
                    line.id().toString(),
                    null,
                    Map.of("subject", subject, "label", label),
                    reason);
        }
    }

    /** What people said a line is not for. */
    public List<UUID> refused(Sql sql, UUID line) {
        return sql.list(REFUSED, row -> row.uuid("subject_id"), line);
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code proposal_unknown} */
    public Proposal get(Sql sql, UUID id) {
        return read(sql, sql.list(BY_ID, row -> row, id)).stream()
                .findFirst()
                .orElseThrow(() -> DecisionProblem.PROPOSAL_UNKNOWN.refusal());
    }

    /** Proposals a page at a time, in the order of their ids. @param status null for all */
    public List<Proposal> list(Sql sql, @Nullable Status status, UUID after, int limit) {
        String code = status == null ? null : status.code();
        return read(sql, sql.list(LIST, row -> row, code, code, after, (long) limit));
    }

    /** How many wait for a second person. */
    public int waiting(Sql sql) {
        return (int) sql.get(WAITING).orElseThrow().whole("proposals");
    }

    /** All proposals about a line, the newest first. */
    public List<Proposal> ofLine(Sql sql, UUID line) {
        return read(sql, sql.list(OF_LINES, row -> row, (Object) new UUID[] {line}));
    }

    /** The open proposals about these lines, by line. */
    public Map<UUID, Proposal> openOf(Sql sql, List<UUID> lines) {
        Map<UUID, Proposal> open = new LinkedHashMap<>();
        read(sql, sql.list(OF_LINES, row -> row, (Object) lines.toArray(UUID[]::new))).stream()
                .filter(Proposal::open)
                .forEach(proposal -> open.put(proposal.line().id(), proposal));
        return open;
    }

    private List<Proposal> read(Sql sql, List<Row> rows) {
        Map<UUID, BankLine> lines = new LinkedHashMap<>();
        statements
                .lines(sql, rows.stream().map(row -> row.uuid("line_id")).toList())
                .forEach(line -> lines.put(line.id(), line));
        return rows.stream()
                .map(row -> new Proposal(
                        row.uuid("id"),
                        Optional.ofNullable(lines.get(row.uuid("line_id"))).orElseThrow(),
                        row.whole("amount_vnd"),
                        content(row.text("content")),
                        row.text("reason"),
                        row.constant("status", Status.class),
                        row.text("proposed_by"),
                        row.instant("proposed_at"),
                        row.textOrNull("decided_by"),
                        row.instantOrNull("decided_at"),
                        row.textOrNull("decided_why")))
                .toList();
    }

    private static Content content(String json) {
        try {
            return Json.MAPPER.readValue(json, Content.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("a stored proposal cannot be read", e);
        }
    }

    /** For the audit log: the line by its identity, not by what the bank says of people. */
    private static Map<String, @Nullable Object> summary(Proposal proposal) {
        var summary = view(proposal);
        summary.put("line", proposal.line().id());
        return summary;
    }

    /** A proposal as programs see it. */
    public static Map<String, @Nullable Object> view(Proposal proposal) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", proposal.id());
        view.put("line", proposal.line());
        view.put("kind", proposal.content().kind());
        view.put("amount_vnd", proposal.amountVnd());
        view.put("content", proposal.content());
        view.put("reason", proposal.reason());
        view.put("status", proposal.status().code());
        view.put("proposed_by", proposal.proposedBy());
        view.put("proposed_at", proposal.proposedAt());
        view.put("decided_by", proposal.decidedBy());
        view.put("decided_at", proposal.decidedAt());
        view.put("decided_why", proposal.decidedWhy());
        return view;
    }
}
