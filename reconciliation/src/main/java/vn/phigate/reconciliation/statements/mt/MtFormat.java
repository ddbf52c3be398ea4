package vn.phigate.reconciliation.statements.mt;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.FileHead;
import vn.phigate.reconciliation.statements.StatementFormat;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.TextLines;

/** MT940 and MT942, told by their fields: a reference (:20:), then an account (:25:), or where a bank left that out, the number of the statement (:28C:). */
public final class MtFormat implements StatementFormat {
    private static final FileFormat MT940 = new FileFormat("MT940", true);
    private static final FileFormat MT942 = new FileFormat("MT942", false);
    private static final Pattern FIRST_FIELDS =
            Pattern.compile("(?m)(?:^|\\{4:)[ \\t]*:20:.*\\R(?s:.*?)^:(?:25[A-Z]?|28C?):");
    private static final Pattern OPENING = Pattern.compile("(?m)^:60[FM]?:");
    private static final Pattern INTERIM = Pattern.compile("(?m)^:(?:34F|13D?|90[CD]):");
    private static final Pattern APPLICATION_942 = Pattern.compile("\\{2:[IO]942");

    @Override
    public @Nullable FileFormat recognise(FileHead head) {
        String text = head.text();
        if (text.stripLeading().startsWith("<") || !FIRST_FIELDS.matcher(text).find()) {
            return null;
        }
        boolean interim = !OPENING.matcher(text).find()
                && (INTERIM.matcher(text).find()
                        || APPLICATION_942.matcher(text).find());
        return interim ? MT942 : MT940;
    }

    @Override
    public void read(InputStream file, FileFormat format, StatementSink sink) throws IOException {
        try {
            new MtFile(new TextLines(file), format.equals(MT942), sink).read();
        } catch (BrokenFile broken) {
            sink.finding(broken.finding());
        }
    }
}
