package vn.phigate.gateway.catalogue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Price;
import vn.phigate.gateway.procedures.Terms;

/** A procedure as a file has it. What is null stands nowhere in the file and stays as it is. */
final class Draft {
    final String code;
    final long line;

    @Nullable
    String name;

    @Nullable
    String field;

    @Nullable
    String level;

    @Nullable
    InCharge inCharge;

    @Nullable
    Boolean sample;

    @Nullable
    String source;

    final List<Fee> fees = new ArrayList<>();
    boolean refused;

    Draft(String code, long line) {
        this.code = code;
        this.line = line;
    }

    /** @param scope all, commune, department or listed @param codes of agencies when listed, sorted */
    record InCharge(String scope, List<String> codes) {
        String text() {
            return scope.equals("listed") ? String.join(" ", codes) : scope;
        }
    }

    /**
     * One fee row.
     *
     * @param until day after the last; null when no end is told
     */
    record Fee(
            long line,
            Kind kind,
            String name,
            @Nullable String unit,
            Map<Channel, Price> prices,
            @Nullable String note,
            LocalDate from,
            @Nullable LocalDate until,
            String legalBasis,
            List<Exemption> exemptions,
            @Nullable Terms terms) {
        Fee {
            prices = prices.isEmpty() ? Map.of() : new EnumMap<>(prices);
        }
    }

    /** @param channel null for all @param basisPoints null when {@code vnd} is taken off */
    record Exemption(
            String group,
            @Nullable Channel channel,
            @Nullable Integer basisPoints,
            @Nullable Long vnd,
            String legalBasis) {}
}
