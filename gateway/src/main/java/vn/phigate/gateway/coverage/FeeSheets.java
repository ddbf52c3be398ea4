package vn.phigate.gateway.coverage;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.Resolution;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Price;
import vn.phigate.gateway.procedures.PricedItem;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Procedures;

/** What a procedure costs, by which law and into which account: what every collector has to publish (Law 97/2015/QH13, Art. 14). */
public final class FeeSheets {
    private final Procedures procedures;
    private final Agencies agencies;
    private final Accounts accounts;
    private final InstantSource clock;

    public FeeSheets(Procedures procedures, Agencies agencies, Accounts accounts, InstantSource clock) {
        this.procedures = procedures;
        this.agencies = agencies;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** @param account null when nothing is charged, or no approved account is in force */
    public record Line(PricedItem item, @Nullable Payee account) {}

    /** An account as a payer sees it. */
    public record Payee(String bin, String number, String holder) {}

    /**
     * @param agency null when none was asked for: then there are no accounts
     * @param inCharge whether that agency is in charge of the procedure
     * @param totalVnd of one unit of each item; null when a price depends on quantities
     * @param sample true when procedure or agency are sample data
     */
    public record Sheet(
            Procedure procedure,
            @Nullable Agency agency,
            boolean inCharge,
            Channel channel,
            LocalDate on,
            List<Line> lines,
            @Nullable Long totalVnd,
            boolean sample) {
        public boolean free() {
            return lines.stream().allMatch(l -> l.item().price().isZero());
        }
    }

    /**
     * @param agencyCode null for the prices alone, which are the city's
     * @param on null for today
     * @throws vn.phigate.gateway.platform.http.Refusal {@code procedure_unknown}, {@code agency_unknown}, or {@code no_fee_row} when a price is missing
     */
    public Sheet sheet(
            Sql sql, String procedureCode, @Nullable String agencyCode, Channel channel, @Nullable LocalDate on) {
        Instant now = clock.instant();
        LocalDate today = BusinessDay.of(now);
        LocalDate day = on == null ? today : on;
        Instant at = day.equals(today) ? now : BusinessDay.startOf(day);
        Procedure procedure = procedures.get(sql, procedureCode);
        Agency agency = agencyCode == null ? null : agencies.get(sql, agencyCode, day);
        List<Line> lines = new ArrayList<>();
        long total = 0;
        boolean fixed = true;
        for (PricedItem item : procedures.priced(sql, procedure.code(), channel, day)) {
            Optional<Resolution> account = agency == null || item.price().isZero()
                    ? Optional.empty()
                    : accounts.resolve(sql, agency.id(), procedure.code(), item.kind(), at, now);
            lines.add(new Line(
                    item,
                    account.map(r -> new Payee(
                                    r.account().bin(),
                                    r.account().number(),
                                    r.account().holder()))
                            .orElse(null)));
            if (item.price() instanceof Price.Amount(long vnd)) {
                total += vnd;
            } else {
                fixed = false;
            }
        }
        return new Sheet(
                procedure,
                agency,
                agency != null && procedures.inCharge(sql, procedure.code(), agency.id(), agency.kind()),
                channel,
                day,
                List.copyOf(lines),
                fixed ? total : null,
                procedure.sample() || (agency != null && agency.sample()));
    }
}
