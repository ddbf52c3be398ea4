package vn.phigate.gateway.receipts;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.http.Json;

/** A correction as it is stored and as programs see it. */
final class CorrectionJson {
    private static final TypeReference<List<Correction.Amount>> AMOUNTS = new TypeReference<>() {};

    private record StoredText(String field, @Nullable Integer line, String right) {}

    private record Stored(List<StoredText> texts, @Nullable String taxCode, boolean amount) {}

    private CorrectionJson() {}

    static String stored(Correction.Errors errors) {
        return Json.text(shown(errors));
    }

    static Correction.Errors errors(String text) {
        Stored stored = Json.MAPPER.convertValue(Json.tree(text), Stored.class);
        return new Correction.Errors(
                stored.texts.stream()
                        .map(each -> new Misprint(
                                Misprint.Field.valueOf(each.field.toUpperCase(Locale.ROOT)), each.line, each.right))
                        .toList(),
                stored.taxCode,
                stored.amount);
    }

    private static Stored shown(Correction.Errors errors) {
        return new Stored(
                errors.texts().stream()
                        .map(text -> new StoredText(text.field().text(), text.line(), text.right()))
                        .toList(),
                errors.taxCode(),
                errors.amount());
    }

    static Correction read(Row row) {
        String amounts = row.textOrNull("amounts");
        return new Correction(
                row.uuid("id"),
                row.uuid("receipt_id"),
                row.text("receipt_code"),
                row.whole("agency_id"),
                Correction.Action.valueOf(row.text("action").toUpperCase(Locale.ROOT)),
                errors(row.text("errors")),
                amounts == null ? List.of() : Json.MAPPER.convertValue(Json.tree(amounts), AMOUNTS),
                row.text("reason"),
                Correction.Status.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.instant("proposed_at"),
                row.text("proposed_by"),
                row.instantOrNull("decided_at"),
                row.textOrNull("decided_by"),
                row.textOrNull("refused_why"),
                row.textOrNull("result"));
    }

    static Map<String, @Nullable Object> view(Correction correction) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        view.put("id", correction.id());
        view.put("receipt", correction.receiptCode());
        view.put("action", correction.action().text());
        Stored errors = shown(correction.errors());
        view.put("texts", errors.texts);
        view.put("tax_code", errors.taxCode);
        view.put("amount", errors.amount);
        view.put("amounts", correction.amounts());
        view.put("before_vnd", correction.amounts().isEmpty() ? null : correction.beforeVnd());
        view.put("after_vnd", correction.amounts().isEmpty() ? null : correction.afterVnd());
        view.put("reason", correction.reason());
        view.put("status", correction.status().text());
        view.put("proposed_at", correction.proposedAt());
        view.put("proposed_by", correction.proposedBy());
        view.put("decided_at", correction.decidedAt());
        view.put("decided_by", correction.decidedBy());
        view.put("refused_why", correction.refusedWhy());
        view.put("result", correction.result());
        return view;
    }
}
