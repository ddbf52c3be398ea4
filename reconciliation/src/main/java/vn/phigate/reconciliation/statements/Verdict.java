package vn.phigate.reconciliation.statements;

import java.util.Locale;

/** What to think of a whole file: its worst finding. */
public enum Verdict {
    ACCEPT,
    FLAG,
    REJECT;

    /** {@code accept}, {@code flag} or {@code reject}, as the interface spells it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    Verdict and(Severity severity) {
        Verdict other = switch (severity) {
            case NOTICE -> ACCEPT;
            case FLAG -> FLAG;
            case REJECT -> REJECT;
        };
        return compareTo(other) >= 0 ? this : other;
    }
}
