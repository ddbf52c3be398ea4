package vn.phigate.reconciliation.matching;

import java.util.List;

/**
 * Something a bank line may pay for.
 *
 * @param key opaque identity, unique within an index
 * @param codes its known compact codes (A–Z, 0–9): payment reference, dossier code, order id
 * @param label what people call it
 * @param amountVnd whole đồng due, above 0; below 0 for money that is to go out
 * @param state whether it still waits for money
 */
public record OpenItem(String key, List<String> codes, String label, long amountVnd, State state) {

    /** Whether money is still due. */
    public enum State {
        OPEN,
        /** Paid already: a further line with its code is money for a person to look at. */
        SETTLED
    }

    public OpenItem {
        codes = List.copyOf(codes);
        if (amountVnd == 0) {
            throw new IllegalArgumentException(label + " waits for " + amountVnd + " đồng");
        }
        for (String code : codes) {
            if (!code.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
                throw new IllegalArgumentException(label + " has a code that is not compact: " + code);
            }
        }
    }
}
