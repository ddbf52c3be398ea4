package vn.phigate.gateway.platform.http;

import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a program or a form gave for a field, held to the form that everything behind it relies on. */
public final class Given {
    private Given() {}

    /**
     * A needed text of one line, without the blanks around it.
     *
     * @throws Refusal {@code invalid_field} when it is missing, longer than {@code most} UTF-16 characters, or has a character that does not show: a line break or
     *     other control, or one of those that reverse or join what people read (U+202E, U+200B …), by which a name can look like another
     */
    public static String line(String field, @Nullable String value, int most) {
        String line = optionalLine(field, value, most);
        if (line == null) {
            throw HttpProblem.field(field, "", "cần có trường này.", "the field is needed.");
        }
        return line;
    }

    /** As {@link #line}; null when nothing was given. */
    public static @Nullable String optionalLine(String field, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String line = value.strip();
        if (line.length() > most) {
            throw HttpProblem.field(
                    field,
                    line,
                    "dài " + line.length() + " ký tự; tối đa " + most + " ký tự.",
                    "it has " + line.length() + " characters; at most " + most + " are taken.");
        }
        firstHidden(line).ifPresent(hidden -> {
            String place = "U+%04X, ký tự thứ %d".formatted(hidden, line.indexOf(hidden) + 1);
            String placeEn = "U+%04X at character %d".formatted(hidden, line.indexOf(hidden) + 1);
            throw HttpProblem.field(
                    field,
                    shown(line),
                    "có ký tự không hiện ra (" + place + "). Hãy xoá đi và gõ lại.",
                    "it has a character that does not show (" + placeEn + "). Delete it and type it again.");
        });
        return line;
    }

    private static String shown(String line) {
        return line.codePoints()
                .map(c -> hidden(c) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The first character that people do not see, such as one that reverses or joins what they read; empty when there is none. */
    public static OptionalInt firstHidden(String text) {
        return text.codePoints().filter(Given::hidden).findFirst();
    }

    private static boolean hidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** @throws Refusal {@code invalid_field} unless it is a UUID of 36 characters */
    public static UUID uuid(String field, String text) {
        try {
            // UUID.fromString also takes shortened forms, which no id of ours has.
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            throw notAnId(field, text);
        }
        throw notAnId(field, text);
    }

    private static Refusal notAnId(String field, String text) {
        return HttpProblem.field(field, text, "không phải mã định danh (UUID).", "not an identifier (a UUID).");
    }
}
