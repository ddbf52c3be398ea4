package vn.phigate.gateway.receipts.seal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.util.Hex;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;
import org.bouncycastle.util.Selector;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.Sha256;

/** A PDF with the signature of the collecting body over all of it. */
public final class SealedPdf {
    /** Room for the signature and two certificates; the rest is zeros. */
    private static final int ROOM = 8 * 1024;

    /** The reason that stands in the signature of a receipt. */
    public static final String RECEIPT = "Biên lai thu phí, lệ phí";

    private SealedPdf() {}

    /**
     * Adds the signature behind the finished PDF; what is there is not touched.
     *
     * @param at the time of signing as the PDF states it
     * @param by name of the collecting body
     * @param reason why it signs
     */
    public static byte[] seal(byte[] pdf, Seal seal, Instant at, String by, String reason) {
        try (PDDocument document = Loader.loadPDF(pdf);
                var options = new SignatureOptions()) {
            var signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
            signature.setName(by);
            signature.setReason(reason);
            signature.setSignDate(GregorianCalendar.from(at.atZone(ZoneOffset.UTC)));
            options.setPreferredSignatureSize(ROOM);
            document.setDocumentId((long) Arrays.hashCode(pdf));
            document.addSignature(signature, options);
            var sealed = new ByteArrayOutputStream(pdf.length + 3 * ROOM);
            var external = document.saveIncrementalForExternalSigning(sealed);
            external.setSignature(seal.sign(external.getContent().readAllBytes()));
            return sealed.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the signature of a PDF is worth. */
    public sealed interface Check {
        /**
         * Not a bit of the PDF was changed since it was sealed.
         *
         * @param subject name in the certificate of the one who sealed it
         * @param trusted whether a known authority vouches for the certificate, and it was in force at that time
         */
        record Sealed(String subject, String issuer, Instant at, boolean trusted) implements Check {}

        /** There is a signature, and it does not hold; or something was added after it. @param why for the log and the verifier's output */
        record Broken(String why) implements Check {}

        record Unsealed() implements Check {}
    }

    /** @param authorities certificates that may vouch for seals */
    public static Check check(byte[] pdf, Collection<X509CertificateHolder> authorities) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            List<PDSignature> signatures = document.getSignatureDictionaries();
            if (signatures.isEmpty()) {
                return new Check.Unsealed();
            }
            if (signatures.size() > 1) {
                return new Check.Broken("more than one signature");
            }
            PDSignature signature = signatures.getFirst();
            int[] range = signature.getByteRange();
            if (range.length != 4
                    || range[0] != 0
                    || range[1] < 0
                    || range[2] < range[1]
                    || range[3] < 0
                    || (long) range[2] + range[3] != pdf.length) {
                return new Check.Broken("the signature does not cover the whole file");
            }
            byte[] contents = signature.getContents(pdf);
            // Between the two signed stretches nothing may stand but the signature itself, as we write it: what it
            // cannot
            // cover can be written in one way only, so that no byte of the file is free.
            if (!Arrays.equals(
                    ("<" + Hex.getString(contents) + ">").getBytes(StandardCharsets.US_ASCII),
                    Arrays.copyOfRange(pdf, range[1], range[2]))) {
                return new Check.Broken("something stands beside the signature that it does not cover");
            }
            byte[] cms = withoutPadding(contents);
            var content = new byte[range[1] + range[3]];
            System.arraycopy(pdf, 0, content, 0, range[1]);
            System.arraycopy(pdf, range[2], content, range[1], range[3]);
            Instant at = signature.getSignDate() == null
                    ? Instant.EPOCH
                    : signature.getSignDate().toInstant();
            return signer(cms, content)
                    .<Check>map(certificate -> new Check.Sealed(
                            certificate.getSubject().toString(),
                            certificate.getIssuer().toString(),
                            at,
                            trusted(certificate, at, authorities)))
                    .orElseGet(() -> new Check.Broken("the signature does not fit the content"));
        } catch (IOException | RuntimeException e) {
            return new Check.Broken("unreadable: " + e.getMessage());
        }
    }

    /** @throws IOException when something else than zeros stands behind the signature, or it is not written in DER */
    private static byte[] withoutPadding(byte[] contents) throws IOException {
        try (var in = new ASN1InputStream(contents)) {
            byte[] cms = in.readObject().getEncoded("DER");
            if (!Arrays.equals(Arrays.copyOf(cms, contents.length), contents)) {
                throw new IOException("something stands behind the signature, or it is not written in DER");
            }
            return cms;
        }
    }

    /** A file that lies in a PDF; empty when there is none of this name. */
    public static Optional<byte[]> attached(byte[] pdf, String name) {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDDocumentNameDictionary names = document.getDocumentCatalog().getNames();
            if (names == null
                    || names.getEmbeddedFiles() == null
                    || names.getEmbeddedFiles().getNames() == null) {
                return Optional.empty();
            }
            PDComplexFileSpecification file =
                    names.getEmbeddedFiles().getNames().get(name);
            return file == null || file.getEmbeddedFile() == null
                    ? Optional.empty()
                    : Optional.of(file.getEmbeddedFile().toByteArray());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Certificates in PEM. @throws IllegalArgumentException when the text holds something else */
    public static List<X509CertificateHolder> certificates(String pem) {
        var certificates = new ArrayList<X509CertificateHolder>();
        try (var reader = new PemReader(new StringReader(pem))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                certificates.add(new X509CertificateHolder(block.getContent()));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("no certificates in PEM: " + e.getMessage(), e);
        }
        return certificates;
    }

    /** Whose signature this is over the content; empty when it holds for none, or does not name its certificate. */
    static Optional<X509CertificateHolder> signer(byte[] cms, byte[] content) {
        try {
            var signed = new CMSSignedData(new CMSProcessableByteArray(content), new ByteArrayInputStream(cms));
            Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
            if (signers.size() != 1) {
                return Optional.empty();
            }
            SignerInformation one = signers.iterator().next();
            @SuppressWarnings("unchecked")
            var named = (Selector<X509CertificateHolder>) (Selector<?>) one.getSID();
            Collection<X509CertificateHolder> own = signed.getCertificates().getMatches(named);
            if (own.size() != 1) {
                return Optional.empty();
            }
            X509CertificateHolder certificate = own.iterator().next();
            SignedData raw = SignedData.getInstance(
                    ContentInfo.getInstance(ASN1Primitive.fromByteArray(cms)).getContent());
            if (!writtenAsWeDo(signed, one, certificate, raw, cms)
                    || !names(one.getSignedAttributes(), certificate, raw.getCertificates())) {
                return Optional.empty();
            }
            var verifier = new SignerInformationVerifier(
                    new org.bouncycastle.cms.DefaultCMSSignatureAlgorithmNameGenerator(),
                    new DefaultSignatureAlgorithmIdentifierFinder(),
                    verifier(certificate),
                    new BcDigestCalculatorProvider());
            return one.verify(verifier) ? Optional.of(certificate) : Optional.empty();
        } catch (CMSException | IOException | OperatorCreationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The envelope around what is signed holds nothing more, and nothing else, than a signature needs. */
    private static boolean writtenAsWeDo(
            CMSSignedData signed, SignerInformation one, X509CertificateHolder certificate, SignedData raw, byte[] cms)
            throws CMSException, IOException {
        var generator = new CMSSignedDataGenerator();
        generator.addSigners(new SignerInformationStore(one));
        generator.addCertificates(signed.getCertificates());
        byte[] again = generator.generate(new CMSAbsentContent(), false).getEncoded("DER");
        SignerInfo info = one.toASN1Structure();
        var canonical = new SignerInfo(
                new SignerIdentifier(new IssuerAndSerialNumber(certificate.toASN1Structure())),
                info.getDigestAlgorithm(),
                info.getAuthenticatedAttributes(),
                info.getDigestEncryptionAlgorithm(),
                info.getEncryptedDigest(),
                null);
        return Arrays.equals(again, cms)
                && Arrays.equals(
                        canonical.getEncoded("DER"),
                        raw.getSignerInfos().getObjectAt(0).toASN1Primitive().getEncoded("DER"));
    }

    /** RFC 5035, 5.4: the signature itself says by their hashes which certificates there are, the signer's first. */
    private static boolean names(@Nullable AttributeTable signed, X509CertificateHolder signer, ASN1Set all)
            throws IOException {
        Attribute attribute = signed == null ? null : signed.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        if (attribute == null) {
            return false;
        }
        var named = new ArrayList<ByteBuffer>();
        for (ESSCertIDv2 one : SigningCertificateV2.getInstance(
                        attribute.getAttrValues().getObjectAt(0))
                .getCerts()) {
            named.add(ByteBuffer.wrap(one.getCertHash()));
        }
        var there = new HashSet<ByteBuffer>();
        // As they stand in the file: read as certificates, some faults are put right in silence.
        for (ASN1Encodable one : all) {
            there.add(ByteBuffer.wrap(Sha256.of(one.toASN1Primitive().getEncoded("DER"))));
        }
        return !named.isEmpty()
                && named.getFirst().equals(ByteBuffer.wrap(Sha256.of(signer.getEncoded())))
                && there.equals(new HashSet<>(named));
    }

    private static boolean vouches(X509CertificateHolder above, X509CertificateHolder below) {
        try {
            return above.getSubject().equals(below.getIssuer()) && below.isSignatureValid(verifier(above));
        } catch (CertException | IOException | OperatorCreationException | RuntimeException e) {
            return false;
        }
    }

    private static boolean trusted(
            X509CertificateHolder certificate, Instant at, Collection<X509CertificateHolder> authorities) {
        return certificate.isValidOn(Date.from(at))
                && authorities.stream().anyMatch(authority -> vouches(authority, certificate));
    }

    private static ContentVerifierProvider verifier(X509CertificateHolder certificate)
            throws IOException, OperatorCreationException {
        AsymmetricKeyParameter key = PublicKeyFactory.createKey(certificate.getSubjectPublicKeyInfo());
        var digests = new DefaultDigestAlgorithmIdentifierFinder();
        return key instanceof ECPublicKeyParameters
                ? new BcECContentVerifierProviderBuilder(digests).build(certificate)
                : new BcRSAContentVerifierProviderBuilder(digests).build(certificate);
    }
}
