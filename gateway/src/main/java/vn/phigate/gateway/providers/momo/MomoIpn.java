package vn.phigate.gateway.providers.momo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.providers.JsonFields;
import vn.phigate.gateway.providers.Notice;

/**
 * What MoMo says about one payment in an IPN (result-handling/notification). Only signed fields are kept: userFee, promotionInfo,
 * partnerUserId, paymentOption and storeId are not.
 *
 * @param extraData as we sent it
 */
record MomoIpn(
        String partnerCode,
        String orderId,
        long amountVnd,
        String extraData,
        long transId,
        long resultCode,
        @Nullable Instant respondedAt) {
    private static final Set<String> WHOLE = Set.of("amount", "responseTime", "resultCode", "transId");

    sealed interface Reading {
        /** @param key vouched for it */
        record Genuine(MomoIpn ipn, MomoMerchant.Key key) implements Reading {}

        record Refused(String why, boolean malformed) implements Reading {}
    }

    Notice.Result result() {
        return MomoResult.ofPayment(resultCode);
    }

    static Reading read(
            JsonFields said, @Nullable String endpoint, Function<String, Optional<MomoMerchant>> merchants) {
        for (String name : MomoMessage.IPN.names()) {
            boolean fits = WHOLE.contains(name)
                    ? said.whole(name).isPresent()
                    : said.text(name).isPresent();
            if (!fits) {
                return new Reading.Refused(name + " is missing or has another type than MoMo gives it", true);
            }
        }
        String partnerCode = said.text("partnerCode").orElseThrow();
        Optional<MomoMerchant> merchant = merchants.apply(partnerCode);
        Optional<MomoMerchant.Key> key = merchant.flatMap(m -> MomoMessage.IPN.verifiedBy(
                m,
                MomoProvider.signed(said, MomoMessage.IPN),
                said.text("signature").orElse("")));
        if (key.isEmpty()) {
            return new Reading.Refused("signature", false);
        }
        if (endpoint != null && !endpoint.equals(partnerCode)) {
            return new Reading.Refused("merchant " + partnerCode + " at the door of another", false);
        }
        return new Reading.Genuine(
                new MomoIpn(
                        partnerCode,
                        said.text("orderId").orElseThrow(),
                        said.whole("amount").orElseThrow(),
                        said.text("extraData").orElseThrow(),
                        said.whole("transId").orElseThrow(),
                        said.whole("resultCode").orElseThrow(),
                        instant(said.whole("responseTime").orElseThrow())),
                key.get());
    }

    Notice notice(byte[] content) {
        return new Notice(
                MomoProvider.NAME,
                "callback",
                orderId,
                partnerCode,
                Math.max(-1, amountVnd),
                result(),
                transaction(transId),
                respondedAt,
                String.valueOf(resultCode),
                content,
                MomoProvider.bound(extraData));
    }

    /** MoMo gives 0 where no money moved. */
    static @Nullable String transaction(long transId) {
        return transId == 0 ? null : String.valueOf(transId);
    }

    static @Nullable Instant instant(long millis) {
        try {
            return Instant.ofEpochMilli(millis);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The same fields in the query of a payer's return, where all are text; empty when a field is doubled or cannot be decoded. */
    static Optional<JsonFields> ofQuery(String rawQuery) {
        var fields = new HashMap<String, Object>();
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                continue;
            }
            try {
                String name = URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                boolean whole = WHOLE.contains(name) && value.matches("0|[1-9][0-9]{0,17}");
                if (fields.put(name, whole ? (Object) Long.valueOf(value) : value) != null) {
                    return Optional.empty();
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return JsonFields.read(MomoProvider.json((Map<String, Object>) fields));
    }
}
