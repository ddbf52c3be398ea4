package vn.phigate.reconciliation.lists;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.tables.TableRow;

/** The layouts of {@code config/lists}; the keys are explained there. */
public final class ListLayouts {
    static final int HEADER_WITHIN_ROWS = 40;
    private static final Map<ListKind, Set<String>> NEEDED = Map.of(
            ListKind.FEES, Set.of("dossier", "day", "amount"), ListKind.RECEIPTS, Set.of("number", "day", "amount"));
    private static final Set<String> FIELDS = Set.of(
            "dossier", "day", "amount", "method", "slip", "agency", "payer", "number", "serial", "status", "text1",
            "text2", "text3");

    private final List<Known> layouts;

    private ListLayouts(List<Known> layouts) {
        this.layouts = layouts;
    }

    /** The file as Jackson reads it. An unknown key is an error there. */
    record ListFile(String kind, List<Layout> layouts) {}

    record Layout(
            String name,
            String source,
            boolean invented,
            @Nullable Integer firstRow,
            @Nullable Map<String, String> places,
            @Nullable Map<String, List<String>> titles) {}

    private record Known(ListKind kind, Layout layout) {}

    /**
     * Where the entries of a table stand.
     *
     * @param after entries come in the rows after this one
     * @param columns by field, from 0
     */
    record Found(String layout, long after, Map<String, Integer> columns) {
        String text(TableRow row, String field) {
            Integer column = columns.get(field);
            return column == null ? "" : row.cell(column).text();
        }
    }

    /**
     * Reads every {@code *.yaml} of the folder.
     *
     * @throws IOException when a file cannot be read, has an unknown key or a senseless value; the message names the file
     */
    public static ListLayouts load(Path folder) throws IOException {
        var yaml = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        List<Known> known = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                try {
                    ListFile read = yaml.readValue(file.toFile(), ListFile.class);
                    ListKind kind = ListKind.valueOf(read.kind().toUpperCase(Locale.ROOT));
                    for (Layout layout : read.layouts()) {
                        check(kind, layout);
                        known.add(new Known(kind, layout));
                    }
                } catch (IOException | RuntimeException faulty) {
                    throw new IOException("list layout " + file + ": " + faulty.getMessage(), faulty);
                }
            }
        }
        return new ListLayouts(List.copyOf(known));
    }

    private static void check(ListKind kind, Layout layout) {
        Map<String, ?> fields = layout.places() != null ? layout.places() : layout.titles();
        if (fields == null
                || (layout.places() == null) == (layout.titles() == null)
                || (layout.places() == null) != (layout.firstRow() == null)
                || !FIELDS.containsAll(fields.keySet())
                || !fields.keySet().containsAll(NEEDED.getOrDefault(kind, Set.of()))) {
            throw new IllegalArgumentException(
                    layout.name() + ": needs titles, or places with first_row, of " + NEEDED.get(kind));
        }
    }

    /** The first layout that the head of a table fits: by titles before places, because titles prove more. */
    Optional<Found> recognise(ListKind kind, List<TableRow> head, BiPredicate<Found, TableRow> fits) {
        for (Known each : layouts) {
            Map<String, List<String>> titles = each.layout.titles();
            if (each.kind == kind && titles != null) {
                for (TableRow row : head) {
                    Map<String, Integer> columns = columns(titles, row);
                    if (columns.keySet().containsAll(NEEDED.getOrDefault(kind, Set.of()))) {
                        return Optional.of(new Found(each.layout.name(), row.line(), columns));
                    }
                }
            }
        }
        for (Known each : layouts) {
            Map<String, String> places = each.layout.places();
            Integer first = each.layout.firstRow();
            if (each.kind == kind && places != null && first != null) {
                Map<String, Integer> columns = new HashMap<>();
                places.forEach((field, letters) -> columns.put(field, column(letters)));
                var found = new Found(each.layout.name(), first - 1, columns);
                if (head.stream().anyMatch(row -> row.line() == first && fits.test(found, row))) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, Integer> columns(Map<String, List<String>> titles, TableRow row) {
        Map<String, Integer> columns = new HashMap<>();
        titles.forEach((field, words) -> {
            for (int i = 0; i < row.cells().size() && !columns.containsKey(field); i++) {
                String title = bare(row.cell(i).text());
                if (!columns.containsValue(i)
                        && words.stream().anyMatch(word -> bare(word).equals(title))) {
                    columns.put(field, i);
                }
            }
        });
        return columns;
    }

    /** A is 0, AA is 26. */
    private static int column(String letters) {
        if (!letters.matches("[A-Z]{1,3}")) {
            throw new IllegalArgumentException("\"" + letters + "\" is no column");
        }
        int number = 0;
        for (char letter : letters.toCharArray()) {
            number = number * 26 + letter - 'A' + 1;
        }
        return number - 1;
    }

    /** Without case, marks and blanks at the ends. */
    static String bare(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .replace('đ', 'd')
                .replace('Đ', 'D')
                .replaceAll("[\\s:*.()/]+", " ")
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
