package vn.phigate.gateway.catalogue;

/**
 * What was found in a file.
 *
 * @param severity error holds back the procedure, notice does not
 * @param line line of the text file or row of the sheet, 0 for the file itself
 * @param field the column by its name in the format, e.g. {@code price_online}; empty for the line itself
 * @param value what stands there, at most 80 characters
 * @param rule stable name of the rule
 * @param text in Vietnamese, what to do included
 * @param textEn the same in English
 */
public record Finding(String severity, long line, String field, String value, String rule, String text, String textEn) {
    private static final int MOST_SHOWN = 80;

    static Finding error(long line, String field, String value, String rule, String text, String textEn) {
        return new Finding("error", line, field, cut(value), rule, text, textEn);
    }

    static Finding notice(long line, String field, String value, String rule, String text, String textEn) {
        return new Finding("notice", line, field, cut(value), rule, text, textEn);
    }

    private static String cut(String value) {
        return value.length() > MOST_SHOWN ? value.substring(0, MOST_SHOWN) + "…" : value;
    }
}
