package vn.phigate.gateway;

import java.util.Map;
import java.util.TreeMap;
import vn.phigate.gateway.providers.vnpay.VnpayMessages;

/** What VNPay calls with; signed only at the end, so that a test can change anything before or after. */
public record Ipn(Map<String, String> fields, String secret) {
    public static Ipn success(String orderId, long amountVnd) {
        return new Ipn(
                Map.of(
                        "vnp_Amount", String.valueOf(amountVnd * 100),
                        "vnp_BankCode", "VPBANK",
                        "vnp_CardType", "ATM",
                        "vnp_OrderInfo", "Nop phi ho so " + orderId,
                        "vnp_PayDate", "20250717093211",
                        "vnp_ResponseCode", "00",
                        "vnp_TmnCode", RunningGateway.TERMINAL,
                        "vnp_TransactionNo", "15071234",
                        "vnp_TransactionStatus", "00",
                        "vnp_TxnRef", orderId),
                RunningGateway.SECRET);
    }

    /** The payer gave up. */
    public static Ipn declined(String orderId, long amountVnd) {
        return success(orderId, amountVnd).codes("24", "02").with("vnp_TransactionNo", "0");
    }

    public Ipn with(String field, String value) {
        var changed = new TreeMap<>(fields);
        changed.put(field, value);
        return new Ipn(changed, secret);
    }

    public Ipn without(String field) {
        var changed = new TreeMap<>(fields);
        changed.remove(field);
        return new Ipn(changed, secret);
    }

    public Ipn codes(String response, String status) {
        return with("vnp_ResponseCode", response).with("vnp_TransactionStatus", status);
    }

    public Ipn from(String terminal, String itsSecret) {
        return new Ipn(with("vnp_TmnCode", terminal).fields, itsSecret);
    }

    /** The raw query. */
    public String signed() {
        return VnpayMessages.payUrl("", fields, secret).substring(1);
    }
}
