package vn.phigate.reconciliation.demo;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads an EMVCo merchant-presented QR as a banking app does: id, length in bytes, value. */
record VietQr(String bin, String account, long amountVnd, String purpose) {

    /** Null when a field that a transfer needs is absent or not in its form. */
    static @Nullable VietQr read(String text) {
        String beneficiary = value(value(text, "38"), "01");
        String amount = value(text, "54");
        String bin = value(beneficiary, "00");
        String account = value(beneficiary, "01");
        String purpose = value(value(text, "62"), "08");
        if (bin == null
                || account == null
                || purpose == null
                || amount == null
                || !amount.matches("[1-9][0-9]{0,12}")) {
            return null;
        }
        return new VietQr(bin, account, Long.parseLong(amount), purpose);
    }

    private static @Nullable String value(@Nullable String text, String id) {
        if (text == null) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at + 4 <= bytes.length) {
            String head = new String(bytes, at, 4, StandardCharsets.UTF_8);
            if (!head.matches("[0-9]{4}")) {
                return null;
            }
            int length = Integer.parseInt(head.substring(2));
            if (at + 4 + length > bytes.length) {
                return null;
            }
            if (head.startsWith(id)) {
                return new String(bytes, at + 4, length, StandardCharsets.UTF_8);
            }
            at += 4 + length;
        }
        return null;
    }
}
