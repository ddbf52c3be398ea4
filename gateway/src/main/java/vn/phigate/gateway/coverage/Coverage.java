package vn.phigate.gateway.coverage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.procedures.Channel;

/** The door to coverage. */
public final class Coverage {
    /** What a {@link Cell#key} looks like: an agency's key, a slash, a procedure's code. */
    public static final String KEY = "[0-9A-Z.]{1,35}(~[0-9-]{10})?/[0-9]\\.[0-9]{6}";

    private final Db db;
    private final InstantSource clock;

    public Coverage(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** @param classes how many cells there are of each class, those with none left out */
    public record Line(String code, String name, long cells, Map<CellClass, Long> classes) {}

    /**
     * @param cells procedures times the agencies in charge of them
     * @param classes add up to {@code cells}, as do the lines of agencies and those of procedures
     */
    public record Totals(
            Instant at,
            Channel channel,
            long cells,
            Map<CellClass, Long> classes,
            List<Line> agencies,
            List<Line> procedures) {}

    /**
     * One procedure at one agency.
     *
     * @param successor of a dissolved agency, or all that it may be until that is decided; null for none
     * @param needsFee whether phí is to be paid
     * @param needsCharge whether lệ phí is
     */
    public record Cell(
            String key,
            String agency,
            String agencyName,
            String procedure,
            String procedureName,
            CellClass cellClass,
            @Nullable String successor,
            boolean needsFee,
            boolean needsCharge) {
        public String reason(Language language) {
            String reason = cellClass.reason(language);
            return successor == null
                    ? reason
                    : reason + " " + language.pick("Cơ quan kế tiếp: ", "Its successor: ") + successor + ".";
        }
    }

    /** @param agency code @param procedure code; null for any */
    public record Filter(
            @Nullable String agency,
            @Nullable String procedure,
            @Nullable CellClass cellClass) {
        public static final Filter NONE = new Filter(null, null, null);
    }

    /** @param next the key to go on after; null on the last page */
    public record Page(List<Cell> cells, @Nullable String next) {}

    /**
     * @param at the instant the answer applies to, by what is known now; null for now
     * @param channel how the dossiers come in: prices differ by it
     */
    public Totals totals(@Nullable Instant at, Channel channel) {
        Instant now = clock.instant();
        Instant when = at == null ? now : at;
        Facts facts = db.inTransaction(tx -> Facts.read(tx, channel, when, now));
        int classes = CellClass.values().length;
        List<Facts.Procedure> procedures = facts.procedures();
        long[][] byProcedure = new long[procedures.size()][classes];
        long[] all = new long[classes];
        List<Line> agencies = new ArrayList<>();
        for (Facts.Agency agency : facts.agencies()) {
            long[] own = new long[classes];
            for (int p = 0; p < byProcedure.length; p++) {
                if (facts.inCharge(agency, procedures.get(p))) {
                    int cell = facts.cell(agency, procedures.get(p)).ordinal();
                    own[cell]++;
                    byProcedure[p][cell]++;
                    all[cell]++;
                }
            }
            agencies.add(line(agency.code(), agency.name(), own));
        }
        List<Line> lines = new ArrayList<>();
        for (int p = 0; p < byProcedure.length; p++) {
            lines.add(line(procedures.get(p).code(), procedures.get(p).name(), byProcedure[p]));
        }
        Line sum = line("", "", all);
        return new Totals(when, channel, sum.cells(), sum.classes(), List.copyOf(agencies), List.copyOf(lines));
    }

    private static Line line(String code, String name, long[] counts) {
        Map<CellClass, Long> classes = new EnumMap<>(CellClass.class);
        long sum = 0;
        for (CellClass each : CellClass.values()) {
            long count = counts[each.ordinal()];
            sum += count;
            if (count > 0) {
                classes.put(each, count);
            }
        }
        return new Line(code, name, sum, classes);
    }

    /**
     * Cells in the order of agencies and procedures.
     *
     * @param after {@link Cell#key} of the last cell seen; empty from the start
     */
    public Page cells(Filter filter, @Nullable Instant at, Channel channel, String after, int limit) {
        Instant now = clock.instant();
        Facts facts = db.inTransaction(tx -> Facts.read(tx, channel, at == null ? now : at, now));
        int slash = after.indexOf('/');
        String afterAgency = slash < 0 ? "" : after.substring(0, slash);
        String afterProcedure = after.substring(slash + 1);
        List<Cell> found = new ArrayList<>();
        for (Facts.Agency agency : facts.agencies()) {
            int order = agency.key().compareTo(afterAgency);
            if (order < 0 || (filter.agency() != null && !filter.agency().equals(agency.code()))) {
                continue;
            }
            for (Facts.Procedure procedure : facts.procedures()) {
                if ((order == 0 && procedure.code().compareTo(afterProcedure) <= 0)
                        || (filter.procedure() != null && !filter.procedure().equals(procedure.code()))
                        || !facts.inCharge(agency, procedure)) {
                    continue;
                }
                CellClass cell = facts.cell(agency, procedure);
                if (filter.cellClass() != null && filter.cellClass() != cell) {
                    continue;
                }
                if (found.size() == limit) {
                    return new Page(List.copyOf(found), found.getLast().key());
                }
                found.add(new Cell(
                        agency.key() + "/" + procedure.code(),
                        agency.code(),
                        agency.name(),
                        procedure.code(),
                        procedure.name(),
                        cell,
                        agency.successor(),
                        procedure.fee(),
                        procedure.charge()));
            }
        }
        return new Page(List.copyOf(found), null);
    }
}
