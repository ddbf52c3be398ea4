package vn.phigate.verifyday;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object whose members must be there and of their kind; what is not is said by its path. */
record Node(String path, Map<?, ?> members) {
    static Node of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Node(path, map);
        }
        throw new IllegalArgumentException(path + " is no object");
    }

    String text(String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(path + "." + name + " is no text");
    }

    @Nullable
    String textOrNull(String name) {
        return members.get(name) == null ? null : text(name);
    }

    long whole(String name) {
        if (members.get(name) instanceof BigDecimal number) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(path + "." + name + " is no whole number", e);
            }
        }
        throw new IllegalArgumentException(path + "." + name + " is no number");
    }

    Node node(String name) {
        return of(path + "." + name, members.get(name));
    }

    List<Node> nodes(String name) {
        if (members.get(name) instanceof List<?> list) {
            return list.stream().map(each -> of(path + "." + name, each)).toList();
        }
        throw new IllegalArgumentException(path + "." + name + " is no list");
    }
}
