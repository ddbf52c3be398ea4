package vn.phigate.gateway.platform.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;

/**
 * What texts of the outside are held to before anybody uses them. Jackson's own readers of dates take numbers and arrays as well, and years
 * that no database column holds.
 */
final class StrictText {
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 2200;

    private StrictText() {}

    /** A day of an ISO-8601 calendar date, in the years 1900 to 2200; empty for any other text. */
    static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(day -> sensible(day.getYear()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** An instant of an ISO-8601 text with offset, in the years 1900 to 2200 of UTC; empty for any other text. */
    static Optional<Instant> instant(String text) {
        try {
            Instant instant = Instant.parse(text);
            return Optional.of(instant)
                    .filter(at -> sensible(at.atOffset(ZoneOffset.UTC).getYear()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean sensible(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    /** False for texts PostgreSQL cannot keep as they are: with U+0000, or with half a surrogate pair, which has no UTF-8. */
    static boolean storable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    static SimpleModule module() {
        return new SimpleModule("strict-text")
                .addDeserializer(String.class, new Texts())
                .addDeserializer(LocalDate.class, new Times<>(LocalDate.class, StrictText::day))
                .addDeserializer(Instant.class, new Times<>(Instant.class, StrictText::instant));
    }

    private static final class Texts extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1L;

        Texts() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (text != null && !storable(text)) {
                throw context.weirdStringException("", String.class, "a character that cannot be kept");
            }
            return text;
        }
    }

    private static final class Times<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, Optional<T>> reader;

        Times(Class<T> type, Function<String, Optional<T>> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                throw context.wrongTokenException(
                        parser, handledType(), JsonToken.VALUE_STRING, "only ISO-8601 text is taken");
            }
            String text = parser.getText();
            return reader.apply(text)
                    .orElseThrow(() -> context.weirdStringException(
                            text, handledType(), "no ISO-8601 text of the years 1900 to 2200"));
        }
    }
}
