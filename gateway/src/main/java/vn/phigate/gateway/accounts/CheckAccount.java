package vn.phigate.gateway.accounts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.RateLimit;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;

/**
 * "Is this account the city's?", for whoever holds a notice or a QR code and is about to pay. Knows only what was approved and has begun: a
 * draft somebody proposes must never look genuine.
 */
public final class CheckAccount {
    private static final int MOST_PER_WINDOW = 150;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** One row for every number, known or not: the answer no takes the same way, and the same time, as the answer yes. */
    private static final String FIND = """
            select f.in_force, f.until, f.name, f.code
            from (values (cast(? as text), cast(? as text), cast(? as timestamptz))) as asked (bin, number, at)
            left join lateral (
                select c.status = 'active' and c.valid @> asked.at and not exists (
                           select from gateway.succession_link l where (l.former_account = c.id or l.former_agency = c.agency_id)
                               and l.valid @> asked.at and upper_inf(l.recorded)) as in_force, upper(c.valid) as until, a.name,
                       (select d.code from gateway.agency_code d where d.agency_id = a.id order by d.valid desc limit 1) as code
                from gateway.collection_account c join gateway.agency a on a.id = c.agency_id
                where c.number = asked.number and c.bank_bin = asked.bin
                  and c.status in ('active', 'superseded', 'closed') and lower(c.valid) <= asked.at
                order by 1 desc, lower(c.valid) desc limit 1) f on true
            """;

    private final Db db;
    private final InstantSource clock;
    private final RateLimit limit = new RateLimit(MOST_PER_WINDOW, WINDOW, InstantSource.system());

    public CheckAccount(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** An account of the city. @param until end of its validity; null when it was closed without one, or is in force without a known end */
    public record Ours(
            boolean inForce,
            String agency,
            String agencyName,
            @Nullable Instant until) {}

    /** The account named by the parameters {@code bin} and {@code number}. @throws vn.phigate.gateway.platform.http.Refusal 429 for a network that asks too often */
    public Optional<Ours> find(Request request) {
        if (request.callerIfKnown().isEmpty()) {
            limit.admit(RateLimit.network(request));
        }
        return find(db, bin(request), number(request), clock.instant());
    }

    Reply answer(Request request) {
        Optional<Ours> found = find(request);
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("ours", found.isPresent());
        found.ifPresent(ours -> {
            if (!ours.inForce()) {
                body.put("superseded", true);
            }
            body.put("agency", ours.agency());
            body.put("agency_name", ours.agencyName());
            body.put("valid_until", ours.until());
        });
        return Reply.ok(body);
    }

    private static Optional<Ours> find(Sql sql, String bin, String number, Instant at) {
        return sql.get(FIND, bin, number, at)
                .filter(row -> row.textOrNull("code") != null)
                .map(row ->
                        new Ours(row.flag("in_force"), row.text("code"), row.text("name"), row.instantOrNull("until")));
    }

    private static String bin(Request request) {
        String bin = request.requiredQuery("bin");
        if (!bin.matches("[0-9]{6}")) {
            throw HttpProblem.field(
                    "bin",
                    bin,
                    "cần 6 chữ số của mã ngân hàng (NAPAS).",
                    "six digits of the bank's NAPAS number are needed.");
        }
        return bin;
    }

    /** People copy numbers in groups, as they are printed. */
    private static String number(Request request) {
        String given = request.requiredQuery("number");
        String number = given.replaceAll("[ .-]", "").toUpperCase(Locale.ROOT);
        if (!number.matches("[0-9A-Z]{4,19}")) {
            throw HttpProblem.field(
                    "number", given, "cần 4 đến 19 chữ số hoặc chữ cái.", "4 to 19 digits or letters are needed.");
        }
        return number;
    }
}
