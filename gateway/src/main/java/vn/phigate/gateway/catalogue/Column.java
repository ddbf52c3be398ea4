package vn.phigate.gateway.catalogue;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of a catalogue file, by the names people give them; marks, capitals and punctuation do not matter. */
enum Column {
    PROCEDURE_CODE("code", "ma", "ma thu tuc", "ma tthc", "ma thu tuc hanh chinh"),
    NAME("ten thu tuc", "ten tthc", "ten thu tuc hanh chinh"),
    FIELD("linh vuc"),
    LEVEL("cap", "cap thuc hien"),
    AGENCIES("co quan thuc hien", "co quan phu trach"),
    KIND("loai", "loai khoan thu"),
    FEE_NAME("ten khoan thu", "khoan thu"),
    UNIT("don vi tinh"),
    PRICE_ONLINE("muc thu truc tuyen"),
    PRICE_COUNTER("muc thu truc tiep"),
    PRICE_POST("muc thu buu chinh"),
    PRICE_NOTE("ghi chu muc thu"),
    VALID_FROM("hieu luc tu", "tu ngay"),
    VALID_TO("hieu luc den", "den ngay"),
    LEGAL_BASIS("can cu phap ly", "can cu"),
    EXEMPTIONS("mien giam"),
    EXEMPTION_BASIS("can cu mien giam"),
    REFUNDABLE("hoan tra"),
    RETAINED_PERCENT("ty le de lai"),
    REMITTANCE("ky nop"),
    BUDGET_SUB_ITEM("tieu muc"),
    TERMS_BASIS("can cu quan ly", "can cu hoan tra va de lai"),
    SAMPLE("mau", "du lieu mau"),
    SOURCE("nguon");

    private static final Map<String, Column> BY_NAME = new HashMap<>();

    static {
        for (Column column : values()) {
            BY_NAME.put(folded(column.text()), column);
            for (String name : column.names) {
                BY_NAME.put(folded(name), column);
            }
        }
    }

    private final String[] names;

    Column(String... names) {
        this.names = names;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Column named(String header) {
        return BY_NAME.get(folded(header));
    }

    /** Without marks, small, words separated by one blank. */
    static String folded(String text) {
        String bare = Normalizer.normalize(text.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "");
        return bare.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip();
    }
}
