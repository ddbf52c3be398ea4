package vn.phigate.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.payments.AskProviders;
import vn.phigate.gateway.payments.Bills;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.providers.CallbackDoor;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.NoticeService;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.Reread;

/**
 * Reads everything again that providers and notice services said, and checks each signature with the keys of today and the retired ones; and that the columns beside the
 * bytes say what the bytes say. Writes nothing.
 */
public final class VerifyEvidence {
    private static final long PAGE = 1000;
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final String EVIDENCE = """
            select e.id, e.provider, e.source, e.key_id, e.secret_id, e.verdict, e.says, e.amount_vnd, e.content, e.content_hash, e.received_at, a.order_id
            from gateway.evidence e left join gateway.attempt a on a.id = e.attempt_id where e.id > ? order by e.id limit ?
            """;
    private static final String REFUND_ANSWERS = """
            select x.id, r.method as provider, x.asked, x.verdict, x.content, x.at as received_at, a.key_id, null::text as secret_id, a.order_id
            from gateway.refund_answer x join gateway.refund r on r.id = x.refund_id left join gateway.attempt a on a.id = r.attempt_id
            where x.id > ? order by x.id limit ?
            """;

    private final Sql sql;
    private final Map<String, CallbackDoor<?>> doors;
    private final Map<String, NoticeService> services;
    private final Providers providers;
    private final Map<String, Count> counts = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();

    /** @param kind provider and source */
    public record Count(String kind, long verified, long notSigned, long wrong) {
        private Count plus(Result result) {
            return new Count(
                    kind,
                    verified + (result instanceof Result.Verified ? 1 : 0),
                    notSigned + (result instanceof Result.NotSigned ? 1 : 0),
                    wrong + (result instanceof Result.Wrong ? 1 : 0));
        }
    }

    /** @param id of the row in {@code evidence}, or in {@code refund_answer} for a kind that begins with a provider's refund */
    public record Fault(UUID id, String kind, Instant receivedAt, String why) {}

    /** @param notSigned why rows were not signed, with their number */
    public record Answer(List<Count> counts, Map<String, Long> notSigned, List<Fault> faults) {
        public boolean holds() {
            return faults.isEmpty();
        }
    }

    private sealed interface Result {
        record Verified() implements Result {}

        record NotSigned(String why) implements Result {}

        record Wrong(String why) implements Result {}
    }

    private static final Result VERIFIED = new Result.Verified();
    private final Map<String, Long> notSigned = new TreeMap<>();

    private final Set<String> known;

    private VerifyEvidence(Sql sql, Providers providers, List<NoticeService> services, Set<String> known) {
        this.sql = sql;
        this.known = Set.copyOf(known);
        this.providers = providers;
        this.doors = providers.doors().stream().collect(Collectors.toMap(CallbackDoor::provider, door -> door));
        this.services = services.stream().collect(Collectors.toMap(NoticeService::name, service -> service));
    }

    public static Answer check(Sql sql, GatewaySettings settings, RetiredKeys retired) {
        GatewaySettings all = retired.addedTo(settings);
        try (var providers = new Providers(all, new Bills(sql), Instant::now)) {
            return new VerifyEvidence(sql, providers, all.bankNotices().services(), all.secretIds()).check();
        }
    }

    private Answer check() {
        pages(EVIDENCE, row -> count(row, row.text("provider") + " " + row.text("source"), evidence(row)));
        pages(REFUND_ANSWERS, row -> count(row, row.text("provider") + " refund " + row.text("asked"), refund(row)));
        return new Answer(List.copyOf(counts.values()), notSigned, faults);
    }

    private interface Each {
        void row(Row row);
    }

    private void pages(String query, Each each) {
        UUID after = BEFORE_ALL;
        List<Row> page;
        do {
            page = sql.list(query, row -> row, after, PAGE);
            for (Row row : page) {
                each.row(row);
                after = row.uuid("id");
            }
        } while (!page.isEmpty());
    }

    private void count(Row row, String kind, Result result) {
        counts.merge(kind, new Count(kind, 0, 0, 0).plus(result), (before, one) -> before.plus(result));
        switch (result) {
            case Result.Verified() -> {}
            case Result.NotSigned(String why) -> notSigned.merge(why, 1L, Long::sum);
            case Result.Wrong(String why) ->
                faults.add(new Fault(row.uuid("id"), kind, row.instant("received_at"), why));
        }
    }

    private Result evidence(Row row) {
        byte[] content = row.bytes("content");
        if (!Arrays.equals(Sha256.of(content), row.bytes("content_hash"))) {
            return new Result.Wrong("the bytes are not those that were hashed when they came");
        }
        String provider = row.text("provider");
        return switch (row.text("source")) {
            case "callback" ->
                doors.containsKey(provider)
                        ? callback(doors.get(provider), row, content)
                        : provider.equals("vietqr")
                                ? new Result.NotSigned("our words for a transfer; the signed notice stands beside them")
                                : notice(provider, row, content);
            case "query" -> {
                var query = providers.queries().get(provider);
                yield query == null
                        ? unknown(provider)
                        : judged(
                                query.reread(keyId(row), content),
                                row,
                                row.text("verdict").startsWith(AskProviders.NOT_BELIEVED));
            }
            case "create" ->
                providers.byName().get(provider) instanceof Provider.Remote remote
                        ? judged(
                                remote.reread(keyId(row), content),
                                row,
                                !row.text("verdict").equals("accepted"))
                        : unknown(provider);
            default -> new Result.NotSigned("a source that nobody signs: " + row.text("source"));
        };
    }

    private static Result unknown(String provider) {
        return new Result.Wrong("there is no contract with " + provider + " in the settings");
    }

    private static String keyId(Row row) {
        String keyId = row.textOrNull("key_id");
        return keyId == null ? "" : keyId;
    }

    /** @param mayBeUnvouched silence, and what nobody vouched for, were kept too: nothing followed from them but a question */
    private Result judged(Reread reread, Row row, boolean mayBeUnvouched) {
        return switch (reread) {
            case Reread.Signed(String orderId) -> sameOrder(orderId, row);
            case Reread.NotSigned(String why) -> new Result.NotSigned(why);
            case Reread.Refused(String why) ->
                mayBeUnvouched
                        ? new Result.NotSigned("no answer, or one that nobody vouched for; it was asked about")
                        : unvouched(row, why);
        };
    }

    private static Result sameOrder(String orderId, Row row) {
        String ours = row.textOrNull("order_id");
        // A provider that does not know an order may not name it.
        return ours == null || orderId.isEmpty() || ours.equals(orderId)
                ? VERIFIED
                : new Result.Wrong("the signed bytes are about order " + orderId + ", the row about " + ours);
    }

    /** A rotated secret that nobody kept is another fault than bytes that nobody signed. */
    private Result unvouched(Row row, String why) {
        String secretId = row.textOrNull("secret_id");
        return new Result.Wrong(
                secretId == null || known.contains(secretId)
                        ? "no key of ours vouches for it: " + why
                        : "it was signed under key " + secretId + " of " + keyId(row)
                                + ", which is neither in the settings nor among providers.retired_keys");
    }

    private <G extends CallbackDoor.Genuine> Result callback(@Nullable CallbackDoor<G> door, Row row, byte[] content) {
        if (door == null) {
            return unknown(row.text("provider"));
        }
        boolean get = door.method().equals("GET");
        var call = new CallbackDoor.Call(
                null,
                get ? new String(content, StandardCharsets.UTF_8) : "",
                get ? new byte[0] : content,
                name -> null);
        return switch (door.read(call)) {
            case CallbackDoor.Reading.Refused<G>(String why, boolean _) -> unvouched(row, why);
            case CallbackDoor.Reading.Believed<G>(G said) -> same(said.notice(), row);
        };
    }

    /** The columns beside the bytes. */
    private static Result same(Notice said, Row row) {
        if (!said.keyId().equals(row.textOrNull("key_id"))) {
            return new Result.Wrong("signed by " + said.keyId() + ", the row says " + row.textOrNull("key_id"));
        }
        String secretId = row.textOrNull("secret_id");
        if (secretId != null && !secretId.equals(said.secretId())) {
            return new Result.Wrong("signed under key " + said.secretId() + ", the row says " + secretId);
        }
        String says = row.textOrNull("says");
        boolean saysSo = says == null || says.equals(said.result().name().toLowerCase(Locale.ROOT));
        Long amountVnd = row.wholeOrNull("amount_vnd");
        boolean amountSo = says == null || (amountVnd == null ? said.amountVnd() < 0 : amountVnd == said.amountVnd());
        return saysSo && amountSo
                ? sameOrder(said.orderId(), row)
                : new Result.Wrong("the signed bytes say " + said.result() + " " + said.amountVnd() + " VND, the row "
                        + says + " " + amountVnd);
    }

    private Result notice(String name, Row row, byte[] content) {
        NoticeService service = services.get(name);
        if (service == null) {
            return unknown(name);
        }
        // As it was kept: the headers that its signature needs, an empty line, the body.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int end = text.startsWith("\n") ? 0 : text.indexOf("\n\n") + 1;
        Map<String, String> headers = new HashMap<>();
        for (String line : text.substring(0, end).split("\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        boolean plainKey = headers.isEmpty() && name.equals("sepay");
        if (plainKey) {
            return new Result.NotSigned("a plain key came with it, which signs nothing");
        }
        var call = new NoticeService.Call(headers::get, Arrays.copyOfRange(content, end + 1, content.length));
        for (NoticeService.Endpoint endpoint : service.endpoints()) {
            if (!(service.read(endpoint.name(), call, row.instant("received_at"))
                    instanceof NoticeService.Reading.Refused)) {
                return VERIFIED;
            }
        }
        return new Result.Wrong("no key of ours vouches for it");
    }

    private Result refund(Row row) {
        var port = providers.refunds().get(row.text("provider"));
        if (port == null) {
            return unknown(row.text("provider"));
        }
        boolean ordered = row.text("asked").equals("order");
        return judged(
                port.reread(keyId(row), ordered, row.bytes("content")),
                row,
                row.text("verdict").equals("unknown"));
    }
}
