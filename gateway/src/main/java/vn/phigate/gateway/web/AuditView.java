package vn.phigate.gateway.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.audit.AuditEvent;

/** The trail of one thing. @param more whether events follow these */
public record AuditView(Form form, List<Audit.Checked> trail, boolean more, Audit.Chain chain) {
    /** What can be asked for, as the log names it. */
    static final List<String> TYPES = List.of("account", "assignment", "agency", "procedure", "campaign", "contact");

    public List<String> types() {
        return TYPES;
    }

    /** A member that an event changed; null where there was nothing, or nothing is left. */
    public record Changed(
            String member,
            @Nullable String before,
            @Nullable String after) {}

    public String here() {
        return form.given("id") == null
                ? "/registry/audit"
                : "/registry/audit?type=" + form.value("type") + "&id="
                        + URLEncoder.encode(form.value("id"), StandardCharsets.UTF_8);
    }

    /** What an event changed, member by member; what stayed the same is left out. */
    public static List<Changed> changed(AuditEvent event) {
        JsonNode before = event.before();
        JsonNode after = event.after();
        Set<String> members = new LinkedHashSet<>();
        for (JsonNode side : new JsonNode[] {before, after}) {
            if (side != null && side.isObject()) {
                side.fieldNames().forEachRemaining(members::add);
            }
        }
        var changes = new ArrayList<Changed>();
        for (String member : members) {
            String was = shown(before, member);
            String is = shown(after, member);
            // An event that tells only one side tells all of it; between two sides only the difference is news.
            if (!java.util.Objects.equals(was, is)) {
                changes.add(new Changed(member, was, is));
            }
        }
        return changes;
    }

    private static @Nullable String shown(@Nullable JsonNode side, String member) {
        JsonNode value = side == null ? null : side.get(member);
        if (value == null || value.isNull() || value.isContainerNode() && value.isEmpty()) {
            return null;
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    public static String type(Wording w, String type) {
        return switch (type) {
            case "account" -> w.say("Tài khoản thu", "Account");
            case "assignment" -> w.say("Phân công", "Assignment");
            case "agency" -> w.say("Cơ quan (mã)", "Agency (code)");
            case "procedure" -> w.say("Thủ tục (mã)", "Procedure (code)");
            case "campaign" -> w.say("Đợt đăng ký", "Campaign");
            case "contact" -> w.say("Người nhận thông báo", "Contact");
            default -> type;
        };
    }

    public static String seal(Wording w, Audit.Seal seal) {
        return switch (seal) {
            case HOLDS -> w.say("Đúng như khi niêm phong", "As it was sealed");
            case WAITING -> w.say("Chờ niêm phong", "Waits for its seal");
            case ERASED -> w.say("Đã xóa dữ liệu cá nhân, niêm phong còn đúng", "Personal data erased, the seal holds");
            case BROKEN -> w.say("ĐÃ BỊ SỬA sau khi niêm phong", "CHANGED after it was sealed");
        };
    }

    public static String look(Audit.Seal seal) {
        return switch (seal) {
            case HOLDS -> "paid";
            case WAITING -> "pending";
            case ERASED -> "over";
            case BROKEN -> "due";
        };
    }
}
