package vn.phigate.gateway.platform.http;

/**
 * A refusal the caller can act on. One enum per package implements it, its constants in order of precedence; the list of all of them is
 * printed into a golden file by a test.
 */
public interface ProblemType {
    /**
     * What is said of every refusal of one type.
     *
     * @param status HTTP status, 4xx, or 5xx when the caller should try again
     * @param code stable, lower case with underscores; part of the outside contract
     * @param vi what happened and what to do, in Vietnamese
     * @param en the same in English
     */
    record Facts(int status, String code, String vi, String en) {}

    Facts facts();

    default int status() {
        return facts().status();
    }

    default String code() {
        return facts().code();
    }

    default String vi() {
        return facts().vi();
    }

    default String en() {
        return facts().en();
    }

    /** The refusal with its standard sentence. */
    default Refusal refusal() {
        return new Refusal(this, vi(), en());
    }

    /** The refusal with a sentence made from the data. */
    default Refusal refusal(String vi, String en) {
        return new Refusal(this, vi, en);
    }
}
