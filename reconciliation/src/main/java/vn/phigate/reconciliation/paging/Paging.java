package vn.phigate.reconciliation.paging;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;

/** Pages of a list that is sorted by id. Ids grow with time, so that a page never shifts while somebody turns it. */
public final class Paging {
    /** Before every id. */
    public static final UUID START = new UUID(0, 0);

    private Paging() {}

    /** The cursor of a request: where its page begins, exclusive. */
    public static UUID after(Request request) {
        return request.queryId("cursor").orElse(START);
    }

    /** The {@code {id}} of the path. */
    public static UUID id(Request request) {
        return request.pathId();
    }

    /** @param found one item more than {@code limit}, when there are more */
    public static <T> Reply page(List<T> found, int limit, Function<T, UUID> id, Function<T, ?> view) {
        return Reply.page(found, limit, id, view);
    }
}
