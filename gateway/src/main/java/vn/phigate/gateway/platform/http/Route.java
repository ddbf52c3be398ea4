package vn.phigate.gateway.platform.http;

import vn.phigate.gateway.platform.db.Tx;

/**
 * One route of the product.
 *
 * @param method upper case
 * @param path Helidon path pattern
 * @param access who may use it
 */
public record Route(String method, String path, Access access) {
    /** Answers a request that changes nothing by itself, or that manages its own transactions. */
    @FunctionalInterface
    public interface Handler {
        Reply handle(Request request);
    }

    /** Answers a request inside one transaction, which also holds its idempotency key. */
    @FunctionalInterface
    public interface Command {
        Reply handle(Request request, Tx tx);
    }
}
