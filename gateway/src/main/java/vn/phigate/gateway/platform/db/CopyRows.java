package vn.phigate.gateway.platform.db;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows streamed into a table by COPY, in PostgreSQL's text format (manual, COPY, "Text Format"): a tab between columns, a line feed behind each row, {@code \N} for
 * null, a backslash before what would mean one of these. Constraints and triggers hold as for INSERT. Until {@link #finish} the transaction can do nothing else.
 */
public final class CopyRows implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final CopyIn copy;
    private byte[] buffer = new byte[BUFFER_BYTES + 4096];
    private int filled;
    private boolean inRow;

    private CopyRows(CopyIn copy) {
        this.copy = copy;
    }

    /** @param columns as in SQL, separated by commas */
    public static CopyRows into(Tx tx, String table, String columns) {
        return tx.jdbc(connection -> new CopyRows(connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + columns + ") from stdin")));
    }

    public CopyRows add(@Nullable String value) {
        separate();
        if (value == null) {
            put('\\', 'N');
            return this;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        room(2 * bytes.length);
        for (byte each : bytes) {
            switch (each) {
                case '\\' -> put('\\', '\\');
                case '\t' -> put('\\', 't');
                case '\n' -> put('\\', 'n');
                case '\r' -> put('\\', 'r');
                default -> buffer[filled++] = each;
            }
        }
        return this;
    }

    /** Anything whose text PostgreSQL reads as it stands: numbers, days, instants, ids, flags. */
    public CopyRows add(@Nullable Object value) {
        return add(value == null ? null : value.toString());
    }

    public CopyRows add(long value) {
        return add(Long.toString(value));
    }

    public void endRow() {
        put('\n');
        inRow = false;
        if (filled >= BUFFER_BYTES) {
            flush();
        }
    }

    /** @return how many rows are now in the table */
    public long finish() {
        flush();
        try {
            return copy.endCopy();
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    /** Breaks off what was not finished. */
    @Override
    public void close() {
        if (copy.isActive()) {
            try {
                copy.cancelCopy();
            } catch (SQLException e) {
                throw DatabaseException.of(e);
            }
        }
    }

    private void separate() {
        if (inRow) {
            put('\t');
        }
        inRow = true;
    }

    private void put(char... text) {
        room(text.length);
        for (char each : text) {
            buffer[filled++] = (byte) each;
        }
    }

    private void room(int bytes) {
        if (filled + bytes > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, filled + bytes));
        }
    }

    private void flush() {
        try {
            copy.writeToCopy(buffer, 0, filled);
            filled = 0;
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
