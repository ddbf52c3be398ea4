package vn.phigate.reconciliation.settlements;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.CompactNarrative;
import vn.phigate.reconciliation.statements.BankLine;

/**
 * Which batch a credit line pays out, if that can be said. Named by the provider's own name of the batch and the exact amount; or by a word of the provider, the
 * exact amount and the days of the contract, when nothing else fits. Pure: the same lines and batches in any order give the same choice.
 */
final class ChooseBatch {
    /** A name shorter than this, or without a letter, is found by chance among trace numbers: it counts beside a word of the provider only. */
    private static final int DISTINCTIVE = 8;

    private static final int NAME_MIN = 6;
    private static final int DAYS_STATED = 40;
    private static final DateTimeFormatter DAY_FIRST = DateTimeFormatter.ofPattern("ddMMuuuu", Locale.ROOT);

    private final Contracts contracts;

    ChooseBatch(Contracts contracts) {
        this.contracts = contracts;
    }

    /** What a line says of pay-outs. */
    sealed interface Choice {
        /** Exactly one batch, of exactly this amount. @param named by its own name, not by a word of the provider */
        record Pays(SettlementBatch batch, Evidence evidence, boolean named) implements Choice {}

        /** One batch is named, which pays out another amount. */
        record OtherAmount(SettlementBatch batch, Evidence evidence) implements Choice {}

        /** Several batches may be meant, or several lines may be this one. */
        record Several(List<SettlementBatch> batches, Evidence evidence) implements Choice {}

        /** A provider is named, and no batch of it fits. */
        record Awaited(String provider, Evidence evidence) implements Choice {}
    }

    /** Where the narrative says so, in its raw text. */
    record Evidence(String code, int from, int to) {}

    private record Named(SettlementBatch batch, Evidence evidence, int from, int to) {}

    /** Lines that say nothing of a pay-out are absent. */
    Map<BankLine, Choice> choose(List<BankLine> lines, List<SettlementBatch> batches) {
        Map<BankLine, Choice> choices = new LinkedHashMap<>();
        lines.stream().sorted(BankLine.JUDGING_ORDER).forEach(line -> {
            Choice choice = choose(line, batches);
            if (choice != null) {
                choices.put(line, choice);
            }
        });
        return oneLineEach(choices);
    }

    private @Nullable Choice choose(BankLine line, List<SettlementBatch> batches) {
        CompactNarrative compact = CompactNarrative.of(line.narrative());
        List<Named> named = longest(named(compact, batches));
        if (named.size() > 1) {
            return new Choice.Several(
                    named.stream().map(Named::batch).toList(), named.getFirst().evidence());
        } else if (named.size() == 1) {
            Named one = named.getFirst();
            return one.batch().payoutVnd() == line.amountVnd()
                    ? new Choice.Pays(one.batch(), one.evidence(), true)
                    : new Choice.OtherAmount(one.batch(), one.evidence());
        }
        String spoken = null;
        Evidence word = null;
        List<SettlementBatch> fitting = new ArrayList<>();
        for (String provider : contracts.providers()) {
            Evidence evidence = word(compact, provider);
            if (evidence != null) {
                spoken = spoken == null ? provider : spoken;
                word = word == null ? evidence : word;
                batches.stream()
                        .filter(batch -> batch.provider().equals(provider) && fits(line, batch))
                        .forEach(fitting::add);
            }
        }
        fitting = ofStatedSession(compact, line, fitting);
        if (spoken == null || word == null) {
            return null;
        }
        return switch (fitting.size()) {
            case 0 -> new Choice.Awaited(spoken, word);
            case 1 -> {
                SettlementBatch one = fitting.getFirst();
                Evidence own = word(compact, one.provider());
                yield new Choice.Pays(one, own == null ? word : own, false);
            }
            default -> new Choice.Several(fitting, word);
        };
    }

    private boolean fits(BankLine line, SettlementBatch batch) {
        int within = contracts
                .of(batch.provider(), null, batch.lastDay())
                .map(Contract::paysWithinDays)
                .orElse(0);
        return batch.payoutVnd() == line.amountVnd()
                && !line.bookedOn().isBefore(batch.lastDay())
                && !line.bookedOn().isAfter(batch.lastDay().plusDays(within));
    }

    /**
     * Narratives of pay-outs mostly state the session. A day that is stated decides between batches of equal amount, and against one of another day; the day of
     * booking alone decides nothing, for banks write it of their own accord.
     */
    private static List<SettlementBatch> ofStatedSession(
            CompactNarrative compact, BankLine line, List<SettlementBatch> fitting) {
        List<LocalDate> stated = new ArrayList<>();
        for (LocalDate day = line.bookedOn();
                !day.isBefore(line.bookedOn().minusDays(DAYS_STATED));
                day = day.minusDays(1)) {
            if (compact.text().contains(day.format(DAY_FIRST))
                    || compact.text().contains(day.format(DateTimeFormatter.BASIC_ISO_DATE))) {
                stated.add(day);
            }
        }
        List<SettlementBatch> of = fitting.stream()
                .filter(batch -> stated.contains(batch.firstDay()) || stated.contains(batch.lastDay()))
                .toList();
        stated.remove(line.bookedOn());
        return of.isEmpty() && stated.isEmpty() ? fitting : of;
    }

    private List<Named> named(CompactNarrative compact, List<SettlementBatch> batches) {
        List<Named> named = new ArrayList<>();
        for (SettlementBatch batch : batches) {
            String code = CompactNarrative.of(batch.batchNo()).text();
            boolean distinctive = code.length() >= DISTINCTIVE && code.chars().anyMatch(c -> c >= 'A');
            if (batch.named()
                    && code.length() >= NAME_MIN
                    && (distinctive || word(compact, batch.provider()) != null)) {
                int at = compact.text().indexOf(code);
                if (at >= 0) {
                    named.add(new Named(batch, evidence(compact, code, at), at, at + code.length()));
                }
            }
        }
        return named;
    }

    /** A name within a longer one is a part of it. */
    private static List<Named> longest(List<Named> named) {
        return named.stream()
                .filter(each -> named.stream()
                        .noneMatch(other -> other.from <= each.from
                                && each.to <= other.to
                                && other.to - other.from > each.to - each.from))
                .sorted(Comparator.comparing(each -> each.batch().batchNo()))
                .toList();
    }

    private @Nullable Evidence word(CompactNarrative compact, String provider) {
        for (String word : contracts.words(provider)) {
            int at = compact.text().indexOf(word);
            if (at >= 0) {
                return evidence(compact, word, at);
            }
        }
        return null;
    }

    private static Evidence evidence(CompactNarrative compact, String code, int at) {
        return new Evidence(code, compact.rawFrom(at), compact.rawTo(at + code.length()));
    }

    /** A batch is one line. A line that names it goes before one that only names the provider; of equals none is chosen. */
    private static Map<BankLine, Choice> oneLineEach(Map<BankLine, Choice> choices) {
        Map<UUID, Integer> byName = new HashMap<>();
        Map<UUID, Integer> byWord = new HashMap<>();
        choices.values().forEach(choice -> {
            if (choice instanceof Choice.Pays pays) {
                (pays.named() ? byName : byWord).merge(pays.batch().id(), 1, Integer::sum);
            }
        });
        choices.replaceAll((line, choice) -> {
            if (!(choice instanceof Choice.Pays(SettlementBatch batch, Evidence evidence, boolean named))) {
                return choice;
            }
            int rivals = byName.getOrDefault(batch.id(), 0) + (named ? 0 : byWord.getOrDefault(batch.id(), 0));
            return rivals == 1 ? choice : new Choice.Several(List.of(batch), evidence);
        });
        return choices;
    }
}
