package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import vn.phigate.gateway.platform.drawing.PaperSheet;
import vn.phigate.gateway.platform.drawing.PdfArchive;
import vn.phigate.gateway.platform.signing.CanonicalJson;

/**
 * A signed paper to read and print. Drawn from the signed JSON alone, which lies inside the PDF; so paper and proof cannot say different things, and the same
 * signed paper always gives the same bytes.
 */
abstract class PaperPdf<P extends Paper> {
    /** Names of the JSON inside, by kind of paper. */
    static final List<String> ATTACHMENTS =
            List.of(ReceiptPdf.ATTACHMENT, NoFeePdf.ATTACHMENT, CorrectionPdf.ATTACHMENT);

    final P content;
    final PaperSheet paper;
    private final ObjectNode signed;
    private final PDDocument document;
    private final PaperSheet.Sample sample;

    PaperPdf(
            P content,
            ObjectNode signed,
            PDDocument document,
            PDRectangle size,
            PaperSheet.Sample sample,
            String continued)
            throws IOException {
        this.content = content;
        this.signed = signed;
        this.document = document;
        this.sample = sample;
        this.paper = new PaperSheet(document, size, content.sample() ? sample : null, continued);
    }

    /**
     * @param signed as {@code SignedDocument.sign} returned it; its signature is printed, not checked
     * @throws IllegalArgumentException if it is none of our signed papers
     */
    static byte[] draw(ObjectNode signed) {
        try (var document = new PDDocument()) {
            PaperPdf<?> pdf = switch (Paper.read(signed)) {
                case ReceiptContent receipt -> new ReceiptPdf(receipt, signed, document);
                case NoFeeContent noFee -> new NoFeePdf(noFee, signed, document);
                case CorrectionContent correction -> new CorrectionPdf(correction, signed, document);
            };
            pdf.write();
            var bytes = new ByteArrayOutputStream(64 * 1024);
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        lay();
        JsonNode key = signed.required("key_id");
        JsonNode signature = signed.required("signature");
        paper.proof(new PaperSheet.Proof(
                content.verifyUrl(),
                content.code().grouped(),
                ReceiptText.day(content.issuedOn()),
                key.asText(),
                signature.asText()));
        paper.finish(law());
        PdfArchive.describe(
                document,
                new PdfArchive.About(
                        title() + (content.sample() ? " (" + sample.vietnamese() + ")" : ""),
                        content.collector().name(),
                        subject() + "; kiểm tra tại " + content.verifyUrl(),
                        made(),
                        content.code().hashCode(),
                        new PdfArchive.Source(
                                file(), "Bản đã ký (JSON, RFC 8785, Ed25519)", CanonicalJson.bytes(signed))));
    }

    /** Writes everything above the proof. */
    abstract void lay() throws IOException;

    abstract String file();

    abstract String title();

    abstract String subject();

    /** The instant that stands in the file as that of its making. */
    abstract Instant made();

    /** What the paper is made after, for the foot of each page. */
    abstract String law();
}
