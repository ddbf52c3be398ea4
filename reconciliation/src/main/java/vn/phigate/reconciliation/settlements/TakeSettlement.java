package vn.phigate.reconciliation.settlements;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.settlements.ReadSettlement.Group;
import vn.phigate.reconciliation.settlements.SettlementFile.BatchFinding;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;
import vn.phigate.reconciliation.statements.settlement.SettlementSink;

/**
 * Takes a settlement file in: kept byte for byte, its batches taken each for itself, in one transaction. The same bytes again change nothing; a batch that was
 * not taken for a cause that has gone since (a contract, an account) is then taken.
 *
 * <p>A batch is not taken, with a finding, when the file's own counts, sums or checksum do not hold, when a row cannot be read or is not in whole đồng, when no
 * contract says how its provider pays out, when its account is not ours, or when it came before: under its name, or row by row.
 */
final class TakeSettlement {
    private static final int FEE_FINDINGS_MAX = 100;
    private static final String LOCK =
            "select cast(pg_advisory_xact_lock(hashtextextended('settlements', 8083)) as text) as locked";
    private static final String FIND_FILE = "select id from reconciliation.settlement_file where sha256 = ?";
    private static final String TAKEN = "select position from reconciliation.settlement_batch where file_id = ?";
    private static final String NAMED = """
            select f.filename from reconciliation.settlement_batch b join reconciliation.settlement_file f on f.id = b.file_id
            where b.provider = ? and b.batch_no = ?
            """;
    private static final String KNOWN_ROWS = """
            select r.transaction_id, r.order_id, r.gross_vnd > 0 as paid, b.batch_no
            from reconciliation.settlement_row r join reconciliation.settlement_batch b on b.id = r.batch_id
            where b.provider = ? and (r.transaction_id = any(cast(? as text[])) or r.order_id = any(cast(? as text[])))
            """;
    private static final String INSERT_FILE = """
            insert into reconciliation.settlement_file (id, sha256, filename, content, size_bytes, format, layout, received_at, received_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_BATCH = """
            insert into reconciliation.settlement_batch
                (id, file_id, position, provider, layout, batch_no, named, account_id, account, first_day, last_day, pays, row_count, gross_vnd, fee_vnd, net_vnd,
                 taken_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_ROWS = """
            insert into reconciliation.settlement_row
                (batch_id, position, file_line, transaction_id, order_id, day, gross_vnd, fee_vnd, net_vnd, contract_fee_vnd)
            select ?, u.position, u.line, u.transaction, u.order_id, cast(u.day as date), u.gross, u.fee, u.gross - u.fee, u.contract
            from unnest(cast(? as bigint[]), cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as bigint[]), cast(? as bigint[]),
                        cast(? as bigint[])) with ordinality as u (line, transaction, order_id, day, gross, fee, contract, position)
            """;
    private static final String INSERT_FINDING = """
            insert into reconciliation.settlement_finding
                (file_id, batch_position, file_line, field, value, rule, severity, refuses, text_vi, text_en, found_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict on constraint settlement_finding_once do nothing
            """;

    private final Accounts accounts;
    private final Agencies agencies;
    private final BankWitness bank;
    private final Audit audit;
    private final SettlementFormat reader;
    private final Contracts contracts;
    private final InstantSource clock;

    TakeSettlement(
            Accounts accounts,
            Agencies agencies,
            BankWitness bank,
            Audit audit,
            SettlementFormat reader,
            Contracts contracts,
            InstantSource clock) {
        this.accounts = accounts;
        this.agencies = agencies;
        this.bank = bank;
        this.audit = audit;
        this.reader = reader;
        this.contracts = contracts;
        this.clock = clock;
    }

    /** @param isNew false when the same bytes were taken in before */
    record Taken(UUID fileId, boolean isNew) {}

    /** A row in whole đồng. */
    private record Row(
            SettlementSink.Payment said,
            long grossVnd,
            long feeVnd,
            @Nullable Long contractVnd) {
        /** What makes it the same payment, or the same refund, in another file. */
        String key() {
            return key(said.transaction(), said.order(), grossVnd > 0);
        }

        static String key(@Nullable String transaction, @Nullable String order, boolean paid) {
            return (transaction == null ? "order " + order : "transaction " + transaction) + (paid ? " paid" : " back");
        }
    }

    /** Thrown within: why a batch is not taken. */
    private static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Finding finding;

        NotTaken(Finding finding) {
            super(finding.rule(), null, false, false);
            this.finding = finding;
        }
    }

    Taken run(Tx tx, String filename, byte[] content, String by) {
        ReadSettlement read = ReadSettlement.of(reader, content);
        if (read.format() == null) {
            throw SettlementProblem.NOT_A_SETTLEMENT.refusal();
        }
        if (read.isRejected()) {
            throw unreadable(read);
        }
        tx.get(LOCK);
        String sha256 = Sha256.hex(content);
        Optional<UUID> known = tx.get(FIND_FILE, sha256).map(row -> row.uuid("id"));
        UUID file = known.orElseGet(() -> keep(tx, filename, content, sha256, read, by));
        Set<Integer> taken = new HashSet<>(tx.list(TAKEN, row -> (int) row.whole("position"), file));
        List<BatchFinding> findings = new ArrayList<>(known.isPresent() ? List.of() : read.findings);
        int fresh = 0;
        for (Group group : read.groups) {
            if (!taken.contains(group.position)) {
                fresh += take(tx, file, sha256, read.layoutName(), group, findings) ? 1 : 0;
            }
        }
        findings.forEach(each -> keep(tx, file, each));
        if (known.isEmpty() || fresh > 0) {
            audit.record(
                    tx,
                    by,
                    "import",
                    "settlement_file",
                    file.toString(),
                    null,
                    Map.of("sha256", sha256, "batches", fresh),
                    null);
        }
        return new Taken(file, known.isEmpty());
    }

    private static Refusal unreadable(ReadSettlement read) {
        return SettlementProblem.SETTLEMENT_UNREADABLE
                .refusal()
                .with("format", Objects.requireNonNull(read.format()).name())
                .with(
                        "findings",
                        read.findings.stream()
                                .map(each -> SettlementsApi.view(each.finding()))
                                .toList());
    }

    private UUID keep(Tx tx, String filename, byte[] content, String sha256, ReadSettlement read, String by) {
        UUID id = Ids.next(clock.instant());
        tx.run(
                INSERT_FILE,
                id,
                sha256,
                filename,
                content,
                (long) content.length,
                Objects.requireNonNull(read.format()).name(),
                read.layoutName(),
                clock.instant(),
                by);
        return id;
    }

    private boolean take(Tx tx, UUID file, String sha256, String layout, Group group, List<BatchFinding> findings) {
        try {
            List<Finding> remarks = take(tx, file, sha256, layout, group);
            remarks.forEach(each -> findings.add(new BatchFinding(group.position, each, false)));
            return true;
        } catch (NotTaken why) {
            findings.add(new BatchFinding(group.position, why.finding, true));
            return false;
        }
    }

    /** @return what a person should know of the batch that was taken */
    private List<Finding> take(Tx tx, UUID file, String sha256, String layout, Group group) throws NotTaken {
        String currency = group.header.currency();
        if (currency != null && !currency.equals("VND")) {
            throw refused(
                    "currency",
                    currency,
                    "currency_not_vnd",
                    "ghi bằng " + currency + ", không phải đồng",
                    "is in " + currency + ", not in đồng");
        } else if (group.unproven) {
            throw refused(
                    "",
                    "",
                    "batch_unproven",
                    "có tổng, mã kiểm tra hoặc dòng không khớp (xem các phát hiện khác); hãy lấy tệp đúng",
                    "has sums, a checksum or rows that do not hold (see the other findings); fetch the right file");
        } else if (group.payments.isEmpty()) {
            throw refused("", "", "batch_empty", "không có dòng nào", "has no rows");
        }
        String provider = contracts
                .providerOf(layout)
                .orElseThrow(() -> refused(
                        "layout",
                        layout,
                        "contract_missing",
                        "không thuộc hợp đồng nào trong config/contracts.yaml",
                        "is of no contract in config/contracts.yaml"));
        CollectionAccount account = account(tx, provider, group);
        LocalDate lastDay = day(group);
        String agency =
                account == null ? null : agencies.byId(tx, account.agencyId()).code();
        Contract contract = contracts
                .of(provider, agency, lastDay)
                .orElseThrow(() -> refused(
                        "day",
                        lastDay.toString(),
                        "contract_missing",
                        "không có hợp đồng với " + provider + " cho ngày " + lastDay,
                        "has no contract with " + provider + " for " + lastDay));
        List<Row> rows = rows(group, provider, agency, lastDay);
        String name = group.name == null
                ? provider.toUpperCase(Locale.ROOT) + "-" + sha256.substring(0, 12) + "-" + group.position
                : group.name;
        List<Finding> remarks = new ArrayList<>();
        if (group.name != null) {
            Optional<String> before = tx.get(NAMED, provider, name).map(row -> row.text("filename"));
            if (before.isPresent()) {
                throw refused(
                        "settlement",
                        name,
                        "batch_known",
                        "mã " + name + " đã có trong tệp «" + before.get()
                                + "» với nội dung khác; hỏi lại bên thanh toán",
                        "has the name " + name + " of a batch in \"" + before.get()
                                + "\" with other content; ask the provider");
            }
        }
        remarks.addAll(knownRows(tx, provider, rows));
        remarks.addAll(feesThatDiffer(rows, contract));
        insert(tx, file, group, provider, layout, name, account, lastDay, contract, rows);
        return remarks;
    }

    /** Named by the file; else that of all its orders that are known, when it is one. */
    private @Nullable CollectionAccount account(Tx tx, String provider, Group group) throws NotTaken {
        String named = group.header.account();
        if (!named.isBlank()) {
            List<CollectionAccount> found = accounts.withNumber(tx, named.strip());
            if (found.size() != 1) {
                throw refused(
                        "account",
                        named,
                        "account_unknown",
                        "trả vào tài khoản «" + named + "», không phải một tài khoản thu đã đăng ký",
                        "pays to account \"" + named + "\", which is not one registered collection account");
            }
            return found.getFirst();
        }
        UUID one = accountOfOrders(
                tx, bank, provider, group.payments, SettlementSink.Payment::order, SettlementSink.Payment::transaction);
        return one == null ? null : accounts.get(tx, one);
    }

    /** Null when none of the orders is known, or they are of several accounts. */
    static <T> @Nullable UUID accountOfOrders(
            Sql sql,
            BankWitness bank,
            String provider,
            List<T> rows,
            Function<T, @Nullable String> order,
            Function<T, @Nullable String> transaction) {
        Set<UUID> found = bank
                .orders(
                        sql,
                        provider,
                        rows.stream().map(order).filter(Objects::nonNull).toList(),
                        rows.stream().map(transaction).filter(Objects::nonNull).toList())
                .stream()
                .map(BankWitness.ProviderOrder::account)
                .collect(Collectors.toSet());
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private LocalDate day(Group group) {
        LocalDate last = group.lastDay();
        String stated = group.header.sequence();
        if (last == null && stated != null) {
            for (DateTimeFormatter each : List.of(DateTimeFormatter.BASIC_ISO_DATE, DateTimeFormatter.ISO_LOCAL_DATE)) {
                try {
                    return LocalDate.parse(stated, each);
                } catch (DateTimeException another) {
                    continue;
                }
            }
        }
        return last == null ? BusinessDay.of(clock.instant()) : last;
    }

    private List<Row> rows(Group group, String provider, @Nullable String agency, LocalDate lastDay) throws NotTaken {
        List<Row> rows = new ArrayList<>(group.payments.size());
        for (SettlementSink.Payment said : group.payments) {
            Long gross = ReadSettlement.vnd(said.gross());
            Long net = ReadSettlement.vnd(
                    said.net() != null
                            ? said.net()
                            : said.gross().subtract(said.fee().abs()));
            if (gross == null || net == null || gross == 0 || said.refund().signum() != 0) {
                throw refused(
                        "gross",
                        said.gross().toPlainString(),
                        "amount_unusable",
                        "có dòng " + said.line()
                                + " không phải số đồng nguyên khác 0 (hoàn trả phải ở dòng riêng, số âm)",
                        "has in line " + said.line()
                                + " no whole đồng other than 0 (refunds need rows of their own, below 0)");
            } else if (said.order() == null && said.transaction() == null) {
                throw refused(
                        "order",
                        "",
                        "row_unnamed",
                        "có dòng " + said.line() + " không ghi mã giao dịch lẫn mã tham chiếu",
                        "names in line " + said.line() + " neither a transaction nor an order");
            }
            LocalDate day = said.day() == null ? lastDay : said.day();
            Long contractVnd = contracts
                    .of(provider, agency, day)
                    .map(each -> each.fee().of(gross))
                    .orElse(null);
            rows.add(new Row(said, gross, gross - net, contractVnd));
        }
        return rows;
    }

    /** All of it again under another cover is not taken; one row of it again is looked into once the money is matched. */
    private static List<Finding> knownRows(Tx tx, String provider, List<Row> rows) throws NotTaken {
        var known = new HashSet<String>();
        tx.list(
                        KNOWN_ROWS,
                        row -> Row.key(row.textOrNull("transaction_id"), row.textOrNull("order_id"), row.flag("paid")),
                        provider,
                        rows.stream()
                                .map(row -> row.said.transaction())
                                .filter(Objects::nonNull)
                                .toArray(String[]::new),
                        rows.stream()
                                .map(row -> row.said.order())
                                .filter(Objects::nonNull)
                                .toArray(String[]::new))
                .forEach(known::add);
        List<Row> again = rows.stream().filter(row -> known.contains(row.key())).toList();
        if (again.size() == rows.size()) {
            throw refused(
                    "order",
                    again.getFirst().key(),
                    "rows_known",
                    "gồm toàn dòng đã có trong đợt khác",
                    "consists of rows that another batch has already");
        }
        return again.stream()
                .limit(FEE_FINDINGS_MAX)
                .map(row -> Finding.flag(
                        row.said.line(),
                        "order",
                        row.key(),
                        "row_known",
                        "Dòng " + row.said.line() + " đã có trong một đợt trước.",
                        "Line " + row.said.line() + " is in an earlier batch already."))
                .toList();
    }

    private static List<Finding> feesThatDiffer(List<Row> rows, Contract contract) {
        return rows.stream()
                .filter(row -> row.contractVnd != null && row.contractVnd != row.feeVnd)
                .limit(FEE_FINDINGS_MAX)
                .map(row -> Finding.flag(
                        row.said.line(),
                        "fee",
                        Long.toString(row.feeVnd),
                        "fee_differs",
                        "Dòng " + row.said.line() + ": phí " + row.feeVnd + " đồng, theo " + contract.name() + " là "
                                + row.contractVnd + " đồng.",
                        "Line " + row.said.line() + ": the fee is " + row.feeVnd + " đồng, by " + contract.name()
                                + " it is " + row.contractVnd + " đồng."))
                .toList();
    }

    private void insert(
            Tx tx,
            UUID file,
            Group group,
            String provider,
            String layout,
            String name,
            @Nullable CollectionAccount account,
            LocalDate lastDay,
            Contract contract,
            List<Row> rows) {
        Instant now = clock.instant();
        UUID id = Ids.next(now);
        long grossVnd = rows.stream().mapToLong(Row::grossVnd).reduce(0, Math::addExact);
        long feeVnd = rows.stream().mapToLong(Row::feeVnd).reduce(0, Math::addExact);
        LocalDate firstDay = group.payments.stream()
                .map(SettlementSink.Payment::day)
                .filter(Objects::nonNull)
                .min(LocalDate::compareTo)
                .orElse(lastDay);
        tx.run(
                INSERT_BATCH,
                id,
                file,
                (long) group.position,
                provider,
                layout,
                name,
                group.name != null,
                account == null ? null : account.id(),
                account == null ? null : account.key(),
                firstDay,
                lastDay,
                contract.net() ? "net" : "gross",
                (long) rows.size(),
                grossVnd,
                feeVnd,
                grossVnd - feeVnd,
                now);
        tx.run(
                INSERT_ROWS,
                id,
                numbers(rows, row -> row.said.line()),
                texts(rows, row -> row.said.transaction()),
                texts(rows, row -> row.said.order()),
                texts(
                        rows,
                        row -> row.said.day() == null ? null : row.said.day().toString()),
                numbers(rows, Row::grossVnd),
                numbers(rows, Row::feeVnd),
                numbers(rows, Row::contractVnd));
    }

    private static @Nullable String[] texts(List<Row> rows, Function<Row, @Nullable String> of) {
        return rows.stream().map(of).toArray(String[]::new);
    }

    private static @Nullable Long[] numbers(List<Row> rows, Function<Row, @Nullable Long> of) {
        return rows.stream().map(of).toArray(Long[]::new);
    }

    private void keep(Tx tx, UUID file, BatchFinding each) {
        Finding finding = each.finding();
        tx.run(
                INSERT_FINDING,
                file,
                each.batch() == 0 ? null : (long) each.batch(),
                finding.line(),
                finding.field(),
                finding.value(),
                finding.rule(),
                finding.severity().name().toLowerCase(Locale.ROOT),
                each.refuses(),
                finding.text(),
                finding.textEn(),
                clock.instant());
    }

    private static NotTaken refused(String field, String value, String rule, String vi, String en) {
        return new NotTaken(Finding.flag(
                0,
                field,
                value,
                rule,
                "Đợt quyết toán " + vi + ". Chưa nhận đợt này.",
                "The settlement batch " + en + ". It is not taken."));
    }
}
