package vn.phigate.sandbox.wallet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a payer ends an order. */
public enum Result {
    SUCCESS("Trả tiền thành công", "Pay"),
    CANCEL("Từ chối", "Decline"),
    NOT_ENOUGH_BALANCE("Không đủ số dư", "Not enough balance"),
    PENDING("Đang xử lý", "Under way");

    final String vietnamese;
    final String english;

    Result(String vietnamese, String english) {
        this.vietnamese = vietnamese;
        this.english = english;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Result of(String text) {
        for (Result result : values()) {
            if (result.text().equals(text)) {
                return result;
            }
        }
        return null;
    }
}
