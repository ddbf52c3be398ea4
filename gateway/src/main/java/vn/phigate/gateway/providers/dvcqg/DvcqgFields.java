package vn.phigate.gateway.providers.dvcqg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.ForeignJson;

/** The fields of one message of the platform, exactly as sent: text, or a whole number for its digits. */
final class DvcqgFields {
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    /** 24 hours; one public client writes 12, which is a bug of its own. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    private static final Pattern DONG = Pattern.compile("[1-9][0-9]{0,12}");

    private final ObjectNode object;

    private DvcqgFields(ObjectNode object) {
        this.object = object;
    }

    /** Empty when it is not one JSON object that says everything once. */
    static Optional<DvcqgFields> read(byte[] body) {
        return ForeignJson.object(body).map(DvcqgFields::new);
    }

    /** An object below this one. */
    Optional<DvcqgFields> below(String name) {
        return object.get(name) instanceof ObjectNode inner ? Optional.of(new DvcqgFields(inner)) : Optional.empty();
    }

    /** Empty text when it is absent or something else. */
    String text(String name) {
        JsonNode value = object.get(name);
        return value != null && (value.isTextual() || value.isIntegralNumber()) ? value.asText() : "";
    }

    /** Every one of them; empty when one is absent or of another kind: nobody signs over what is not there. */
    Optional<List<String>> all(List<String> names) {
        var values = new ArrayList<String>();
        for (String name : names) {
            JsonNode value = object.get(name);
            if (value == null || !(value.isTextual() || value.isIntegralNumber())) {
                return Optional.empty();
            }
            values.add(value.asText());
        }
        return Optional.of(values);
    }

    /** The key of the partner whose MaXacThuc this is. */
    Optional<DvcqgKey> verifiedBy(DvcqgSettings.Partner partner, DvcqgMessage message) {
        return verifiedBy(partner, message, List.of());
    }

    /** @param settled the fields of a message whose fields are a setting */
    Optional<DvcqgKey> verifiedBy(DvcqgSettings.Partner partner, DvcqgMessage message, List<String> settled) {
        String claimed = text("MaXacThuc");
        return partner.keys().stream()
                .filter(key -> all(settled.isEmpty() ? message.fields(key.generation()) : settled)
                        .filter(values -> !values.isEmpty() && key.verifies(message, values, claimed))
                        .isPresent())
                .findFirst();
    }

    /** Whole đồng; -1 when SoTien or MaTienTe says anything else. */
    long amountVnd() {
        boolean dong = DONG.matcher(text("SoTien")).matches();
        boolean vnd = !object.has("MaTienTe") || text("MaTienTe").equals("VND");
        return dong && vnd ? Long.parseLong(text("SoTien")) : -1;
    }

    /** ThoiGianGD; null when it cannot be read. */
    @Nullable
    Instant at() {
        try {
            return LocalDateTime.parse(text("ThoiGianGD"), TIME).atZone(ZONE).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    static String time(Instant at) {
        return TIME.format(at.atZone(ZONE));
    }
}
