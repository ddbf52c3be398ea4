package vn.phigate.reconciliation.bankday;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a bank's camt.053, right or wrong as a test needs it. */
final class Camt {
    private final String message;
    private final StringBuilder statements = new StringBuilder();

    /** @param amount decimal text, negative for money out */
    record Entry(
            LocalDate bookedOn,
            String amount,
            String narrative,
            @Nullable String reference,
            String status,
            String currency,
            boolean reversal) {
        Entry(
                LocalDate bookedOn,
                String amount,
                String narrative,
                @Nullable String reference,
                String status,
                String currency) {
            this(bookedOn, amount, narrative, reference, status, currency, false);
        }
    }

    static Entry in(LocalDate day, long amountVnd, String narrative, @Nullable String reference) {
        return new Entry(day, Long.toString(amountVnd), narrative, reference, "BOOK", "VND");
    }

    static Entry pending(LocalDate day, long amountVnd, String narrative) {
        return new Entry(day, Long.toString(amountVnd), narrative, "P", "PDNG", "VND");
    }

    private Camt(String message) {
        this.message = message;
    }

    static Camt statement() {
        return new Camt("053");
    }

    static Camt notification() {
        return new Camt("054");
    }

    /** A statement whose closing balance follows from its booked entries. */
    Camt of(String account, LocalDate day, long openingVnd, Entry... entries) {
        long closing = openingVnd;
        for (Entry entry : entries) {
            closing += entry.status.equals("BOOK") ? new BigDecimal(entry.amount).longValue() : 0;
        }
        return of(account, "VND", day, openingVnd, closing, List.of(entries));
    }

    Camt of(
            String account,
            String currency,
            LocalDate closingOn,
            long openingVnd,
            long closingVnd,
            List<Entry> entries) {
        String container = message.equals("053") ? "Stmt" : "Ntfctn";
        statements
                .append("<")
                .append(container)
                .append("><Id>S-")
                .append(closingOn)
                .append("</Id><ElctrncSeqNb>1</ElctrncSeqNb>");
        statements
                .append("<Acct><Id><Othr><Id>")
                .append(account)
                .append("</Id></Othr></Id><Ccy>")
                .append(currency)
                .append("</Ccy></Acct>");
        if (message.equals("053")) {
            balance("OPBD", openingVnd, currency, entries.isEmpty() ? closingOn : entries.getFirst().bookedOn);
            balance("CLBD", closingVnd, currency, closingOn);
        }
        for (Entry entry : entries) {
            boolean out = entry.amount.startsWith("-");
            statements
                    .append("<Ntry><Amt Ccy=\"")
                    .append(entry.currency)
                    .append("\">")
                    .append(out ? entry.amount.substring(1) : entry.amount);
            statements.append("</Amt><CdtDbtInd>").append(out ? "DBIT" : "CRDT").append("</CdtDbtInd>");
            statements
                    .append(entry.reversal ? "<RvslInd>true</RvslInd>" : "")
                    .append("<Sts><Cd>")
                    .append(entry.status);
            statements.append("</Cd></Sts><BookgDt><Dt>").append(entry.bookedOn).append("</Dt></BookgDt>");
            if (entry.reference != null) {
                statements.append("<AcctSvcrRef>").append(entry.reference).append("</AcctSvcrRef>");
            }
            statements.append("<NtryDtls><TxDtls><RmtInf><Ustrd>").append(entry.narrative.replace("&", "&amp;"));
            statements.append("</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n");
        }
        statements.append("</").append(container).append(">");
        return this;
    }

    private void balance(String type, long amountVnd, String currency, LocalDate on) {
        statements
                .append("<Bal><Tp><CdOrPrtry><Cd>")
                .append(type)
                .append("</Cd></CdOrPrtry></Tp><Amt Ccy=\"")
                .append(currency)
                .append("\">");
        statements.append(Math.abs(amountVnd)).append("</Amt><CdtDbtInd>").append(amountVnd < 0 ? "DBIT" : "CRDT");
        statements.append("</CdtDbtInd><Dt><Dt>").append(on).append("</Dt></Dt></Bal>");
    }

    byte[] bytes() {
        String element = message.equals("053") ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn";
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt."
                        + message + ".001.08\"><"
                        + element + "><GrpHdr><MsgId>M</MsgId><CreDtTm>2025-07-18T01:00:00</CreDtTm></GrpHdr>"
                        + statements + "</" + element
                        + "></Document>\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static List<Entry> list(Entry... entries) {
        return new ArrayList<>(List.of(entries));
    }
}
