package vn.phigate.reconciliation.statements.camt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.phigate.reconciliation.statements.FileFormat;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.Xml;

/** One file: finds the message in whatever envelope, checks its version, and reads its statements one after another to the file's very end. */
final class CamtMessage {
    private static final Pattern VERSION = Pattern.compile("camt\\.\\d{3}\\.(\\d{3})\\.(\\d\\d)");
    private static final int VERSION_TRIED_MIN = 2;
    private static final int VERSION_TRIED_MAX = 10;

    private final Xml xml;
    private final FileFormat format;
    private final StatementSink sink;

    CamtMessage(Xml xml, FileFormat format, StatementSink sink) {
        this.xml = xml;
        this.format = format;
        this.sink = sink;
    }

    void read() throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "BkToCstmrStmt" -> message("Stmt");
                case "BkToCstmrDbtCdtNtfctn" -> message("Ntfctn");
                default -> read();
            }
        }
    }

    private void message(String statementElement) throws BrokenFile {
        String message = CamtFormat.message(xml.name());
        version(message);
        while (xml.child()) {
            if (xml.name().equals(statementElement)) {
                new CamtStatement(xml, sink, message.equals("camt.053")).read();
            } else {
                xml.skip();
            }
        }
    }

    private void version(String message) throws BrokenFile {
        Matcher version = VERSION.matcher(xml.namespace());
        boolean known = version.find();
        if (!format.name().startsWith(message) || (known && !version.group().startsWith(message))) {
            throw new BrokenFile(
                    xml.line(),
                    xml.name(),
                    xml.namespace(),
                    "format_contradictory",
                    "Phần tử là " + message + " nhưng không gian tên lại nói khác. Không đoán; hãy hỏi ngân hàng.",
                    "The element is " + message
                            + " but the namespace says otherwise. Nothing is guessed; ask the bank.");
        }
        if (!known) {
            sink.finding(Finding.notice(
                    xml.line(),
                    xml.name(),
                    xml.namespace(),
                    "version_missing",
                    "Tệp không ghi phiên bản của " + message
                            + "; vẫn đọc được vì các phiên bản chỉ khác nhau ở chỗ đã biết.",
                    "The file does not name its version of " + message
                            + "; it is read, as the versions differ only where known."));
        } else if (!isTried(version.group(1), Integer.parseInt(version.group(2)))) {
            sink.finding(Finding.notice(
                    xml.line(),
                    xml.name(),
                    version.group(),
                    "version_untried",
                    "Phiên bản " + version.group() + " chưa được thử; hãy đối chiếu số dư trước khi tin.",
                    "Version " + version.group() + " has not been tried; compare the balances before trusting it."));
        }
        if (message.equals("camt.054")) {
            sink.finding(
                    Finding.notice(
                            xml.line(),
                            xml.name(),
                            "",
                            "not_a_statement",
                            "Đây là thông báo ghi có/ghi nợ camt.054, chỉ để xem: các khoản này cũng có trong sao kê camt.053 nên không ghi sổ.",
                            "This is a camt.054 notification, for reading only: its entries stand in the camt.053 as well, so it is not booked."));
        }
    }

    /** Variant 001 is the full message; others (the 002 of German banks) are cut from it. */
    private static boolean isTried(String variant, int version) {
        return variant.equals("001") && version >= VERSION_TRIED_MIN && version <= VERSION_TRIED_MAX;
    }
}
