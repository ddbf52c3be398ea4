package vn.phigate.gateway.catalogue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Price;
import vn.phigate.gateway.procedures.Terms;

/** A procedure with all its history, as it is or as it would be. */
final class ProcedureState {
    final String code;
    boolean exists;
    String name = "";
    String field = "";
    String level = "";
    Draft.InCharge inCharge = new Draft.InCharge("all", List.of());
    boolean sample;
    String source = "";
    final List<Item> items = new ArrayList<>();

    ProcedureState(String code) {
        this.code = code;
    }

    ProcedureState copy() {
        var copy = new ProcedureState(code);
        copy.exists = exists;
        copy.name = name;
        copy.field = field;
        copy.level = level;
        copy.inCharge = inCharge;
        copy.sample = sample;
        copy.source = source;
        items.forEach(item -> copy.items.add(item.copy()));
        return copy;
    }

    /** A price with what belongs to it. */
    record PriceEntry(Price price, @Nullable String note, String legalBasis) {
        String text() {
            return price.text() + " – " + legalBasis + (note == null ? "" : " (" + note + ")");
        }
    }

    /** @param channel null for all */
    record ReliefKey(String group, @Nullable Channel channel) implements Comparable<ReliefKey> {
        @Override
        public int compareTo(ReliefKey other) {
            return text().compareTo(other.text());
        }

        String text() {
            return group + (channel == null ? "" : " " + channel.text());
        }
    }

    /** @param basisPoints null when {@code vnd} is taken off */
    record ReliefEntry(
            @Nullable Integer basisPoints, @Nullable Long vnd, String legalBasis) {
        String text() {
            return (basisPoints == null ? vnd + " đ" : Price.percent(basisPoints)) + " – " + legalBasis;
        }
    }

    /** @param until day after the last day on which it is charged; null for no end */
    static final class Item {
        /** 0 for one that is not stored yet. */
        long id;

        final Kind kind;
        int position;
        String name;

        @Nullable
        String unit;

        @Nullable
        LocalDate from;

        @Nullable
        LocalDate until;

        final Map<Channel, Timeline<PriceEntry>> prices = new EnumMap<>(Channel.class);
        Timeline<Terms> terms = new Timeline<>();
        final Map<ReliefKey, Timeline<ReliefEntry>> reliefs = new TreeMap<>();

        Item(long id, Kind kind, int position, String name) {
            this.id = id;
            this.kind = kind;
            this.position = position;
            this.name = name;
        }

        Item copy() {
            var copy = new Item(id, kind, position, name);
            copy.unit = unit;
            copy.from = from;
            copy.until = until;
            prices.forEach((channel, timeline) -> copy.prices.put(channel, timeline.copy()));
            copy.terms = terms.copy();
            reliefs.forEach((key, timeline) -> copy.reliefs.put(key, timeline.copy()));
            return copy;
        }

        Timeline<PriceEntry> prices(Channel channel) {
            return prices.computeIfAbsent(channel, c -> new Timeline<>());
        }

        Timeline<ReliefEntry> reliefs(ReliefKey key) {
            return reliefs.computeIfAbsent(key, k -> new Timeline<>());
        }
    }

    /** By code. */
    static final class Index {
        final Map<String, ProcedureState> byCode = new HashMap<>();

        ProcedureState get(String code) {
            ProcedureState known = byCode.get(code);
            return known == null ? new ProcedureState(code) : known;
        }
    }
}
