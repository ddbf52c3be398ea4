package vn.phigate.gateway.platform.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection whose end is decided by its holder. Helidon DB Client closes the connection after a statement and switches
 * autocommit on before one, which would commit the transaction around it: both are ignored. Commit and rollback are
 * refused, for the same reason, to plain JDBC inside a {@link Tx}; savepoints are free to use.
 */
final class HeldConnection {

    private HeldConnection() {}

    static Connection of(Connection held) {
        return (Connection) Proxy.newProxyInstance(
                HeldConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, args) -> {
                    switch (method.getName()) {
                        case "close", "setAutoCommit" -> {
                            return null;
                        }
                        case "commit" -> throw new SQLException("The transaction is committed by Db, on return");
                        case "rollback" -> {
                            if (args == null) {
                                throw new SQLException("The transaction is rolled back by Db, on an exception");
                            }
                        }
                        default -> {}
                    }
                    try {
                        return method.invoke(held, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
