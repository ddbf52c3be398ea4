package vn.phigate.gateway.providers.zalopay;

import java.util.Optional;
import java.util.Set;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Provider;

/**
 * return_code and sub_return_code of ZaloPay's answers. 1 done, 2 failed, 3 still under way; anything else decides nothing. A 2 may be about the
 * request in place of the payment, which only the sub code tells; the sub codes are from general knowledge, not from a page that was read again.
 */
record ZalopayCode(long code, long sub) {
    private static final long DONE = 1;
    private static final long FAILED = 2;
    private static final long UNDER_WAY = 3;
    private static final long DUPLICATE = -68;
    private static final Set<Long> NOT_KNOWN = Set.of(-101L, -92L);
    /** Of the request: app, mac, time, limits, maintenance. */
    private static final Set<Long> REQUEST = Set.of(-2L, -3L, -53L, -401L, -402L, -405L, -406L, -429L, -500L, -999L);

    static ZalopayCode of(JsonFields said) {
        return new ZalopayCode(
                said.whole("return_code").orElse(0L),
                said.whole("sub_return_code").orElse(0L));
    }

    boolean done() {
        return code == DONE;
    }

    boolean underWay() {
        return code == UNDER_WAY;
    }

    boolean failed() {
        return code == FAILED && !NOT_KNOWN.contains(sub) && !REQUEST.contains(sub) && sub != DUPLICATE;
    }

    /** The order or refund has never been heard of there. */
    boolean notKnown() {
        return code == FAILED && NOT_KNOWN.contains(sub);
    }

    /** Nothing was done with the request; a duplicate may have been done before. */
    boolean refused() {
        return code == FAILED && sub != DUPLICATE;
    }

    String text() {
        return code + "/" + sub;
    }

    static Optional<Provider.Words> words(String text) {
        return Optional.ofNullable(
                switch (text.substring(text.indexOf('/') + 1)) {
                    case "-54" -> words("Hết thời gian thanh toán.", "The time to pay was over.");
                    case "-63" ->
                        words("Tài khoản ZaloPay không đủ số dư.", "The ZaloPay account has too little balance.");
                    case "-2", "-3", "-53", "-68", "-92", "-401", "-402", "-405", "-406" ->
                        words(
                                "ZaloPay không nhận yêu cầu của hệ thống thu phí; lỗi không phải ở bạn.",
                                "ZaloPay did not take our request; this is not your fault.");
                    case "-429", "-500", "-999" ->
                        words("ZaloPay đang bận hoặc bảo trì.", "ZaloPay is busy or under maintenance.");
                    default ->
                        text.startsWith("2/")
                                ? words("ZaloPay báo giao dịch không thành công.", "ZaloPay reports that it failed.")
                                : null;
                });
    }

    private static Provider.Words words(String vi, String en) {
        return new Provider.Words(vi, en);
    }
}
