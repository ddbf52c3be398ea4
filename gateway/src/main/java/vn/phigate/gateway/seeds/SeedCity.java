package vn.phigate.gateway.seeds;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.agencies.Agency;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Procedure;
import vn.phigate.gateway.procedures.Procedures;
import vn.phigate.gateway.succession.ImportMergers;
import vn.phigate.gateway.succession.MergerReport;
import vn.phigate.gateway.succession.Successions;

/**
 * The seeded city: its communes and departments, the sample catalogue, and for every agency an approved account since 1 July 2025, the day
 * the communes of 2025 came into being. All in one transaction: a city is there whole, or not at all.
 */
public final class SeedCity {
    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 7, 1);
    private static final LocalDate PRICES_FROM = LocalDate.of(2025, 1, 1);
    private static final String MAKER = "seed-maker";
    private static final String CHECKER = "seed-checker";
    private static final String SAMPLE_REASON = "Dữ liệu mẫu của môi trường thử nghiệm";
    /** VPBank (as the city ordered on 21 July 2025), Vietcombank, BIDV. */
    private static final List<String> BINS = List.of("970432", "970436", "970418");
    /** The charge of this invented procedure goes to one account for the whole city. */
    private static final String SPLIT_PROCEDURE = "9.000002";

    /** Resolutions of the National Assembly's Standing Committee of 16 June 2025 on the communes of each city. */
    private static final Map<String, String> LEGAL_ACTS = Map.of(
            "01", "Nghị quyết số 1656/NQ-UBTVQH15 ngày 16/6/2025",
            "31", "Nghị quyết số 1669/NQ-UBTVQH15 ngày 16/6/2025",
            "79", "Nghị quyết số 1685/NQ-UBTVQH15 ngày 16/6/2025");

    private static final String EMPTY = "select not exists (select from gateway.agency) as empty";

    private final Db db;
    private final Path seeds;
    private final List<String> bins;
    private final Consumer<String> progress;
    private final Agencies agencies;
    private final Accounts accounts;
    private final Procedures procedures;
    private final ImportMergers mergers;

    /** @param seeds the folder config/seeds */
    public SeedCity(Db db, Path seeds, Consumer<String> progress) {
        this(db, seeds, BINS, progress);
    }

    /** @param bins of the banks where accounts are kept, each as often as it is to be had */
    public SeedCity(Db db, Path seeds, List<String> bins, Consumer<String> progress) {
        this.db = db;
        this.seeds = seeds;
        this.bins = List.copyOf(bins);
        this.progress = progress;
        // The seeded decisions were taken on the first day, so that any later day of the sandbox clock knows them.
        InstantSource firstDay = InstantSource.fixed(BusinessDay.startOf(FIRST_DAY));
        Audit audit = new Audit(firstDay);
        this.agencies = new Agencies(audit, firstDay);
        this.accounts = new Accounts(agencies, RegistryRules.SANDBOX, audit, firstDay);
        this.procedures = new Procedures(audit);
        this.mergers = new ImportMergers(agencies, accounts, new Successions(agencies, accounts, audit, firstDay));
    }

    /** Seeds an empty database; does nothing when there is an agency already. @param province code, e.g. 01 */
    public void runIfEmpty(String province) {
        if (!db.get(EMPTY).orElseThrow().flag("empty")) {
            return;
        }
        db.inTransactionDo(tx -> {
            progress.accept("Nạp danh mục thủ tục mẫu / Seeding the sample catalogue …");
            seedProcedures(tx, "procedures.csv");
            seedProcedures(tx, "sample-procedures.csv");
            List<Agency> all = new ArrayList<>();
            for (NamedCsvRecord row : read("communes.csv")) {
                if (row.getField("province_code").equals(province)) {
                    all.add(agency(
                            tx,
                            row.getField("commune_code"),
                            "commune",
                            row.getField("name"),
                            row.getField("name_en"),
                            false));
                }
            }
            for (NamedCsvRecord row : read("departments.csv")) {
                if (row.getField("province_code").equals(province)) {
                    all.add(agency(
                            tx,
                            row.getField("code"),
                            row.getField("kind"),
                            row.getField("name"),
                            row.getField("name_en"),
                            true));
                }
            }
            progress.accept("Nạp " + all.size() + " cơ quan và tài khoản thu / Seeding " + all.size()
                    + " agencies and accounts …");
            UUID sharedAccount = account(
                    tx,
                    shared(all),
                    bins.getFirst(),
                    "1900990000126",
                    holder(shared(all).name()) + " LE PHI MAU");
            for (int i = 0; i < all.size(); i++) {
                Agency agency = all.get(i);
                UUID own =
                        account(tx, agency, bins.get(i % bins.size()), number(agency.code(), i), holder(agency.name()));
                assign(tx, agency, null, Kind.FEE, own, List.of());
                assign(tx, agency, null, Kind.CHARGE, own, List.of());
                assign(tx, agency, SPLIT_PROCEDURE, Kind.CHARGE, sharedAccount, consents(agency, shared(all)));
            }
            seedMergers(tx, province);
        });
    }

    /** The former communes of the city, with generated accounts until the day of the merger; a seeds folder may come without them. */
    private void seedMergers(Tx tx, String province) {
        Path file = seeds.resolve("commune-mergers.csv");
        if (!Files.exists(file)) {
            return;
        }
        var order = new ImportMergers.Order(
                file,
                province,
                LEGAL_ACTS.getOrDefault(province, "Luật số 72/2025/QH15"),
                BusinessDay.startOf(FIRST_DAY));
        MergerReport report = mergers.seed(tx, order, MAKER, CHECKER);
        progress.accept("Nạp " + report.taken() + " dòng sáp nhập năm 2025, " + report.formerAgencies()
                + " xã, phường cũ / Seeded " + report.taken() + " mergers of 2025, " + report.formerAgencies()
                + " former communes.");
    }

    /** The department that keeps the shared account. */
    private static Agency shared(List<Agency> all) {
        return all.stream().filter(a -> a.code().equals("S02")).findFirst().orElseGet(all::getLast);
    }

    private Agency agency(Tx tx, String code, String kind, String name, String nameEn, boolean sample) {
        return agencies.create(
                tx, new Agencies.NewAgency(code, kind, name, nameEn, null, null, sample, FIRST_DAY), MAKER);
    }

    private UUID account(Tx tx, Agency agency, String bin, String number, String holder) {
        Instant from = BusinessDay.startOf(FIRST_DAY);
        UUID id = accounts.register(
                        tx,
                        new Accounts.NewAccount(agency.id(), bin, number, holder, from, null, SAMPLE_REASON, true),
                        MAKER)
                .id();
        accounts.submit(tx, id, MAKER);
        accounts.approve(tx, id, Accounts.Acknowledged.ALL, CHECKER);
        return id;
    }

    /** Both agencies' letters to a delegated collection. */
    private static List<Accounts.Consent> consents(Agency agency, Agency collector) {
        return Stream.of(agency, collector)
                .map(Agency::id)
                .distinct()
                .map(id -> new Accounts.Consent(id, SAMPLE_REASON))
                .toList();
    }

    private void assign(
            Tx tx,
            Agency agency,
            @Nullable String procedure,
            Kind kind,
            UUID account,
            List<Accounts.Consent> consents) {
        var proposed = accounts.propose(
                tx,
                new Accounts.NewAssignment(
                        agency.id(),
                        procedure,
                        kind,
                        account,
                        BusinessDay.startOf(FIRST_DAY),
                        null,
                        SAMPLE_REASON,
                        null,
                        consents),
                MAKER);
        accounts.approveAssignment(tx, proposed.id(), CHECKER);
    }

    private void seedProcedures(Tx tx, String file) {
        Map<String, Integer> positions = new HashMap<>();
        for (NamedCsvRecord row : read(file)) {
            String code = row.getField("procedure_code");
            int position = positions.merge(code, 1, Integer::sum);
            if (position == 1) {
                procedures.add(
                        tx,
                        new Procedure(code, row.getField("name"), row.getField("field"), row.getField("level"), true),
                        "config/seeds/" + file,
                        MAKER);
            }
            if (row.getField("kind").isEmpty()) {
                continue;
            }
            String unit = row.getField("unit");
            long item = procedures.addItem(
                    tx,
                    code,
                    Kind.valueOf(row.getField("kind")),
                    position,
                    row.getField("fee_name"),
                    unit.isEmpty() ? null : unit,
                    row.getField("confirmed"),
                    MAKER);
            long counter = Long.parseLong(row.getField("amount_counter_vnd"));
            String basis = row.getField("legal_basis");
            procedures.addPrice(tx, item, Channel.COUNTER, PRICES_FROM, counter, basis, MAKER);
            procedures.addPrice(tx, item, Channel.POST, PRICES_FROM, counter, basis, MAKER);
            procedures.addPrice(
                    tx,
                    item,
                    Channel.ONLINE,
                    PRICES_FROM,
                    Long.parseLong(row.getField("amount_online_vnd")),
                    basis,
                    MAKER);
        }
    }

    /** An invented number that carries the agency's code; 13 digits as VPBank writes them. */
    private static String number(String code, int index) {
        return "1900" + (code.matches("[0-9]{5}") ? code : String.format("9%04d", index)) + "0126";
    }

    /** Banks write holders in capitals without marks. */
    private static String holder(String name) {
        String bare = Normalizer.normalize(name.replace('đ', 'd').replace('Đ', 'D'), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "");
        return (bare.startsWith("So ") || bare.startsWith("Trung tam") ? bare : "UBND " + bare)
                .toUpperCase(Locale.ROOT);
    }

    private List<NamedCsvRecord> read(String file) {
        return SeedFile.read(seeds.resolve(file));
    }
}
