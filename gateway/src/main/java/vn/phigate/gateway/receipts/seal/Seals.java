package vn.phigate.gateway.receipts.seal;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.cert.bc.BcX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.OwnedFiles;
import vn.phigate.gateway.platform.signing.Sha256;

/**
 * The seals of collecting bodies, in a folder that belongs to the service alone: {@code <agency code>_<first day>.pem}, a PKCS #8 key and its certificates, the own one first. A
 * receipt is sealed by the newest that was in force when it was issued.
 *
 * <p>In the sandbox a body without a seal gets one on the spot, from an authority of this installation whose certificate ({@code authority.pem}) says so in its name. Two processes
 * that make the same one at once end with the same.
 */
public final class Seals {
    private static final Pattern FILE = Pattern.compile("([0-9A-Z.]{1,35})_([0-9]{4}-[0-9]{2}-[0-9]{2})\\.pem");
    private static final String AUTHORITY = "authority.pem";
    private static final Instant FROM = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2044-12-31T00:00:00Z");

    private final Path folder;
    private final boolean sandbox;
    private final SecureRandom random;
    private final Map<String, Seal> opened = new ConcurrentHashMap<>();

    private record Kept(LocalDate from, Path file) {}

    private Seals(Path folder, boolean sandbox, SecureRandom random) {
        this.folder = folder;
        this.sandbox = sandbox;
        this.random = random;
    }

    /** @param sandbox whether a body without a seal gets one */
    public static Seals in(Path folder, boolean sandbox, SecureRandom random) {
        return new Seals(folder, sandbox, random);
    }

    /**
     * The seal of a body on a day.
     *
     * @param agency code of that day
     * @param taxCode null when it has none
     * @return empty when nobody gave it one; never in the sandbox
     * @throws IllegalStateException when its file cannot be used; the message names the file
     */
    public Optional<Seal> of(String agency, String name, @Nullable String taxCode, LocalDate day) {
        Optional<Path> kept = kept(agency, day);
        if (kept.isEmpty() && !sandbox) {
            return Optional.empty();
        }
        Path file = kept.orElseGet(() -> folder.resolve("sandbox-" + agency + "-"
                + Sha256.hex((name + "|" + taxCode).getBytes(StandardCharsets.UTF_8))
                        .substring(0, 16) + ".pem"));
        return Optional.of(opened.computeIfAbsent(file.toString(), path -> {
            if (kept.isEmpty() && !Files.exists(file)) {
                issue(file, name, taxCode);
            }
            return open(file);
        }));
    }

    /** The certificates that vouch for the seals of this installation; empty outside the sandbox. */
    public List<X509CertificateHolder> authorities() {
        return sandbox ? List.of(authority().chain().getFirst()) : List.of();
    }

    private Optional<Path> kept(String agency, LocalDate day) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> {
                        Matcher named = FILE.matcher(file.getFileName().toString());
                        return named.matches() && named.group(1).equals(agency)
                                ? Stream.of(new Kept(LocalDate.parse(named.group(2)), file))
                                : Stream.<Kept>empty();
                    })
                    .filter(kept -> !kept.from().isAfter(day))
                    .max(Comparator.comparing(Kept::from))
                    .map(Kept::file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Seal open(Path file) {
        Pem pem = read(file);
        try {
            return new Seal(pem.key(), pem.chain());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private record Pem(AsymmetricKeyParameter key, List<X509CertificateHolder> chain) {}

    private static Pem read(Path file) {
        OwnedFiles.refuseUnlessOwned(file);
        AsymmetricKeyParameter key = null;
        var chain = new ArrayList<X509CertificateHolder>();
        try (var reader = new PemReader(new StringReader(Files.readString(file, StandardCharsets.US_ASCII)))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (block.getType().equals("CERTIFICATE")) {
                    chain.add(new X509CertificateHolder(block.getContent()));
                } else if (block.getType().equals("PRIVATE KEY")) {
                    key = Seal.key(block.getContent());
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(file + " is not readable as a key and certificates in PEM", e);
        }
        if (key == null || chain.isEmpty()) {
            throw new IllegalStateException(file + " needs one PRIVATE KEY (PKCS #8) and its CERTIFICATE");
        }
        return new Pem(key, chain);
    }

    private Pem authority() {
        Path file = folder.resolve(AUTHORITY);
        if (!Files.exists(file)) {
            AsymmetricCipherKeyPair pair = pair();
            X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.CN, "PhiGate SANDBOX authority (not for real receipts)")
                    .build();
            keep(file, pair, certificate(name, pair, name, pair, true));
        }
        return read(file);
    }

    private void issue(Path file, String name, @Nullable String taxCode) {
        Pem authority = authority();
        AsymmetricCipherKeyPair pair = pair();
        var subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, "VN")
                .addRDN(BCStyle.O, name)
                .addRDN(BCStyle.CN, name);
        if (taxCode != null) {
            subject.addRDN(BCStyle.UID, "MST:" + taxCode);
        }
        var signing = new AsymmetricCipherKeyPair(pair.getPublic(), authority.key());
        X509CertificateHolder issuer = authority.chain().getFirst();
        keep(file, pair, certificate(subject.build(), pair, issuer.getSubject(), signing, false), issuer);
    }

    private AsymmetricCipherKeyPair pair() {
        ASN1ObjectIdentifier curve = SECObjectIdentifiers.secp256r1;
        X9ECParameters parameters = ECNamedCurveTable.getByOID(curve);
        var generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(new ECNamedDomainParameters(curve, parameters), random));
        return generator.generateKeyPair();
    }

    private X509CertificateHolder certificate(
            X500Name subject,
            AsymmetricCipherKeyPair own,
            X500Name issuer,
            AsymmetricCipherKeyPair signing,
            boolean authority) {
        try {
            var extensions = new BcX509ExtensionUtils();
            var certificate = new BcX509v3CertificateBuilder(
                    issuer, new BigInteger(120, random), Date.from(FROM), Date.from(TO), subject, own.getPublic());
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            certificate.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(
                            authority
                                    ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                                    : KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
            certificate.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(own.getPublic()));
            var algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256WITHECDSA");
            return certificate.build(new BcECContentSignerBuilder(
                            algorithm, new DefaultDigestAlgorithmIdentifierFinder().find(algorithm))
                    .build(signing.getPrivate()));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("a sandbox certificate cannot be made", e);
        }
    }

    private static void keep(Path file, AsymmetricCipherKeyPair pair, X509CertificateHolder... chain) {
        try {
            var text = new StringBuilder();
            text.append(OwnedFiles.pem(
                    "PRIVATE KEY",
                    PrivateKeyInfoFactory.createPrivateKeyInfo(pair.getPrivate())
                            .getEncoded()));
            for (X509CertificateHolder certificate : chain) {
                text.append(OwnedFiles.pem("CERTIFICATE", certificate.getEncoded()));
            }
            OwnedFiles.create(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the seal " + file, e);
        }
    }
}
