package vn.phigate.gateway.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.phigate.gateway.payments.Methods;

/** The ways to pay as a page offers them. */
public record MethodChoice(Methods.Method method) {
    /** VietQR first: it needs no account with anybody but a bank. */
    private static final List<String> ORDER = List.of("vietqr", "vnpay", "momo", "zalopay", "dvcqg");

    /** In the order of the page, the payer's last choice first. */
    static List<MethodChoice> of(List<Methods.Method> methods, String lastChoice) {
        var choices = new ArrayList<>(methods.stream().map(MethodChoice::new).toList());
        choices.sort(Comparator.comparing((MethodChoice c) -> !c.name().equals(lastChoice))
                .thenComparing(c -> Math.floorMod(ORDER.indexOf(c.name()), ORDER.size() + 1)));
        return choices;
    }

    public String name() {
        return method.name();
    }

    public boolean usable() {
        return method.usable();
    }

    /** What the provider is called. */
    public static String brand(String method) {
        return switch (method) {
            case "vietqr" -> "VietQR";
            case "vnpay" -> "VNPay";
            case "momo" -> "MoMo";
            case "zalopay" -> "ZaloPay";
            case "dvcqg" -> "Cổng Dịch vụ công Quốc gia";
            default -> method;
        };
    }

    public String brand() {
        return brand(name());
    }

    public String title(Wording w) {
        return name().equals("vietqr")
                ? w.say("Quét mã VietQR", "Scan a VietQR code")
                : w.say("Trả qua ", "Pay with ") + brand();
    }

    public String more(Wording w) {
        return switch (name()) {
            case "vietqr" -> w.say("Chuyển khoản bằng ứng dụng của mọi ngân hàng", "Transfer with any bank’s app");
            case "vnpay" ->
                w.say(
                        "Thẻ ATM, thẻ quốc tế, ví, tài khoản ngân hàng",
                        "ATM card, international card, wallet, bank account");
            case "momo", "zalopay" -> w.say("Ví điện tử trên điện thoại", "Wallet on your phone");
            default -> "";
        };
    }

    public String why(Wording w) {
        Methods.Hidden hidden = method.hidden();
        return hidden == null ? "" : w.say(hidden.vi(), hidden.en());
    }
}
