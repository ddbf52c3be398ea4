package vn.phigate.gateway.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.pdfbox.Loader;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import vn.phigate.gateway.platform.signing.Ed25519Key;
import vn.phigate.gateway.platform.signing.KeyRing;
import vn.phigate.gateway.platform.signing.OwnedFiles;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.receipts.seal.Seal;
import vn.phigate.gateway.receipts.seal.SealedPdf;
import vn.phigate.gateway.receipts.seal.SealedPdf.Check;
import vn.phigate.gateway.receipts.seal.Seals;

class SealedReceiptTest {
    private static final LocalDate DAY = LocalDate.of(2026, 7, 17);
    private static final Instant AT = Instant.parse("2026-07-17T03:15:30Z");
    private static final String NAME = "Ủy ban nhân dân phường Hoàn Kiếm";

    @TempDir
    Path folder;

    private Seals sandbox() {
        return Seals.in(folder, true, new SecureRandom());
    }

    private static byte[] paper() {
        ObjectNode signed = SignedDocument.sign(SampleReceipt.ordinary().toJson(), Ed25519Key.fromSeed(new byte[32]));
        return PaperPdf.draw(signed);
    }

    private static byte[] sealed(Seal seal) {
        return SealedPdf.seal(paper(), seal, AT, NAME, SealedPdf.RECEIPT);
    }

    @Test
    void holds_andNamesTheBody_forAllSeals() throws Exception {
        Seals seals = sandbox();
        Seal own = seals.of("00004", NAME, "0101234567", DAY).orElseThrow();
        assertThat(SealedPdf.check(sealed(own), seals.authorities()))
                .isInstanceOfSatisfying(Check.Sealed.class, check -> {
                    assertThat(check.subject()).contains(NAME, "MST:0101234567");
                    assertThat(check.issuer()).contains("SANDBOX");
                    assertThat(check.at()).isEqualTo(AT);
                    assertThat(check.trusted()).isTrue();
                });
        assertThat(SealedPdf.check(sealed(own), List.of()))
                .isInstanceOfSatisfying(
                        Check.Sealed.class, check -> assertThat(check.trusted()).isFalse());
        assertThat(SealedPdf.check(paper(), seals.authorities())).isInstanceOf(Check.Unsealed.class);
    }

    @Test
    void isTheSameBytes_whenSealedTwice_alsoAfterARestart() {
        Seal first = sandbox().of("00004", NAME, null, DAY).orElseThrow();
        Seal again = sandbox().of("00004", NAME, null, DAY).orElseThrow();
        assertThat(sealed(again)).isEqualTo(sealed(first));
    }

    @Test
    void provesPaperAndContentTogether_andSaysWhoVouches() {
        Ed25519Key key = Ed25519Key.fromSeed(new byte[32]);
        byte[] keys =
                new PublicKeys(List.of(key.publicKey())).toJwkSet().toString().getBytes(StandardCharsets.UTF_8);
        Seals seals = sandbox();
        byte[] pdf = sealed(seals.of("00004", NAME, null, DAY).orElseThrow());
        var answer = VerifyReceipt.checkPaper(pdf, keys, seals.authorities());
        assertThat(answer.genuine()).isTrue();
        assertThat(answer.text()).contains(NAME, "SANDBOX authority", "vouches for the certificate");
        assertThat(VerifyReceipt.checkPaper(pdf, keys, List.of()).text()).contains("NOBODY KNOWN vouches");
        assertThat(VerifyReceipt.checkPaper(paper(), keys, seals.authorities()).verdict())
                .isEqualTo(VerifyReceipt.Verdict.ALTERED);
        pdf[1000] ^= 1;
        assertThat(VerifyReceipt.checkPaper(pdf, keys, seals.authorities()).verdict())
                .isEqualTo(VerifyReceipt.Verdict.ALTERED);
    }

    @Test
    void keepsToPdfA3u() throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        byte[] pdf = sealed(sandbox().of("00004", NAME, null, DAY).orElseThrow());
        try (var parser =
                        Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), PDFAFlavour.PDFA_3_U);
                var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_U, false)) {
            var result = validator.validate(parser);
            assertThat(result.getTestAssertions().stream()
                            .map(a -> a.getRuleId().getClause() + " " + a.getMessage() + " " + a.getLocation())
                            .distinct())
                    .isEmpty();
            assertThat(result.isCompliant()).isTrue();
        }
    }

    @Test
    void noticesEachChangedByte() throws IOException {
        byte[] pdf = sealed(sandbox().of("00004", NAME, null, DAY).orElseThrow());
        int[] range;
        try (var document = Loader.loadPDF(pdf)) {
            range = document.getSignatureDictionaries().getFirst().getByteRange();
        }
        var random = new Random(20260717);
        for (int i = 0; i < 300; i++) {
            noticed(pdf, random.nextInt(pdf.length), random);
            // The signature's own room: its beginning, where it stands, and the zeros behind it.
            noticed(pdf, range[1] + random.nextInt(Math.min(6_000, range[2] - range[1])), random);
            noticed(pdf, range[1] + random.nextInt(range[2] - range[1]), random);
        }
    }

    private static void noticed(byte[] pdf, int at, Random random) {
        byte[] changed = pdf.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        assertThat(SealedPdf.check(changed, List.of()))
                .as("byte %d of %d, %d for %d", at, pdf.length, changed[at], pdf[at])
                .isNotInstanceOf(Check.Sealed.class);
    }

    @Test
    void noticesEveryOtherDigitOfTheSignature() throws IOException {
        byte[] pdf = sealed(sandbox().of("00004", NAME, null, DAY).orElseThrow());
        int[] range;
        try (var document = Loader.loadPDF(pdf)) {
            range = document.getSignatureDictionaries().getFirst().getByteRange();
        }
        var free = new ArrayList<Integer>();
        int step = Integer.getInteger("phigate.seal.step", 17);
        for (int at = range[1] + 1; at < Math.min(range[1] + 6000, range[2] - 1); at += step) {
            for (char other : new char[] {'0', '7', 'A', 'F'}) {
                byte[] changed = pdf.clone();
                changed[at] = (byte) other;
                if (other != pdf[at] && !(SealedPdf.check(changed, List.of()) instanceof Check.Broken)) {
                    free.add(at - range[1]);
                }
            }
        }
        assertThat(free).isEmpty();
    }

    @Test
    void noticesWhatWasAddedAfterwards() throws IOException {
        byte[] pdf = sealed(sandbox().of("00004", NAME, null, DAY).orElseThrow());
        byte[] longer = Arrays.copyOf(pdf, pdf.length + 1);
        assertThat(SealedPdf.check(longer, List.of())).isInstanceOf(Check.Broken.class);
        try (var document = Loader.loadPDF(pdf)) {
            document.getDocumentInformation().setTitle("Biên lai khác");
            document.getDocumentInformation().getCOSObject().setNeedToBeUpdated(true);
            var out = new ByteArrayOutputStream();
            document.saveIncremental(out);
            assertThat(SealedPdf.check(out.toByteArray(), List.of())).isInstanceOf(Check.Broken.class);
        }
    }

    @Test
    void usesTheNewestSealOfTheDay_andNoneOfAnotherBody() throws Exception {
        keep("00004_2025-07-01.pem", "CN=Hoan Kiem cu");
        keep("00004_2026-07-01.pem", "CN=Hoan Kiem moi");
        keep("00040_2025-07-01.pem", "CN=Khac");
        Seals seals = Seals.in(folder, false, new SecureRandom());
        assertThat(seals.of("00004", NAME, null, DAY).orElseThrow().subject()).isEqualTo("CN=Hoan Kiem moi");
        assertThat(seals.of("00004", NAME, null, LocalDate.of(2026, 6, 30))
                        .orElseThrow()
                        .subject())
                .isEqualTo("CN=Hoan Kiem cu");
        assertThat(seals.of("00004", NAME, null, LocalDate.of(2025, 6, 30))).isEmpty();
        assertThat(seals.of("0000", NAME, null, DAY)).isEmpty();
        assertThat(SealedPdf.check(sealed(seals.of("00004", NAME, null, DAY).orElseThrow()), List.of()))
                .isInstanceOf(Check.Sealed.class);
    }

    @Test
    void refusesASealThatOthersCanRead_orWhoseKeyIsAnothers() throws Exception {
        Path file = keep("00004_2025-07-01.pem", "CN=Hoan Kiem");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Seals.in(folder, false, new SecureRandom()).of("00004", NAME, null, DAY))
                .isInstanceOf(KeyRing.KeyUnusableException.class)
                .hasMessageContaining("chmod 600");
        String one = Files.readString(file);
        String other = Files.readString(keep("00005_2025-07-01.pem", "CN=Khac"));
        OwnedFiles.create(
                folder.resolve("00006_2025-07-01.pem"),
                one.substring(0, one.indexOf("-----BEGIN CERTIFICATE"))
                        + other.substring(other.indexOf("-----BEGIN CERTIFICATE")));
        assertThatThrownBy(() -> Seals.in(folder, false, new SecureRandom()).of("00006", NAME, null, DAY))
                .hasMessageContaining("00006_2025-07-01.pem")
                .hasMessageContaining("not the one of the certificate");
    }

    /** An RSA seal as an authority would give it. */
    private Path keep(String file, String subject) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pair = generator.generateKeyPair();
        X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                        new X500Name(subject),
                        java.math.BigInteger.TEN,
                        java.util.Date.from(Instant.parse("2025-01-01T00:00:00Z")),
                        java.util.Date.from(Instant.parse("2030-01-01T00:00:00Z")),
                        new X500Name(subject),
                        pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
        Path kept = folder.resolve(file);
        OwnedFiles.create(
                kept,
                OwnedFiles.pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                        + OwnedFiles.pem("CERTIFICATE", certificate.getEncoded()));
        return kept;
    }
}
