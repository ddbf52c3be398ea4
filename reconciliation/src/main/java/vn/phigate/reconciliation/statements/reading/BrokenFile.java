package vn.phigate.reconciliation.statements.reading;

import vn.phigate.reconciliation.statements.Finding;

/** The content cannot be read on from here. Becomes the rejecting finding; never leaves a format. */
public final class BrokenFile extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    public BrokenFile(long line, String field, String value, String rule, String text, String textEn) {
        super(textEn);
        this.finding = Finding.reject(line, field, value, rule, text, textEn);
    }

    public Finding finding() {
        return finding;
    }
}
