package vn.phigate.gateway.accounts;

import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    /** Whether an account of today differs by one slip from what was asked: the same number at another bank, or one symbol more, less, other or swapped. */
    private static final String LIKE_OURS = """
            select exists (select from gateway.collection_account c
                           where c.status = 'active' and c.valid @> cast(? as timestamptz)
                             and ((c.number = ? and c.bank_bin <> ?) or c.number like any(cast(? as text[])))) as near
            """;

    /** Who collects now what went to a former account. */
    private static final String SUCCESSOR = """
            select n.name from gateway.collection_account c
            join gateway.succession_link l on (l.former_account = c.id or l.former_agency = c.agency_id)
                and l.valid @> cast(? as timestamptz) and upper_inf(l.recorded)
            left join gateway.collection_account s on s.id = l.successor_account
            join gateway.agency n on n.id = coalesce(l.successor_agency, s.agency_id)
            where c.number = ? and c.bank_bin = ? order by l.former_account nulls last limit 1
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

    /** Whether the account named by the request, which is not ours, could be taken for one that is: a slip of the pen, or made to deceive. */
    public boolean looksLikeOurs(Request request) {
        String number = number(request);
        return db.get(
                        LIKE_OURS,
                        clock.instant(),
                        number,
                        bin(request),
                        slips(number).toArray(String[]::new))
                .orElseThrow()
                .flag("near");
    }

    /** The agency that took over what the account named by the request was for; empty when none did. */
    public Optional<String> successor(Request request) {
        return db.get(SUCCESSOR, clock.instant(), number(request), bin(request)).map(row -> row.text("name"));
    }

    /** LIKE patterns of all texts that one slip makes of a number; it has no letters that mean something to LIKE. */
    static Set<String> slips(String number) {
        var slips = new LinkedHashSet<String>();
        for (int i = 0; i <= number.length(); i++) {
            String before = number.substring(0, i);
            slips.add(before + "_" + number.substring(i));
            if (i < number.length()) {
                slips.add(before + "_" + number.substring(i + 1));
                slips.add(before + number.substring(i + 1));
            }
            if (i + 1 < number.length()) {
                slips.add(before + number.charAt(i + 1) + number.charAt(i) + number.substring(i + 2));
            }
        }
        return slips;
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

    /** People copy numbers in groups, as they are printed, and phones paste characters that look like spaces and digits. */
    private static String number(Request request) {
        String given = request.requiredQuery("number");
        String number = Normalizer.normalize(given, Normalizer.Form.NFKC)
                .replaceAll("[\\s\\p{Zs}\\p{Cf}\\p{Pd}._]", "")
                .toUpperCase(Locale.ROOT);
        if (!number.matches("[0-9A-Z]{4,19}")) {
            throw HttpProblem.field(
                    "number", given, "cần 4 đến 19 chữ số hoặc chữ cái.", "4 to 19 digits or letters are needed.");
        }
        return number;
    }
}
