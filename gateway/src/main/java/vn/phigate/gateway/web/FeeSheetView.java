package vn.phigate.gateway.web;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.coverage.FeeSheets;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Price;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Relief;

/**
 * What one procedure costs.
 *
 * @param sheet null when the catalogue has no price for this channel today
 * @param agencies to choose from
 * @param agency code of the chosen one; empty for none
 */
public record FeeSheetView(
        Procedure procedure, FeeSheets.@Nullable Sheet sheet, List<Agency> agencies, String agency, Channel channel) {
    /** Codes of payer groups that the documentation suggests, as people say them. */
    private static final Map<String, String[]> GROUPS = Map.of(
            "tre_em", new String[] {"Trẻ em", "Children"},
            "ho_ngheo", new String[] {"Hộ nghèo", "Poor households"},
            "nguoi_cao_tuoi", new String[] {"Người cao tuổi", "Elderly people"},
            "nguoi_khuyet_tat", new String[] {"Người khuyết tật", "People with disabilities"},
            "nguoi_co_cong", new String[] {"Người có công với cách mạng", "People of merit"},
            "dan_toc_thieu_so", new String[] {"Đồng bào dân tộc thiểu số", "Ethnic minorities"});

    public static String group(Wording w, String code) {
        String[] names = GROUPS.get(code);
        return names == null ? code : w.say(names[0], names[1]);
    }

    public static String channel(Wording w, Channel channel) {
        return switch (channel) {
            case ONLINE -> w.say("Trực tuyến", "Online");
            case COUNTER -> w.say("Tại quầy", "At the counter");
            case POST -> w.say("Qua bưu chính", "By post");
        };
    }

    /** A price as a person reads it. */
    public static String price(Wording w, Price price, @Nullable String unit) {
        String each = unit == null ? "" : w.say(" một ", " per ") + unit;
        return switch (price) {
            case Price.Amount(long vnd) -> w.money(vnd) + (vnd == 0 ? "" : each);
            case Price.Percent(int points, String of, Long least, Long most) ->
                Price.percent(points) + w.say(" của ", " of ") + quantity(w, of) + bounds(w, least, most);
            case Price.ByFormula(var formula, Long least, Long most) -> formula.text() + bounds(w, least, most) + each;
        };
    }

    private static String quantity(Wording w, String name) {
        return switch (name) {
            case "declared_value_vnd" -> w.say("giá trị kê khai", "the declared value");
            case "pages" -> w.say("số trang", "the number of pages");
            default -> name;
        };
    }

    private static String bounds(Wording w, @Nullable Long least, @Nullable Long most) {
        return (least == null ? "" : w.say("; tối thiểu ", "; at least ") + w.money(least))
                + (most == null ? "" : w.say("; tối đa ", "; at most ") + w.money(most));
    }

    public static String relief(Wording w, Relief relief) {
        Integer points = relief.reductionBasisPoints();
        return points != null && points == 10_000
                ? w.say("miễn", "exempt")
                : w.say("giảm ", "reduced by ") + relief.reduction();
    }

    /** Null when the law of it is not recorded. */
    public static @Nullable String refundable(Wording w, @Nullable String refundable) {
        return switch (refundable) {
            case null -> null;
            case "never" -> w.say("Không hoàn trả", "Not refunded");
            case "on_rejection" -> w.say("Hoàn trả khi hồ sơ bị từ chối", "Refunded when the dossier is rejected");
            default -> w.say("Hoàn trả theo yêu cầu", "Refunded on request");
        };
    }
}
