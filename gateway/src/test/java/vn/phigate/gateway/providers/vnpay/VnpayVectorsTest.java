package vn.phigate.gateway.providers.vnpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import vn.phigate.gateway.Vectors;

class VnpayVectorsTest {
    private final JsonNode vectors = Vectors.read("vnpay");
    private final VnpaySecret secret =
            new VnpaySecret("primary", vectors.get("secret").asText());

    @TestFactory
    Stream<DynamicTest> payUrlIsTheExpectedOne() {
        return each(vectors.get("pay"), c -> {
            Map<String, String> params = Vectors.strings(c.get("params"));
            assertThat(VnpaySignature.canonical(params))
                    .isEqualTo(c.at("/canonical/java_urlencoder").asText());
            assertThat(VnpayMessages.payUrl(vectors.get("payUrlBase").asText(), params, secret.secret()))
                    .isEqualTo(c.get("expectedUrl").asText());
        });
    }

    @TestFactory
    Stream<DynamicTest> everyPublishedEncoderVerifies() {
        return each(
                vectors.get("pay"),
                c -> c.get("secureHash")
                        .properties()
                        .forEach(form -> assertThat(VnpaySignature.verifiedBy(
                                        Vectors.strings(c.get("params")),
                                        form.getValue().asText(),
                                        List.of(secret)))
                                .as(form.getKey())
                                .hasValue("primary")));
    }

    @TestFactory
    Stream<DynamicTest> callbackEndsInTheExpectedReply() {
        return each(vectors.get("ipn"), c -> {
            JsonNode expect = c.get("expect");
            VnpayReply reply = reply(c);
            assertThat(reply.rspCode()).isEqualTo(expect.get("RspCode").asText());
            assertThat(reply.message()).isEqualTo(expect.get("Message").asText());
            assertThat(reply == VnpayReply.INVALID_SIGNATURE)
                    .isEqualTo(expect.get("signature").asText().equals("INVALID"));
            if (expect.has("paymentResult")) {
                VnpayQuery.Parsed parsed =
                        (VnpayQuery.Parsed) VnpayQuery.read(c.get("query").asText());
                String expected = expect.get("paymentResult").asText();
                assertThat(parsed.notice().result())
                        .isEqualTo(
                                expected.equals("NOT_PAID_QUERYDR")
                                        ? VnpayResult.UNCLEAR
                                        : VnpayResult.valueOf(expected));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> querydrHolds() {
        return each(
                vectors.at("/querydr/cases"), c -> pipesHold(c, VnpayPipe.QUERYDR_REQUEST, VnpayPipe.QUERYDR_RESPONSE));
    }

    @TestFactory
    Stream<DynamicTest> refundHolds() {
        return each(
                vectors.at("/refund/cases"), c -> pipesHold(c, VnpayPipe.REFUND_REQUEST, VnpayPipe.REFUND_RESPONSE));
    }

    private void pipesHold(JsonNode c, VnpayPipe requestPipe, VnpayPipe responsePipe) {
        Map<String, String> request = Vectors.strings(c.get("request"));
        assertThat(requestPipe.text(request)).isEqualTo(c.get("requestPipe").asText());
        assertThat(requestPipe.signed(request, secret))
                .containsEntry("vnp_SecureHash", c.get("requestHash").asText());
        if (c.has("response")) {
            Map<String, String> response = Vectors.strings(c.get("response"));
            assertThat(responsePipe.text(response))
                    .isEqualTo(c.get("responsePipe").asText());
            response.put("vnp_SecureHash", c.get("responseHash").asText());
            assertThat(responsePipe.verifiedBy(response, List.of(secret))).hasValue("primary");
        }
    }

    /** The order of checks of the reference, over the order that the vector describes. */
    private VnpayReply reply(JsonNode c) {
        if (!(VnpayQuery.read(c.get("query").asText()) instanceof VnpayQuery.Parsed parsed)
                || parsed.verifiedBy(List.of(secret)).isEmpty()) {
            return VnpayReply.INVALID_SIGNATURE;
        }
        VnpayNotice notice = parsed.notice();
        JsonNode order = c.get("order");
        if (!notice.complete()) {
            return VnpayReply.INPUT_DATA_REQUIRED;
        } else if (order.isNull() || !order.get("txnRef").asText().equals(notice.txnRef())) {
            return VnpayReply.ORDER_NOT_FOUND;
        } else if (notice.amountVnd() == null || order.get("amountVnd").asLong() != notice.amountVnd()) {
            return VnpayReply.INVALID_AMOUNT;
        }
        return order.get("state").asText().equals("INITIATED") ? VnpayReply.RECORDED : VnpayReply.ALREADY_CONFIRMED;
    }

    private static Stream<DynamicTest> each(JsonNode cases, java.util.function.Consumer<JsonNode> check) {
        return Vectors.each(cases).map(c -> DynamicTest.dynamicTest(c.get("id").asText(), () -> check.accept(c)));
    }
}
