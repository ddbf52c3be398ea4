package vn.phigate.reconciliation.reports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.closing.Closings;
import vn.phigate.reconciliation.matching.Match;
import vn.phigate.reconciliation.matching.Matching;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.StatementFile;
import vn.phigate.reconciliation.statements.Statements;

/**
 * A closed day as an archive that proves itself: the signed proof, every line with the match that was made of it until then, and the bank's files byte for byte.
 * Written in one way only (stored, sorted, without time), so that the same day is the same bytes.
 */
public final class DayExport {
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Statements statements;
    private final Matching matching;
    private final Closings closings;

    public DayExport(Statements statements, Matching matching, Closings closings) {
        this.statements = statements;
        this.matching = matching;
        this.closings = closings;
    }

    /** @throws vn.phigate.gateway.platform.http.Refusal {@code closing_unknown} when the day is not closed */
    public byte[] zip(Sql sql, UUID id) {
        byte[] proof = closings.proof(sql, id);
        Closing closing = closings.get(sql, id);
        List<UUID> ids = closing.content().buckets().stream()
                .flatMap(bucket -> bucket.items().stream())
                .map(item -> item.lineId())
                .distinct()
                .toList();
        List<BankLine> lines = statements.lines(sql, ids).stream()
                .sorted(Comparator.comparing(BankLine::bookedOn)
                        .thenComparing(BankLine::statementId)
                        .thenComparing(BankLine::position))
                .toList();
        Map<UUID, StatementFile> files = statements.filesOf(
                sql, lines.stream().map(BankLine::statementId).distinct().toList());
        Map<String, byte[]> parts = new TreeMap<>();
        statements
                .covering(sql, closing.accountId(), closing.businessDay())
                .map(statement -> statements.file(sql, statement.fileId()))
                .ifPresent(file -> parts.put("raw/" + file.sha256(), statements.content(sql, file.id())));
        files.values().forEach(file -> parts.put("raw/" + file.sha256(), statements.content(sql, file.id())));
        parts.put("proof.json", proof);
        parts.put("closing.json", json(head(closing)));
        parts.put(
                "lines.json",
                json(Map.of(
                        "lines", lines.stream().map(line -> line(line, files)).toList())));
        parts.put("matches.json", json(Map.of("matches", matches(sql, closing, lines))));
        var manifest = new StringBuilder();
        parts.forEach((name, part) ->
                manifest.append(Sha256.hex(part)).append("  ").append(name).append('\n'));
        parts.put("manifest.sha256", manifest.toString().getBytes(StandardCharsets.UTF_8));
        return stored(parts);
    }

    private static Map<String, @Nullable Object> head(Closing closing) {
        var head = new LinkedHashMap<String, @Nullable Object>();
        head.put("type", "phigate.day-export");
        head.put("version", 1);
        head.put("id", closing.id());
        head.put("account", closing.account());
        head.put("business_day", closing.businessDay());
        head.put("hash", closing.hash());
        head.put("previous_hash", closing.previousHash());
        return head;
    }

    private static Map<String, @Nullable Object> line(BankLine line, Map<UUID, StatementFile> files) {
        var view = new LinkedHashMap<String, @Nullable Object>();
        StatementFile file = files.get(line.statementId());
        view.put("id", line.id());
        view.put("statement_id", line.statementId());
        view.put("file_sha256", file == null ? null : file.sha256());
        view.put("position", line.position());
        view.put("booked_on", line.bookedOn());
        view.put("amount_vnd", line.amountVnd());
        view.put("narrative", line.narrative());
        view.put("bank_reference", line.bankReference());
        return view;
    }

    /** Those that the signed proof knew; what was matched later is told by a later day. */
    private List<Map<String, @Nullable Object>> matches(Sql sql, Closing closing, List<BankLine> lines) {
        Instant closedAt = closing.closedAt();
        var views = new ArrayList<Map<String, @Nullable Object>>();
        Map<UUID, List<Match>> byLine = matching.ofLines(sql, lines);
        for (BankLine line : lines) {
            for (Match match : byLine.getOrDefault(line.id(), List.of())) {
                if (closedAt == null || !match.made().at().isAfter(closedAt)) {
                    var view = new LinkedHashMap<String, @Nullable Object>();
                    view.put("id", match.id());
                    view.put("line_id", line.id());
                    view.put("payment_id", match.paymentId());
                    view.put("dossiers", match.dossiers());
                    view.put("amount_vnd", match.amountVnd());
                    view.put("outcome", match.outcome());
                    view.put("rule", match.rule());
                    view.put("rule_version", match.ruleVersion());
                    view.put("code", match.code());
                    view.put("evidence", match.evidence());
                    view.put("rivals", match.rivals());
                    view.put("made_at", match.made().at());
                    view.put("made_by", match.made().by());
                    views.add(view);
                }
            }
        }
        return views;
    }

    private static byte[] json(Object value) {
        return Json.text(value).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] stored(Map<String, byte[]> parts) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : new TreeMap<>(parts).entrySet()) {
                var crc = new CRC32();
                crc.update(part.getValue());
                var entry = new ZipEntry(part.getKey());
                entry.setTimeLocal(NO_TIME);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(part.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(part.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
