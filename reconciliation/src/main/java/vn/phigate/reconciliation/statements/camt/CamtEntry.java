package vn.phigate.reconciliation.statements.camt;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.reading.BrokenFile;
import vn.phigate.reconciliation.statements.reading.Xml;

/**
 * One {@code Ntry} (ReportEntry) as text: what its elements say, before any of it is judged.
 * Differences between versions met here: status is text up to .04 and a {@code Cd} child from .08; a party's name stands in {@code Pty} or
 * {@code Agt} from .08; an account is an IBAN or {@code Othr}; details come in several {@code NtryDtls}, a batch may have a count only.
 */
final class CamtEntry {
    private static final int NARRATIVE_CHARACTERS_MAX = 256 * 1024;

    final long line;
    String amount = "";
    String currency = "";
    String mark = "";
    String status = "";
    boolean reversal;
    String bookedOn = "";
    String valueOn = "";
    int transactions;
    boolean batchCountDiffers;
    int batchCount;
    int batchDetails;
    boolean narrativeCut;

    private @Nullable String accountServicerReference;
    private @Nullable String detailReference;
    private @Nullable String entryReference;
    private final Set<String> texts = new LinkedHashSet<>();
    private final Set<String> lastTexts = new LinkedHashSet<>();
    private int textCharacters;
    private final Party debtor = new Party();
    private final Party creditor = new Party();

    /** Name and account of one side; both null until a detail names them. */
    private static final class Party {
        @Nullable
        String name;

        @Nullable
        String account;
    }

    private CamtEntry(long line) {
        this.line = line;
    }

    static CamtEntry read(Xml xml) throws BrokenFile {
        CamtEntry entry = new CamtEntry(xml.line());
        while (xml.child()) {
            switch (xml.name()) {
                case "Amt" -> {
                    String ccy = xml.attribute("Ccy");
                    entry.currency = ccy == null ? "" : ccy.strip();
                    entry.amount = xml.text();
                }
                case "CdtDbtInd" -> entry.mark = xml.text();
                case "RvslInd" -> {
                    String flag = xml.text();
                    entry.reversal = flag.equals("true") || flag.equals("1");
                }
                case "Sts" -> entry.status = xml.text();
                case "BookgDt" -> entry.bookedOn = xml.text();
                case "ValDt" -> entry.valueOn = xml.text();
                case "AcctSvcrRef" -> entry.accountServicerReference = xml.text();
                case "NtryRef" -> entry.entryReference = xml.text();
                case "NtryDtls" -> entry.details(xml);
                case "TxDtls" -> {
                    entry.transactions++;
                    entry.transaction(xml);
                }
                case "AddtlNtryInf" -> entry.say(entry.lastTexts, xml.text());
                default -> xml.skip();
            }
        }
        return entry;
    }

    @Nullable
    String reference() {
        String bank = accountServicerReference != null ? accountServicerReference : detailReference;
        return bank != null ? bank : entryReference;
    }

    /** Remittance information first, then what the bank added, then the payer's end-to-end reference; a text given twice stands once. */
    String narrative() {
        Set<String> all = new LinkedHashSet<>(texts);
        all.addAll(lastTexts);
        return String.join("\n", all);
    }

    /** The other side of the booking; null for a batch, whose parts have one each. */
    @Nullable
    String counterpartyName(boolean credit) {
        return transactions > 1 ? null : (credit ? debtor : creditor).name;
    }

    @Nullable
    String counterpartyAccount(boolean credit) {
        return transactions > 1 ? null : (credit ? debtor : creditor).account;
    }

    private void details(Xml xml) throws BrokenFile {
        int details = 0;
        int stated = -1;
        while (xml.child()) {
            switch (xml.name()) {
                case "Btch" -> {
                    while (xml.child()) {
                        if (xml.name().equals("NbOfTxs")) {
                            BigDecimal count = Values.decimal(xml.text());
                            stated = count == null || count.signum() < 0 || count.precision() > 9
                                    ? -1
                                    : count.intValue();
                        } else {
                            xml.skip();
                        }
                    }
                }
                case "TxDtls" -> {
                    details++;
                    transaction(xml);
                }
                default -> xml.skip();
            }
        }
        if (stated >= 0 && details > 0 && details != stated) {
            batchCountDiffers = true;
            batchCount = stated;
            batchDetails = details;
        }
        transactions += details > 0 ? details : Math.max(stated, 0);
    }

    private void transaction(Xml xml) throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "Refs" -> references(xml);
                case "RltdPties" -> parties(xml);
                case "RmtInf" -> remittance(xml);
                case "AddtlTxInf" -> say(texts, xml.text());
                default -> xml.skip();
            }
        }
    }

    private void references(Xml xml) throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "AcctSvcrRef" -> {
                    String reference = xml.text();
                    detailReference = detailReference == null ? reference : detailReference;
                }
                case "EndToEndId" -> {
                    String reference = xml.text();
                    if (!reference.equals("NOTPROVIDED")) {
                        say(lastTexts, reference);
                    }
                }
                default -> xml.skip();
            }
        }
    }

    private void remittance(Xml xml) throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "Ustrd" -> say(texts, xml.text());
                case "Strd" -> structured(xml);
                default -> xml.skip();
            }
        }
    }

    private void structured(Xml xml) throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "CdtrRefInf" -> {
                    while (xml.child()) {
                        if (xml.name().equals("Ref")) {
                            say(texts, xml.text());
                        } else {
                            xml.skip();
                        }
                    }
                }
                case "AddtlRmtInf" -> say(texts, xml.text());
                default -> xml.skip();
            }
        }
    }

    private void parties(Xml xml) throws BrokenFile {
        while (xml.child()) {
            switch (xml.name()) {
                case "Dbtr" -> debtor.name = partyName(xml, debtor.name);
                case "Cdtr" -> creditor.name = partyName(xml, creditor.name);
                case "DbtrAcct" -> debtor.account = emptyToNull(accountNumber(xml));
                case "CdtrAcct" -> creditor.account = emptyToNull(accountNumber(xml));
                default -> xml.skip();
            }
        }
    }

    private static @Nullable String partyName(Xml xml, @Nullable String before) throws BrokenFile {
        String name = before;
        while (xml.child()) {
            switch (xml.name()) {
                case "Nm" -> name = emptyToNull(xml.text());
                case "Pty", "Agt", "FinInstnId" -> name = partyName(xml, name);
                default -> xml.skip();
            }
        }
        return name;
    }

    /** Reads a CashAccount to its end and gives {@code Id/IBAN} or {@code Id/Othr/Id}, stripped; empty when it has neither. */
    static String accountNumber(Xml xml) throws BrokenFile {
        String number = "";
        while (xml.child()) {
            if (xml.name().equals("Id")) {
                number = identification(xml, number);
            } else {
                xml.skip();
            }
        }
        return number;
    }

    static String identification(Xml xml, String before) throws BrokenFile {
        String number = before;
        while (xml.child()) {
            switch (xml.name()) {
                case "IBAN" -> number = xml.text();
                case "Othr" -> {
                    while (xml.child()) {
                        if (xml.name().equals("Id")) {
                            String other = xml.text();
                            number = number.isEmpty() ? other : number;
                        } else {
                            xml.skip();
                        }
                    }
                }
                default -> xml.skip();
            }
        }
        return number;
    }

    private void say(Set<String> where, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (textCharacters + text.length() > NARRATIVE_CHARACTERS_MAX) {
            narrativeCut = true;
            return;
        }
        if (where.add(text)) {
            textCharacters += text.length();
        }
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
