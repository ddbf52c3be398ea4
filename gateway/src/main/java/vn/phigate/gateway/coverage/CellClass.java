package vn.phigate.gateway.coverage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.http.Language;

/** What one cell is. Where several reasons hold, the first of this order is told: it must be mended before the next one matters. */
public enum CellClass {
    /** The agency has no code on that day, so it collects nothing. */
    @JsonProperty("agency_dissolved")
    AGENCY_DISSOLVED(
            Actor.CENTRE,
            "Cơ quan đã thôi hoạt động nhưng vẫn được ghi là cơ quan thực hiện; cần ghi cơ quan kế tiếp.",
            "The agency has ceased but is still named as in charge; its successor must be named."),
    /** A fee item has no price for that channel on that day. */
    @JsonProperty("no_fee_row")
    NO_FEE_ROW(
            Actor.CENTRE,
            "Một khoản thu của thủ tục chưa có mức thu cho kênh và ngày này; cần bổ sung danh mục.",
            "A fee item of the procedure has no price for this channel and day; the catalogue must be completed."),
    /** Nothing is charged. */
    @JsonProperty("free")
    FREE(null, "Không phải nộp phí, lệ phí.", "Nothing is charged."),
    /** A kind of fee that the procedure needs has no approved account in force. */
    @JsonProperty("no_account")
    NO_ACCOUNT(
            Actor.AGENCY,
            "Chưa có tài khoản thu đã được phê duyệt và còn hiệu lực; cơ quan cần đăng ký.",
            "No approved account in force; the agency has to register one."),
    /** The account's bank cannot be paid by VietQR, or is not known to be. */
    @JsonProperty("provider_refuses_bank")
    PROVIDER_REFUSES_BANK(
            Actor.AGENCY,
            "Ngân hàng của tài khoản thu không nhận được qua VietQR; cơ quan cần đăng ký tài khoản ở ngân hàng khác.",
            "The account's bank cannot be paid by VietQR; the agency has to register one at another bank."),
    /** Within 14 days there will be no account in force. */
    @JsonProperty("account_expiring")
    ACCOUNT_EXPIRING(
            Actor.AGENCY,
            "Tài khoản thu hết hiệu lực trong 14 ngày tới và chưa có tài khoản nối tiếp; cơ quan cần đăng ký.",
            "The account ends within 14 days and none follows it; the agency has to register one."),
    @JsonProperty("payable")
    PAYABLE(null, "Nộp được trực tuyến.", "Can be paid.");

    /** Who must act. */
    public enum Actor {
        @JsonProperty("agency")
        AGENCY,
        @JsonProperty("centre")
        CENTRE
    }

    private final @Nullable Actor actor;
    private final String vi;
    private final String en;

    CellClass(@Nullable Actor actor, String vi, String en) {
        this.actor = actor;
        this.vi = vi;
        this.en = en;
    }

    /** Null when nobody has to do anything. */
    public @Nullable Actor actor() {
        return actor;
    }

    public String reason(Language language) {
        return language.pick(vi, en);
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CellClass> parse(String text) {
        for (CellClass each : values()) {
            if (each.text().equals(text)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
