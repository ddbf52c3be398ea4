package vn.phigate.gateway.platform.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Thrown when a request cannot be served as asked and the caller can act on it; becomes an RFC 9457 problem. Nothing was changed. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProblemType type;
    private final String vi;
    private final String en;
    private final transient Map<String, Object> members;

    public Refusal(ProblemType type, String vi, String en, Map<String, Object> members) {
        super(type.code() + ": " + en, null, false, false);
        this.type = type;
        this.vi = vi;
        this.en = en;
        this.members = members;
    }

    /** The same refusal with one more member in the problem document (RFC 9457, section 3.2). */
    public Refusal with(String member, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Refusal(type, vi, en, more);
    }

    public ProblemType type() {
        return type;
    }

    public String detail(Language language) {
        return language == Language.EN ? en : vi;
    }

    public Map<String, Object> members() {
        return members;
    }
}
