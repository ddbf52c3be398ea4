package vn.phigate.reconciliation.statements.tabular;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of an HTML page, as banks send them under the name .xls. Reads tags one by one and builds no tree: a row ends where the next begins, a
 * cell likewise, and text outside of cells is a row of one cell, since account and balances often stand there. No script runs, nothing is loaded.
 */
final class HtmlRows implements Rows {
    private static final Pattern PAGE = Pattern.compile(
            "(?is)\\s*(<\\?xml[^>]*>\\s*)?(<!--.*?-->\\s*)*<(!doctype\\s+html|html|head|body|table|meta|style|div|center|title)\\b.*");
    private static final Pattern TABLE = Pattern.compile("(?i)<t(able|r|d|h)\\b");
    private static final Pattern ROWSPAN = Pattern.compile("(?i)\\browspan\\s*=\\s*[\"']?(\\d{1,3})");
    private static final Pattern COLSPAN = Pattern.compile("(?i)\\bcolspan\\s*=\\s*[\"']?(\\d{1,3})");
    private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});");
    private static final Map<String, String> ENTITIES = Map.of(
            "nbsp", " ", "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "ndash", "-", "mdash", "-");
    /** Tags that end a line of text outside of tables. */
    private static final Set<String> BLOCKS = Set.of(
            "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "table", "tbody", "thead", "body", "center", "hr",
            "tr", "td", "th", "title");

    private static final Set<String> SKIPPED = Set.of("script", "style");
    private static final int TEXT_CHARACTERS_MAX = 32 * 1024;
    private static final int TAG_CHARACTERS_MAX = 16 * 1024;
    private static final int COLUMNS_MAX = 1_000;

    private final Path file;
    private final Charset charset;

    HtmlRows(Path file, Charset charset) {
        this.file = file;
        this.charset = charset;
    }

    /** A page with a table, or at least the beginning of one. */
    static boolean isHtml(String head) {
        return PAGE.matcher(head.substring(0, Math.min(head.length(), 2_000))).matches()
                && TABLE.matcher(head).find();
    }

    @Override
    public boolean date1904() {
        return false;
    }

    @Override
    public void walk(Visitor visitor) throws IOException, BrokenTable {
        try (Reader text = new BufferedReader(new InputStreamReader(Files.newInputStream(file), charset), 64 * 1024)) {
            new Walk(text, visitor).run();
        }
    }

    private static final class Walk {
        private final Reader in;
        private final Visitor visitor;
        private long line = 1;
        private long rowLine = 1;
        private boolean stopped;
        private boolean inRow;
        private boolean inCell;
        private List<Cell> cells = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private int span = 1;
        private int rows = 1;
        /** By column, how many rows more a cell above reaches down: in these nothing of their own stands there. */
        private final Map<Integer, Integer> reaching = new HashMap<>();

        Walk(Reader in, Visitor visitor) {
            this.in = in;
            this.visitor = visitor;
        }

        void run() throws IOException, BrokenTable {
            for (int c = read(); c >= 0 && !stopped; c = read()) {
                if (c == '<') {
                    tag();
                } else {
                    append((char) c);
                }
            }
            endRow();
        }

        private int read() throws IOException, BrokenTable {
            int c = in.read();
            if (c == '\n') {
                line++;
            } else if (c == 0) {
                throw broken("U+0000");
            }
            return c;
        }

        private void append(char c) throws BrokenTable {
            if (text.length() == TEXT_CHARACTERS_MAX) {
                throw broken("text of more than " + TEXT_CHARACTERS_MAX + " characters");
            }
            text.append(c);
        }

        /** A tag to its end, quotes respected; a comment to its own end, so that tags inside it are none. */
        private void tag() throws IOException, BrokenTable {
            StringBuilder tag = new StringBuilder();
            int quote = 0;
            for (int c = read(); c >= 0; c = read()) {
                if (quote == 0 && c == '>') {
                    break;
                }
                if (c == '"' || c == '\'') {
                    quote = quote == 0 ? c : quote == c ? 0 : quote;
                }
                tag.append((char) c);
                if (tag.length() == 3 && tag.toString().equals("!--")) {
                    skipPast("-->");
                    return;
                }
                if (tag.length() > TAG_CHARACTERS_MAX) {
                    throw broken("tag of more than " + TAG_CHARACTERS_MAX + " characters");
                }
            }
            act(tag.toString());
        }

        private void act(String tag) throws IOException, BrokenTable {
            boolean end = tag.startsWith("/");
            int length = end ? 1 : 0;
            int from = length;
            while (length < tag.length() && Character.isLetterOrDigit(tag.charAt(length))) {
                length++;
            }
            String name = tag.substring(from, length).toLowerCase(Locale.ROOT);
            if (!end && SKIPPED.contains(name)) {
                skipPast("</" + name);
                skipPast(">");
                return;
            }
            if (name.equals("br")) {
                append(' ');
                return;
            }
            if (!inCell && BLOCKS.contains(name)) {
                looseText();
            }
            switch (name) {
                case "tr" -> {
                    endRow();
                    inRow = !end;
                    rowLine = line;
                }
                case "td", "th" -> {
                    endCell();
                    inCell = !end;
                    inRow |= !end;
                    Matcher colspan = COLSPAN.matcher(tag);
                    span = colspan.find() ? Integer.parseInt(colspan.group(1)) : 1;
                    Matcher rowspan = ROWSPAN.matcher(tag);
                    rows = rowspan.find() ? Integer.parseInt(rowspan.group(1)) : 1;
                }
                case "table" -> {
                    endRow();
                    reaching.clear();
                }
                default -> {}
            }
        }

        /** Reads on behind the mark, in any case of letters. */
        private void skipPast(String mark) throws IOException, BrokenTable {
            int matched = 0;
            for (int c = read(); c >= 0; c = read()) {
                char lower = Character.toLowerCase((char) c);
                if (lower == mark.charAt(matched)) {
                    matched++;
                } else if (!(matched == 2 && mark.equals("-->") && lower == '-')) {
                    matched = lower == mark.charAt(0) ? 1 : 0;
                }
                if (matched == mark.length()) {
                    return;
                }
            }
        }

        private void looseText() throws BrokenTable {
            if (inRow) {
                text.setLength(0);
                return;
            }
            String loose = take();
            if (!loose.isEmpty()) {
                visit(List.of(new Cell(loose, false)));
            }
        }

        private void endCell() throws BrokenTable {
            if (!inCell) {
                return;
            }
            inCell = false;
            while (reaching.getOrDefault(cells.size(), 0) > 0) {
                cells.add(Cell.EMPTY);
            }
            for (int i = 0; i < Math.max(span, 1); i++) {
                if (rows > 1) {
                    // One more than it reaches down, as this very row's end takes one off.
                    reaching.put(cells.size(), rows);
                }
                cells.add(i == 0 ? new Cell(take(), false) : Cell.EMPTY);
            }
            if (cells.size() > COLUMNS_MAX) {
                throw broken("row of more than " + COLUMNS_MAX + " columns");
            }
        }

        private void endRow() throws BrokenTable {
            endCell();
            if (!cells.isEmpty()) {
                List<Cell> row = cells;
                cells = new ArrayList<>();
                reaching.replaceAll((column, left) -> left - 1);
                reaching.values().removeIf(left -> left <= 0);
                visit(row);
            } else if (!inRow) {
                looseText();
            }
            inRow = false;
        }

        private void visit(List<Cell> row) throws BrokenTable {
            if (!stopped) {
                stopped = !visitor.visit(new Row(0, rowLine, row));
            }
            rowLine = line;
        }

        private String take() {
            String raw = text.toString();
            text.setLength(0);
            if (raw.indexOf('&') >= 0) {
                raw = ENTITY.matcher(raw).replaceAll(found -> Matcher.quoteReplacement(decoded(found.group(1))));
            }
            return oneBlank(raw);
        }

        /** Runs of white space are one blank, as a browser shows them. */
        private static String oneBlank(String raw) {
            StringBuilder out = new StringBuilder(raw.length());
            for (int i = 0; i < raw.length(); i++) {
                char c = raw.charAt(i);
                boolean blank = c <= ' ' || c == '\u00A0';
                if (!blank) {
                    out.append(c);
                } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                    out.append(' ');
                }
            }
            return out.toString().strip();
        }

        private static String decoded(String entity) {
            if (!entity.startsWith("#")) {
                return ENTITIES.getOrDefault(entity.toLowerCase(Locale.ROOT), "&" + entity + ";");
            }
            boolean hex = entity.charAt(1) == 'x' || entity.charAt(1) == 'X';
            int code = Integer.parseInt(entity.substring(hex ? 2 : 1), hex ? 16 : 10);
            return Character.isValidCodePoint(code) && code != 0 ? Character.toString(code) : "";
        }

        private BrokenTable broken(String what) {
            return new BrokenTable(
                    line,
                    "",
                    what,
                    "table_broken",
                    "Trang HTML hỏng ở dòng " + line + ". Không ghi nhận gì; hãy tải lại từ ngân hàng.",
                    "The HTML page is broken at line " + line
                            + ". Nothing is booked; download it from the bank again.");
        }
    }
}
