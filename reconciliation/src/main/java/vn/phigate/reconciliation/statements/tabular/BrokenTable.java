package vn.phigate.reconciliation.statements.tabular;

import vn.phigate.reconciliation.statements.Finding;

/** The file cannot be read as a table. Carries the rejecting finding; never leaves the package. */
final class BrokenTable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    BrokenTable(long line, String field, String value, String rule, String text, String textEn) {
        super(textEn);
        this.finding = Finding.reject(line, field, value, rule, text, textEn);
    }

    Finding finding() {
        return finding;
    }
}
