package vn.phigate.gateway.providers.zalopay;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.phigate.gateway.platform.signing.Hmac;

/** The macs of our requests: values joined by {@code |}, HMAC-SHA256 with key1 (docs.zalopay.vn/v2). */
public enum ZalopayMac {
    CREATE("app_id", "app_trans_id", "app_user", "amount", "app_time", "embed_data", "item"),
    /** key1 stands in the message as well. */
    QUERY("app_id", "app_trans_id") {
        @Override
        public String raw(Map<String, ?> fields, String key1) {
            return super.raw(fields, key1) + "|" + key1;
        }
    },
    REFUND("app_id", "zp_trans_id", "amount", "description", "timestamp"),
    QUERY_REFUND("app_id", "m_refund_id", "timestamp");

    private final String[] names;

    ZalopayMac(String... names) {
        this.names = names;
    }

    /** The text that is signed. */
    public String raw(Map<String, ?> fields, String key1) {
        return Stream.of(names).map(name -> String.valueOf(fields.get(name))).collect(Collectors.joining("|"));
    }

    public String of(Map<String, ?> fields, String key1) {
        return Hmac.SHA256.hex(key1, raw(fields, key1));
    }
}
