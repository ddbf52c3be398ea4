package vn.phigate.reconciliation.statements.mt;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.TextLines;

/** One file: finds its messages between whatever blocks and texts, cuts them into fields, and gives these to a {@link MtStatement} each. */
final class MtFile {
    private static final Pattern FIELD = Pattern.compile(":(\\d\\d[A-Z]?|NS):(.*)");
    /** {1: to {5: of ISO 15022; field 86 has no braces. */
    private static final Pattern BLOCK = Pattern.compile("\\{[1-5S]:");

    /** A time cut by the end of the line, 13 | :12:11, looks like a field of its own. */
    private static final Pattern HOUR_AT_END = Pattern.compile("(?:.*\\D)?(?:[01]?\\d|2[0-3])");

    private static final Pattern MINUTES = Pattern.compile(":[0-5]\\d:[0-5]\\d(?!\\d).*");
    /** A balance that has lost its second colon. */
    private static final Pattern DAMAGED_BALANCE = Pattern.compile(":(6[02][FM])([CD]\\d{6}.*)");

    private static final int ACCOUNTS_MAX = 10_000;
    private static final int TAGS_NAMED_MAX = 20;

    private final TextLines lines;
    private final boolean interim;
    private final StatementSink sink;
    private final Map<String, MtStatement.Last> lastOfAccount = new HashMap<>();
    private final Set<String> unknownTags = new HashSet<>();

    private @Nullable MtStatement statement;
    private String reference = "";
    private String openTag = "";
    private String lineBefore = "";
    private boolean blockOpen;
    private long blockLine;
    private boolean anyMessage;
    private int charactersBefore;

    MtFile(TextLines lines, boolean interim, StatementSink sink) {
        this.lines = lines;
        this.interim = interim;
        this.sink = sink;
    }

    void read() throws IOException, BrokenFile {
        if (interim) {
            sink.finding(
                    Finding.notice(
                            0,
                            "",
                            "MT942",
                            "not_a_statement",
                            "Đây là báo cáo trong ngày MT942, chỉ để xem: các khoản này sẽ có trong sao kê MT940 nên không ghi sổ.",
                            "This is an interim report, MT942, for reading only: its entries come again in the MT940, so it is not booked."));
        }
        for (String line = lines.next(); line != null; line = lines.next()) {
            String plain = unframed(line);
            line(plain);
            lineBefore = plain;
        }
        closeBlock(false);
        finish();
        if (lines.firstLineOfOtherBytes() > 0) {
            sink.finding(Finding.notice(
                    lines.firstLineOfOtherBytes(),
                    "",
                    "windows-1252",
                    "encoding_not_utf8",
                    "Có dòng không phải UTF-8; đọc theo bảng mã Windows-1252, chữ có dấu có thể sai.",
                    "Some lines are not UTF-8; they are read as Windows-1252, letters with marks may be wrong."));
        }
    }

    /** Without the control characters that frame a message on a line (SOH, STX, ETX) or end an old file. */
    private static String unframed(String line) {
        int kept = 0;
        while (kept < line.length() && line.charAt(kept) >= ' ') {
            kept++;
        }
        if (kept == line.length()) {
            return line;
        }
        StringBuilder plain = new StringBuilder(line.length());
        line.chars().filter(c -> c > 3 && c != 0x1A).forEach(c -> plain.append((char) c));
        return plain.toString();
    }

    private void line(String line) {
        Matcher field = line.startsWith(":") && !isRestOfTime(line) ? FIELD.matcher(line) : null;
        if (field != null && field.matches()) {
            field(field.group(1), field.group(2));
        } else if (line.startsWith("-}")) {
            closeBlock(true);
            line(line.substring(2));
        } else if (BLOCK.matcher(line).lookingAt()) {
            blocks(line);
        } else if (line.strip().equals("-")) {
            openTag = "";
        } else {
            goesOn(line);
        }
    }

    private boolean isRestOfTime(String line) {
        MtStatement open = statement;
        return openTag.equals("86")
                && open != null
                && open.describesEntry()
                && MINUTES.matcher(line).matches()
                && HOUR_AT_END.matcher(lineBefore).matches();
    }

    /** Block 4 holds the fields, the first sometimes in the same line. */
    private void blocks(String line) {
        openTag = "";
        int text = line.indexOf("{4:");
        if (text < 0) {
            return;
        }
        closeBlock(false);
        blockOpen = true;
        blockLine = lines.number();
        String behind = line.substring(text + 3).strip();
        if (!behind.isEmpty()) {
            line(behind);
        }
    }

    /** @param ended by its mark, -} */
    private void closeBlock(boolean ended) {
        openTag = "";
        if (blockOpen && !ended) {
            sink.finding(Finding.flag(
                    blockLine,
                    "{4:",
                    "",
                    "message_cut",
                    "Điện bắt đầu ở dòng " + blockLine + " không có dấu kết thúc “-}”: tệp có thể bị cắt.",
                    "The message that begins in line " + blockLine + " has no end mark \"-}\": the file may be cut."));
        }
        blockOpen = false;
    }

    private void field(String tag, String value) {
        if (!anyMessage && !tag.equals("20")) {
            charactersBefore += value.length();
            return;
        }
        openTag = tag;
        switch (tag) {
            case "20" -> {
                first();
                finish();
                reference = value.strip();
            }
            case "25", "25P" -> {
                MtStatement before = statement;
                if (before != null && before.hasAccount()) {
                    finish();
                }
                current().account(value.strip());
            }
            case "28", "28C" -> current().sequence(value.strip());
            case "60", "60F", "60M", "62", "62F", "62M" -> current().balance(tag, value, lines.number());
            case "64", "65" -> current().otherBalance(tag, value, lines.number());
            case "34F" -> current().floor(value);
            case "61" -> current().entry(value, lines.number());
            case "86" -> current().information(value, false);
            case "NS" -> current().information(value, false);
            case "90C", "90D" -> current().totals(tag, value, lines.number());
            case "13", "13D", "21" -> {}
            default -> unknown(tag, value);
        }
    }

    private void goesOn(String line) {
        if (!anyMessage) {
            charactersBefore += line.length();
        } else if (DAMAGED_BALANCE.matcher(line).matches()) {
            damaged(line);
        } else if (openTag.equals("61")) {
            current().supplement(line);
        } else if ((openTag.equals("86") || openTag.equals("NS")) && !line.isBlank()) {
            current().information(line, true);
        }
    }

    private void damaged(String line) {
        openTag = "";
        sink.finding(Finding.flag(
                lines.number(),
                line.substring(1, 4),
                line,
                "field_damaged",
                "Dòng " + lines.number() + ": số dư “" + line + "” thiếu dấu hai chấm. Không đoán; hãy xem bản gốc.",
                "Line " + lines.number() + ": the balance \"" + line
                        + "\" lacks a colon. It is not guessed; see the original."));
    }

    private void first() {
        if (!anyMessage && charactersBefore > 0) {
            sink.finding(Finding.notice(
                    1,
                    "",
                    Integer.toString(charactersBefore),
                    "text_before_message",
                    "Trước điện đầu tiên có " + charactersBefore + " ký tự khác, đã bỏ qua.",
                    "Before the first message stand " + charactersBefore + " other characters, passed over."));
        }
        anyMessage = true;
    }

    private void unknown(String tag, String value) {
        if (unknownTags.size() < TAGS_NAMED_MAX && unknownTags.add(tag)) {
            sink.finding(Finding.notice(
                    lines.number(),
                    tag,
                    value,
                    "field_unknown",
                    "Trường :" + tag + ": không thuộc sao kê, đã bỏ qua.",
                    "Field :" + tag + ": is none of a statement and is passed over."));
        }
    }

    private MtStatement current() {
        MtStatement open = statement;
        if (open == null) {
            open = new MtStatement(sink, reference, interim, lines.number());
            statement = open;
        }
        return open;
    }

    private void finish() {
        MtStatement open = statement;
        statement = null;
        if (open == null) {
            return;
        }
        MtStatement.Last last = open.end(lastOfAccount.get(open.key()));
        if (lastOfAccount.size() < ACCOUNTS_MAX || lastOfAccount.containsKey(open.key())) {
            lastOfAccount.put(open.key(), last);
        }
    }
}
