package vn.phigate.reconciliation.matching;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Confirmed;
import vn.phigate.gateway.payments.BankWitness.Sighting;
import vn.phigate.gateway.platform.db.CopyRows;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.matching.Judging.Judged;
import vn.phigate.reconciliation.matching.PersonsDecisions.Said;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/**
 * Writes what was judged to fit: the match with its evidence, and all that follows from it, in one transaction for some lines. Under the account's lock
 * each line is looked at once more, so that two runs at the same time book nothing twice.
 */
final class WriteMatches {
    /** Their payments are locked until the transaction ends: as many as are written in about a tenth of a second, which a callback can wait. */
    private static final int LINES_PER_TRANSACTION = 1_000;

    /** The earlier day first; within a day as the subjects were made, so that what is written together stands together: a bank's order is none of ours. */
    private static final Comparator<Judged.Fits> WRITING_ORDER = Comparator.comparing(
                    (Judged.Fits fits) -> fits.line().bookedOn())
            .thenComparing(fits -> fits.item().subject().id());

    private static final String COLUMNS = """
            id, line_id, subject_type, subject_id, payment_id, dossiers, amount_vnd, outcome, rule, rule_version, code,
            evidence_from, evidence_to, evidence_text, rivals, made_at, made_by
            """;

    private final Db db;
    private final Statements statements;
    private final BankWitness bank;
    private final Leftovers leftovers;
    private final FormerAccounts former;
    private final PersonsDecisions decisions;
    private final InstantSource clock;

    WriteMatches(
            Db db,
            Statements statements,
            BankWitness bank,
            Leftovers leftovers,
            FormerAccounts former,
            PersonsDecisions decisions,
            InstantSource clock) {
        this.db = db;
        this.statements = statements;
        this.bank = bank;
        this.leftovers = leftovers;
        this.former = former;
        this.decisions = decisions;
        this.clock = clock;
    }

    /**
     * @param onSuccessors by subject, the account that it is expected on where that is not the line's
     * @return how many were written; what somebody else was faster with stays open
     */
    int write(UUID account, Map<UUID, UUID> onSuccessors, List<Judged.Fits> fitting, String by) {
        int matched = 0;
        List<Judged.Fits> ordered = fitting.stream().sorted(WRITING_ORDER).toList();
        for (int from = 0; from < ordered.size(); from += LINES_PER_TRANSACTION) {
            List<Judged.Fits> part = ordered.subList(from, Math.min(from + LINES_PER_TRANSACTION, ordered.size()));
            matched += db.inTransaction(tx -> write(tx, account, onSuccessors, part, by));
        }
        return matched;
    }

    private int write(Tx tx, UUID account, Map<UUID, UUID> onSuccessors, List<Judged.Fits> part, String by) {
        Statements.lock(tx, account);
        Set<UUID> still = statements.stillWholeOpen(
                tx, part.stream().map(fits -> fits.line().id()).toList());
        Said said = decisions.about(tx, account);
        List<Judged.Fits> fitting = new ArrayList<>(part.size());
        List<Sighting> sightings = new ArrayList<>(part.size());
        for (Judged.Fits fits : part) {
            BankLine line = fits.line();
            BankWitness.Subject subject = fits.item().subject();
            if (still.contains(line.id()) && said.allows(line.id(), subject.id()) && expected(tx, subject, line)) {
                fitting.add(fits);
                sightings.add(new Sighting(
                        onSuccessors.getOrDefault(subject.id(), account),
                        subject,
                        new BankWitness.Line(
                                line.id(),
                                line.bookedOn(),
                                line.amountVnd(),
                                line.name(),
                                fits.decision().code())));
            }
        }
        List<UUID> matched = copy(tx, fitting, bank.confirmAll(tx, sightings), by);
        leftovers.matched(tx, matched);
        return matched.size();
    }

    /** The lines that pay one item in parts: all of them, or none; then the next round sees what somebody else did meanwhile. */
    int together(UUID account, Map<UUID, UUID> onSuccessors, List<Judged.Fits> parts, String by) {
        return db.inTransaction(tx -> {
            Statements.lock(tx, account);
            BankWitness.Subject subject = parts.getFirst().item().subject();
            List<UUID> ids = parts.stream().map(part -> part.line().id()).toList();
            Said said = decisions.about(tx, account);
            if (!statements.stillWholeOpen(tx, ids).containsAll(ids)
                    || !ids.stream().allMatch(line -> said.allows(line, subject.id()))) {
                return 0;
            }
            bank.lock(tx, List.of(subject));
            Confirmed confirmed = bank.confirmTogether(
                    tx,
                    onSuccessors.getOrDefault(subject.id(), account),
                    subject,
                    parts.stream()
                            .map(part -> new BankWitness.Line(
                                    part.line().id(),
                                    part.line().bookedOn(),
                                    part.line().amountVnd(),
                                    part.line().name(),
                                    part.decision().code()))
                            .toList());
            List<UUID> matched = copy(tx, parts, Collections.nCopies(parts.size(), confirmed), by);
            leftovers.matched(tx, matched);
            return matched.size();
        });
    }

    private boolean expected(Tx tx, BankWitness.Subject subject, BankLine line) {
        return !(subject instanceof BankWitness.Subject.OfTransferOrder(UUID order)) || former.seen(tx, order, line);
    }

    private List<UUID> copy(Tx tx, List<Judged.Fits> fitting, List<Confirmed> confirmed, String by) {
        List<UUID> matched = new ArrayList<>(fitting.size());
        Instant now = clock.instant();
        try (CopyRows rows = CopyRows.into(tx, "reconciliation.match", COLUMNS)) {
            for (int i = 0; i < fitting.size(); i++) {
                Judged.Fits fits = fitting.get(i);
                boolean written = switch (confirmed.get(i)) {
                    case Confirmed.Seen(UUID payment) -> row(rows, fits, payment, "seen", now, by);
                    case Confirmed.Paid(UUID payment) -> row(rows, fits, payment, "paid", now, by);
                    case Confirmed.Proved ignored -> row(rows, fits, null, "proved", now, by);
                    case Confirmed.Moved ignored -> row(rows, fits, null, "moved", now, by);
                    // The next round sees what the other one did.
                    case Confirmed.TooLate() -> false;
                };
                if (written) {
                    matched.add(fits.line().id());
                }
            }
            rows.finish();
        }
        return matched;
    }

    private static boolean row(
            CopyRows rows, Judged.Fits fits, @Nullable UUID payment, String outcome, Instant now, String by) {
        BankLine line = fits.line();
        Decision.AutoMatch found = fits.decision();
        rows.add(Ids.next(now))
                .add(line.id())
                .add(Judging.subjectType(fits.item().subject()))
                .add(fits.item().subject().id())
                .add(payment)
                .add(fits.item().label())
                .add(line.amountVnd())
                .add(outcome)
                .add(found.rule().name().toLowerCase(Locale.ROOT))
                .add(found.rule().version())
                .add(found.code())
                .add(found.rawFrom())
                .add(found.rawTo())
                .add(line.narrative().substring(found.rawFrom(), found.rawTo()))
                .add(fits.rivals().isEmpty() ? "[]" : Json.text(fits.rivals()))
                .add(now)
                .add(by)
                .endRow();
        return true;
    }
}
