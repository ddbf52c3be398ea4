package vn.phigate.gateway.platform.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Thrown when a request cannot be served as asked and the caller can act on it; becomes an RFC 9457 problem. Nothing was changed. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What RFC 9457, section 3.1, and this product keep for the refusal itself. */
    private static final Set<String> RESERVED = Set.of("type", "title", "status", "detail", "instance", "code");

    private final transient ProblemType type;
    private final String vi;
    private final String en;
    private final transient Map<String, Object> members;

    Refusal(ProblemType type, String vi, String en) {
        this(type, vi, en, Map.of());
    }

    private Refusal(ProblemType type, String vi, String en, Map<String, Object> members) {
        super(type.code() + ": " + en, null, false, false);
        this.type = type;
        this.vi = vi;
        this.en = en;
        this.members = members;
    }

    /**
     * The same refusal with one more member in the problem document (RFC 9457, section 3.2).
     *
     * @throws IllegalArgumentException when every problem document has a member of this name
     */
    public Refusal with(String member, Object value) {
        if (RESERVED.contains(member)) {
            throw new IllegalArgumentException("a problem document has its own " + member);
        }
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
