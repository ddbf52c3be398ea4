package vn.phigate.gateway.procedures;

/** A price that cannot be understood; says why in words for whoever wrote it. */
public final class UnreadablePrice extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String vi;
    private final String en;

    UnreadablePrice(String vi, String en) {
        super(en, null, false, false);
        this.vi = vi;
        this.en = en;
    }

    public String vi() {
        return vi;
    }

    public String en() {
        return en;
    }
}
