package vn.phigate.reconciliation.paging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;

/** Pages of a list that is sorted by id. Ids grow with time, so that a page never shifts while somebody turns it. */
public final class Paging {
    /** Before every id. */
    public static final UUID START = new UUID(0, 0);

    private Paging() {}

    /** The cursor of a request: where its page begins, exclusive. */
    public static UUID after(Request request) {
        return request.query("cursor").map(text -> parse("cursor", text)).orElse(START);
    }

    /** The {@code {id}} of the path. */
    public static UUID id(Request request) {
        return parse("id", request.pathParameter("id"));
    }

    /** @param found one item more than {@code limit}, when there are more */
    public static <T> Reply page(List<T> found, int limit, Function<T, UUID> id, Function<T, ?> view) {
        List<T> shown = found.size() > limit ? found.subList(0, limit) : found;
        var page = new LinkedHashMap<String, @Nullable Object>();
        page.put("items", shown.stream().map(view).toList());
        page.put("next", found.size() > limit ? id.apply(shown.getLast()) : null);
        return Reply.ok(page);
    }

    private static UUID parse(String field, String text) {
        try {
            // UUID.fromString also takes shortened forms, which no id of ours has.
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            throw notAnId(field, text);
        }
        throw notAnId(field, text);
    }

    private static RuntimeException notAnId(String field, String text) {
        return HttpProblem.field(field, text, "không phải mã định danh.", "this is no id.");
    }
}
