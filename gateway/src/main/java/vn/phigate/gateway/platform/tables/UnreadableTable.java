package vn.phigate.gateway.platform.tables;

/** The file is no table that can be read; says why and what to do, in both languages. */
public final class UnreadableTable extends Exception {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final String rule;
    private final String vi;

    UnreadableTable(long line, String rule, String vi, String en) {
        super(en);
        this.line = line;
        this.rule = rule;
        this.vi = vi;
    }

    /** The last line that could be read, 0 when none was. */
    public long line() {
        return line;
    }

    /** Stable name of the rule that was broken. */
    public String rule() {
        return rule;
    }

    public String vi() {
        return vi;
    }

    public String en() {
        return String.valueOf(getMessage());
    }
}
