package vn.phigate.gateway.platform.db;

import org.jspecify.annotations.Nullable;

/**
 * Where the database is and how it is entered.
 *
 * @param jdbcUrl {@code jdbc:postgresql://…}; parameters in it outrank those that {@link Db} sets by itself
 * @param user the login, which must be allowed to create schemas when migrations run with it
 * @param password of the login; never printed
 * @param poolSize connections the pool holds, at least 1; 8 to 16 saturate a small server
 * @param appRole the role every pooled connection steps down to where that role exists, so that rows which must never
 *     change are out of the application's reach; null keeps the login's own rights
 */
public record DbSettings(
        String jdbcUrl,
        String user,
        String password,
        int poolSize,
        @Nullable String appRole) {

    /** The role that the migrations create and grant. */
    public static final String APP_ROLE = "phigate_app";

    public DbSettings {
        if (poolSize < 1) {
            throw new IllegalArgumentException("The pool needs at least one connection, not " + poolSize);
        }
    }

    /** Settings whose connections step down to {@link #APP_ROLE}. */
    public DbSettings(String jdbcUrl, String user, String password, int poolSize) {
        this(jdbcUrl, user, password, poolSize, APP_ROLE);
    }

    public DbSettings withPoolSize(int connections) {
        return new DbSettings(jdbcUrl, user, password, connections, appRole);
    }

    /** The same database with the login's own rights, for migrations and tests of the schema. */
    public DbSettings asLogin() {
        return new DbSettings(jdbcUrl, user, password, poolSize, null);
    }

    @Override
    public String toString() {
        return "DbSettings[" + jdbcUrl + ", user=" + user + ", poolSize=" + poolSize + ", appRole=" + appRole + "]";
    }
}
