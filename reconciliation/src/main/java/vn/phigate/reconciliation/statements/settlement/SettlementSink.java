package vn.phigate.reconciliation.statements.settlement;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.StatementSink;

/** Takes what a settlement file says of each payment, beside what every file says: a pay-out is explained by it, so that the fee must not be lost. */
public interface SettlementSink extends StatementSink {
    /** By which declared layout the file is read; before everything else. Empty for Vipps' XML, which needs none. */
    void layout(String name);

    /** One payment, after its {@code line}. */
    void payment(Payment payment);

    /**
     * One payment as the provider writes it, signs included.
     *
     * @param line line of the file
     * @param transaction the provider's number of it
     * @param order our order, as the provider was given it
     * @param settlement the pay-out that the row itself names; null when it names none
     * @param gross below 0 for money given back
     * @param fee with or without a minus sign, as the file has it
     * @param refund given back beside gross; 0 where refunds have rows of their own
     * @param net null when the row does not say it
     */
    record Payment(
            long line,
            @Nullable LocalDate day,
            @Nullable String transaction,
            @Nullable String order,
            @Nullable String settlement,
            BigDecimal gross,
            BigDecimal fee,
            BigDecimal refund,
            @Nullable BigDecimal net) {}
}
