package vn.phigate.reconciliation.statements;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** One family of files. Implementations keep no state between files and may be shared by threads. */
public interface StatementFormat {
    /** The format if the content is of this family, else null. */
    @Nullable
    FileFormat recognise(FileHead head);

    /**
     * Reads a file that {@link #recognise} took. Faults of the content become findings; only the stream itself may fail.
     *
     * @throws IOException when the bytes cannot be had
     */
    void read(InputStream file, FileFormat format, StatementSink sink) throws IOException;
}
