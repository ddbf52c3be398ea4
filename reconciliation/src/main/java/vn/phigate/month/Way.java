package vn.phigate.month;

import java.util.SplittableRandom;

/** How the money of a dossier comes, or does not; with its share of all dossiers in thousandths. */
enum Way {
    /** Transfer with the reference of a QR code. */
    REFERENCE(350),
    /** Transfer with the dossier's code, no payment was opened. */
    CODE(215),
    /** VNPay or a wallet; the money comes in a batch. */
    PROVIDER(230),
    REFERENCE_AND_CODE(40),
    REFERENCE_OF_TWO(8),
    REFERENCE_DAMAGED(30),
    REFERENCE_BROKEN(3),
    CODE_DAMAGED(15),
    OTHER_AMOUNT(6),
    TWICE(8),
    LATE(10),
    LATE_AND_PAID(2),
    INSTALMENTS(7),
    FORMER_ACCOUNT(6),
    DIVIDED_ACCOUNT(2),
    WRONG_AGENCY(4),
    TWO_CODES(4),
    SHARED_CODE(1),
    CUT(5),
    NO_CODE(6),
    UNPAID(48);

    private final int permille;

    Way(int permille) {
        this.permille = permille;
    }

    static Way any(SplittableRandom random) {
        int at = random.nextInt(1000);
        for (Way way : values()) {
            at -= way.permille;
            if (at < 0) {
                return way;
            }
        }
        throw new IllegalStateException("the shares are not a thousand");
    }
}
