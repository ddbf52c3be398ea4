package vn.phigate.gateway.providers.vietqr;

import org.jspecify.annotations.Nullable;

/**
 * What a VietQR asks the payer's bank to do. Read codes may hold values that we would not write (see {@link #encode}).
 *
 * @param bin the receiving bank, 6 digits (38-01-00)
 * @param account account or card number, 1 to 19 letters or digits (38-01-01)
 * @param amountVnd whole đồng, at most 13 digits (54); null leaves it to the payer
 * @param purpose content of the transfer (62-08); null when none is given
 * @param service what the number is (38-02)
 * @param method point of initiation (01)
 */
public record VietQrCode(
        String bin,
        String account,
        @Nullable Long amountVnd,
        @Nullable String purpose,
        Service service,
        Method method) {

    /** NAPAS transfer service. QRPUSH and QRCASH name no account and are not read. */
    public enum Service {
        /** To an account. */
        QRIBFTTA,
        /** To a card. */
        QRIBFTTC
    }

    /** EMVCo point of initiation method. */
    public enum Method {
        /** The same code is shown to many payers. */
        STATIC("11"),
        /** Made for one payment. */
        DYNAMIC("12");

        final String wire;

        Method(String wire) {
            this.wire = wire;
        }
    }

    /** A transfer to an account; made for one payment when an amount is given. */
    public static VietQrCode toAccount(String bin, String account, @Nullable Long amountVnd, @Nullable String purpose) {
        Method method = amountVnd == null ? Method.STATIC : Method.DYNAMIC;
        return new VietQrCode(bin, account, amountVnd, purpose, Service.QRIBFTTA, method);
    }

    /**
     * The text of the QR code.
     *
     * @throws IllegalArgumentException when a value is outside the limits above, or the purpose is not 1 to 25 of A–Z, a–z, 0–9 and space: banks
     *     cut or refuse anything else, and a cut purpose is a payment nobody can find
     */
    public String encode() {
        return VietQr.encode(this);
    }
}
