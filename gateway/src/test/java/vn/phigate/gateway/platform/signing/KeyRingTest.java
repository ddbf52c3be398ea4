package vn.phigate.gateway.platform.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.platform.signing.KeyRing.KeyUnusableException;
import vn.phigate.gateway.platform.signing.KeyRing.WhenMissing;

class KeyRingTest {

    @TempDir
    private Path folder;

    @Test
    void keepsTheSameKey_acrossStarts() throws Exception {
        var first = open(WhenMissing.CREATE);
        assertThat(open(WhenMissing.REFUSE).current().keyId())
                .isEqualTo(first.current().keyId());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("signing-key.pem"))))
                .isEqualTo("rw-------");
        var pem = Files.readString(folder.resolve("signing-key.pem")).replaceAll("-----.*-----|\\s", "");
        var jdk = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        assertThat(jdk.getAlgorithm()).isIn("Ed25519", "EdDSA");
    }

    @Test
    void endsWithOneKey_whenManyProcessesStartTogether() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> start = () -> open(WhenMissing.CREATE).current().keyId();
            var ids = threads.invokeAll(Stream.generate(() -> start).limit(32).toList()).stream()
                    .map(Future::resultNow)
                    .distinct();
            assertThat(ids).hasSize(1);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void refuses_whenTheKeyIsMissingInProduction() {
        assertThatExceptionOfType(KeyUnusableException.class)
                .isThrownBy(() -> open(WhenMissing.REFUSE))
                .withMessageContaining("signing-key.pem")
                .withMessageContaining("openssl genpkey");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refuses_whenOthersMayReadTheKey() throws Exception {
        open(WhenMissing.CREATE);
        Files.setPosixFilePermissions(folder.resolve("signing-key.pem"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatExceptionOfType(KeyUnusableException.class)
                .isThrownBy(() -> open(WhenMissing.CREATE))
                .withMessageContaining("chmod 600");
    }

    @Test
    void refuses_whenTheFileIsNotAnEd25519Key() throws Exception {
        for (var text : List.of("", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")) {
            Files.deleteIfExists(folder.resolve("signing-key.pem"));
            open(WhenMissing.CREATE);
            Files.writeString(folder.resolve("signing-key.pem"), text);
            assertThatExceptionOfType(KeyUnusableException.class).isThrownBy(() -> open(WhenMissing.CREATE));
        }
    }

    @Test
    void verifiesWithARetiredKey_afterTheKeyWasChanged() throws Exception {
        var old = open(WhenMissing.CREATE);
        var message = "biên lai cũ".getBytes(UTF_8);
        var signature = old.current().sign(message);
        Files.writeString(
                folder.resolve("retired-keys.json"), old.publicKeys().toJwkSet().toString());
        Files.delete(folder.resolve("signing-key.pem"));
        var now = open(WhenMissing.CREATE);
        assertThat(now.publicKeys().keys())
                .hasSize(2)
                .first()
                .isEqualTo(now.current().publicKey());
        assertThat(now.publicKeys().find(old.current().keyId()))
                .hasValueSatisfying(
                        key -> assertThat(key.verify(message, signature)).isTrue());
    }

    private KeyRing open(WhenMissing whenMissing) {
        return KeyRing.open(folder, whenMissing, new SecureRandom());
    }
}
