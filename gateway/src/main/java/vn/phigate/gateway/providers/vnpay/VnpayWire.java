package vn.phigate.gateway.providers.vnpay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts and times as VNPay writes them. */
final class VnpayWire {
    /** vnp_Amount is N[1,12] and stands for đồng times 100: 9,999,999,999 đồng is the most that one message can carry. */
    static final long MAX_AMOUNT_VND = 9_999_999_999L;

    private static final long WIRE_PER_DONG = 100;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,18}");

    /** GMT+7 all year. (VNPay's Java sample says Etc/GMT+7, which is seven hours west.) */
    private static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final ObjectMapper JSON = new ObjectMapper();

    private VnpayWire() {}

    static String json(Map<String, String> message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String amount(long amountVnd) {
        if (amountVnd <= 0 || amountVnd > MAX_AMOUNT_VND) {
            throw new IllegalArgumentException("VNPay carries 1 to " + MAX_AMOUNT_VND + " đồng, not " + amountVnd);
        }
        return Long.toString(amountVnd * WIRE_PER_DONG);
    }

    /** Whole đồng, or null when the wire does not hold a whole number of đồng. */
    static @Nullable Long amountVnd(String wire) {
        if (!AMOUNT.matcher(wire).matches()) {
            return null;
        }
        long hundredths = Long.parseLong(wire);
        return hundredths % WIRE_PER_DONG == 0 ? hundredths / WIRE_PER_DONG : null;
    }

    static String time(Instant instant) {
        return TIME.format(instant.atOffset(VIETNAM));
    }

    /** The instant, or null when the wire holds no real time: the money is there all the same, only its time is not known. */
    static @Nullable Instant instant(String wire) {
        try {
            return LocalDateTime.parse(wire, TIME).toInstant(VIETNAM);
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
