package vn.phigate.reconciliation.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.payments.BankWitness.Expected;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.gateway.payments.PaymentReference;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.matching.Decision.Candidate;
import vn.phigate.reconciliation.matching.Decision.Reason;
import vn.phigate.reconciliation.matching.Judging.Judged;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * Money that names nothing of its account, but exactly what another account waits for: somebody paid the wrong agency. Never booked: people move it. What else
 * is named elsewhere, with another amount or nearly, is no more than a candidate.
 */
final class WrongAgency {
    private static final int LINES_AT_ONCE = 500;

    /** What may be a dossier's number: date of receipt and number of the day (Decision 61/2018, Circular 01/2018), with what stands before it. */
    private static final Pattern NUMBER =
            Pattern.compile("(?=([0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4}))");

    private static final Pattern LEVEL1 = Pattern.compile("(?=[A-Y][0-9]{2})");
    /** Groups before the level-1 code in the form of 2016: 000.00.12. or 38.98. */
    private static final int[] GROUPS_BEFORE = {0, 7, 4};

    /** Characters of a 2020 unit code after its level-1 code; 35 with dots at most. */
    private static final int UNIT_MAX = 32;

    private final BankWitness bank;
    private final Accounts accounts;

    WrongAgency(BankWitness bank, Accounts accounts) {
        this.bank = bank;
        this.accounts = accounts;
    }

    /** Lines that say nothing of their own account, judged by what they say of others. */
    List<Judged.Left> look(Sql sql, UUID account, List<Judged.Left> left) {
        List<Judged.Left> looked = new ArrayList<>(left);
        for (int from = 0; from < left.size(); from += LINES_AT_ONCE) {
            List<Judged.Left> some = looked.subList(from, Math.min(from + LINES_AT_ONCE, left.size()));
            Set<String> codes = new HashSet<>();
            some.forEach(one -> {
                if (saysNothing(one)) {
                    codes.addAll(
                            codes(CompactNarrative.of(one.line().narrative()).text()));
                }
            });
            Map<UUID, List<Expected>> elsewhere = codes.isEmpty() ? Map.of() : new TreeMap<>(bank.named(sql, codes));
            elsewhere.keySet().remove(account);
            if (!elsewhere.isEmpty()) {
                judge(sql, some, elsewhere);
            }
        }
        return looked;
    }

    private void judge(Sql sql, List<Judged.Left> lines, Map<UUID, List<Expected>> elsewhere) {
        Map<Expected, UUID> places = new HashMap<>();
        elsewhere.forEach((account, items) -> items.forEach(item -> places.put(item, account)));
        CodeIndex index =
                CodeIndex.of(places.keySet().stream().map(Judging::item).toList());
        Map<UUID, String> keys = new HashMap<>();
        lines.replaceAll(one -> {
            if (!saysNothing(one)) {
                return one;
            }
            BankLine line = one.line();
            Decision decision = index.decide(line.narrative(), line.amountVnd());
            List<Candidate> candidates = switch (decision) {
                case Decision.AutoMatch found ->
                    List.of(new Candidate(found.item(), found.code(), found.rawFrom(), found.rawTo()));
                case Decision.Review(Reason reason, List<Candidate> named) ->
                    reason == Reason.NEAR_CODE ? List.of() : named;
                case Decision.Unidentified() -> List.of();
            };
            if (candidates.isEmpty()) {
                return one;
            }
            boolean exact = candidates.size() == 1
                    && candidates.getFirst().item().amountVnd() == line.amountVnd()
                    && !(decision instanceof Decision.AutoMatch found
                            && found.rule() != Decision.Rule.EXACT_CODE_AND_AMOUNT);
            List<Suggestion> suggestions = new ArrayList<>();
            for (Candidate candidate : candidates) {
                UUID place = places.get(Judging.expected(candidate.item()));
                if (place != null) {
                    suggestions.add(Judging.suggestion(candidate)
                            .on(keys.computeIfAbsent(
                                    place, id -> accounts.get(sql, id).key())));
                }
            }
            suggestions.addAll(one.candidates());
            return new Judged.Left(line, exact ? Unmatched.WRONG_AGENCY : one.why(), suggestions);
        });
    }

    private static boolean saysNothing(Judged.Left one) {
        return one.line().amountVnd() > 0 && (one.why() == Unmatched.UNIDENTIFIED || one.why() == Unmatched.NEAR_CODE);
    }

    /** Whatever may be the code of a dossier or the reference of a payment, known or not. */
    static Set<String> codes(String compact) {
        Set<String> codes = new HashSet<>();
        PaymentReference.find(compact).forEach(found -> codes.add(found.reference()));
        Matcher number = NUMBER.matcher(compact);
        while (number.find()) {
            int end = number.end(1);
            Matcher level1 = LEVEL1.matcher(compact).region(Math.max(0, number.start() - UNIT_MAX - 3), number.start());
            while (level1.find()) {
                for (int before : GROUPS_BEFORE) {
                    if (level1.start() >= before && level1.start() + 3 <= number.start()) {
                        codes.add(compact.substring(level1.start() - before, end));
                    }
                }
            }
        }
        return codes;
    }
}
