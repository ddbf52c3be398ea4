package vn.phigate.reconciliation.statements.camt;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.ReadLine;
import vn.phigate.reconciliation.statements.StatementHeader;
import vn.phigate.reconciliation.statements.StatementSink;
import vn.phigate.reconciliation.statements.StatementSummary;
import vn.phigate.reconciliation.statements.camt.Balances.Balance;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.Xml;

/** One {@code Stmt} or {@code Ntfctn}: streams its entries, adds up the booked ones and holds them against the balances at the end. */
final class CamtStatement {
    private static final int LATE_KEPT_MAX = 1_000;
    private static final int STATED_KEPT_MAX = 10;

    private final Xml xml;
    private final StatementSink sink;
    private final boolean balancesDue;

    private String account = "";
    private @Nullable String bankBin;
    private @Nullable String id;
    private @Nullable String electronicSequence;
    private @Nullable String legalSequence;
    private @Nullable String accountCurrency;
    private @Nullable String currency;
    private boolean begun;
    private boolean currenciesMixed;
    private final Balances balances = new Balances();
    private final List<Stated> stated = new ArrayList<>();

    private int entries;
    private int booked;
    private int quarantined;
    private int bookedTransactions;
    private int creditEntries;
    private int debitEntries;
    private int bookedCreditEntries;
    private int bookedDebitEntries;
    private BigDecimal credits = BigDecimal.ZERO;
    private BigDecimal debits = BigDecimal.ZERO;
    private BigDecimal reversedCredits = BigDecimal.ZERO;
    private BigDecimal reversedDebits = BigDecimal.ZERO;
    private boolean reversals;
    private final List<Late> late = new ArrayList<>();
    private boolean lateLeftOut;

    /** A count and sum that the bank states (TxsSummry): of all entries, of credits or of debits. */
    private record Stated(
            String element,
            long line,
            @Nullable BigDecimal count,
            @Nullable BigDecimal sum) {}

    /** A booked entry whose value date lies after its booking date: the closing balance may not hold it yet. */
    private record Late(
            long line, BigDecimal signed, @Nullable LocalDate bookedOn, LocalDate valueOn) {}

    CamtStatement(Xml xml, StatementSink sink, boolean balancesDue) {
        this.xml = xml;
        this.sink = sink;
        this.balancesDue = balancesDue;
    }

    void read() throws BrokenFile {
        long line = xml.line();
        while (xml.child()) {
            switch (xml.name()) {
                case "Id" -> id = xml.text();
                case "ElctrncSeqNb" -> electronicSequence = xml.text();
                case "LglSeqNb" -> legalSequence = xml.text();
                case "Acct" -> account();
                case "Bal" -> balance();
                case "TxsSummry" -> summary();
                case "Ntry" -> entry(CamtEntry.read(xml));
                default -> xml.skip();
            }
        }
        begin("");
        end(line);
    }

    private void account() throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "Id" -> account = CamtEntry.identification(xml, account);
                case "Ccy" -> accountCurrency = xml.text();
                case "Svcr" -> servicer();
                default -> xml.skip();
            }
        }
    }

    /** Svcr/FinInstnId/ClrSysMmbId/MmbId: six digits are a bank's BIN (NAPAS); member ids of other clearing systems say nothing here. */
    private void servicer() throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "FinInstnId", "ClrSysMmbId" -> servicer();
                case "MmbId" -> {
                    String member = xml.text();
                    bankBin = member.matches("[0-9]{6}") ? member : bankBin;
                }
                default -> xml.skip();
            }
        }
    }

    private void balance() throws BrokenFile {
        long line = xml.line();
        String type = "";
        String amountText = "";
        String balanceCurrency = "";
        String mark = "";
        String dayText = "";
        while (xml.child()) {
            switch (xml.name()) {
                case "Tp" -> {
                    while (xml.child()) {
                        if (xml.name().equals("CdOrPrtry") || xml.name().equals("Cd")) {
                            type = xml.text();
                        } else {
                            xml.skip();
                        }
                    }
                }
                case "Amt" -> {
                    String ccy = xml.attribute("Ccy");
                    balanceCurrency = ccy == null ? "" : ccy.strip();
                    amountText = xml.text();
                }
                case "CdtDbtInd" -> mark = xml.text();
                case "Dt" -> dayText = xml.text();
                default -> xml.skip();
            }
        }
        BigDecimal amount = Values.decimal(amountText);
        if (amount == null) {
            sink.finding(unreadableAmount(line, "Bal/Amt", amountText, "số dư " + type, "balance " + type));
            return;
        }
        balances.add(new Balance(
                type,
                mark.equals("DBIT") ? amount.negate() : amount,
                balanceCurrency,
                day(line, "Bal/Dt", dayText),
                line));
    }

    private void summary() throws BrokenFile {
        while (xml.child()) {
            String element = xml.name();
            if (!element.equals("TtlNtries") && !element.equals("TtlCdtNtries") && !element.equals("TtlDbtNtries")) {
                xml.skip();
                continue;
            }
            long line = xml.line();
            BigDecimal count = null;
            BigDecimal sum = null;
            while (xml.child()) {
                switch (xml.name()) {
                    case "NbOfNtries" -> count = Values.decimal(xml.text());
                    case "Sum" -> sum = Values.decimal(xml.text());
                    default -> xml.skip();
                }
            }
            if (stated.size() < STATED_KEPT_MAX) {
                stated.add(new Stated(element, line, count, sum));
            }
        }
    }

    private void begin(String firstEntryCurrency) {
        if (begun) {
            return;
        }
        begun = true;
        Balance frame = balances.opening(accountCurrency);
        frame = frame != null ? frame : balances.closing(accountCurrency);
        String known = frame != null ? frame.currency() : firstEntryCurrency;
        currency = accountCurrency != null ? accountCurrency : known.isEmpty() ? null : known;
        sink.begin(new StatementHeader(
                account, bankBin, id, electronicSequence != null ? electronicSequence : legalSequence, currency));
    }

    private void entry(CamtEntry entry) {
        begin(entry.currency);
        entries++;
        BigDecimal amount = Values.decimal(entry.amount);
        if (amount == null || amount.signum() < 0) {
            quarantined++;
            sink.finding(unreadableAmount(
                    entry.line, "Ntry/Amt", entry.amount, "bút toán thứ " + entries, "entry " + entries));
            return;
        }
        if (!entry.mark.equals("CRDT") && !entry.mark.equals("DBIT")) {
            quarantined++;
            sink.finding(Finding.flag(
                    entry.line,
                    "Ntry/CdtDbtInd",
                    entry.mark,
                    "direction_unreadable",
                    "Bút toán thứ " + entries
                            + " không ghi rõ có hay nợ (CRDT/DBIT). Bút toán này để riêng, không đoán.",
                    "Entry " + entries
                            + " does not say credit or debit (CRDT/DBIT). It is set aside; nothing is guessed."));
            return;
        }
        boolean credit = entry.mark.equals("CRDT");
        boolean isBooked = isBooked(entry);
        LocalDate bookedOn = day(entry.line, "Ntry/BookgDt", entry.bookedOn);
        LocalDate valueOn = day(entry.line, "Ntry/ValDt", entry.valueOn);
        if (isBooked && entry.bookedOn.isEmpty()) {
            sink.finding(Finding.notice(
                    entry.line,
                    "Ntry/BookgDt",
                    "",
                    "date_missing",
                    "Bút toán thứ " + entries + " không có ngày ghi sổ.",
                    "Entry " + entries + " has no booking date."));
        }
        checkEntry(entry);
        count(credit, isBooked, amount, entry);
        if (isBooked && valueOn != null && (bookedOn == null || valueOn.isAfter(bookedOn))) {
            if (late.size() < LATE_KEPT_MAX) {
                late.add(new Late(entry.line, credit ? amount : amount.negate(), bookedOn, valueOn));
            } else {
                lateLeftOut = true;
            }
        }
        sink.line(new ReadLine(
                entries,
                entry.line,
                credit,
                amount,
                entry.currency.isEmpty() && currency != null ? currency : entry.currency,
                bookedOn,
                valueOn,
                entry.narrative(),
                entry.reference(),
                null,
                isBooked,
                entry.reversal,
                Math.max(entry.transactions, 1),
                entry.counterpartyName(credit),
                entry.counterpartyAccount(credit)));
    }

    /** BOOK counts; PDNG, INFO, FUTR and a bank's own words do not. Status is mandatory in the standard; without one a statement's entry is booked. */
    private boolean isBooked(CamtEntry entry) {
        return switch (entry.status) {
            case "BOOK" -> true;
            case "PDNG", "INFO", "FUTR" -> false;
            case "" -> {
                sink.finding(Finding.notice(
                        entry.line,
                        "Ntry/Sts",
                        "",
                        "status_missing",
                        "Bút toán thứ " + entries + " không ghi trạng thái; tính là đã ghi sổ như mọi dòng của sao kê.",
                        "Entry " + entries
                                + " has no status; it counts as booked, as the entries of a statement are."));
                yield true;
            }
            default -> {
                sink.finding(Finding.notice(
                        entry.line,
                        "Ntry/Sts",
                        entry.status,
                        "status_unknown",
                        "Bút toán thứ " + entries + " có trạng thái lạ " + entry.status + "; không tính vào tổng.",
                        "Entry " + entries + " has the unknown status " + entry.status + "; no total counts it."));
                yield false;
            }
        };
    }

    private void checkEntry(CamtEntry entry) {
        if (entry.batchCountDiffers) {
            sink.finding(Finding.flag(
                    entry.line,
                    "Ntry/NtryDtls/Btch/NbOfTxs",
                    Integer.toString(entry.batchCount),
                    "batch_count_differs",
                    "Bút toán thứ " + entries + " ghi là lô " + entry.batchCount + " giao dịch nhưng chỉ liệt kê "
                            + entry.batchDetails + ".",
                    "Entry " + entries + " is a batch of " + entry.batchCount + " payments but lists "
                            + entry.batchDetails + "."));
        }
        if (entry.narrativeCut) {
            sink.finding(Finding.notice(
                    entry.line,
                    "Ntry/NtryDtls",
                    "",
                    "narrative_cut",
                    "Nội dung của bút toán thứ " + entries + " quá dài nên chỉ giữ phần đầu.",
                    "The texts of entry " + entries + " are too long; only the first are kept."));
        }
        if (currency != null && !entry.currency.isEmpty() && !entry.currency.equals(currency)) {
            currenciesMixed = true;
            sink.finding(Finding.flag(
                    entry.line,
                    "Ntry/Amt/@Ccy",
                    entry.currency,
                    "currency_differs",
                    "Bút toán thứ " + entries + " bằng " + entry.currency + " trong sao kê bằng " + currency + ".",
                    "Entry " + entries + " is in " + entry.currency + ", the statement in " + currency + "."));
        }
    }

    private void count(boolean credit, boolean isBooked, BigDecimal amount, CamtEntry entry) {
        if (credit) {
            creditEntries++;
        } else {
            debitEntries++;
        }
        if (!isBooked) {
            return;
        }
        booked++;
        bookedTransactions += Math.max(entry.transactions, 1);
        reversals |= entry.reversal;
        if (credit) {
            bookedCreditEntries++;
            credits = credits.add(amount);
            reversedCredits = entry.reversal ? reversedCredits.add(amount) : reversedCredits;
        } else {
            bookedDebitEntries++;
            debits = debits.add(amount);
            reversedDebits = entry.reversal ? reversedDebits.add(amount) : reversedDebits;
        }
    }

    private void end(long line) {
        if (account.isEmpty()) {
            sink.finding(Finding.flag(
                    line,
                    "Acct/Id",
                    "",
                    "account_missing",
                    "Sao kê không ghi số tài khoản nên không biết của ai.",
                    "The statement names no account, so nobody knows whose it is."));
        }
        Balance opening = balances.opening(accountCurrency);
        Balance closing = balances.closing(accountCurrency);
        Boolean agrees = null;
        boolean turned = false;
        if (opening != null && closing != null) {
            BigDecimal difference = closing.amount()
                    .subtract(opening.amount())
                    .subtract(credits)
                    .add(debits);
            BigDecimal turn = reversedDebits.subtract(reversedCredits).multiply(BigDecimal.TWO);
            boolean sameCurrency = sameCurrency(opening, closing);
            turned = sameCurrency && difference.signum() != 0 && reversals && difference.compareTo(turn) == 0;
            agrees = sameCurrency && (difference.signum() == 0 || turned);
            if (turned) {
                sink.finding(turnedReversals(closing, difference));
                BigDecimal turnedCredits = credits.subtract(reversedCredits).add(reversedDebits);
                debits = debits.subtract(reversedDebits).add(reversedCredits);
                credits = turnedCredits;
            } else if (difference.signum() != 0) {
                differs(opening, closing, difference);
            }
            if (opening.available() || closing.available()) {
                sink.finding(Finding.notice(
                        closing.line(),
                        "Bal",
                        opening.type() + ", " + closing.type(),
                        "available_balance_used",
                        "Tệp không có đủ số dư ghi sổ nên dùng số dư khả dụng (" + opening.type() + ", "
                                + closing.type() + ").",
                        "The file lacks booked balances, so available ones are used (" + opening.type() + ", "
                                + closing.type() + ")."));
            }
        } else if (balancesDue) {
            sink.finding(
                    Finding.notice(
                            line,
                            "Bal",
                            "",
                            "balance_unproven",
                            "Sao kê không có đủ số dư đầu và cuối nên không chứng minh được là đủ dòng.",
                            "The statement lacks an opening or a closing balance, so nothing proves that its lines are complete."));
        }
        for (Stated total : stated) {
            checkStated(total, Boolean.TRUE.equals(agrees));
        }
        sink.end(new StatementSummary(
                entries,
                booked,
                quarantined,
                opening == null ? null : opening.amount(),
                opening == null ? null : opening.on(),
                closing == null ? null : closing.amount(),
                closing == null ? null : closing.on(),
                credits,
                debits,
                agrees,
                turned));
    }

    private boolean sameCurrency(Balance opening, Balance closing) {
        boolean same = true;
        for (Balance balance : List.of(opening, closing)) {
            if (currency != null
                    && !balance.currency().isEmpty()
                    && !balance.currency().equals(currency)) {
                same = false;
                sink.finding(Finding.flag(
                        balance.line(),
                        "Bal/Amt/@Ccy",
                        balance.currency(),
                        "currency_differs",
                        "Số dư " + balance.type() + " bằng " + balance.currency() + " trong sao kê bằng " + currency
                                + ", không cộng với nhau được.",
                        "Balance " + balance.type() + " is in " + balance.currency() + ", the statement in " + currency
                                + "; they cannot be added."));
            }
        }
        return same && !currenciesMixed;
    }

    /**
     * The mark already gives the direction of the booking and the flag only says why (ISO 20022 ReportEntry, ReversalIndicator). Some banks
     * write it the other way round; then the balances are the judge, and a person is told.
     */
    private Finding turnedReversals(Balance closing, BigDecimal difference) {
        return Finding.flag(
                closing.line(),
                "Ntry/RvslInd",
                difference.toPlainString(),
                "reversal_turned",
                "Số dư chỉ khớp khi các bút toán đảo (RvslInd) tính ngược dấu có/nợ đã ghi; theo dấu đã ghi thì lệch "
                        + difference.toPlainString() + ". Tổng ở đây tính ngược dấu; hãy xác nhận với ngân hàng.",
                "The balances hold only if the reversal entries (RvslInd) count against their own mark; as marked they miss by "
                        + difference.toPlainString() + ". The totals here turn them; confirm with the bank.");
    }

    private void differs(Balance opening, Balance closing, BigDecimal difference) {
        String sum =
                opening.amount().toPlainString() + " + " + credits.toPlainString() + " - " + debits.toPlainString();
        sink.finding(Finding.flag(
                closing.line(),
                "Bal " + closing.type(),
                closing.amount().toPlainString(),
                "balance_differs",
                "Số dư không khớp: " + sum + " khác số dư cuối "
                        + closing.amount().toPlainString() + ", lệch " + difference.toPlainString()
                        + ". Kiểm tra có thiếu bút toán không trước khi đối soát.",
                "The balances do not hold: " + sum + " is not the closing balance "
                        + closing.amount().toPlainString() + ", off by " + difference.toPlainString()
                        + ". See whether entries are missing before matching."));
        explainByLaterValue(closing, difference);
    }

    /** Some banks leave out of the closing booked balance what is booked today but valued later; it shows in the forward balance. */
    private void explainByLaterValue(Balance closing, BigDecimal difference) {
        LocalDate on = closing.on();
        if (on == null || lateLeftOut) {
            return;
        }
        List<Late> after =
                late.stream().filter(entry -> entry.valueOn().isAfter(on)).toList();
        BigDecimal all = after.stream().map(Late::signed).reduce(BigDecimal.ZERO, BigDecimal::add);
        List<Late> one = after.stream()
                .filter(entry -> entry.signed().add(difference).signum() == 0)
                .toList();
        List<Late> named =
                !after.isEmpty() && all.add(difference).signum() == 0 ? after : one.size() == 1 ? one : List.of();
        if (named.isEmpty()) {
            return;
        }
        Late first = named.getFirst();
        String amount = difference.negate().toPlainString();
        sink.finding(Finding.flag(
                first.line(),
                "Ntry/ValDt",
                first.valueOn().toString(),
                "closing_leaves_out_later_value",
                "Phần lệch đúng bằng " + named.size() + " bút toán đã ghi sổ (tổng " + amount
                        + ") có ngày giá trị sau ngày số dư " + on + ", đầu tiên ở dòng " + first.line()
                        + ": ngân hàng chưa tính vào số dư cuối.",
                "The difference is exactly " + named.size() + " booked entries (" + amount
                        + " in all) whose value date lies after the balance of " + on + ", the first in line "
                        + first.line() + ": the closing balance leaves them out."));
    }

    /** NbOfNtries may count all entries, the booked ones, or the payments inside batches; it must equal one of them. */
    private void checkStated(Stated total, boolean agrees) {
        List<Integer> counts = switch (total.element()) {
            case "TtlCdtNtries" -> List.of(creditEntries, bookedCreditEntries);
            case "TtlDbtNtries" -> List.of(debitEntries, bookedDebitEntries);
            default -> List.of(entries, booked, bookedTransactions);
        };
        BigDecimal count = total.count();
        if (count != null && counts.stream().noneMatch(c -> count.compareTo(BigDecimal.valueOf(c)) == 0)) {
            sink.finding(Finding.flag(
                    total.line(),
                    "TxsSummry/" + total.element() + "/NbOfNtries",
                    count.toPlainString(),
                    "entry_count_differs",
                    "Ngân hàng ghi có " + count.toPlainString() + " bút toán (" + total.element() + ") nhưng tệp có "
                            + counts.getFirst() + ".",
                    "The bank states " + count.toPlainString() + " entries (" + total.element() + ") but the file has "
                            + counts.getFirst() + "."));
        }
        BigDecimal counted = switch (total.element()) {
            case "TtlCdtNtries" -> credits;
            case "TtlDbtNtries" -> debits;
            default -> credits.add(debits);
        };
        BigDecimal sum = total.sum();
        if (sum != null && booked == entries && sum.compareTo(counted) != 0) {
            String text = "Ngân hàng ghi tổng " + sum.toPlainString() + " (" + total.element()
                    + ") nhưng các bút toán cộng lại là " + counted.toPlainString() + ".";
            String textEn = "The bank states a sum of " + sum.toPlainString() + " (" + total.element()
                    + ") but the entries add up to " + counted.toPlainString() + ".";
            String field = "TxsSummry/" + total.element() + "/Sum";
            // Where the balances hold they prove the entries; then only the bank's summary is odd.
            sink.finding(
                    agrees
                            ? Finding.notice(
                                    total.line(), field, sum.toPlainString(), "entry_sum_differs", text, textEn)
                            : Finding.flag(
                                    total.line(), field, sum.toPlainString(), "entry_sum_differs", text, textEn));
        }
    }

    /** Null when absent; null with a finding when there is a text that is no day of the calendar. */
    private @Nullable LocalDate day(long line, String field, String text) {
        LocalDate day = text.isEmpty() ? null : Values.day(text);
        if (day == null && !text.isEmpty()) {
            sink.finding(Finding.flag(
                    line,
                    field,
                    text,
                    "date_impossible",
                    "Dòng " + line + ": “" + text + "” không phải là một ngày có thật.",
                    "Line " + line + ": “" + text + "” is no day of the calendar."));
        }
        return day;
    }

    private static Finding unreadableAmount(long line, String field, String text, String what, String whatEn) {
        return Finding.flag(
                line,
                field,
                text,
                "amount_unreadable",
                "Số tiền “" + text + "” của " + what + " không đọc được. Để riêng, không đoán; hãy xem bản gốc.",
                "The amount “" + text + "” of " + whatEn
                        + " cannot be read. It is set aside, not guessed; see the original.");
    }
}
