package vn.phigate.gateway.receipts.seal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
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

/** A PDF with the signature of the collecting body over all of it. */
public final class SealedPdf {
    /** Room for the signature and two certificates; the rest is zeros. */
    private static final int ROOM = 12 * 1024;

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
            // Between the two signed stretches nothing may stand but the signature itself.
            if (contents.length * 2 + 2 != range[2] - range[1] || pdf[range[1]] != '<' || pdf[range[2] - 1] != '>') {
                return new Check.Broken("something stands beside the signature that it does not cover");
            }
            var content = new byte[range[1] + range[3]];
            System.arraycopy(pdf, 0, content, 0, range[1]);
            System.arraycopy(pdf, range[2], content, range[1], range[3]);
            Instant at = signature.getSignDate() == null
                    ? Instant.EPOCH
                    : signature.getSignDate().toInstant();
            return signer(contents, content)
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
            if (own.size() != 1
                    || one.getSignedAttributes() == null
                    || one.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2) == null) {
                return Optional.empty();
            }
            X509CertificateHolder certificate = own.iterator().next();
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

    private static boolean trusted(
            X509CertificateHolder certificate, Instant at, Collection<X509CertificateHolder> authorities) {
        return certificate.isValidOn(Date.from(at))
                && authorities.stream().anyMatch(authority -> {
                    try {
                        return authority.getSubject().equals(certificate.getIssuer())
                                && certificate.isSignatureValid(verifier(authority));
                    } catch (CertException | IOException | OperatorCreationException e) {
                        return false;
                    }
                });
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
