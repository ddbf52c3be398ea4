package vn.phigate.gateway.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A process that dies: after a number of points nothing of it reaches the database any more. A point is before any statement, before a commit, and
 * after a commit whose caller has not heard of it yet.
 */
final class Mortal {
    private static final Set<String> STATEMENTS = Set.of("prepareStatement", "prepareCall", "createStatement");

    private int left = -1;
    private boolean dead;

    /** Dies at the point after so many others. */
    synchronized void diesAfter(int points) {
        left = points;
    }

    synchronized void survives() {
        left = -1;
    }

    synchronized boolean dead() {
        return dead;
    }

    private synchronized void point() throws SQLException {
        if (left == 0) {
            dead = true;
        }
        if (dead) {
            // As the driver reports a server that went away; nothing can be written any more, whoever goes on.
            throw new SQLException("the process is dead", "57P01");
        }
        if (left > 0) {
            left--;
        }
    }

    DataSource over(DataSource pool) {
        return (DataSource) Proxy.newProxyInstance(
                Mortal.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, args) -> {
                    Object answer = invoke(() -> method.invoke(pool, args));
                    return answer instanceof Connection connection ? over(connection) : answer;
                });
    }

    private Connection over(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Mortal.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, args) -> {
                    boolean commit = method.getName().equals("commit");
                    if (commit || STATEMENTS.contains(method.getName())) {
                        point();
                    }
                    Object answer = invoke(() -> method.invoke(connection, args));
                    if (commit) {
                        point();
                    }
                    return answer;
                });
    }

    private interface Call {
        Object run() throws IllegalAccessException, InvocationTargetException;
    }

    private static Object invoke(Call call) throws Throwable {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
