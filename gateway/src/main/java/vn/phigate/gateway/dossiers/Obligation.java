package vn.phigate.gateway.dossiers;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.procedures.Kind;

/**
 * What one dossier owes for one fee item.
 *
 * @param amountVnd whole đồng, 0 when the law says 0
 * @param legalBasis the text the price stands on, and that of a relief when there is one
 * @param computation how the amount came about, in Vietnamese; null for what was recorded before that was kept
 * @param status due, pending, paid, free, refunded or cancelled
 * @param account where it is to be paid; null when the agency has no approved account yet, or nothing is to be paid
 */
public record Obligation(
        UUID id,
        Kind kind,
        String name,
        long quantity,
        long amountVnd,
        String legalBasis,
        @Nullable String computation,
        String status,
        PayeeLookup.@Nullable Payee account) {
    public boolean due() {
        return status.equals("due");
    }
}
