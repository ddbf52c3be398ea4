package vn.phigate.sandbox.vnpay;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An order as the merchant's signed pay URL states it (pay.html, table of the vnp_ parameters).
 *
 * @param amountVnd whole đồng; on the wire vnp_Amount is this times 100
 * @param bankCode vnp_BankCode, empty when the payer chooses on the page
 * @param createdAt vnp_CreateDate, GMT+7
 * @param expiresAt vnp_ExpireDate, GMT+7; older texts let it be absent, then 15 minutes after creation
 */
record PayRequest(
        VnpayTerminal terminal,
        String txnRef,
        long amountVnd,
        String orderInfo,
        String returnUrl,
        String bankCode,
        LocalDateTime createdAt,
        LocalDateTime expiresAt) {

    /** GMT+7 on the wire. (VNPay's own Java sample writes Etc/GMT+7, which is UTC−7.) */
    static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);

    static final DateTimeFormatter WIRE_DATE =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    /** A clock this far from the order's hours is on another calendar: the merchant runs on a set clock. */
    private static final Duration OTHER_CALENDAR = Duration.ofHours(24);

    private static final Duration DEFAULT_VALIDITY = Duration.ofMinutes(15);
    private static final Duration TIME_TO_PAY = Duration.ofMinutes(1);
    private static final Map<String, Pattern> MANDATORY = mandatory();

    sealed interface Opening permits Opened, Refused {}

    record Opened(PayRequest order) implements Opening {}

    /**
     * The order is not taken.
     *
     * @param code of VNPay's error page as seen in use, not in its published tables: 03 format, 15 expired,
     *     70 signature, 72 unknown terminal
     */
    record Refused(String code, String vietnamese, String english) implements Opening {}

    /** Reads a pay URL's raw query: terminal, signature, then fields, then expiry. */
    static Opening open(String rawQuery, Function<String, @Nullable VnpayTerminal> terminals, Instant now) {
        SortedMap<String, String> given = Signature.parameters(rawQuery);
        if (given == null) {
            return new Refused("03", "Tham số bị lặp hoặc sai mã hóa", "A parameter is doubled or badly encoded");
        }
        VnpayTerminal terminal = terminals.apply(given.getOrDefault("vnp_TmnCode", ""));
        if (terminal == null) {
            return new Refused("72", "Không tìm thấy website (vnp_TmnCode)", "Unknown terminal (vnp_TmnCode)");
        }
        if (!Signature.holds(terminal.secret(), Signature.canonicalQuery(given), given.get(Signature.HASH))) {
            return new Refused("70", "Sai chữ ký (vnp_SecureHash)", "Invalid signature (vnp_SecureHash)");
        }
        for (Map.Entry<String, Pattern> field : MANDATORY.entrySet()) {
            if (!field.getValue()
                    .matcher(given.getOrDefault(field.getKey(), ""))
                    .matches()) {
                return wrongField(field.getKey());
            }
        }
        long wireAmount = Long.parseLong(given.getOrDefault("vnp_Amount", ""));
        if (wireAmount % 100 != 0) {
            return wrongField("vnp_Amount");
        }
        String returnUrl = given.getOrDefault("vnp_ReturnUrl", "");
        if (!isWebAddress(returnUrl)) {
            return wrongField("vnp_ReturnUrl");
        }
        LocalDateTime createdAt = date(given.getOrDefault("vnp_CreateDate", ""));
        if (createdAt == null) {
            return wrongField("vnp_CreateDate");
        }
        String expiry = given.getOrDefault("vnp_ExpireDate", "");
        LocalDateTime expiresAt = expiry.isEmpty() ? createdAt.plus(DEFAULT_VALIDITY) : date(expiry);
        if (expiresAt == null || !expiresAt.isAfter(createdAt)) {
            return wrongField("vnp_ExpireDate");
        }
        PayRequest order = new PayRequest(
                terminal,
                given.getOrDefault("vnp_TxnRef", ""),
                wireAmount / 100,
                given.getOrDefault("vnp_OrderInfo", ""),
                returnUrl,
                given.getOrDefault("vnp_BankCode", ""),
                createdAt,
                expiresAt);
        if (order.sharesCalendar(now) && local(now).isAfter(expiresAt)) {
            return new Refused("15", "Giao dịch đã quá thời gian chờ thanh toán", "The time to pay is over");
        }
        return new Opened(order);
    }

    /**
     * When the payer pays, for vnp_PayDate: now, held inside the order's hours. When the merchant runs on another
     * calendar (a demonstration of a past day), one minute after creation, the same at every call.
     */
    LocalDateTime payDate(Instant now) {
        LocalDateTime time = sharesCalendar(now) ? local(now) : createdAt.plus(TIME_TO_PAY);
        if (time.isBefore(createdAt)) {
            return createdAt;
        }
        return time.isAfter(expiresAt) ? expiresAt : time;
    }

    boolean sharesCalendar(Instant now) {
        LocalDateTime time = local(now);
        return !time.isBefore(createdAt.minus(OTHER_CALENDAR)) && !time.isAfter(expiresAt.plus(OTHER_CALENDAR));
    }

    /** vnp_TxnRef is unique within the terminal's day. */
    String key() {
        return terminal.tmnCode() + "|" + txnRef + "|" + createdAt.toLocalDate();
    }

    static @Nullable LocalDateTime date(String wire) {
        try {
            return LocalDateTime.parse(wire, WIRE_DATE);
        } catch (DateTimeParseException notADate) {
            return null;
        }
    }

    private static LocalDateTime local(Instant now) {
        return LocalDateTime.ofInstant(now, VIETNAM);
    }

    private static Refused wrongField(String field) {
        return new Refused(
                "03",
                "Dữ liệu gửi sang không đúng định dạng: " + field,
                "Missing or not in the required form: " + field);
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (URISyntaxException notAnAddress) {
            return false;
        }
    }

    private static Map<String, Pattern> mandatory() {
        Map<String, Pattern> fields = new LinkedHashMap<>();
        fields.put("vnp_Version", Pattern.compile("2\\.1\\.0"));
        fields.put("vnp_Command", Pattern.compile("pay"));
        fields.put("vnp_TmnCode", Pattern.compile("[A-Za-z0-9]{8}"));
        fields.put("vnp_Amount", Pattern.compile("[1-9][0-9]{0,11}"));
        fields.put("vnp_CreateDate", Pattern.compile("[0-9]{14}"));
        fields.put("vnp_CurrCode", Pattern.compile("VND"));
        fields.put("vnp_IpAddr", Pattern.compile("[0-9A-Fa-f:.]{3,45}"));
        fields.put("vnp_Locale", Pattern.compile("vn|en"));
        fields.put("vnp_OrderInfo", Pattern.compile("(?s).{1,255}"));
        fields.put("vnp_OrderType", Pattern.compile(".{1,100}"));
        fields.put("vnp_ReturnUrl", Pattern.compile(".{10,255}"));
        fields.put("vnp_TxnRef", Pattern.compile("[A-Za-z0-9._-]{1,100}"));
        return fields;
    }
}
