package vn.phigate.reconciliation.matching;

/** Why a row of a settlement file fits nothing of ours, in plain words. */
public final class Misfit {
    private Misfit() {}

    /** @param why its code; one that has no words yet is shown as it is */
    public static String say(String why, boolean vietnamese) {
        return switch (why) {
            case "order_unknown" -> vietnamese ? "không có đơn hàng này" : "no such order";
            case "several_orders" -> vietnamese ? "nêu hai đơn hàng" : "names two orders";
            case "refund_unknown" -> vietnamese ? "không có khoản hoàn này" : "no such refund";
            case "several_refunds" -> vietnamese ? "có thể là nhiều khoản hoàn" : "may be several refunds";
            case "other_account" -> vietnamese ? "thuộc tài khoản khác" : "of another account";
            case "amount_differs" -> vietnamese ? "khác số tiền" : "another amount";
            case "not_reported" -> vietnamese ? "bên thanh toán chưa báo đã thu" : "never reported as paid";
            case "paid_out_before", "seen_before" -> vietnamese ? "tiền đã về trước đó" : "its money came before";
            case "kept_back_before" -> vietnamese ? "đã trừ trước đó" : "kept back before";
            case "refunded" -> vietnamese ? "đã hoàn cho người nộp" : "given back to the payer";
            case "nothing_left" -> vietnamese ? "phí bằng hoặc hơn số tiền" : "its fee is all of it";
            case "refused_by_person" -> vietnamese ? "cán bộ đã bác" : "refused by a person";
            default -> why;
        };
    }
}
