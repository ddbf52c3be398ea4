package vn.phigate.reconciliation.replay;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;
import vn.phigate.gateway.platform.db.DatabaseException;
import vn.phigate.gateway.platform.db.DbSettings;

/** A copy of the live books in another database, as of one moment. The live database is read in one transaction that is read only. */
public final class ScratchBooks {
    private static final String COLUMNS = """
            select c.table_schema || '.' || quote_ident(c.table_name) as name,
                   string_agg(quote_ident(c.column_name), ', ' order by c.column_name) filter (where c.is_generated = 'NEVER') as columns
            from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema in ('gateway', 'reconciliation') and t.table_type = 'BASE TABLE' and c.table_name <> 'flyway_schema_history'
            group by 1 order by 1
            """;
    private static final String SEQUENCES = """
            select format('select setval(%L, coalesce((select max(%I) from %I.%I), 0) + 1)',
                          pg_get_serial_sequence(quote_ident(table_schema) || '.' || quote_ident(table_name), column_name), column_name, table_schema, table_name)
            from information_schema.columns where table_schema in ('gateway', 'reconciliation') and is_identity = 'YES'
            """;

    private ScratchBooks() {}

    /**
     * Copies every table of the product.
     *
     * @param live is only read
     * @param scratch migrated to the version of this program; everything in it is replaced; entered as a superuser
     * @throws IllegalStateException when the live database is of another version
     */
    public static void copy(DbSettings live, DbSettings scratch) {
        try (Connection from = connect(live);
                Connection to = connect(scratch)) {
            from.setReadOnly(true);
            from.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            from.setAutoCommit(false);
            to.setAutoCommit(false);
            Map<String, String> tables = tables(from);
            if (!tables.equals(tables(to))) {
                throw new IllegalStateException(
                        "Cơ sở dữ liệu thuộc phiên bản khác; khởi động PhiGate một lần rồi chạy lại."
                                + " / The database is of another version; start PhiGate once, then run this again.");
            }
            run(to, "set session_replication_role = replica");
            run(to, "truncate " + String.join(", ", tables.keySet()) + " cascade");
            for (Map.Entry<String, String> table : tables.entrySet()) {
                copy(from, to, table.getKey() + " (" + table.getValue() + ")");
            }
            for (String sequence : texts(to, SEQUENCES)) {
                run(to, sequence);
            }
            to.commit();
            from.rollback();
            to.setAutoCommit(true);
            run(to, "analyze");
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private static Connection connect(DbSettings settings) throws SQLException {
        return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
    }

    private static Map<String, String> tables(Connection connection) throws SQLException {
        Map<String, String> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(COLUMNS)) {
            while (rows.next()) {
                tables.put(rows.getString(1), rows.getString(2));
            }
        }
        return tables;
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static void copy(Connection from, Connection to, String table) throws SQLException {
        CopyOut out =
                from.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + table + " to stdout (format binary)");
        CopyIn in = to.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin (format binary)");
        for (byte[] part = out.readFromCopy(); part != null; part = out.readFromCopy()) {
            in.writeToCopy(part, 0, part.length);
        }
        in.endCopy();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
