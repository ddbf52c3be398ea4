package vn.phigate.reconciliation.statements.camt;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.FileHead;
import vn.phigate.reconciliation.statements.StatementFormat;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BoundedInput;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.Xml;

/** camt.053 and camt.054, told by the message element and the namespace, with any prefix, inside any envelope. */
public final class CamtFormat implements StatementFormat {
    private static final Pattern MESSAGE = Pattern.compile("<(?:[\\w.-]+:)?(BkToCstmrStmt|BkToCstmrDbtCdtNtfctn)\\b");
    private static final Pattern NAMESPACE =
            Pattern.compile("xmlns(?::[\\w.-]+)?\\s*=\\s*[\"'][^\"']*?(camt\\.05[34]\\.\\d{3}\\.\\d\\d)[^\"']*[\"']");

    @Override
    public @Nullable FileFormat recognise(FileHead head) {
        String text = head.text();
        if (!text.stripLeading().startsWith("<")) {
            return null;
        }
        Matcher element = MESSAGE.matcher(text);
        String message = element.find() ? message(element.group(1)) : null;
        for (Matcher namespace = NAMESPACE.matcher(text); namespace.find(); ) {
            String name = namespace.group(1);
            if (message == null || name.startsWith(message)) {
                return format(name);
            }
        }
        return message == null ? null : format(message);
    }

    @Override
    public void read(InputStream file, FileFormat format, StatementSink sink) throws IOException {
        BoundedInput bounded = new BoundedInput(file);
        try (Xml xml = new Xml(bounded)) {
            new CamtMessage(xml, format, sink).read();
        } catch (BrokenFile broken) {
            if (bounded.failure() != null) {
                throw bounded.failure();
            }
            sink.finding(broken.finding());
        }
    }

    /** The message by its element: {@code BkToCstmrStmt} is camt.053, {@code BkToCstmrDbtCdtNtfctn} camt.054. */
    static String message(String element) {
        return element.equals("BkToCstmrStmt") ? "camt.053" : "camt.054";
    }

    private static FileFormat format(String name) {
        return new FileFormat(name, name.startsWith("camt.053"));
    }
}
