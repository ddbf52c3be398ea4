package vn.phigate.reconciliation.statements.camt;

/** The content cannot be read on from here. Becomes the rejecting finding; never leaves the package. */
final class BrokenFile extends Exception {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final String field;
    private final String value;
    private final String rule;
    private final String text;
    private final String textEn;

    BrokenFile(long line, String field, String value, String rule, String text, String textEn) {
        super(textEn);
        this.line = line;
        this.field = field;
        this.value = value;
        this.rule = rule;
        this.text = text;
        this.textEn = textEn;
    }

    long line() {
        return line;
    }

    String field() {
        return field;
    }

    String value() {
        return value;
    }

    String rule() {
        return rule;
    }

    String text() {
        return text;
    }

    String textEn() {
        return textEn;
    }
}
