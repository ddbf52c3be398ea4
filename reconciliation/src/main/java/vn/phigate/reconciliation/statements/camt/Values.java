package vn.phigate.reconciliation.statements.camt;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** XML Schema values of the messages. Null means that the text is no such value; nothing is guessed. */
final class Values {
    /** xs:decimal; ISO 20022 allows 18 digits (ActiveOrHistoricCurrencyAndAmount), a little slack is harmless. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?=.{1,32}$)(\\d+(\\.\\d*)?|\\.\\d+)");

    /** xs:date or xs:dateTime. The day is the bank's own, as written: shifting it to another zone could move a booking to another day. */
    private static final Pattern DAY = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(T[0-9:.]+)?(Z|[+-]\\d{2}:?\\d{2})?");

    private Values() {}

    static @Nullable BigDecimal decimal(String text) {
        return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    static @Nullable LocalDate day(String text) {
        Matcher matcher = DAY.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        try {
            return LocalDate.parse(matcher.group(1));
        } catch (DateTimeException impossible) {
            return null;
        }
    }
}
