package vn.phigate.gateway.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import vn.phigate.gateway.dossiers.Dossier;
import vn.phigate.gateway.money.AmountInWords;
import vn.phigate.gateway.money.MoneyText;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.time.BusinessDay;

/**
 * How one page speaks: its language, and amounts, days and times as people of that language write them. Both languages of a sentence stand
 * side by side in the template that uses it.
 *
 * @param here address of the page with its query, for the link to the other language
 * @param city name of the city; empty when the page does not know it
 * @param sandbox marks every page as one of a test environment
 * @param reportTo stands at the foot of every page
 */
public record Wording(Language language, String here, String city, boolean sandbox, ReportTo reportTo) {
    public Wording(Language language, String here, String city, boolean sandbox) {
        this(language, here, city, sandbox, ReportTo.NONE);
    }

    private static final DateTimeFormatter DAY_EN = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    public String say(String vi, String en) {
        return language.pick(vi, en);
    }

    /** For the lang attribute. */
    public String tag() {
        return language.tag();
    }

    /** This page in the other language. */
    public String otherLanguage() {
        return here + (here.contains("?") ? "&" : "?") + "lang=" + other().tag();
    }

    public Language other() {
        return language == Language.VI ? Language.EN : Language.VI;
    }

    public String money(long amountVnd) {
        return say(MoneyText.vietnamese(amountVnd), MoneyText.english(amountVnd));
    }

    /** A sentence of its own: capital first, unit last. */
    public String words(long amountVnd) {
        String english = AmountInWords.english(amountVnd);
        return say(
                AmountInWords.receiptPhrase(amountVnd),
                english.substring(0, 1).toUpperCase(Locale.ROOT) + english.substring(1));
    }

    public String day(LocalDate day) {
        return say(
                "%02d/%02d/%d".formatted(day.getDayOfMonth(), day.getMonthValue(), day.getYear()), DAY_EN.format(day));
    }

    /** In the city's time zone, to the minute. */
    public String time(Instant instant) {
        LocalDateTime local = BusinessDay.localTime(instant);
        String clock = "%02d:%02d".formatted(local.getHour(), local.getMinute());
        return say(clock + " ngày " + day(local.toLocalDate()), day(local.toLocalDate()) + ", " + clock);
    }

    /** For a field of type datetime-local, which has no zone: the city's. */
    public String localMinute(Instant instant) {
        return BusinessDay.localTime(instant).truncatedTo(ChronoUnit.MINUTES).toString();
    }

    /** Phí and lệ phí are two things in law (Law on fees and charges 97/2015/QH13, Art. 3). */
    public String kind(String kind) {
        return kind.equals("FEE") ? say("Phí", "Fee") : say("Lệ phí", "Charge");
    }

    /** Status of an obligation. */
    /** Of a dossier of which nothing is left to be paid. */
    public String settled(Dossier.Standing standing) {
        return switch (standing) {
            case FREE -> say("Hồ sơ này không phải nộp gì", "Nothing is to be paid for this dossier");
            case PAID -> say("Đã nộp đủ", "Paid in full");
            case GIVEN_BACK -> say("Tiền đã được hoàn trả", "The money was given back");
            case CANCELLED -> say("Khoản phải nộp đã được hủy", "What was due was cancelled");
            case DUE -> say("Chưa nộp", "Due");
            case PENDING -> say("Đang chờ kết quả thanh toán", "A payment is waiting for its result");
            case NOTHING_LEFT -> say("Không còn khoản nào phải nộp", "Nothing is left to be paid");
        };
    }

    public String status(String status) {
        return switch (status) {
            case "due" -> say("Chưa nộp", "Due");
            case "pending" -> say("Đang thanh toán", "Payment in progress");
            case "paid" -> say("Đã nộp", "Paid");
            case "free" -> say("Không phải nộp", "Nothing to pay");
            case "refunded" -> say("Đã hoàn trả", "Refunded");
            case "cancelled" -> say("Đã hủy", "Cancelled");
            default -> status;
        };
    }
}
