package vn.phigate.gateway.dossiers;

import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code of a dossier (mã số hồ sơ): unit code, date of receipt and number of the day, {@code H26.12-250717-0001} (Circular
 * 01/2018/TT-VPCP Art. 19; Decree 61/2018/NĐ-CP Art. 26). Unit codes exist in two forms, both in use.
 *
 * @param text as the one-stop system wrote it, e.g. {@code H26.00004-250717-0001}
 * @param form how the unit code is written
 * @param level1 the ministry or province, a letter A to Y and two digits: H26 is Hà Nội
 * @param date date of receipt; the code's two-digit year is in the years 2000 to 2099
 * @param sequence number of the day at the unit, 0 to 9999
 */
public record DossierCode(String text, Form form, String level1, LocalDate date, int sequence) {

    /** The two forms of a unit code. */
    public enum Form {
        /** Circular 10/2016/TT-BTTTT: most specific group first, level 1 last, {@code 000.00.12.H26}; systems drop leading groups ({@code 38.98.H29}). */
        UNIT_2016,
        /** Decision 20/2020/QĐ-TTg Art. 4: level 1 first, then further levels of letters and digits, {@code H26.12}; at most 35 characters. */
        UNIT_2020
    }

    /** Why a text is no dossier code, in the order in which it is checked. */
    public enum Reason {
        /** Lower-case letters: {@link #normalise} first. */
        LOWER_CASE,
        /** Not three parts of A–Z, 0–9 and dots joined by two hyphens: {@link #normalise} first. */
        WRONG_SEPARATORS,
        SEQUENCE_NOT_FOUR_DIGITS,
        /** Not six digits, or a day that the calendar does not have. */
        NO_SUCH_DATE,
        UNIT_TOO_LONG,
        /** Neither form: level 1 (A to Y, two digits) is not where it should be, or a group is empty or of the wrong length. */
        UNIT_UNREADABLE
    }

    /** What a text turned out to be. */
    public sealed interface Reading {}

    /** A well-formed code; whether such a dossier exists is another question. */
    public record Valid(DossierCode code) implements Reading {}

    /** No code. */
    public record Invalid(Reason reason) implements Reading {}

    private static final int MAX_UNIT_LENGTH = 35;
    private static final Pattern LOWER_CASE = Pattern.compile(".*[a-z].*", Pattern.DOTALL);
    private static final Pattern PARTS = Pattern.compile("([A-Z0-9.]+)-([A-Z0-9.]+)-([A-Z0-9.]+)");
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{4}");
    private static final Pattern DATE = Pattern.compile("([0-9]{2})([0-9]{2})([0-9]{2})");
    private static final Pattern UNIT_2016 =
            Pattern.compile("(?:(?:[A-Z0-9]{3}\\.)?[A-Z0-9]{2}\\.)?[A-Z0-9]{2}\\.([A-Y][0-9]{2})");
    private static final Pattern UNIT_2020 = Pattern.compile("([A-Y][0-9]{2})(?:\\.[A-Z0-9]+)*");

    /** Reads a code as it is officially written. */
    public static Reading read(String text) {
        if (LOWER_CASE.matcher(text).matches()) {
            return new Invalid(Reason.LOWER_CASE);
        }
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return new Invalid(Reason.WRONG_SEPARATORS);
        } else if (!SEQUENCE.matcher(parts.group(3)).matches()) {
            return new Invalid(Reason.SEQUENCE_NOT_FOUR_DIGITS);
        }
        Optional<LocalDate> date = date(parts.group(2));
        if (date.isEmpty()) {
            return new Invalid(Reason.NO_SUCH_DATE);
        }
        String unit = parts.group(1);
        if (unit.length() > MAX_UNIT_LENGTH) {
            return new Invalid(Reason.UNIT_TOO_LONG);
        }
        int sequence = Integer.parseInt(parts.group(3));
        // A first group that is a level-1 code decides for 2020: in the 2016 form level 1 stands last.
        Matcher form2020 = UNIT_2020.matcher(unit);
        if (form2020.matches()) {
            return new Valid(new DossierCode(text, Form.UNIT_2020, form2020.group(1), date.get(), sequence));
        }
        Matcher form2016 = UNIT_2016.matcher(unit);
        if (form2016.matches()) {
            return new Valid(new DossierCode(text, Form.UNIT_2016, form2016.group(1), date.get(), sequence));
        }
        return new Invalid(Reason.UNIT_UNREADABLE);
    }

    /** As {@link #read}, for callers to whom the reason does not matter. */
    public static Optional<DossierCode> parse(String text) {
        return read(text) instanceof Valid(DossierCode code) ? Optional.of(code) : Optional.empty();
    }

    /** Letters and digits only, as banks leave the code in a narrative: {@code H26122507170001}. */
    public String compact() {
        return normalise(text);
    }

    /**
     * What somebody typed, as a key for look-up: capitals and digits, whatever stood between them (spaces, dots, hyphens, en dashes, underscores) or did not.
     * Two codes can share it ({@code H26.1.23} and {@code H26.12.3}), so that a look-up may find several.
     */
    public static String normalise(String typed) {
        return Normalizer.normalize(typed, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]", "");
    }

    private static Optional<LocalDate> date(String digits) {
        Matcher date = DATE.matcher(digits);
        if (!date.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                    2000 + Integer.parseInt(date.group(1)),
                    Integer.parseInt(date.group(2)),
                    Integer.parseInt(date.group(3))));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }
}
