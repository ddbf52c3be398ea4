package vn.phigate.gateway.receipts;

import java.time.LocalDate;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Tx;

/**
 * Takes the numbers of receipts: one series an agency, year and template, from 1, without a gap. The row of the series stays locked until the transaction that
 * writes the receipt ends, and a number is taken only together with its receipt.
 */
final class ReceiptSeries {
    private static final String OPEN = """
            insert into gateway.receipt_series (agency_id, year, template, serial) values (?, ?, ?, ?)
            on conflict (agency_id, year, template) do nothing
            """;
    private static final String NEXT = """
            update gateway.receipt_series set last_number = last_number + 1
            where agency_id = ? and year = ? and template = ? returning last_number, serial
            """;

    private final ReceiptRules rules;

    ReceiptSeries(ReceiptRules rules) {
        this.rules = rules;
    }

    ReceiptRules rules() {
        return rules;
    }

    /** @param numberText as printed, with leading zeros */
    record Numbered(ReceiptRule rule, String serial, long number, String numberText) {}

    /** @param day whose law and year name the receipt: that of the collection, or of the replacement */
    Numbered next(Tx tx, long agency, LocalDate day) {
        ReceiptRule rule = rules.on(day);
        long year = day.getYear();
        tx.run(OPEN, agency, year, rule.template(), rule.serial(day.getYear(), rule.letterPair(0)));
        Row series = tx.get(NEXT, agency, year, rule.template()).orElseThrow();
        long number = series.whole("last_number");
        if (number > rule.lastNumber()) {
            throw new IllegalStateException("the series of agency " + agency + " for " + year + " has no number left");
        }
        return new Numbered(rule, series.text("serial"), number, rule.numberText(number));
    }
}
