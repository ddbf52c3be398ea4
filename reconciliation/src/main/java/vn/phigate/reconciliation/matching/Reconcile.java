package vn.phigate.reconciliation.matching;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.succession.Successor;
import vn.phigate.reconciliation.matching.Judging.Judged;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Pass.Explained;
import vn.phigate.reconciliation.matching.PersonsDecisions.Said;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/**
 * One run over an account's open lines. Every line without a match is judged anew, also those left by earlier runs: a payment or dossier that came late
 * may fit now, and no failure sticks. Two runs at the same time book nothing twice: both look once more under the account's lock.
 */
final class Reconcile {
    private static final int LINES_PER_TRANSACTION = 500;

    /** Each further round is about what the round before settled, such as the second payment of one dossier; a few are enough. */
    private static final int ROUNDS_MAX = 10;

    private static final Judging NOTHING_EXPECTED = new Judging(List.of(), Said.NOTHING, MatchingRules.ALL);

    private final Db db;
    private final Statements statements;
    private final BankWitness bank;
    private final Leftovers leftovers;
    private final FormerAccounts former;
    private final PersonsDecisions decisions;
    private final List<Pass> passes;
    private final WrongAgency wrongAgency;
    private final WriteMatches writes;
    private final MatchingRules rules;

    Reconcile(
            Db db,
            Statements statements,
            BankWitness bank,
            Leftovers leftovers,
            FormerAccounts former,
            PersonsDecisions decisions,
            List<Pass> passes,
            Accounts accounts,
            MatchingRules rules,
            InstantSource clock) {
        this.rules = rules;
        this.db = db;
        this.statements = statements;
        this.bank = bank;
        this.leftovers = leftovers;
        this.former = former;
        this.decisions = decisions;
        this.passes = passes.stream().filter(pass -> rules.on(pass.id())).toList();
        this.wrongAgency = new WrongAgency(bank, accounts);
        this.writes = new WriteMatches(db, statements, bank, leftovers, former, decisions, clock);
    }

    /** @param lines that were open at the start; {@code matched} of them are no longer */
    record Outcome(UUID account, int lines, int matched, Map<Unmatched, Integer> left) {}

    Outcome account(UUID account, LocalDate through, String by) {
        int atStart = -1;
        int matched = 0;
        List<Judged> judged = List.of();
        Judging judging = NOTHING_EXPECTED;
        int idle = 0;
        for (int round = 0; round < ROUNDS_MAX && idle < 2; round++) {
            // Let go of before the next one is made: either may hold a million items.
            judged = List.of();
            judging = NOTHING_EXPECTED;
            Said said = decisions.about(db, account);
            List<BankLine> lines = open(account, through, said);
            atStart = atStart < 0 ? lines.size() : atStart;
            Expectations awaited = lines.isEmpty() ? Expectations.NONE : expectations(account, through);
            judging = new Judging(awaited.all, said, rules);
            judged = judging.judge(lines);
            List<Judged.Fits> fitting = new ArrayList<>();
            Map<UUID, List<Judged.Fits>> instalments = new LinkedHashMap<>();
            for (Judged each : judged) {
                if (each instanceof Judged.Fits fits && fits.decision().rule() == Decision.Rule.INSTALMENTS) {
                    instalments
                            .computeIfAbsent(fits.item().subject().id(), id -> new ArrayList<>())
                            .add(fits);
                } else if (each instanceof Judged.Fits fits) {
                    fitting.add(fits);
                }
            }
            if (fitting.isEmpty() && instalments.isEmpty()) {
                break;
            }
            int together = 0;
            for (List<Judged.Fits> parts : instalments.values()) {
                together += writes.together(account, awaited.onSuccessors, parts, by);
            }
            int written = writes.write(account, awaited.onSuccessors, fitting, by);
            matched += written + together;
            idle = written + together > 0 ? 0 : idle + 1;
            Set<UUID> settled = subjects(judged);
            if (written == fitting.size() && judged.stream().noneMatch(each -> mayChange(each, settled))) {
                break;
            }
        }
        Map<UUID, Explained> explained = new HashMap<>();
        for (Pass pass : passes) {
            List<BankLine> still = open(account, through, decisions.about(db, account));
            Pass.Result result = pass.run(account, through, still, by);
            matched += result.matched();
            explained.putAll(result.explained());
        }
        Map<Unmatched, Integer> left = keep(account, left(account, judged, judging, explained));
        return new Outcome(account, Math.max(atStart, 0), matched, left);
    }

    /**
     * What may show up on an account. A former account still takes money for what whoever took over expects on an account of his own.
     *
     * @param onSuccessors by subject, the account that it is expected on
     */
    private record Expectations(List<BankWitness.Expected> all, Map<UUID, UUID> onSuccessors) {
        static final Expectations NONE = new Expectations(List.of(), Map.of());
    }

    private Expectations expectations(UUID account, LocalDate through) {
        List<BankWitness.Expected> all = new ArrayList<>(bank.expected(db, account));
        all.addAll(former.expected(db, account));
        Map<UUID, UUID> onSuccessors = new HashMap<>();
        CollectionAccount successor =
                former.of(db, account, through).map(Successor::account).orElse(null);
        if (successor != null) {
            for (BankWitness.Expected item : bank.expected(db, successor.id())) {
                if (item.state() == BankWitness.State.OPEN
                        && !(item.subject() instanceof BankWitness.Subject.OfTestDeposit)) {
                    all.add(item);
                    onSuccessors.put(item.subject().id(), successor.id());
                }
            }
        }
        return new Expectations(all, onSuccessors);
    }

    /** A line of which a part is taken was split by a person: no rule touches it. */
    private List<BankLine> open(UUID account, LocalDate through, Said said) {
        return statements.unmatched(db, account, through).stream()
                .filter(line -> line.openVnd() == line.amountVnd())
                .filter(line -> !said.takenOut().contains(line.id()))
                .toList();
    }

    private Map<UUID, BankLine> still(Tx tx, List<? extends Judged> judged) {
        return statements
                .stillUnmatched(tx, judged.stream().map(j -> j.line().id()).toList())
                .stream()
                .collect(Collectors.toMap(BankLine::id, line -> line));
    }

    private static Set<UUID> subjects(List<Judged> judged) {
        Set<UUID> subjects = new HashSet<>();
        for (Judged each : judged) {
            if (each instanceof Judged.Fits fits) {
                subjects.add(fits.item().subject().id());
            }
        }
        return subjects;
    }

    /** What another line settled concerns a line that may mean the same; where candidates were too many to name, nobody knows. */
    private static boolean mayChange(Judged judged, Set<UUID> settled) {
        return judged instanceof Judged.Left(BankLine _, Unmatched _, List<Suggestion> candidates)
                && (candidates.size() >= CodeIndex.MAX_CANDIDATES
                        || candidates.stream().anyMatch(candidate -> settled.contains(candidate.subjectId())));
    }

    /** What stays open, with all that is known of it: by another pass, by the codes of other accounts, or only by amount and day. */
    private List<Judged.Left> left(UUID account, List<Judged> judged, Judging judging, Map<UUID, Explained> explained) {
        List<Judged.Left> left = new ArrayList<>();
        Set<UUID> taken = new HashSet<>();
        for (Judged each : judged) {
            if (each instanceof Judged.Fits fits) {
                taken.add(fits.item().subject().id());
                if (fits.decision().rule() == Decision.Rule.INSTALMENTS) {
                    // Should the books have refused them together, they stay what each is alone; who was matched is not
                    // kept.
                    left.add(fits.asPart());
                }
            } else if (each instanceof Judged.Left one) {
                Explained better = explained.get(one.line().id());
                boolean hint = better != null && better.why() == Unmatched.BATCH_AWAITED;
                left.add(
                        better == null || (hint && one.why() != Unmatched.UNIDENTIFIED)
                                ? one
                                : new Judged.Left(one.line(), better.why(), better.candidates()));
            }
        }
        left = wrongAgency.look(db, account, left);
        Map<UUID, List<Suggestion>> likely = judging.byAmountAndDay(taken)
                .suggest(left.stream()
                        .filter(one -> one.why() == Unmatched.UNIDENTIFIED)
                        .map(Judged.Left::line)
                        .toList());
        Said said = decisions.about(db, account);
        left.replaceAll(one -> {
            UUID line = one.line().id();
            List<Suggestion> all = Stream.concat(
                            one.candidates().stream(), likely.getOrDefault(line, List.of()).stream())
                    .filter(suggestion -> said.allows(line, suggestion.subjectId()))
                    .toList();
            // Of what a person said it is not, nothing is said again.
            boolean refused = all.isEmpty() && !one.candidates().isEmpty();
            Unmatched nothing = one.line().amountVnd() < 0 ? Unmatched.DEBIT : Unmatched.UNIDENTIFIED;
            return new Judged.Left(one.line(), refused ? nothing : one.why(), all);
        });
        return left;
    }

    private Map<Unmatched, Integer> keep(UUID account, List<Judged.Left> left) {
        Map<Unmatched, Integer> counts = new TreeMap<>();
        for (int from = 0; from < left.size(); from += LINES_PER_TRANSACTION) {
            List<Judged.Left> part = left.subList(from, Math.min(from + LINES_PER_TRANSACTION, left.size()));
            Map<Unmatched, Integer> kept = db.inTransaction(tx -> keep(tx, account, part));
            kept.forEach((why, count) -> counts.merge(why, count, Integer::sum));
        }
        return counts;
    }

    private Map<Unmatched, Integer> keep(Tx tx, UUID account, List<Judged.Left> part) {
        Statements.lock(tx, account);
        Map<UUID, BankLine> still = still(tx, part);
        still.keySet().removeAll(decisions.about(tx, account).takenOut());
        boolean ever = former.ever(tx, account);
        Map<LocalDate, Optional<Successor>> successors = new HashMap<>();
        List<Leftovers.Left> kept = new ArrayList<>();
        Map<Unmatched, Integer> counts = new HashMap<>();
        for (Judged.Left left : part) {
            BankLine line = still.get(left.line().id());
            if (line != null) {
                Successor successor = successors
                        .computeIfAbsent(line.bookedOn(), day -> ever ? former.of(tx, account, day) : Optional.empty())
                        .orElse(null);
                Unmatched why = successor != null && left.why() == Unmatched.UNIDENTIFIED
                        ? Unmatched.FORMER_ACCOUNT
                        : left.why();
                kept.add(new Leftovers.Left(line, why, left.candidates(), successor));
                counts.merge(why, 1, Integer::sum);
            }
        }
        leftovers.keep(tx, kept);
        return counts;
    }
}
