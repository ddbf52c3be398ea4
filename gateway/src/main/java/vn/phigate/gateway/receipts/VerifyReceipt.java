package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.drawing.PaperSheet;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.CanonicalJson;
import vn.phigate.gateway.platform.signing.PublicKeys;
import vn.phigate.gateway.platform.signing.SignedDocument;
import vn.phigate.gateway.platform.signing.SignedDocument.Verification.Altered;
import vn.phigate.gateway.platform.signing.SignedDocument.Verification.Genuine;
import vn.phigate.gateway.platform.signing.SignedDocument.Verification.UnknownKey;
import vn.phigate.gateway.receipts.seal.SealedPdf;

/**
 * Checks a receipt, or a paper beside receipts, without asking anybody: its JSON form, and the public keys as {@code /keys} publishes them.
 *
 * <p>It proves that the collector's system wrote exactly this. It cannot know whether the receipt was replaced or the
 * money refunded afterwards: that is asked at the receipt's address.
 */
public final class VerifyReceipt {

    private VerifyReceipt() {}

    public enum Verdict {
        GENUINE,
        /** Signed by one of the keys, but not a receipt. */
        NOT_A_RECEIPT,
        ALTERED,
        UNKNOWN_KEY
    }

    /** What was proven to be genuine. */
    public enum Kind {
        RECEIPT("BIÊN LAI", "RECEIPT"),
        NO_FEE(
                "KHÔNG PHẢI BIÊN LAI, là giấy xác nhận không phải nộp",
                "NO RECEIPT, a confirmation that nothing is due"),
        CORRECTION("KHÔNG PHẢI BIÊN LAI, là thông báo sai sót", "NO RECEIPT, a notice of errors");

        private final String vi;
        private final String en;

        Kind(String vi, String en) {
            this.vi = vi;
            this.en = en;
        }
    }

    /**
     * The verdict and what to tell people, Vietnamese and English, some lines each.
     *
     * @param kind of what is genuine; null when nothing is
     */
    public record Answer(Verdict verdict, @Nullable Kind kind, String vi, String en) {
        Answer(Verdict verdict, String vi, String en) {
            this(verdict, null, vi, en);
        }

        public boolean genuine() {
            return verdict == Verdict.GENUINE;
        }

        /** Whether it proves that money was taken: a genuine paper of another kind does not. */
        public boolean genuineReceipt() {
            return genuine() && kind == Kind.RECEIPT;
        }

        public String text() {
            return vi + "\n\n" + en + "\n";
        }
    }

    /**
     * @param receiptJson the bytes of {@code /receipts/{code}.json}
     * @param jwkSet the bytes of {@code /keys}
     * @throws IllegalArgumentException if {@code jwkSet} is not a set of Ed25519 keys
     */
    public static Answer check(byte[] receiptJson, byte[] jwkSet) {
        return check(receiptJson, PublicKeys.parse(jwkSet));
    }

    public static Answer check(byte[] receiptJson, PublicKeys keys) {
        return switch (SignedDocument.verify(withoutMark(receiptJson), keys)) {
            case Genuine genuine -> genuine(genuine);
            case UnknownKey unknown ->
                new Answer(
                        Verdict.UNKNOWN_KEY,
                        "KHÔNG KIỂM TRA ĐƯỢC: biên lai ký bằng khóa lạ " + unknown.keyId() + ".",
                        "NOT PROVEN: signed with a key that is not in the given set, " + unknown.keyId() + ".");
            case Altered altered ->
                new Answer(
                        Verdict.ALTERED,
                        "KHÔNG HỢP LỆ: "
                                + switch (altered.fault()) {
                                    case UNREADABLE -> "tệp không đọc được như một biên lai đã ký.";
                                    case UNSIGNED -> "tệp không có chữ ký Ed25519.";
                                    case MISMATCH -> "nội dung đã bị sửa sau khi ký.";
                                },
                        "NOT VALID: "
                                + switch (altered.fault()) {
                                    case UNREADABLE -> "the file cannot be read as a signed receipt";
                                    case UNSIGNED -> "the file has no Ed25519 signature";
                                    case MISMATCH -> "the content was changed after signing";
                                }
                                + " (" + altered.detail() + ").");
        };
    }

    /**
     * Checks the paper: the seal over the whole PDF, and the signed JSON within.
     *
     * @param authorities certificates that may vouch for the seal
     */
    public static Answer checkPaper(byte[] pdf, byte[] jwkSet, Collection<X509CertificateHolder> authorities) {
        return switch (SealedPdf.check(pdf, authorities)) {
            case SealedPdf.Check.Unsealed() ->
                new Answer(
                        Verdict.ALTERED,
                        "KHÔNG HỢP LỆ: tệp PDF không có chữ ký số.",
                        "NOT VALID: the PDF has no seal.");
            case SealedPdf.Check.Broken(String why) ->
                new Answer(
                        Verdict.ALTERED,
                        "KHÔNG HỢP LỆ: tệp PDF đã bị sửa sau khi ký.",
                        "NOT VALID: the PDF was changed after it was sealed (" + why + ").");
            case SealedPdf.Check.Sealed(String subject, String issuer, Instant at, boolean trusted) -> {
                Answer inside = PaperPdf.ATTACHMENTS.stream()
                        .flatMap(name -> SealedPdf.attached(pdf, name).stream())
                        .findFirst()
                        .map(json -> check(json, jwkSet))
                        .orElseGet(() -> new Answer(
                                Verdict.NOT_A_RECEIPT,
                                "KHÔNG PHẢI BIÊN LAI: tệp PDF không kèm biên lai JSON.",
                                "NOT A RECEIPT: the PDF has no receipt in JSON with it."));
                yield new Answer(
                        inside.verdict(),
                        inside.kind(),
                        inside.vi() + "\nTệp PDF nguyên vẹn, ký bởi " + subject + " lúc " + ReceiptText.moment(at)
                                + (trusted
                                        ? "; chứng thư do " + issuer + " cấp."
                                        : "; CHƯA kiểm tra được nơi cấp chứng thư (" + issuer + ")."),
                        inside.en() + "\nThe PDF is untouched, sealed by " + subject + " at " + at
                                + (trusted
                                        ? "; " + issuer + " vouches for the certificate."
                                        : "; NOBODY KNOWN vouches for the certificate (" + issuer + ")."));
            }
        };
    }

    /**
     * Checks that a receipt stands under the signed root of its day.
     *
     * @param receiptJson the bytes of {@code /receipts/{code}.json}
     * @param placeJson the bytes of {@code /receipts/{code}.place.json}
     */
    public static Answer checkPlace(byte[] receiptJson, byte[] placeJson, byte[] jwkSet) {
        Answer receipt = check(receiptJson, jwkSet);
        if (!receipt.genuine()) {
            return receipt;
        }
        try {
            JsonNode place = Json.MAPPER.readTree(placeJson);
            var path = new ArrayList<byte[]>();
            place.path("path").forEach(hash -> path.add(HexFormat.of().parseHex(hash.asText())));
            byte[] signed = CanonicalJson.bytes(place.path("root"));
            if (SignedDocument.verify(signed, PublicKeys.parse(jwkSet)) instanceof Genuine(ObjectNode root, String _)
                    && root.path("type").asText().equals(ReceiptRoots.TYPE)) {
                byte[] climbed = MerkleTree.climb(
                        MerkleTree.leaf(CanonicalJson.bytes(Json.MAPPER.readTree(withoutMark(receiptJson)))),
                        place.path("place").asInt(-1),
                        root.path("receipts").asInt(),
                        path);
                if (HexFormat.of().formatHex(climbed).equals(root.path("root").asText())) {
                    String day = root.path("day").asText();
                    return new Answer(
                            receipt.verdict(),
                            receipt.kind(),
                            receipt.vi() + "\nCó trong gốc ký của ngày " + day + ".",
                            receipt.en() + "\nStands under the signed root of " + day + ".");
                }
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            return notUnderRoot("unreadable: " + unreadable.getMessage());
        }
        return notUnderRoot("path or root do not fit");
    }

    private static Answer notUnderRoot(String why) {
        return new Answer(
                Verdict.ALTERED,
                "KHÔNG HỢP LỆ: biên lai không có trong gốc ký của ngày.",
                "NOT VALID: the receipt does not stand under the signed root (" + why + ").");
    }

    /** Editors of Windows write a byte order mark before a text; it is no part of it. */
    private static byte[] withoutMark(byte[] json) {
        boolean marked = json.length >= 3 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(json, 3, json.length) : json;
    }

    private static Answer genuine(Genuine genuine) {
        final Paper paper;
        try {
            paper = Paper.read(genuine.document());
        } catch (IllegalArgumentException e) {
            return new Answer(
                    Verdict.NOT_A_RECEIPT,
                    "KHÔNG PHẢI BIÊN LAI: chữ ký đúng, nhưng tài liệu này không phải biên lai hay giấy tờ kèm theo.",
                    "NOT A RECEIPT: the signature holds, but the document is none (" + e.getMessage() + ").");
        }
        String[] said = switch (paper) {
            case ReceiptContent receipt -> receipt(receipt);
            case NoFeeContent noFee -> noFee(noFee);
            case CorrectionContent correction -> correction(correction);
        };
        PaperSheet.Sample sample =
                paper instanceof ReceiptContent ? ReceiptText.SAMPLE_RECEIPT : ReceiptText.SAMPLE_PAPER;
        Kind kind = switch (paper) {
            case ReceiptContent _ -> Kind.RECEIPT;
            case NoFeeContent _ -> Kind.NO_FEE;
            case CorrectionContent _ -> Kind.CORRECTION;
        };
        return new Answer(
                Verdict.GENUINE,
                kind,
                kind.vi + ": CHỮ KÝ ĐÚNG, nội dung nguyên vẹn.\n" + said[0]
                        + (paper.sample() ? "\n" + sample.vietnamese() + "." : ""),
                kind.en + ": GENUINE, to the last character.\n" + said[1]
                        + (paper.sample() ? "\n" + sample.english() + "." : "") + "\nSigned with key "
                        + genuine.keyId() + ".");
    }

    private static String[] receipt(ReceiptContent receipt) {
        var name = receipt.template() + " " + receipt.serial() + " " + receipt.numberText();
        var amount = ReceiptText.dong(receipt.totalVnd());
        var replaced = receipt.replaces();
        return new String[] {
            "Biên lai %s, %s thu ngày %s, %s đồng."
                            .formatted(name, receipt.collector().name(), ReceiptText.day(receipt.issuedOn()), amount)
                    + (replaced == null
                            ? ""
                            : "\nThay thế biên lai " + replaced.receipt().inWords() + "."),
            "Receipt %s, %s dong.".formatted(name, amount)
                    + (replaced == null
                            ? ""
                            : "\nReplaces receipt %s %s %s."
                                    .formatted(
                                            replaced.receipt().template(),
                                            replaced.receipt().serial(),
                                            replaced.receipt().numberText()))
        };
    }

    private static String[] noFee(NoFeeContent paper) {
        return new String[] {
            "Giấy xác nhận: hồ sơ %s %s, %s xác nhận lúc %s. Đây không phải biên lai."
                    .formatted(
                            paper.dossierCode(),
                            paper.decided()
                                    ? "không phải nộp phí, lệ phí"
                                    : "không phải nộp khoản nào theo danh mục của thành phố",
                            paper.collector().name(),
                            ReceiptText.moment(paper.asOf())),
            "Confirmation that nothing is due for dossier %s%s as of %s. It is no receipt."
                    .formatted(paper.dossierCode(), paper.decided() ? "" : " by the city's catalogue", paper.asOf())
        };
    }

    private static String[] correction(CorrectionContent notice) {
        var receipt = notice.receipt();
        return new String[] {
            "Thông báo %s về biên lai %s, ngày %s. Đây không phải biên lai."
                    .formatted(notice.form(), receipt.inWords(), ReceiptText.day(notice.issuedOn())),
            "Notice %s of errors in receipt %s %s %s. It is no receipt."
                    .formatted(notice.form(), receipt.template(), receipt.serial(), receipt.numberText())
        };
    }
}
