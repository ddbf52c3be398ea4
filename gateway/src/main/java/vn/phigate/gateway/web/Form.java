package vn.phigate.gateway.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.AgencyProblem;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Language;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.ProcedureProblem;

/**
 * What stands in a form, and why it was not taken. The reason is said beside its field where the form has that field, else above the form.
 *
 * @param values as typed, by field
 * @param wrong field the reason belongs to; empty for the whole form
 * @param reason null when nothing was refused
 */
public record Form(
        Map<String, String> values, String wrong, @Nullable String reason) {
    public static final Form EMPTY = new Form(Map.of(), "", null);

    static Form of(Map<String, String> values) {
        return new Form(values, "", null);
    }

    Form refused(Refusal refusal, Language language) {
        String detail = RefusalWords.of(refusal, language);
        String field = field(refusal);
        // The field's name and value stand on the page already; programs need them in the sentence.
        int value = Math.max(detail.indexOf("»: ") + 3, detail.indexOf("\": ") + 3);
        String told = refusal.type() == HttpProblem.INVALID_FIELD && value > 2 ? detail.substring(value) : detail;
        boolean here = values.containsKey(field);
        return new Form(values, here ? field : "", here ? capital(told) : detail);
    }

    private static String field(Refusal refusal) {
        if (refusal.type() == AgencyProblem.AGENCY_UNKNOWN) {
            return "agency";
        }
        if (refusal.type() == ProcedureProblem.PROCEDURE_UNKNOWN) {
            return "procedure";
        }
        return refusal.members().get("field") instanceof String field ? field : "";
    }

    private static String capital(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    public @Nullable String error(String field) {
        return wrong.equals(field) ? reason : null;
    }

    /** For aria-describedby: what belongs to a field besides its label; null for nothing. */
    public @Nullable String describedBy(String field, boolean hint) {
        return describedBy(field, field, hint);
    }

    /** @param id of the field on the page, where several forms have a field of this name */
    public @Nullable String describedBy(String field, String id, boolean hint) {
        String ids = (hint ? id + "-hint " : "") + (error(field) == null ? "" : id + "-error");
        return ids.isEmpty() ? null : ids.strip();
    }

    public @Nullable String invalid(String field) {
        return error(field) == null ? null : "true";
    }

    /** What was typed, or null when nothing was. */
    @Nullable
    String given(String field) {
        String value = value(field);
        return value.isBlank() ? null : value;
    }

    Optional<LocalDate> day(String field) {
        return Optional.ofNullable(given(field)).map(text -> {
            try {
                return sensible(LocalDate.parse(text), field, text);
            } catch (DateTimeException e) {
                throw notADay(field, text);
            }
        });
    }

    /** A minute of the city's clock, as fields of type datetime-local send it, or the beginning of a day. */
    Optional<Instant> minute(String field) {
        return Optional.ofNullable(given(field)).map(text -> {
            try {
                LocalDateTime local =
                        text.length() == 10 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
                sensible(local.toLocalDate(), field, text);
                return local.atZone(BusinessDay.ZONE).toInstant();
            } catch (DateTimeException e) {
                throw notADay(field, text);
            }
        });
    }

    private static LocalDate sensible(LocalDate day, String field, String text) {
        if (day.getYear() < 1900 || day.getYear() > 2200) {
            throw notADay(field, text);
        }
        return day;
    }

    private static Refusal notADay(String field, String text) {
        return HttpProblem.field(
                field,
                text,
                "cần ngày dạng năm-tháng-ngày trong các năm 1900–2200, ví dụ 2025-07-17.",
                "a date as year-month-day of the years 1900–2200 is needed, e.g. 2025-07-17.");
    }
}
