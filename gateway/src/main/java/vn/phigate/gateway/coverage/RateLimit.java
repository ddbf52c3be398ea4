package vn.phigate.gateway.coverage;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** So many public look-ups from one peer in a minute; of an IPv6 address the network counts, which is what one subscriber has. */
final class RateLimit {
    private static final int MOST_PEERS = 20_000;
    private static final int NETWORK_GROUPS = 4;
    private static final long WINDOW_MILLIS = 60_000;

    private final int most;
    private final InstantSource clock;
    private final Map<String, Integer> taken = new HashMap<>();
    private long window;

    RateLimit(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    synchronized boolean take(String peerAddress) {
        long now = clock.millis() / WINDOW_MILLIS;
        if (now != window || taken.size() > MOST_PEERS) {
            taken.clear();
            window = now;
        }
        String[] groups = peerAddress.split(":");
        String peer = groups.length <= NETWORK_GROUPS
                ? peerAddress
                : String.join(":", List.of(groups).subList(0, NETWORK_GROUPS));
        return taken.merge(peer, 1, Integer::sum) <= most;
    }
}
