package vn.phigate.gateway.platform.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.signing.SignedDocument.Fault;
import vn.phigate.gateway.platform.signing.SignedDocument.Verification;

class SignedDocumentTest {

    private static final Ed25519Key KEY = Ed25519Key.fromSeed(new byte[32]);
    private static final PublicKeys KEYS = new PublicKeys(List.of(KEY.publicKey()));

    private static ObjectNode document() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tên", "Nguyễn Thị Hường")
                .put("amount_vnd", 30_000);
    }

    @Test
    void isGenuine_howeverItIsSpaced() {
        var signed = SignedDocument.sign(document(), KEY);
        assertThat(verify(signed.toPrettyString())).isEqualTo(new Verification.Genuine(signed, KEY.keyId()));
        assertThat(verify(new String(CanonicalJson.bytes(signed), UTF_8))).isInstanceOf(Verification.Genuine.class);
    }

    /** The rule as a stranger would follow it: string work and the JDK only. */
    @Test
    void verifiesWithTheJdkAlone_overTheTextWithoutItsSignature() throws Exception {
        var published = new String(CanonicalJson.bytes(SignedDocument.sign(document(), KEY)), UTF_8);
        var signature = published.replaceFirst(".*\"signature\":\"([^\"]+)\".*", "$1");
        var content = published.replaceFirst(",\"signature\":\"[^\"]+\"", "");
        assertThat(content)
                .isEqualTo("{\"alg\":\"Ed25519\",\"amount_vnd\":30000,\"key_id\":\"" + KEY.keyId()
                        + "\",\"tên\":\"Nguyễn Thị Hường\"}");
        assertThat(Ed25519KeyTest.jdkVerifies(
                        KEY.publicKey(),
                        content.getBytes(UTF_8),
                        Base64.getUrlDecoder().decode(signature)))
                .isTrue();
        assertThat(signature.getBytes(US_ASCII)).hasSize(86);
    }

    @Test
    void isAltered_whenAnyCharacterIsAnother() {
        var published = CanonicalJson.bytes(SignedDocument.sign(document(), KEY));
        for (int i = 0; i < published.length; i++) {
            var changed = published.clone();
            changed[i] ^= 1;
            assertThat(SignedDocument.verify(changed, KEYS))
                    .as("byte %d", i)
                    .isNotInstanceOf(Verification.Genuine.class);
        }
    }

    @Test
    void saysWhatIsWrong() {
        var text = SignedDocument.sign(document(), KEY).toString();
        assertThat(fault(text.replace("30000", "30001"))).isEqualTo(Fault.MISMATCH);
        assertThat(fault(text.replace("30000", "30000.0"))).isEqualTo(Fault.UNREADABLE);
        assertThat(fault(text.replace("30000", "30000,\"amount_vnd\":30000"))).isEqualTo(Fault.UNREADABLE);
        assertThat(fault(text.replace("\"alg\":\"Ed25519\"", "\"alg\":\"none\"")))
                .isEqualTo(Fault.UNSIGNED);
        assertThat(fault(text.replace("\"signature\":", "\"signatur\":"))).isEqualTo(Fault.UNSIGNED);
        assertThat(fault(text.replace("\"}", "=\"}"))).isEqualTo(Fault.MISMATCH);
        assertThat(fault(text.replaceFirst("\\{", "{\"more\":1,"))).isEqualTo(Fault.MISMATCH);
        assertThat(verify(SignedDocument.sign(document(), Ed25519Key.fromSeed(new byte[] {
                            1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                            0
                        }))
                        .toString()))
                .isInstanceOf(Verification.UnknownKey.class);
    }

    @Test
    void refusesToSignTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedDocument.sign(SignedDocument.sign(document(), KEY), KEY));
    }

    private static Verification verify(String json) {
        return SignedDocument.verify(json.getBytes(UTF_8), KEYS);
    }

    private static Fault fault(String json) {
        return verify(json) instanceof Verification.Altered(var fault, var detail) && !detail.isEmpty()
                ? fault
                : org.junit.jupiter.api.Assertions.fail("accepted " + json);
    }
}
