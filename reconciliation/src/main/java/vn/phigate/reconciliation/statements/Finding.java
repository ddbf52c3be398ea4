package vn.phigate.reconciliation.statements;

/**
 * One thing a person should know about a file, told from its data.
 *
 * @param line line of the text file or row of the sheet, from 1; 0 when it concerns the whole file
 * @param field the element or column, in the words of the format; empty for the whole file
 * @param value what stands there, cut to 120 characters; empty when nothing does
 * @param rule stable code in snake_case, for programs
 * @param text what, where and what to do, in Vietnamese
 * @param textEn the same in English
 */
public record Finding(
        long line, String field, String value, String rule, String text, String textEn, Severity severity) {
    private static final int VALUE_CHARACTERS_MAX = 120;

    public Finding {
        if (value.length() > VALUE_CHARACTERS_MAX) {
            value = value.substring(0, VALUE_CHARACTERS_MAX - 1) + "…";
        }
    }

    public static Finding notice(long line, String field, String value, String rule, String text, String textEn) {
        return new Finding(line, field, value, rule, text, textEn, Severity.NOTICE);
    }

    public static Finding flag(long line, String field, String value, String rule, String text, String textEn) {
        return new Finding(line, field, value, rule, text, textEn, Severity.FLAG);
    }

    public static Finding reject(long line, String field, String value, String rule, String text, String textEn) {
        return new Finding(line, field, value, rule, text, textEn, Severity.REJECT);
    }
}
