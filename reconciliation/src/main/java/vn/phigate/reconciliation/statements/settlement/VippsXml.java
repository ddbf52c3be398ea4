package vn.phigate.reconciliation.statements.settlement;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.Xml;

/**
 * Vipps' settlement report (namespace SettlementReport-3.0, as in vippsas/vipps-developers): each {@code SettlementInfo} is one pay-out, its
 * {@code TransactionInfo} come before its totals.
 */
final class VippsXml {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,15}(\\.\\d{1,4})?");
    /** What a pay-out states, by the recomputed figure it must equal. */
    private static final int VALUES_MAX = 40;

    private final Xml xml;
    private final StatementSink sink;
    private String account = "";
    private String currency = "";
    private boolean said;

    VippsXml(Xml xml, StatementSink sink) {
        this.xml = xml;
        this.sink = sink;
    }

    void read() throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "SettlementAccountNum" -> account = xml.text();
                case "SettlementCurrencyCode" -> currency = xml.text();
                case "SettlementInfo" -> settlement();
                case "SettlementReport", "SettlementDetailsInfo", "PaymentsInfo" -> read();
                default -> xml.skip();
            }
        }
    }

    private void settlement() throws BrokenFile {
        if (!said) {
            said = true;
            sink.finding(Batch.notAStatement("settlement-xml"));
        }
        long line = xml.line();
        Map<String, String> stated = new HashMap<>();
        Batch batch = null;
        BigDecimal captures = BigDecimal.ZERO;
        while (xml.child()) {
            if (xml.name().equals("TransactionInfo")) {
                batch = batch == null ? begin(stated) : batch;
                captures = captures.add(transaction(batch));
            } else if (stated.size() < VALUES_MAX) {
                stated.put(xml.name(), xml.text());
            } else {
                xml.skip();
            }
        }
        batch = batch == null ? begin(stated) : batch;
        batch.check(
                line,
                "NumOfTransactions",
                number(line, stated, "NumOfTransactions"),
                BigDecimal.valueOf(batch.entries()));
        batch.check(line, "CaptureSettlementAmount", number(line, stated, "CaptureSettlementAmount"), captures);
        batch.check(
                line,
                "RefundSettlementAmount",
                number(line, stated, "RefundSettlementAmount"),
                refunds(batch, captures));
        batch.check(line, "GrossSettlementAmount", number(line, stated, "GrossSettlementAmount"), batch.gross());
        batch.check(line, "FeeSettlementAmount", number(line, stated, "FeeSettlementAmount"), batch.fee());
        batch.check(line, "NetSettlementAmount", number(line, stated, "NetSettlementAmount"), batch.net());
        boolean paidGross = "Gross".equals(stated.get("SettlementType"));
        batch.check(
                line, "SettledAmount", number(line, stated, "SettledAmount"), paidGross ? batch.gross() : batch.net());
        batch.end();
    }

    /** Gross is captures plus refunds, which are negative. */
    private static BigDecimal refunds(Batch batch, BigDecimal captures) {
        return batch.gross().subtract(captures);
    }

    private Batch begin(Map<String, String> stated) {
        return new Batch(
                sink,
                account,
                stated.get("SettlementID"),
                stated.get("SettlementDate"),
                stated.getOrDefault("SettlementCurrencyCode", currency));
    }

    /** @return what it adds to the captures */
    private BigDecimal transaction(Batch batch) throws BrokenFile {
        long line = xml.line();
        Map<String, String> values = new HashMap<>();
        while (xml.child()) {
            if (values.size() < VALUES_MAX) {
                values.put(xml.name(), xml.text());
            } else {
                xml.skip();
            }
        }
        for (String field : new String[] {
            "TransactionGrossAmount",
            "TransactionFeeAmount",
            "TransactionNetAmount",
            "TransactionCaptureAmount",
            "TransactionRefundAmount"
        }) {
            String value = values.getOrDefault(field, field.equals("TransactionGrossAmount") ? "" : "0");
            if (!DECIMAL.matcher(value).matches()) {
                batch.aside(Batch.unreadable(line, field, value));
                return BigDecimal.ZERO;
            }
        }
        String net = values.get("TransactionNetAmount");
        batch.add(new SettlementSink.Payment(
                line,
                day(line, values.getOrDefault("TransactionTime", "")),
                values.get("TransactionID"),
                values.get("OrderID"),
                null,
                new BigDecimal(values.getOrDefault("TransactionGrossAmount", "0")),
                new BigDecimal(values.getOrDefault("TransactionFeeAmount", "0")),
                BigDecimal.ZERO,
                net == null ? null : new BigDecimal(net)));
        return new BigDecimal(values.getOrDefault("TransactionCaptureAmount", "0"));
    }

    /** The day as the provider writes it; its own zone, not ours. */
    private @Nullable LocalDate day(long line, String time) {
        try {
            return LocalDate.parse(time.substring(0, Math.min(10, time.length())));
        } catch (DateTimeException impossible) {
            sink.finding(Finding.flag(
                    line,
                    "TransactionTime",
                    time,
                    "date_impossible",
                    "Dòng " + line + ": “" + time + "” không phải là một ngày có thật.",
                    "Line " + line + ": \"" + time + "\" is no day of the calendar."));
            return null;
        }
    }

    private @Nullable BigDecimal number(long line, Map<String, String> stated, String field) {
        String text = stated.get(field);
        if (text == null) {
            return null;
        }
        if (!DECIMAL.matcher(text).matches()) {
            sink.finding(Batch.unreadable(line, field, text));
            return null;
        }
        return new BigDecimal(text);
    }
}
