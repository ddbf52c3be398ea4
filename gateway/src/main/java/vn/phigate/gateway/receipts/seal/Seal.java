package vn.phigate.gateway.receipts.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Hashtable;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.util.CollectionStore;
import vn.phigate.gateway.platform.signing.Sha256;

/** A key of a collecting body with its certificate; P-256 or RSA. */
public final class Seal {
    private final AsymmetricKeyParameter key;
    private final List<X509CertificateHolder> chain;

    /**
     * @param chain the key's own certificate first
     * @throws IllegalArgumentException when the key is neither P-256 nor RSA, or is not the one of the first certificate
     */
    Seal(AsymmetricKeyParameter key, List<X509CertificateHolder> chain) {
        if (!(key instanceof ECPrivateKeyParameters) && !(key instanceof RSAKeyParameters)) {
            throw new IllegalArgumentException("a seal needs a P-256 or RSA key");
        }
        this.key = key;
        this.chain = List.copyOf(chain);
        if (SealedPdf.signer(sign(new byte[0]), new byte[0]).isEmpty()) {
            throw new IllegalArgumentException("the key is not the one of the certificate " + subject());
        }
    }

    /** The name in the certificate, RFC 4514. */
    public String subject() {
        return chain.getFirst().getSubject().toString();
    }

    X509CertificateHolder certificate() {
        return chain.getFirst();
    }

    /** A detached CMS signature with the attributes that CAdES asks for; the same content always gives the same bytes. */
    byte[] sign(byte[] content) {
        try {
            var usual = new DefaultSignedAttributeTableGenerator(certified());
            var generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
                    // EN 319 142-1, 6.3: the time stands in the PDF's own dictionary.
                    .setSignedAttributeGenerator(
                            about -> usual.getAttributes(about).remove(CMSAttributes.signingTime))
                    .build(signer(), chain.getFirst()));
            generator.addCertificates(new CollectionStore<>(chain));
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .getEncoded("DER");
        } catch (CMSException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("the seal " + subject() + " cannot sign", e);
        }
    }

    /** RFC 5035: which certificates vouch, the signer's first, so that none of the same key can take their place and no byte of them is free. */
    private AttributeTable certified() throws IOException {
        var named = new ESSCertIDv2[chain.size()];
        for (int i = 0; i < named.length; i++) {
            named[i] = new ESSCertIDv2(Sha256.of(chain.get(i).getEncoded()));
        }
        var attribute = new Attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(new SigningCertificateV2(named)));
        var table = new Hashtable<ASN1ObjectIdentifier, Attribute>();
        table.put(attribute.getAttrType(), attribute);
        return new AttributeTable(table);
    }

    private ContentSigner signer() {
        boolean rsa = key instanceof RSAKeyParameters;
        AlgorithmIdentifier algorithm =
                new DefaultSignatureAlgorithmIdentifierFinder().find(rsa ? "SHA256WITHRSA" : "SHA256WITHECDSA");
        // RFC 6979: the number that must never be used twice comes from the message, not from chance.
        Signer signer = rsa
                ? new RSADigestSigner(new SHA256Digest())
                : new DSADigestSigner(new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest())), new SHA256Digest());
        signer.init(true, key);
        return new ContentSigner() {
            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return algorithm;
            }

            @Override
            public OutputStream getOutputStream() {
                return new OutputStream() {
                    @Override
                    public void write(int b) {
                        signer.update((byte) b);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) {
                        signer.update(bytes, from, length);
                    }
                };
            }

            @Override
            public byte[] getSignature() {
                try {
                    return signer.generateSignature();
                } catch (org.bouncycastle.crypto.CryptoException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** @throws IOException when it is no PKCS #8 key */
    static AsymmetricKeyParameter key(byte[] pkcs8) throws IOException {
        return PrivateKeyFactory.createKey(pkcs8);
    }
}
