package vn.phigate.gateway.dossiers;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Given;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Json;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.signing.LinkToken;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.PricedItem;
import vn.phigate.gateway.procedures.ProcedureCode;
import vn.phigate.gateway.procedures.Procedures;

/** The door to dossiers and obligations. */
public final class Dossiers {
    private static final int MOST_UNITS = 10_000;
    /** Of a declared value in đồng, or any other quantity of a formula. */
    private static final long MOST_QUANTITY = 999_999_999_999_999L;

    private static final String SELECT = """
            select d.id, d.code, d.procedure_code, p.name as procedure_name, d.agency_id, a.name as agency_name,
                   (select c.code from gateway.agency_code c where c.agency_id = d.agency_id and c.valid @> d.received_on) as agency_code,
                   d.channel, d.received_on, d.pay_by, d.payer_name, d.link_token, k.name as desk_name,
                   (select c.code from gateway.agency_code c where c.agency_id = d.desk_agency_id and c.valid @> d.received_on) as desk_code
            from gateway.dossier d
            join gateway.procedure p on p.code = d.procedure_code
            join gateway.agency a on a.id = d.agency_id
            left join gateway.agency k on k.id = d.desk_agency_id
            """;
    private static final String BY_CODE = SELECT + " where d.code = ?";
    private static final String BY_ID = SELECT + " where d.id = ?";
    private static final String BY_LINK = SELECT + " where d.link_token = ?";
    /** One statement whatever the input, so that a wrong digit and an absent code take the same way. */
    private static final String FOR_CITIZEN = SELECT + """
             where d.compact = ? and (right(d.payer_phone, 4) = ? or d.payer_identity_digits = ?) order by d.created_at desc limit 2
            """;

    private static final String BY_COMPACT = SELECT + " where d.compact = ? order by d.created_at desc limit 2";

    /** +84 912 …, 84912 … and 0912 … are one number. */
    private static final String OF_ONE_PAYER = """
            select count(distinct (lower(payer_name), regexp_replace(payer_phone, '^([+]84|84(?=[0-9]{9}$)|0)', ''))) = 1
                   and bool_and(payer_name is not null and payer_phone is not null) as one
            from gateway.dossier where id = any(?)
            """;

    private static final String OBLIGATIONS = """
            select id, kind, name, quantity, amount_vnd, legal_basis, computation, status
            from gateway.obligation where dossier_id = ? order by position
            """;
    private static final String REQUEST_HASH = "select request_hash from gateway.dossier where code = ?";
    private static final String INSERT = """
            insert into gateway.dossier (id, code, compact, procedure_code, agency_id, channel, received_on, payer_name, payer_phone,
                payer_identity_digits, link_token, request_hash, created_at, created_by, desk_agency_id, pay_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (code) do nothing
            """;
    private static final String INSERT_OBLIGATION = """
            insert into gateway.obligation (id, dossier_id, position, fee_item_id, kind, name, quantity, amount_vnd, legal_basis,
                computation, status)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private final Agencies agencies;
    private final Procedures procedures;
    private final PayeeLookup payees;
    private final InstantSource clock;

    public Dossiers(Agencies agencies, Procedures procedures, PayeeLookup payees, InstantSource clock) {
        this.agencies = agencies;
        this.procedures = procedures;
        this.payees = payees;
        this.clock = clock;
    }

    /** @param isNew false when the same dossier was recorded before */
    public record Recorded(Dossier dossier, boolean isNew) {}

    /** Records a dossier and what it owes; the same again changes nothing, another content under the same code is refused. */
    public Recorded record(Tx tx, NewDossier request, String by) {
        DossierCode code = code(request.code());
        String procedureCode = procedureCode(request.procedure());
        LocalDate day = required("received_on", request.receivedOn());
        Channel channel = required("channel", request.channel());
        Agency agency = agencies.get(tx, Given.line("agency", request.agency(), 35), day);
        procedures.get(tx, procedureCode);
        List<PricedItem> items = procedures.priced(tx, procedureCode, channel, day);
        Map<String, Long> quantities = quantities(request.quantities(), items);
        Set<String> groups = groups(request.payer());
        String deskCode = Given.optionalLine("desk", request.desk(), 35);
        Agency desk = deskCode == null ? null : agencies.get(tx, deskCode, day);
        LocalDate payBy = request.payBy();
        if (payBy != null && payBy.isBefore(day)) {
            throw HttpProblem.field(
                    "pay_by", payBy, "hạn nộp không thể trước ngày nhận.", "nobody pays before the day of receipt.");
        }
        byte[] hash = Sha256.of(Json.canonical(request));
        UUID id = Ids.next(clock.instant());
        NewDossier.Payer payer = request.payer();
        long written = tx.run(
                INSERT,
                id,
                code.text(),
                code.compact(),
                procedureCode,
                agency.id(),
                channel.text(),
                day,
                payer == null ? null : Given.optionalLine("payer.name", payer.name(), 200),
                payer == null ? null : phone(payer.phone()),
                payer == null ? null : lastDigits("payer.identity_number", payer.identityNumber()),
                LinkToken.fresh(),
                hash,
                clock.instant(),
                by,
                desk == null ? null : desk.id(),
                payBy);
        if (written == 0) {
            byte[] before = tx.get(REQUEST_HASH, code.text()).orElseThrow().bytes("request_hash");
            if (!Arrays.equals(before, hash)) {
                throw DossierProblem.DOSSIER_DIFFERS.refusal().with("dossier", code.text());
            }
            return new Recorded(get(tx, code.text()), false);
        }
        int position = 0;
        for (PricedItem item : items) {
            long units = quantities.getOrDefault(item.kind().name(), 1L);
            PricedItem.Charge charge = item.charge(units, quantities, groups);
            tx.run(
                    INSERT_OBLIGATION,
                    Ids.next(clock.instant()),
                    id,
                    (long) position++,
                    item.feeItemId(),
                    item.kind().name(),
                    item.name(),
                    units,
                    charge.amountVnd(),
                    charge.legalBasis(),
                    charge.computation(),
                    charge.amountVnd() == 0 ? "free" : "due");
        }
        return new Recorded(read(tx, tx.get(BY_ID, id).orElseThrow()), true);
    }

    public Optional<Dossier> find(Sql sql, String code) {
        return sql.get(BY_CODE, code).map(row -> read(sql, row));
    }

    public Dossier get(Sql sql, String code) {
        return find(sql, code).orElseThrow(() -> unknown(code));
    }

    /** {@code dossier_unknown}; also for whoever may not know that it is there. */
    public static Refusal unknown(String code) {
        return DossierProblem.DOSSIER_UNKNOWN
                .refusal("Không có hồ sơ mang mã «" + code + "».", "No dossier has the code \"" + code + "\".")
                .with("dossier", code);
    }

    public Dossier byId(Sql sql, UUID id) {
        return read(sql, sql.get(BY_ID, id).orElseThrow());
    }

    /** By the unguessable link on the notice. */
    public Optional<Dossier> byLink(Sql sql, String token) {
        return sql.get(BY_LINK, token).map(row -> read(sql, row));
    }

    /**
     * For a citizen: the code typed any way, and the last four digits of the phone or identity number in the dossier. A wrong code and wrong
     * digits look alike; two dossiers with one compact form are not told apart and so not shown.
     */
    public Optional<Dossier> forCitizen(Sql sql, String typedCode, String digits) {
        List<Row> rows = sql.list(FOR_CITIZEN, row -> row, DossierCode.normalise(typedCode), digits, digits);
        return rows.size() == 1 ? Optional.of(read(sql, rows.getFirst())) : Optional.empty();
    }

    /** For staff: the code typed any way; empty when none has it, or two dossiers share its compact form. */
    public Optional<Dossier> byTypedCode(Sql sql, String typed) {
        List<Row> rows = sql.list(BY_COMPACT, row -> row, DossierCode.normalise(typed));
        return rows.size() == 1 ? Optional.of(read(sql, rows.getFirst())) : Optional.empty();
    }

    /** Whether these were announced with one payer: the same name and the same telephone number, both told. */
    public boolean ofOnePayer(Sql sql, Collection<UUID> ids) {
        return sql.get(OF_ONE_PAYER, (Object) ids.toArray(UUID[]::new))
                .map(row -> row.flag("one"))
                .orElse(false);
    }

    private Dossier read(Sql sql, Row row) {
        Instant now = clock.instant();
        long agencyId = row.whole("agency_id");
        String procedure = row.text("procedure_code");
        List<Obligation> obligations = sql.list(
                OBLIGATIONS,
                o -> {
                    Kind kind = Kind.valueOf(o.text("kind"));
                    long amount = o.whole("amount_vnd");
                    return new Obligation(
                            o.uuid("id"),
                            kind,
                            o.text("name"),
                            o.whole("quantity"),
                            amount,
                            o.text("legal_basis"),
                            o.textOrNull("computation"),
                            o.text("status"),
                            amount == 0
                                    ? null
                                    : payees.find(sql, agencyId, procedure, kind, now)
                                            .orElse(null));
                },
                row.uuid("id"));
        return new Dossier(
                row.uuid("id"),
                row.text("code"),
                procedure,
                row.text("procedure_name"),
                agencyId,
                row.text("agency_code"),
                row.text("agency_name"),
                row.textOrNull("desk_code"),
                row.textOrNull("desk_name"),
                Channel.valueOf(row.text("channel").toUpperCase(Locale.ROOT)),
                row.date("received_on"),
                row.dateOrNull("pay_by"),
                row.textOrNull("payer_name"),
                row.text("link_token"),
                obligations);
    }

    private static DossierCode code(@Nullable String given) {
        String text = Given.line("code", given, 60);
        return DossierCode.parse(text)
                .orElseThrow(
                        () -> HttpProblem.field(
                                "code",
                                text,
                                "cần mã hồ sơ dạng H26.12-250717-0001 (mã đơn vị - ngày nhận - số thứ tự 4 chữ số).",
                                "a dossier code like H26.12-250717-0001 is needed (unit code - day of receipt - four digits)."));
    }

    private static String procedureCode(@Nullable String given) {
        String text = Given.line("procedure", given, 20);
        return ProcedureCode.parse(text)
                .map(code -> code.base().text())
                .orElseThrow(() -> HttpProblem.field(
                        "procedure",
                        text,
                        "cần mã thủ tục dạng 1.001193.",
                        "a procedure code like 1.001193 is needed."));
    }

    /** Units by kind, and what the prices ask for by name; a name that nothing asks for is a mistake that would change what is charged. */
    private static Map<String, Long> quantities(@Nullable Map<String, @Nullable Long> given, List<PricedItem> items) {
        Map<String, Long> checked = new HashMap<>();
        (given == null ? Map.<String, @Nullable Long>of() : given).forEach((name, number) -> {
            boolean units = items.stream().anyMatch(i -> i.kind().name().equals(name));
            if (!units && items.stream().noneMatch(i -> i.price().names().contains(name))) {
                throw HttpProblem.field(
                        "quantities." + name,
                        String.valueOf(number),
                        "thủ tục không có khoản thu hay mức thu nào dùng đại lượng này.",
                        "the procedure has no fee item or price that uses this quantity.");
            }
            long least = units ? 1 : 0;
            long most = units ? MOST_UNITS : MOST_QUANTITY;
            if (number == null || number < least || number > most) {
                throw HttpProblem.field(
                        "quantities." + name,
                        String.valueOf(number),
                        "cần số nguyên từ " + least + " đến " + most + ".",
                        "a whole number from " + least + " to " + most + " is needed.");
            }
            checked.put(name, number);
        });
        return checked;
    }

    /** Codes of payer groups; one that no law here knows has no effect. */
    private static Set<String> groups(NewDossier.@Nullable Payer payer) {
        List<String> given = payer == null || payer.groups() == null ? List.of() : payer.groups();
        return given.stream()
                .filter(Objects::nonNull)
                .map(g -> g.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw HttpProblem.field(field, "", "cần có trường này.", "the field is needed.");
        }
        return value;
    }

    private static @Nullable String phone(@Nullable String phone) {
        String text = Given.optionalLine("payer.phone", phone, 20);
        if (text == null) {
            return null;
        }
        String digits = text.replaceAll("[ .()-]", "");
        if (!digits.matches("\\+?[0-9]{4,15}")) {
            throw HttpProblem.field("payer.phone", text, "cần số điện thoại.", "a telephone number is needed.");
        }
        return digits;
    }

    private static @Nullable String lastDigits(String field, @Nullable String number) {
        String text = Given.optionalLine(field, number, 20);
        if (text == null) {
            return null;
        }
        String digits = text.replaceAll("[^0-9]", "");
        if (digits.length() < 4) {
            throw HttpProblem.field(field, text, "cần ít nhất 4 chữ số.", "at least 4 digits are needed.");
        }
        return digits.substring(digits.length() - 4);
    }
}
