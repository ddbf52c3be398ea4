package vn.phigate.gateway.platform.http;

/**
 * A refusal the caller can act on. One enum per package implements it, its constants in order of precedence; the list of all of them is
 * printed into a golden file by a test.
 */
public interface ProblemType {
    /** HTTP status, 4xx, or 5xx when the caller should try again. */
    int status();

    /** Stable code, lower case with underscores; part of the outside contract. */
    String code();

    /** What happened and what to do, in Vietnamese. */
    String vi();

    /** What happened and what to do, in English. */
    String en();

    /** The refusal with its standard sentence. */
    default Refusal refusal() {
        return new Refusal(this, vi(), en(), java.util.Map.of());
    }

    /** The refusal with a sentence made from the data. */
    default Refusal refusal(String vi, String en) {
        return new Refusal(this, vi, en, java.util.Map.of());
    }
}
