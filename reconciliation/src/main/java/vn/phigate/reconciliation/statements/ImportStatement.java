package vn.phigate.reconciliation.statements;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.gateway.platform.time.BusinessDay;
import vn.phigate.gateway.platform.time.Ids;
import vn.phigate.reconciliation.statements.StatementFile.StoredFinding;

/**
 * Takes a file in: kept byte for byte, its statements booked each for itself, in one transaction. The file is read twice, first judged, then
 * written, so that its length needs no memory. The same bytes again book nothing twice; a statement that was refused for a cause that has
 * gone since (an account registered meanwhile) is then taken.
 *
 * <p>A statement is not booked, with a finding, when its account is unknown or at another bank, its money is not đồng, its days are all booked or
 * closed already, lie in the future or are not named, when an entry could not be read, or when its own balances do not prove it complete. Balances
 * derived from a single one, as of a day with one line, prove nothing by themselves: they must join a neighbour in the books; the first statement of
 * an account, which has none, is taken with its finding. What is
 * booked takes its days for good, so that only a file that can be closed may: the right file comes later under its own bytes. Of a statement that covers
 * booked days too, only the others are booked ({@link KnownDays}). A statement that adds up and does not continue the one before is booked and
 * marked: another file between them may be missing.
 */
final class ImportStatement {
    private static final String LOCK_FILE =
            "select cast(pg_advisory_xact_lock(hashtextextended(?, 8082)) as text) as locked";
    private static final String FIND_FILE = "select id from reconciliation.statement_file where sha256 = ?";
    private static final String INSERT_FILE = """
            insert into reconciliation.statement_file (id, sha256, filename, content, size_bytes, format, verdict, received_at, received_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String BOOKED_POSITIONS = "select position from reconciliation.statement where file_id = ?";
    private static final String INSERT_STATEMENT = """
            insert into reconciliation.statement
                (id, file_id, position, part, account_id, bank_bin, account_number, bank_statement_id, bank_sequence, currency, from_day, to_day,
                 opening_vnd, closing_vnd, credit_total_vnd, debit_total_vnd, line_count, booked_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'VND', ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_REFUSED = """
            insert into reconciliation.statement_refused
                (file_id, position, account_id, account, currency, bank_statement_id, bank_sequence, from_day, to_day, opening_vnd, closing_vnd,
                 credit_total_vnd, debit_total_vnd, line_count, set_aside, agrees, refused_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict on constraint statement_refused_once do nothing
            """;
    private static final String INSERT_FINDING = """
            insert into reconciliation.finding
                (file_id, statement_position, file_line, field, value, rule, severity, refuses, text_vi, text_en, found_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict on constraint finding_once do nothing
            """;

    private final Accounts accounts;
    private final BankWitness bank;
    private final Audit audit;
    private final StatementReaders readers;
    private final Statements.ClosedDays closedDays;
    private final InstantSource clock;

    ImportStatement(
            Accounts accounts,
            BankWitness bank,
            Audit audit,
            StatementReaders readers,
            Statements.ClosedDays closedDays,
            InstantSource clock) {
        this.accounts = accounts;
        this.bank = bank;
        this.audit = audit;
        this.readers = readers;
        this.closedDays = closedDays;
        this.clock = clock;
    }

    /** @param isNew false when the same bytes were taken in before */
    record Taken(UUID fileId, boolean isNew) {}

    Taken run(Tx tx, String filename, byte[] content, String by) {
        FileSurvey survey = FileSurvey.of(readers, content);
        refuseUnlessStatement(survey);
        String sha256 = Sha256.hex(content);
        tx.get(LOCK_FILE, sha256);
        Optional<UUID> known = tx.get(FIND_FILE, sha256).map(row -> row.uuid("id"));
        UUID file = known.orElseGet(() -> keep(tx, filename, content, sha256, survey, by));
        Set<Integer> booked = new HashSet<>(tx.list(BOOKED_POSITIONS, row -> (int) row.whole("position"), file));
        List<StoredFinding> findings = new ArrayList<>(known.isPresent() ? List.of() : survey.findings);
        Map<Integer, List<LineWriter.Accepted>> accepted = new HashMap<>();
        Map<Integer, CollectionAccount> refused = new HashMap<>();
        for (Placed placed : place(tx, survey, booked, findings)) {
            List<LineWriter.Accepted> parts = accept(tx, file, placed, content, findings);
            if (!parts.isEmpty()) {
                accepted.put(placed.statement.position, parts);
            } else {
                refused.put(placed.statement.position, placed.account);
            }
        }
        for (SurveyedStatement statement : survey.statements) {
            if (!booked.contains(statement.position) && !accepted.containsKey(statement.position)) {
                keepRefused(tx, file, statement, refused.get(statement.position));
            }
        }
        if (!accepted.isEmpty()) {
            LineWriter.write(tx, bank, readers, content, accepted, clock.instant());
        }
        findings.forEach(finding -> keep(tx, file, finding));
        if (known.isEmpty() || !accepted.isEmpty()) {
            audit.record(
                    tx,
                    by,
                    "import",
                    "statement_file",
                    file.toString(),
                    null,
                    Map.of("sha256", sha256, "statements", accepted.size()),
                    null);
        }
        return new Taken(file, known.isEmpty());
    }

    private static void refuseUnlessStatement(FileSurvey survey) {
        String format = survey.format().name();
        boolean notice = format.startsWith("camt.054") || format.startsWith("camt.052") || format.equals("MT942");
        if (notice || (survey.verdict() != Verdict.REJECT && !survey.format().bookable())) {
            throw with(survey, StatementProblem.NOT_A_STATEMENT.refusal());
        }
        if (survey.verdict() == Verdict.REJECT) {
            throw with(survey, StatementProblem.STATEMENT_UNREADABLE.refusal());
        }
    }

    private static Refusal with(FileSurvey survey, Refusal refusal) {
        return refusal.with("format", survey.format().name())
                .with(
                        "findings",
                        survey.findings.stream()
                                .map(f -> StatementsApi.view(f.finding()))
                                .toList());
    }

    private UUID keep(Tx tx, String filename, byte[] content, String sha256, FileSurvey survey, String by) {
        UUID id = Ids.next(clock.instant());
        tx.run(
                INSERT_FILE,
                id,
                sha256,
                filename,
                content,
                (long) content.length,
                survey.format().name(),
                survey.verdict().code(),
                clock.instant(),
                by);
        return id;
    }

    private record Placed(SurveyedStatement statement, CollectionAccount account, LocalDate fromDay, LocalDate toDay) {}

    /** Finds each statement's account, and locks the accounts in one order: a run or a close of the same account waits, and none waits in a ring. */
    private List<Placed> place(Tx tx, FileSurvey survey, Set<Integer> booked, List<StoredFinding> findings) {
        var placed = new ArrayList<Placed>();
        for (SurveyedStatement statement : survey.statements) {
            if (booked.contains(statement.position)) {
                continue;
            }
            LocalDate from = statement.fromDay();
            LocalDate to = statement.toDay();
            if (statement.isForeign()) {
                String currency = String.valueOf(statement.header.currency());
                findings.add(refusal(
                        statement,
                        "currency",
                        currency,
                        "currency_not_vnd",
                        "bằng " + currency + "; tài khoản thu chỉ nhận đồng.",
                        "is in " + currency + "; a collection account takes đồng only."));
            } else if (from == null || to == null) {
                findings.add(refusal(
                        statement, "day", "", "day_missing", "không có ngày nào dùng được.", "has no usable day."));
            } else if (!statement.withinRange()) {
                findings.add(refusal(
                        statement,
                        "amount",
                        "",
                        "amount_out_of_range",
                        "có tổng tiền vượt mọi giới hạn.",
                        "has totals beyond any limit."));
            } else if (to.isAfter(BusinessDay.of(clock.instant()))) {
                findings.add(refusal(
                        statement,
                        "day",
                        to.toString(),
                        "day_in_future",
                        "có ngày " + to + ", chưa tới. Kiểm tra lại ngày trong tệp.",
                        "has day " + to + ", which has not come yet. Check the days in the file."));
            } else {
                account(tx, statement, from, to, findings)
                        .ifPresent(account -> placed.add(new Placed(statement, account, from, to)));
            }
        }
        placed.sort(Comparator.comparing((Placed p) -> p.account.id())
                .thenComparing(Placed::fromDay)
                .thenComparing(p -> p.statement.position));
        placed.stream().map(p -> p.account.id()).distinct().forEach(account -> Statements.lock(tx, account));
        return placed;
    }

    private Optional<CollectionAccount> account(
            Tx tx, SurveyedStatement statement, LocalDate from, LocalDate to, List<StoredFinding> findings) {
        String named = statement.header.account();
        String bin = statement.header.bankBin();
        List<CollectionAccount> numbered = numberForms(named).stream()
                .map(number -> accounts.withNumber(tx, number))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
        List<CollectionAccount> candidates = numbered.stream()
                .filter(account -> bin == null || account.bin().equals(bin))
                .toList();
        if (bin != null && candidates.isEmpty() && !numbered.isEmpty()) {
            String registered =
                    numbered.stream().map(CollectionAccount::bin).distinct().collect(Collectors.joining(", "));
            findings.add(refusal(
                    statement,
                    "bank",
                    bin,
                    "bank_differs",
                    "của ngân hàng " + bin + ", còn tài khoản «" + named + "» đã đăng ký ở ngân hàng " + registered
                            + ". Kiểm tra đúng tệp, đúng tài khoản.",
                    "is of bank " + bin + ", but account \"" + named + "\" is registered at bank " + registered
                            + ". Check that file and account belong together."));
            return Optional.empty();
        }
        if (candidates.size() > 1) {
            // A number that passed from one holder to another: the one that had it in the days of the statement.
            Instant first = BusinessDay.startOf(from);
            Instant end = BusinessDay.startOf(to.plusDays(1));
            List<CollectionAccount> then = candidates.stream()
                    .filter(a -> a.validFrom().isBefore(end)
                            && (a.validUntil() == null || a.validUntil().isAfter(first)))
                    .toList();
            candidates = then.isEmpty() ? candidates : then;
        }
        if (candidates.size() == 1) {
            return Optional.of(candidates.getFirst());
        }
        findings.add(
                candidates.isEmpty()
                        ? refusal(
                                statement,
                                "account",
                                named,
                                "account_unknown",
                                "của tài khoản «" + named
                                        + "», không phải tài khoản thu đã đăng ký. Đăng ký tài khoản rồi nộp lại tệp.",
                                "is of account \"" + named
                                        + "\", which is no registered collection account. Register it, then send the file again.")
                        : refusal(
                                statement,
                                "account",
                                named,
                                "account_ambiguous",
                                "của số tài khoản «" + named
                                        + "» có ở nhiều ngân hàng đã đăng ký; tệp không nói là ngân hàng nào.",
                                "is of account number \"" + named
                                        + "\", registered at several banks; the file does not say which."));
        return Optional.empty();
    }

    /** The account as written, then without what MT940 sets around it in :25:, the bank before a slash and the currency behind the number. */
    private static List<String> numberForms(String named) {
        String whole = named.replaceAll("[\\s.-]", "").toUpperCase(Locale.ROOT);
        String behindBank = whole.substring(whole.lastIndexOf('/') + 1);
        String bare = behindBank.endsWith("VND") ? behindBank.substring(0, behindBank.length() - 3) : behindBank;
        return Stream.of(whole, behindBank, bare)
                .filter(number -> !number.isEmpty())
                .distinct()
                .toList();
    }

    /** Books the head of a statement, of those of its days that are new; none when it is refused, or nothing in it is new. */
    private List<LineWriter.Accepted> accept(
            Tx tx, UUID file, Placed placed, byte[] content, List<StoredFinding> findings) {
        SurveyedStatement statement = placed.statement;
        UUID account = placed.account.id();
        List<KnownDays.Booked> known = KnownDays.overlapping(tx, account, placed.fromDay, placed.toDay);
        if (known.isEmpty() && isClosed(tx, placed, placed.fromDay, findings)) {
            return List.of();
        }
        Long opening = statement.openingVnd();
        Long closing = statement.closingVnd();
        if (opening == null
                || closing == null
                || Boolean.FALSE.equals(statement.agrees())
                || statement.asideInAll() > 0) {
            findings.add(unproven(statement, opening, closing));
            return List.of();
        }
        KnownDays.Fresh whole = new KnownDays.Fresh(
                placed.fromDay,
                placed.toDay,
                opening,
                closing,
                statement.creditTotalVnd(),
                statement.debitTotalVnd(),
                statement.lines());
        if (known.isEmpty() && statement.agrees() == null && !Continuity.joins(tx, account, whole)) {
            findings.add(unjoined(statement, opening, closing));
            return List.of();
        }
        List<KnownDays.Fresh> fresh = List.of(whole);
        if (!known.isEmpty()) {
            if (known.stream().anyMatch(days -> days.file().equals(file))) {
                // Two of one file about one day: the lines of the first are not written yet.
                findings.add(alreadyBooked(placed, known, "", ""));
                return List.of();
            }
            KnownDays.Compared compared =
                    KnownDays.compare(tx, readers, content, statement, account, placed.fromDay, placed.toDay, known);
            findings.addAll(compared.findings());
            fresh = compared.fresh() == null ? List.of() : compared.fresh();
            if (fresh.isEmpty()) {
                boolean same = compared.fresh() != null;
                if (!same) {
                    // What differs from a day that is closed is a correction's to tell.
                    isClosed(tx, placed, placed.fromDay, findings);
                }
                findings.add(alreadyBooked(
                        placed,
                        known,
                        same ? "Mọi dòng đều đã có trong sổ. " : "Có dòng khác với sổ; xem các dòng đã nêu. ",
                        same
                                ? "All its lines are in the books. "
                                : "Some lines differ from the books; they are named. "));
                return List.of();
            }
            for (KnownDays.Fresh days : fresh) {
                if (isClosed(tx, placed, days.from(), findings)) {
                    return List.of();
                }
            }
            findings.add(known(placed, known, fresh));
        }
        var accepted = new ArrayList<LineWriter.Accepted>();
        for (KnownDays.Fresh days : fresh) {
            Continuity.check(tx, placed.account.id(), statement, days, findings);
            accepted.add(insert(tx, file, placed, days, accepted.size() + 1));
        }
        return accepted;
    }

    private boolean isClosed(Tx tx, Placed placed, LocalDate from, List<StoredFinding> findings) {
        LocalDate closed = closedDays.lastClosed(tx, placed.account.id()).orElse(LocalDate.MIN);
        if (from.isAfter(closed)) {
            return false;
        }
        findings.add(refusal(
                placed.statement,
                "day",
                from.toString(),
                "day_closed",
                "có ngày " + from + " nhưng tài khoản " + placed.account.key() + " đã chốt sổ đến hết ngày " + closed
                        + ". Sổ đã chốt không mở lại; hãy lập một điều chỉnh từ tệp này, hai người ký.",
                "has day " + from + ", but account " + placed.account.key() + " is closed up to " + closed
                        + ". A closed day is not reopened; make a correction from this file, signed by two people."));
        return true;
    }

    private static StoredFinding alreadyBooked(Placed placed, List<KnownDays.Booked> known, String vi, String en) {
        KnownDays.Booked first = known.getFirst();
        return refusal(
                placed.statement,
                "day",
                placed.fromDay + "/" + placed.toDay,
                "day_already_booked",
                "phủ các ngày " + placed.fromDay + " đến " + placed.toDay + "; tài khoản " + placed.account.key()
                        + " đã có sao kê " + first.from() + " đến " + first.to() + " trong tệp «" + first.filename()
                        + "». " + vi + "Không ghi lần nữa.",
                "covers " + placed.fromDay + " to " + placed.toDay + "; account " + placed.account.key()
                        + " has a statement of " + first.from() + " to " + first.to() + " already, in file \""
                        + first.filename() + "\". " + en + "It is not booked again.");
    }

    /** For information: what was known and what is new. */
    private static StoredFinding known(Placed placed, List<KnownDays.Booked> known, List<KnownDays.Fresh> fresh) {
        String fresher =
                fresh.stream().map(days -> days.from() + "/" + days.to()).collect(Collectors.joining(", "));
        String booked =
                known.stream().map(days -> days.from() + "/" + days.to()).collect(Collectors.joining(", "));
        return new StoredFinding(
                placed.statement.position,
                Finding.notice(
                        0,
                        "day",
                        booked,
                        "days_known",
                        "Các ngày " + booked + " đã có trong sổ, từng dòng giống nhau; chỉ ghi thêm " + fresher + ".",
                        "The days " + booked + " are in the books already, line by line the same; only " + fresher
                                + " are booked."),
                false);
    }

    private LineWriter.Accepted insert(Tx tx, UUID file, Placed placed, KnownDays.Fresh days, int part) {
        SurveyedStatement statement = placed.statement;
        UUID id = Ids.next(clock.instant());
        tx.run(
                INSERT_STATEMENT,
                id,
                file,
                (long) statement.position,
                (long) part,
                placed.account.id(),
                placed.account.bin(),
                placed.account.number(),
                statement.header.id(),
                statement.header.sequence(),
                days.from(),
                days.to(),
                days.openingVnd(),
                days.closingVnd(),
                days.creditVnd(),
                days.debitVnd(),
                (long) days.lines(),
                clock.instant());
        return new LineWriter.Accepted(id, placed.account.id(), statement.turned(), days.from(), days.to());
    }

    /** Why its lines cannot be taken for all the lines of its days, and what to do. */
    private static StoredFinding unproven(SurveyedStatement statement, @Nullable Long opening, @Nullable Long closing) {
        String sendVi =
                " Tải lại tệp từ ngân hàng hoặc hỏi ngân hàng, rồi nộp tệp đúng; các ngày này vẫn chờ tệp đúng.";
        String sendEn =
                " Download it from the bank again or ask the bank, then send the corrected file; its days still wait for it.";
        int aside = statement.asideInAll();
        if (aside > 0) {
            return refusal(
                    statement,
                    "lines",
                    Integer.toString(aside),
                    "lines_incomplete",
                    "có " + aside + " bút toán không đọc được nên không đủ dòng." + sendVi,
                    "has " + aside + (aside == 1 ? " entry" : " entries")
                            + " that cannot be read, so its lines are not complete." + sendEn);
        }
        if (opening == null || closing == null) {
            return refusal(
                    statement,
                    "balance",
                    "",
                    "balances_missing",
                    "không có đủ số dư đầu và cuối dùng được, nên không có gì chứng minh là đủ dòng." + sendVi,
                    "has no usable opening and closing balance, so nothing proves that its lines are complete."
                            + sendEn);
        }
        long credits = statement.creditTotalVnd();
        long debits = statement.debitTotalVnd();
        String sum = opening + " + " + credits + " - " + debits;
        long off = closing - opening - credits + debits;
        return off == 0
                ? refusal(
                        statement,
                        "balance",
                        Long.toString(closing),
                        "balances_disagree",
                        "có số dư không đi theo các dòng." + sendVi,
                        "has balances that do not follow from its lines." + sendEn)
                : refusal(
                        statement,
                        "balance",
                        Long.toString(closing),
                        "balances_disagree",
                        "không tự khớp: " + sum + " khác số dư cuối " + closing + " đồng, lệch " + off + " đồng."
                                + sendVi,
                        "does not add up: " + sum + " is not the closing balance of " + closing + " đồng, off by " + off
                                + " đồng." + sendEn);
    }

    /** Its balances are derived from one, so that only a neighbour in the books could prove them. */
    private static StoredFinding unjoined(SurveyedStatement statement, long opening, long closing) {
        return refusal(
                statement,
                "balance",
                Long.toString(opening),
                "balance_unproven",
                "chỉ có một số dư; số dư đầu " + opening + " và cuối " + closing
                        + " đồng suy ra từ đó không nối với sao kê liền kề trong sổ, nên không có gì chứng minh. Nộp sao kê của các ngày ở giữa trước, rồi nộp lại tệp này.",
                "has one balance only; the opening " + opening + " and closing " + closing
                        + " đồng derived from it do not join the neighbouring statement in the books, so nothing proves them. Send the statements of the days between first, then this file again.");
    }

    private static StoredFinding refusal(
            SurveyedStatement statement, String field, String value, String rule, String vi, String en) {
        return new StoredFinding(
                statement.position,
                Finding.flag(
                        0,
                        field,
                        value,
                        rule,
                        "Sao kê thứ " + statement.position + " trong tệp " + vi + " Sao kê này chưa được ghi sổ.",
                        "Statement " + statement.position + " of the file " + en + " This statement is not booked."),
                true);
    }

    /** @param account null while no registered account fits */
    private void keepRefused(Tx tx, UUID file, SurveyedStatement statement, @Nullable CollectionAccount account) {
        StatementHeader header = statement.header;
        boolean inVnd = !statement.isForeign() && statement.withinRange();
        tx.run(
                INSERT_REFUSED,
                file,
                (long) statement.position,
                account == null ? null : account.id(),
                account == null ? clean(header.account()) : account.key(),
                header.currency() == null ? null : clean(header.currency()),
                header.id() == null ? null : clean(header.id()),
                header.sequence() == null ? null : clean(header.sequence()),
                statement.fromDay(),
                statement.toDay(),
                inVnd ? statement.openingVnd() : null,
                inVnd ? statement.closingVnd() : null,
                inVnd ? statement.creditTotalVnd() : null,
                inVnd ? statement.debitTotalVnd() : null,
                inVnd ? (Long) (long) statement.lines() : null,
                inVnd ? (Long) (long) statement.asideInAll() : null,
                inVnd ? statement.agrees() : null,
                clock.instant());
    }

    /** PostgreSQL keeps no U+0000; the exact bytes stand in the file. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private void keep(Tx tx, UUID file, StoredFinding stored) {
        Finding finding = stored.finding();
        tx.run(
                INSERT_FINDING,
                file,
                stored.statement() == 0 ? null : (long) stored.statement(),
                finding.line(),
                finding.field(),
                clean(finding.value()),
                finding.rule(),
                finding.severity(),
                stored.refuses(),
                clean(finding.text()),
                clean(finding.textEn()),
                clock.instant());
    }
}
