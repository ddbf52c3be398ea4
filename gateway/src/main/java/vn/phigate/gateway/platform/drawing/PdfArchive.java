package vn.phigate.gateway.platform.drawing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.GregorianCalendar;
import java.util.Map;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.graphics.color.PDOutputIntent;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.jspecify.annotations.Nullable;

/** Makes a finished PDF one that archives keep: PDF/A-3u (ISO 19005-3), Vietnamese. Nothing in it comes from the clock. */
public final class PdfArchive {
    private static final String CREATOR = "PhiGate";
    private static final String PRODUCER = "PhiGate, Apache PDFBox";

    private PdfArchive() {}

    /** A file inside the PDF, of which its pages are drawn. */
    public record Source(String name, String description, byte[] json) {}

    /**
     * What a reader or an archive sees before it opens the page.
     *
     * @param made kept to whole seconds: a PDF's own dates have no finer ones
     * @param id of which the document's identifier is made; the same for the same paper
     */
    public record About(
            String title,
            String author,
            String subject,
            Instant made,
            long id,
            @Nullable Source source) {
        public About {
            made = made.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    public static void describe(PDDocument document, About about) throws IOException {
        var made = GregorianCalendar.from(about.made.atZone(ZoneOffset.UTC));
        var info = new PDDocumentInformation();
        info.setTitle(about.title);
        info.setAuthor(about.author);
        info.setSubject(about.subject);
        info.setCreator(CREATOR);
        info.setProducer(PRODUCER);
        info.setCreationDate(made);
        info.setModificationDate(made);
        document.setDocumentInformation(info);
        document.setVersion(1.7f);
        document.setDocumentId(about.id);
        var screen = new PDOutputIntent(
                document,
                new ByteArrayInputStream(
                        ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData()));
        screen.setInfo("sRGB IEC61966-2.1");
        screen.setOutputConditionIdentifier("sRGB IEC61966-2.1");
        var catalog = document.getDocumentCatalog();
        catalog.addOutputIntent(screen);
        catalog.setLanguage("vi-VN");
        var viewer = new PDViewerPreferences(catalog.getCOSObject());
        viewer.setDisplayDocTitle(true);
        catalog.setViewerPreferences(viewer);
        catalog.setMetadata(
                new PDMetadata(document, new ByteArrayInputStream(xmp(about).getBytes(UTF_8))));
        if (about.source != null) {
            attach(document, about.source, made);
        }
    }

    private static void attach(PDDocument document, Source source, GregorianCalendar made) throws IOException {
        var json = new PDEmbeddedFile(document, new ByteArrayInputStream(source.json), COSName.FLATE_DECODE);
        json.setSubtype("application/json");
        json.setSize(source.json.length);
        json.setModDate(made);
        var file = new PDComplexFileSpecification();
        file.setFile(source.name);
        file.setFileUnicode(source.name);
        file.setFileDescription(source.description);
        file.setEmbeddedFile(json);
        file.getCOSObject().setItem(COSName.getPDFName("AFRelationship"), COSName.getPDFName("Source"));
        var files = new PDEmbeddedFilesNameTreeNode();
        files.setNames(Map.of(source.name, file));
        var catalog = document.getDocumentCatalog();
        var names = new PDDocumentNameDictionary(catalog);
        names.setEmbeddedFiles(files);
        catalog.setNames(names);
        var associated = new COSArray();
        associated.add(file);
        catalog.getCOSObject().setItem(COSName.getPDFName("AF"), associated);
    }

    /** Says the same as the information dictionary, and which part of the standard the paper keeps to. */
    private static String xmp(About about) {
        return """
                <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
                <pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
                <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
                <dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
                <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
                <dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
                <pdf:Producer>%s</pdf:Producer>
                <xmp:CreatorTool>%s</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>
                </rdf:Description></rdf:RDF></x:xmpmeta>
                <?xpacket end="r"?>""".formatted(
                        escaped(about.title),
                        escaped(about.author),
                        escaped(about.subject),
                        PRODUCER,
                        CREATOR,
                        about.made,
                        about.made);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
