package vn.phigate.reconciliation.matching;

import java.util.List;

/** Something a bank line may pay for. */
public interface OpenItem {
    /** Opaque identity, unique within an index. */
    String key();

    /** Its known compact codes (A–Z, 0–9): payment reference, dossier code, order id. */
    List<String> codes();

    /** What people call it. */
    String label();

    /** Whole đồng due, above 0; below 0 for money that is to go out. */
    long amountVnd();

    /** Whether it still waits for money. */
    State state();

    /** Whether money is still due. */
    enum State {
        OPEN,
        /** Paid already: a further line with its code is money for a person to look at. */
        SETTLED
    }
}
