package vn.phigate.gateway.platform.time;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Identifiers that sort by time (RFC 9562, UUID version 7), so that indexes grow at one end. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Ids are made by the thousand, and asking for eight bytes costs as much as asking for a page of them. */
    private static final ByteBuffer AHEAD = ByteBuffer.allocate(4096).limit(0);

    private Ids() {}

    public static UUID next(Instant now) {
        long millis = now.toEpochMilli();
        long some;
        long more;
        synchronized (AHEAD) {
            if (!AHEAD.hasRemaining()) {
                RANDOM.nextBytes(AHEAD.array());
                AHEAD.clear();
            }
            some = AHEAD.getLong();
            more = AHEAD.getLong();
        }
        long high = (millis << 16) | 0x7000L | (some & 0x0fffL);
        long low = (more & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
