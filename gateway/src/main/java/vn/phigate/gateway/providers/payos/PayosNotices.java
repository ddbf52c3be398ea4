package vn.phigate.gateway.providers.payos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.phigate.gateway.platform.signing.ForeignJson;
import vn.phigate.gateway.providers.BankNotice;
import vn.phigate.gateway.providers.NoticeService;

/**
 * The webhook of payOS: {@code {code, desc, success, data{…}, signature}}. Only {@code data} is signed, so nothing outside of it is believed. It carries no time of
 * signing: what keeps a replay harmless is that a transfer is recorded once.
 */
public final class PayosNotices implements NoticeService {
    public static final String NAME = "payos";

    private final List<Endpoint> endpoints;

    public PayosNotices(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
        if (endpoints.stream().anyMatch(e -> !e.apiKeys().isEmpty())) {
            throw new IllegalArgumentException("payOS has no plain keys");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    @Override
    public Reading read(String name, Call call, Instant now) {
        Endpoint endpoint = NoticeService.find(endpoints, name).orElse(null);
        ObjectNode body = ForeignJson.object(call.body()).orElse(null);
        if (endpoint == null
                || body == null
                || !(body.get("data") instanceof ObjectNode data)
                || ForeignJson.text(body, "signature").isEmpty()) {
            return new Reading.Refused("no JSON object with data and signature");
        }
        String signature = ForeignJson.text(body, "signature");
        return endpoint.secrets().stream()
                .filter(secret -> PayosSignature.verifies(data, signature, secret.secret()))
                .findFirst()
                .map(secret -> read(endpoint, data, new Voucher(secret.keyId(), "")))
                .orElseGet(() -> new Reading.Refused("signature"));
    }

    private static Reading read(Endpoint endpoint, ObjectNode data, Voucher voucher) {
        String code = ForeignJson.text(data, "code");
        if (!code.equals("00")) {
            return new Reading.NoTransfer("code " + code, voucher);
        }
        Long amount = ForeignJson.whole(data, "amount");
        Long order = ForeignJson.whole(data, "orderCode");
        String currency = ForeignJson.text(data, "currency");
        String number = ForeignJson.text(data, "accountNumber");
        Optional<Instant> at = NoticeService.localTime(ForeignJson.text(data, "transactionDateTime"));
        if (amount == null || amount == 0 || order == null || number.isEmpty() || at.isEmpty()) {
            return new Reading.Unreadable("amount, orderCode, accountNumber or transactionDateTime", voucher);
        }
        if (!currency.isEmpty() && !currency.equals("VND")) {
            return new Reading.Unreadable("currency " + currency, voucher);
        }
        String reference = ForeignJson.text(data, "reference");
        String virtual = ForeignJson.text(data, "virtualAccountNumber");
        return new Reading.Transfer(
                new BankNotice(
                        NAME,
                        voucher.keyId(),
                        endpoint.bin(),
                        number,
                        virtual.isEmpty() ? null : virtual,
                        amount,
                        reference.isEmpty() ? null : reference,
                        order.toString(),
                        ForeignJson.text(data, "description"),
                        at.get()),
                voucher);
    }
}
