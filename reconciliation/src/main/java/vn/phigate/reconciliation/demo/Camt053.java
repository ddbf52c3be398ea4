package vn.phigate.reconciliation.demo;

import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;

/** Writes ISO 20022 camt.053.001.08, BankToCustomerStatement; VND has no minor unit, so amounts have no decimals. */
final class Camt053 {
    private Camt053() {}

    static BankFile write(BankDay day) {
        List<BankLine> lines = day.lines();
        String date = day.businessDay.toString();
        String created =
                DayPlan.at(day.businessDay.plusDays(1), LocalTime.of(1, 0)).toString();
        String id = day.number + "-" + date;
        StringBuilder xml = new StringBuilder(2_048 + lines.size() * 900);
        xml.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
                <BkToCstmrStmt>
                <GrpHdr><MsgId>%s</MsgId><CreDtTm>%s</CreDtTm></GrpHdr>
                <Stmt>
                <Id>%s</Id>
                <ElctrncSeqNb>%d</ElctrncSeqNb>
                <CreDtTm>%s</CreDtTm>
                <FrToDt><FrDtTm>%sT00:00:00+07:00</FrDtTm><ToDtTm>%sT23:59:59+07:00</ToDtTm></FrToDt>
                <Acct><Id><Othr><Id>%s</Id></Othr></Id><Ccy>VND</Ccy><Ownr><Nm>%s</Nm></Ownr>\
                <Svcr><FinInstnId><ClrSysMmbId><MmbId>%s</MmbId></ClrSysMmbId></FinInstnId></Svcr></Acct>
                """.formatted(
                        id,
                        created,
                        id,
                        day.businessDay.getDayOfYear(),
                        created,
                        date,
                        date,
                        day.number,
                        escape(day.holder),
                        day.bin));
        balance(xml, "OPBD", day.openingVnd, date);
        balance(xml, "CLBD", day.closingVnd(), date);
        long credits = lines.stream().filter(line -> line.amountVnd() > 0).count();
        xml.append("""
                <TxsSummry>\
                <TtlCdtNtries><NbOfNtries>%d</NbOfNtries><Sum>%d</Sum></TtlCdtNtries>\
                <TtlDbtNtries><NbOfNtries>%d</NbOfNtries><Sum>%d</Sum></TtlDbtNtries>\
                </TxsSummry>
                """.formatted(credits, day.creditVnd(), lines.size() - credits, day.debitVnd()));
        for (int i = 0; i < lines.size(); i++) {
            entry(xml, day, lines.get(i), i);
        }
        xml.append("</Stmt>\n</BkToCstmrStmt>\n</Document>\n");
        return new BankFile(
                "camt053-%s-%s.xml".formatted(day.account(), date),
                xml.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void balance(StringBuilder xml, String type, long amountVnd, String date) {
        xml.append("""
                <Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="VND">%d</Amt>\
                <CdtDbtInd>%s</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>
                """.formatted(type, Math.abs(amountVnd), amountVnd < 0 ? "DBIT" : "CRDT", date));
    }

    private static void entry(StringBuilder xml, BankDay day, BankLine line, int index) {
        String amount = Long.toString(Math.abs(line.amountVnd()));
        String side = line.amountVnd() < 0 ? "DBIT" : "CRDT";
        String booked =
                line.bookedAt().atZone(DayPlan.VIETNAM).toOffsetDateTime().toString();
        String known = line.reference();
        String reference = known != null ? known : "FT" + day.reference(index).replace(".", "");
        xml.append(String.format(
                Locale.ROOT,
                """
                <Ntry><NtryRef>%d</NtryRef><Amt Ccy="VND">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
                <BookgDt><DtTm>%s</DtTm></BookgDt><ValDt><Dt>%s</Dt></ValDt><AcctSvcrRef>%s</AcctSvcrRef>\
                <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>%s</Cd><SubFmlyCd>%s</SubFmlyCd></Fmly></Domn></BkTxCd>\
                <NtryDtls><TxDtls><Refs><AcctSvcrRef>%s</AcctSvcrRef></Refs><Amt Ccy="VND">%s</Amt>\
                <CdtDbtInd>%s</CdtDbtInd>""",
                index + 1,
                amount,
                side,
                booked,
                day.businessDay,
                reference,
                line.amountVnd() < 0 ? "MDOP" : "RCDT",
                line.amountVnd() < 0 ? "CHRG" : "DMCT",
                reference,
                amount,
                side));
        if (!line.payer().isEmpty()) {
            xml.append("<RltdPties><Dbtr><Pty><Nm>")
                    .append(escape(Narratives.plain(line.payer()).toUpperCase(Locale.ROOT)))
                    .append("</Nm></Pty></Dbtr></RltdPties>");
        }
        xml.append("<RmtInf>");
        // Ustrd is Max140Text and may be repeated.
        String narrative = line.narrative();
        for (int from = 0; from < narrative.length(); from += 140) {
            String part = narrative.substring(from, Math.min(narrative.length(), from + 140));
            xml.append("<Ustrd>").append(escape(part)).append("</Ustrd>");
        }
        xml.append("</RmtInf></TxDtls></NtryDtls></Ntry>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
