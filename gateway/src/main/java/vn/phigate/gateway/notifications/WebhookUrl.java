package vn.phigate.gateway.notifications;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a webhook may be sent. An address that a client registers must not turn the gateway into a way into its own
 * network (server-side request forgery, CWE-918).
 *
 * <p>Checked when it is registered and again before each try, on the addresses its name has at that moment. A name that
 * changes between the check and the connection gains nothing in production: https is required there, and an inner server
 * has no certificate for the stranger's name, so that nothing is sent.
 */
final class WebhookUrl {

    /** May it be sent there? */
    sealed interface Check {
        record Allowed(URI uri) implements Check {}

        /** Never, as long as the address is what it is; texts for whoever registers it. */
        record Refused(String vi, String en) implements Check {}

        /** The name has no address just now. No reason to refuse a registration; a reason to wait with a message. */
        record Unresolved(URI uri) implements Check {}
    }

    /** Looks addresses up; a seam for tests. */
    interface Names {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private static final int MAX_LENGTH = 2_048;

    /** IPv4 that is not a public host: IANA special-purpose registry (RFC 6890), multicast and reserved space. */
    private static final List<Block> NOT_PUBLIC_V4 = List.of(
            block("00000000", 8), // 0.0.0.0/8 this network
            block("0a000000", 8), // 10.0.0.0/8 private
            block("64400000", 10), // 100.64.0.0/10 carrier-grade NAT
            block("7f000000", 8), // 127.0.0.0/8 loopback
            block("a9fe0000", 16), // 169.254.0.0/16 link-local, cloud metadata
            block("ac100000", 12), // 172.16.0.0/12 private
            block("c0000000", 24), // 192.0.0.0/24 IETF
            block("c0000200", 24), // 192.0.2.0/24 documentation
            block("c0586300", 24), // 192.88.99.0/24 6to4 relays
            block("c0a80000", 16), // 192.168.0.0/16 private
            block("c6120000", 15), // 198.18.0.0/15 benchmarks
            block("c6336400", 24), // 198.51.100.0/24 documentation
            block("cb007100", 24), // 203.0.113.0/24 documentation
            block("e0000000", 3)); // 224.0.0.0/3 multicast, reserved, broadcast

    /** IPv6 inside the public 2000::/3 that is no host, or leads elsewhere. */
    private static final List<Block> NOT_PUBLIC_V6 = List.of(
            block("20010000", 23), // 2001::/23 IETF, Teredo
            block("20010db8", 32), // 2001:db8::/32 documentation
            block("2002", 16)); // 2002::/16 6to4, carries an IPv4 address

    private static final Block GLOBAL_UNICAST = block("20", 3);

    private record Block(byte[] prefix, int bits) {
        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final boolean sandbox;
    private final Names names;

    /** @param sandbox whether http and this machine or its private network are allowed, for trying things out */
    WebhookUrl(boolean sandbox) {
        this(sandbox, InetAddress::getAllByName);
    }

    WebhookUrl(boolean sandbox, Names names) {
        this.sandbox = sandbox;
        this.names = names;
    }

    Check check(String url) {
        final URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return new Check.Refused("Địa chỉ không đúng dạng.", "The address is not a URL.");
        }
        var wrongForm = wrongForm(uri, url);
        if (wrongForm != null) {
            return wrongForm;
        }
        try {
            var host = uri.getHost();
            var addresses = names.resolve(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
            boolean everyPublic = Arrays.stream(addresses).allMatch(WebhookUrl::isPublic);
            boolean everyNear = Arrays.stream(addresses).allMatch(WebhookUrl::isNear);
            if (!everyPublic && !(sandbox && everyNear)) {
                return new Check.Refused(
                        "Địa chỉ thuộc mạng nội bộ hoặc mạng dành riêng.",
                        "The address is not on the public internet.");
            }
            if (isHttp(uri) && !(sandbox && everyNear)) {
                return new Check.Refused("Phải dùng https.", "https is required.");
            }
            return new Check.Allowed(uri);
        } catch (UnknownHostException e) {
            return isHttp(uri)
                    ? new Check.Refused("Phải dùng https.", "https is required.")
                    : new Check.Unresolved(uri);
        }
    }

    private Check.@Nullable Refused wrongForm(URI uri, String url) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(sandbox && scheme.equals("http"))) {
            return new Check.Refused("Phải dùng https.", "https is required.");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            return new Check.Refused(
                    "Địa chỉ phải có tên máy chủ, không có mật khẩu và dấu #.",
                    "The address needs a host name and has no password and no fragment.");
        }
        if (url.length() > MAX_LENGTH || uri.getPort() == 0 || uri.getPort() > 65_535) {
            return new Check.Refused(
                    "Địa chỉ quá dài hoặc sai cổng.", "The address is too long or its port is not from 1 to 65535.");
        }
        return null;
    }

    private static boolean isHttp(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    /** A host anybody can reach: global unicast outside of every special block. Mapped IPv4 arrives here as IPv4. */
    private static boolean isPublic(InetAddress address) {
        var bytes = address.getAddress();
        return address instanceof Inet4Address
                ? NOT_PUBLIC_V4.stream().noneMatch(block -> block.holds(bytes))
                : GLOBAL_UNICAST.holds(bytes) && NOT_PUBLIC_V6.stream().noneMatch(block -> block.holds(bytes));
    }

    /** This machine or a private network (RFC 1918, RFC 4193). Link-local is never meant: cloud metadata lives there. */
    private static boolean isNear(InetAddress address) {
        boolean uniqueLocal = address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || uniqueLocal;
    }

    private static Block block(String hexPrefix, int bits) {
        return new Block(HexFormat.of().parseHex(hexPrefix), bits);
    }
}
