package vn.phigate.gateway.procedures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whole-number arithmetic over named quantities, as far as fee laws need it: {@code + - * /}, {@code min}, {@code max}, {@code ceil(a, b)}
 * and brackets. {@code /} rounds down, {@code ceil} divides and rounds up: "for each started page" is {@code ceil(lines, 40)}. Nothing else
 * can be said in it, so that a price can be read by whoever answers for it, and none can do more than count.
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = value { ("*" | "/") value }
 * value   = digits | name | ("min" | "max") "(" sum { "," sum } ")" | "ceil" "(" sum "," sum ")" | "(" sum ")"
 * </pre>
 */
public final class Formula {
    private static final int MOST_CHARACTERS = 500;
    private static final int MOST_DIGITS = 13;
    private static final int MOST_DEPTH = 32;
    private static final Pattern APART = Pattern.compile("[\\p{L}\\p{N}_]\\s+[\\p{L}\\p{N}_]");
    private static final Set<String> FUNCTIONS = Set.of("min", "max", "ceil");

    private final String text;
    private final Node root;
    private final Set<String> names;

    private Formula(String text, Node root, Set<String> names) {
        this.text = text;
        this.root = root;
        this.names = names;
    }

    private sealed interface Node {
        record Number(long value) implements Node {}

        record Name(String name) implements Node {}

        record Operation(char sign, Node left, Node right) implements Node {}

        record Call(String function, List<Node> arguments) implements Node {}
    }

    /** @throws UnreadablePrice with the place of the fault */
    public static Formula parse(String text) {
        if (APART.matcher(text).find()) {
            throw new UnreadablePrice(
                    "thiếu phép tính giữa hai số hoặc tên", "an operation is missing between two numbers or names");
        }
        return new Parser(text.replaceAll("\\s+", "")).whole();
    }

    /** The formula without blanks; parsed again it is the same formula. */
    public String text() {
        return text;
    }

    /** The quantities it needs, in alphabetical order. */
    public Set<String> names() {
        return names;
    }

    /**
     * @param quantities has all {@link #names()}
     * @throws ArithmeticException when a number leaves 64 bits or is divided by nothing
     */
    public long value(Map<String, Long> quantities) {
        return value(root, quantities);
    }

    private static long value(Node node, Map<String, Long> quantities) {
        return switch (node) {
            case Node.Number(long value) -> value;
            case Node.Name(String name) -> {
                Long given = quantities.get(name);
                if (given == null) {
                    throw new IllegalArgumentException("quantity " + name + " is not given");
                }
                yield given;
            }
            case Node.Operation(char sign, Node left, Node right) ->
                operate(sign, value(left, quantities), value(right, quantities));
            case Node.Call(String function, List<Node> arguments) -> {
                var values = arguments.stream().mapToLong(a -> value(a, quantities));
                yield switch (function) {
                    case "min" -> values.min().orElseThrow();
                    case "max" -> values.max().orElseThrow();
                    default -> {
                        long[] both = values.toArray();
                        yield Math.ceilDivExact(both[0], both[1]);
                    }
                };
            }
        };
    }

    private static long operate(char sign, long left, long right) {
        return switch (sign) {
            case '+' -> Math.addExact(left, right);
            case '-' -> Math.subtractExact(left, right);
            case '*' -> Math.multiplyExact(left, right);
            default -> Math.floorDivExact(left, right);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Formula formula && formula.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class Parser {
        private final String text;
        private final Set<String> names = new TreeSet<>();
        private int at;
        private int depth;

        Parser(String text) {
            this.text = text;
        }

        Formula whole() {
            if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
                throw new UnreadablePrice(
                        "công thức cần 1 đến " + MOST_CHARACTERS + " ký tự",
                        "a formula has 1 to " + MOST_CHARACTERS + " characters");
            }
            Node root = sum();
            if (at < text.length()) {
                throw unexpected();
            }
            return new Formula(text, root, Set.copyOf(names));
        }

        private Node sum() {
            if (++depth > MOST_DEPTH) {
                throw new UnreadablePrice("công thức lồng quá sâu", "the formula is nested too deeply");
            }
            Node left = product();
            while (peek() == '+' || peek() == '-') {
                left = new Node.Operation(text.charAt(at++), left, product());
            }
            depth--;
            return left;
        }

        private Node product() {
            Node left = value();
            while (peek() == '*' || peek() == '/') {
                left = new Node.Operation(text.charAt(at++), left, value());
            }
            return left;
        }

        private Node value() {
            char next = peek();
            if (next == '(') {
                at++;
                Node inner = sum();
                take(')');
                return inner;
            } else if (next >= '0' && next <= '9') {
                return number();
            } else if (next >= 'a' && next <= 'z') {
                return nameOrCall();
            }
            throw unexpected();
        }

        private Node number() {
            int from = at;
            while (peek() >= '0' && peek() <= '9') {
                at++;
            }
            if (at - from > MOST_DIGITS) {
                throw new UnreadablePrice("số trong công thức quá dài", "a number in the formula is too long");
            }
            return new Node.Number(Long.parseLong(text.substring(from, at)));
        }

        private Node nameOrCall() {
            int from = at;
            while ((peek() >= 'a' && peek() <= 'z') || (peek() >= '0' && peek() <= '9') || peek() == '_') {
                at++;
            }
            String name = text.substring(from, at);
            if (peek() == '(') {
                return call(name);
            }
            if (FUNCTIONS.contains(name) || !Price.isQuantity(name)) {
                throw new UnreadablePrice(
                        "«" + name + "» không phải tên đại lượng", "\"" + name + "\" is no name of a quantity");
            }
            names.add(name);
            return new Node.Name(name);
        }

        private Node call(String function) {
            if (!FUNCTIONS.contains(function)) {
                throw new UnreadablePrice(
                        "không có hàm «" + function + "»; có min, max, ceil",
                        "there is no function \"" + function + "\"; there are min, max, ceil");
            }
            take('(');
            List<Node> arguments = new ArrayList<>();
            arguments.add(sum());
            while (peek() == ',') {
                at++;
                arguments.add(sum());
            }
            take(')');
            if (function.equals("ceil") && arguments.size() != 2) {
                throw new UnreadablePrice("ceil cần hai số: ceil(a,b)", "ceil needs two numbers: ceil(a,b)");
            }
            return new Node.Call(function, List.copyOf(arguments));
        }

        /** 0 at the end. */
        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void take(char wanted) {
            if (peek() != wanted) {
                throw unexpected();
            }
            at++;
        }

        private UnreadablePrice unexpected() {
            String found = at < text.length() ? "«" + text.charAt(at) + "»" : "";
            return new UnreadablePrice(
                    "công thức sai ở ký tự thứ " + (at + 1) + (found.isEmpty() ? " (hết công thức)" : ": " + found),
                    "the formula is wrong at character " + (at + 1) + (found.isEmpty() ? " (its end)" : ": " + found));
        }
    }
}
