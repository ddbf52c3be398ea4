package vn.phigate.reconciliation.lists;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.lists.Lists.KeptRow;
import vn.phigate.reconciliation.matching.Leftovers;
import vn.phigate.reconciliation.matching.Leftovers.Suggestion;
import vn.phigate.reconciliation.matching.Pass;
import vn.phigate.reconciliation.matching.PersonsDecisions;
import vn.phigate.reconciliation.matching.Unmatched;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.Statements;

/**
 * Lines that are fees a desk collected: one dossier of its list, named whole in the narrative, with exactly its amount; or all of the cash that one deposit slip
 * brought, when the line names the slip. Cash of a desk's day that merely adds up is a suggestion.
 */
public final class DeskFees implements Pass {
    /** Shorter codes cannot be told from a trace number by chance. */
    private static final int CODE_MIN = 8;

    private static final LocalDate ANY_DAY = LocalDate.of(2200, 12, 31);

    private static final String INSERT_MATCH = """
            insert into reconciliation.match
                (id, line_id, subject_type, subject_id, dossiers, amount_vnd, outcome, rule, rule_version, code, evidence_from, evidence_to, evidence_text,
                 rivals, made_at, made_by)
            values (?, ?, 'desk_fee', ?, ?, ?, 'desk', ?, ?, ?, ?, ?, ?, '[]', ?, ?)
            """;

    private final Db db;
    private final Statements statements;
    private final BankWitness bank;
    private final Leftovers leftovers;
    private final PersonsDecisions decisions;
    private final InstantSource clock;

    public DeskFees(
            Db db,
            Statements statements,
            BankWitness bank,
            Leftovers leftovers,
            PersonsDecisions decisions,
            InstantSource clock) {
        this.db = db;
        this.statements = statements;
        this.bank = bank;
        this.leftovers = leftovers;
        this.decisions = decisions;
        this.clock = clock;
    }

    @Override
    public String id() {
        return "desk_list";
    }

    @Override
    public int version() {
        return 1;
    }

    /** @param rows what the line would be */
    private record Found(List<KeptRow> rows, String code, int from, int to) {}

    @Override
    public Result run(UUID account, LocalDate through, List<BankLine> open, String by) {
        List<KeptRow> fees = open.isEmpty() ? List.of() : Lists.openFees(db, account, through);
        if (fees.isEmpty()) {
            return Result.NOTHING;
        }
        int matched = 0;
        Map<UUID, Explained> explained = new HashMap<>();
        List<KeptRow> left = new ArrayList<>(fees);
        for (BankLine line : open) {
            Found found = line.amountVnd() > 0 ? find(line, left) : null;
            if (found != null && db.inTransaction(tx -> book(tx, account, line, found, by))) {
                left.removeAll(found.rows);
                matched++;
            } else if (line.amountVnd() > 0) {
                List<Suggestion> days = cashDays(line, left);
                if (!days.isEmpty()) {
                    explained.put(line.id(), new Explained(Unmatched.UNIDENTIFIED, days));
                }
            }
        }
        return new Result(matched, explained);
    }

    /** What exactly one code in the narrative names, with exactly the line's amount; null when that is not so. */
    private static @Nullable Found find(BankLine line, List<KeptRow> fees) {
        Map<String, List<KeptRow>> byCode = new LinkedHashMap<>();
        for (KeptRow fee : fees) {
            String slip = fee.row().slip();
            boolean cash = "cash".equals(fee.row().method());
            String code = cash ? slip : fee.row().compact();
            if (code != null) {
                byCode.computeIfAbsent(
                                code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""), c -> new ArrayList<>())
                        .add(fee);
            }
        }
        Found found = null;
        for (Map.Entry<String, List<KeptRow>> each : byCode.entrySet()) {
            int[] place = each.getKey().length() < CODE_MIN ? null : place(line.narrative(), each.getKey());
            if (place == null) {
                continue;
            }
            if (found != null) {
                return null;
            }
            List<KeptRow> rows = each.getValue();
            boolean cash = "cash".equals(rows.getFirst().row().method());
            List<KeptRow> fits = cash
                    ? sum(rows) == line.amountVnd() ? rows : List.of()
                    : rows.stream()
                            .filter(row -> row.row().amountVnd() == line.amountVnd())
                            .limit(1)
                            .toList();
            found = new Found(fits, each.getKey(), place[0], place[1]);
        }
        return found == null || found.rows.isEmpty() ? null : found;
    }

    private static long sum(List<KeptRow> rows) {
        return rows.stream().mapToLong(row -> row.row().amountVnd()).reduce(0, Math::addExact);
    }

    /** Where a compact code stands in a raw narrative whose signs and blanks do not count; a digit that touches it would make it another code. */
    static int @Nullable [] place(String narrative, String code) {
        int[] at = new int[narrative.length()];
        var compact = new StringBuilder(narrative.length());
        for (int i = 0; i < narrative.length(); i++) {
            char upper = Character.toUpperCase(narrative.charAt(i));
            if (upper >= 'A' && upper <= 'Z' || upper >= '0' && upper <= '9') {
                at[compact.length()] = i;
                compact.append(upper);
            }
        }
        for (int from = compact.indexOf(code); from >= 0; from = compact.indexOf(code, from + 1)) {
            int first = at[from];
            int last = at[from + code.length() - 1];
            boolean touchedBefore = Character.isDigit(code.charAt(0)) && digit(narrative, first - 1);
            if (!touchedBefore && !digit(narrative, last + 1)) {
                return new int[] {first, last + 1};
            }
        }
        return null;
    }

    private static boolean digit(String text, int index) {
        return index >= 0 && index < text.length() && Character.isDigit(text.charAt(index));
    }

    private static List<Suggestion> cashDays(BankLine line, List<KeptRow> fees) {
        Map<LocalDate, List<KeptRow>> days = new LinkedHashMap<>();
        fees.stream()
                .filter(fee -> "cash".equals(fee.row().method()))
                .forEach(fee -> days.computeIfAbsent(fee.row().day(), day -> new ArrayList<>())
                        .add(fee));
        List<Suggestion> suggestions = new ArrayList<>();
        days.forEach((day, rows) -> {
            if (sum(rows) == line.amountVnd()) {
                suggestions.add(new Suggestion(
                        "desk_day",
                        rows.getFirst().list(),
                        rows.size() + " × " + day,
                        String.valueOf(day),
                        line.amountVnd(),
                        "open",
                        0,
                        0));
            }
        });
        return suggestions;
    }

    private boolean book(Tx tx, UUID account, BankLine line, Found found, String by) {
        Statements.lock(tx, account);
        PersonsDecisions.Said said = decisions.about(tx, account);
        boolean still = statements.stillUnmatched(tx, List.of(line.id())).stream()
                .anyMatch(now -> now.openVnd() == now.amountVnd());
        boolean allowed = found.rows.stream().allMatch(row -> said.allows(line.id(), row.id()));
        List<UUID> open =
                Lists.openFees(tx, account, ANY_DAY).stream().map(KeptRow::id).toList();
        if (!still
                || !allowed
                || !open.containsAll(found.rows.stream().map(KeptRow::id).toList())) {
            return false;
        }
        Instant now = clock.instant();
        for (KeptRow row : found.rows) {
            tx.run(
                    INSERT_MATCH,
                    Ids.next(now),
                    line.id(),
                    row.id(),
                    Objects.requireNonNull(row.row().dossier()),
                    row.row().amountVnd(),
                    id(),
                    (long) version(),
                    found.code,
                    (long) found.from,
                    (long) found.to,
                    line.narrative().substring(found.from, found.to),
                    now,
                    by);
        }
        bank.deskPaid(tx, account, new BankWitness.Line(line.id(), line.bookedOn(), line.amountVnd(), line.name()));
        leftovers.matched(tx, List.of(line.id()));
        return true;
    }
}
