package vn.phigate.reconciliation.statements.reading;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets the parser read on only while it makes progress: a comment, attribute or name of many megabytes would otherwise be gathered in memory
 * before the parser says a word. Also remembers a failure of the stream itself, which the parser would report as a fault of the content.
 */
public final class BoundedInput extends FilterInputStream {
    private static final long BYTES_WITHOUT_EVENT_MAX = 4L * 1024 * 1024;

    private long bytesSinceEvent;
    private @Nullable IOException failure;

    public BoundedInput(InputStream in) {
        super(in);
    }

    /** The parser reported something: the count begins anew. */
    void progress() {
        bytesSinceEvent = 0;
    }

    boolean exhausted() {
        return bytesSinceEvent > BYTES_WITHOUT_EVENT_MAX;
    }

    public @Nullable IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (exhausted()) {
            throw new IOException("one token of more than " + BYTES_WITHOUT_EVENT_MAX + " bytes");
        }
        int count;
        try {
            count = super.read(buffer, offset, length);
        } catch (IOException stream) {
            failure = stream;
            throw stream;
        }
        bytesSinceEvent += Math.max(count, 0);
        return count;
    }

    @Override
    public void close() {
        // The caller owns the stream.
    }
}
