package vn.phigate.gateway.platform.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ed25519KeyTest {

    private static final HexFormat HEX = HexFormat.of();

    /** RFC 8032 section 7.1, tests 1, 2, 3 and SHA(abc). */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60, d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, "", e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb, 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72, 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7, fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82, 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42, ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf, ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f, dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704
            """)
    void signsAsTheStandardSays(String seed, String publicKey, String message, String signature)
            throws GeneralSecurityException {
        var key = Ed25519Key.fromSeed(HEX.parseHex(seed));
        assertThat(HEX.formatHex(key.publicKey().raw())).isEqualTo(publicKey);
        var bytes = HEX.parseHex(message);
        assertThat(HEX.formatHex(key.sign(bytes))).isEqualTo(signature);
        assertThat(key.verify(bytes, HEX.parseHex(signature))).isTrue();
        assertThat(jdkVerifies(key.publicKey(), bytes, HEX.parseHex(signature))).isTrue();
    }

    @Test
    void refusesEveryFlippedBit() {
        var key = Ed25519Key.generate(new SecureRandom());
        var message = "30.000 đồng".getBytes(UTF_8);
        var signature = key.sign(message);
        for (int bit = 0; bit < signature.length * 8; bit++) {
            var flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(key.verify(message, flipped)).as("bit %d", bit).isFalse();
        }
        assertThat(key.verify("30.001 đồng".getBytes(UTF_8), signature)).isFalse();
        assertThat(key.verify(message, new byte[0])).isFalse();
        assertThat(key.verify(message, new byte[65])).isFalse();
    }

    /** RFC 8037 appendix A.3. */
    @Test
    void namesTheKeyByItsThumbprint() throws Exception {
        var jwk = new ObjectMapper()
                .readTree(
                        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
        var key = Ed25519PublicKey.fromJwk(jwk);
        assertThat(key.keyId()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assertThat(key.jwk())
                .containsEntry("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
                .doesNotContainKey("d");
    }

    @Test
    void refusesAKey_whenItsNameIsNotItsThumbprint() {
        var json = new PublicKeys(
                        java.util.List.of(Ed25519Key.fromSeed(new byte[32]).publicKey()))
                .toJwkSet();
        assertThat(PublicKeys.parse(json.toString().getBytes(UTF_8)).keys()).hasSize(1);
        var renamed = json.toString().replaceFirst("\"kid\":\"..", "\"kid\":\"zz");
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.parse(renamed.getBytes(UTF_8)));
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.parse("{}".getBytes(UTF_8)));
        assertThatIllegalArgumentException().isThrownBy(() -> PublicKeys.parse("[".getBytes(UTF_8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKeys.parse("{\"keys\":[{\"kty\":\"RSA\"}]}".getBytes(UTF_8)));
    }

    /** The JDK's own verifier shares no code with ours. */
    static boolean jdkVerifies(Ed25519PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException {
        var der = HEX.parseHex("302a300506032b6570032100" + HEX.formatHex(key.raw()));
        var jdk = Signature.getInstance("Ed25519", "SunEC");
        jdk.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
        jdk.update(message);
        return jdk.verify(signature);
    }
}
