package vn.phigate.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** The file of one account's day, as a bank would write it: every line names a payment, but for one in a hundred that names nothing. */
final class BankDay {
    static final String DAY = "2025-07-17";
    private static final long OPENING_VND = 1_000_000;
    static final int NAMES_NOTHING_EVERY = 100;

    private BankDay() {}

    /** What the line at a place pays. */
    interface Lines {
        String reference(int index);

        long amountVnd(int index);
    }

    static Path csv(Path folder, String number, int count, Lines lines) throws IOException {
        Path file = folder.resolve("vcb-" + number + "-" + DAY + ".csv");
        long total = total(count, lines);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM\r\nSAO KÊ TÀI KHOẢN\r\nSố tài khoản," + number
                    + "\r\nLoại tiền,VND\r\nTừ ngày,17/07/2025\r\nĐến ngày,17/07/2025\r\n");
            out.write("Số dư đầu kỳ," + amount(OPENING_VND) + "\r\nSố dư cuối kỳ," + amount(OPENING_VND + total)
                    + "\r\n\r\n");
            out.write("NGÀY GIAO DỊCH,SỐ THAM CHIẾU,SỐ TIỀN GHI NỢ,SỐ TIỀN GHI CÓ,SỐ DƯ,MÔ TẢ\r\n");
            long balanceVnd = OPENING_VND;
            var random = new Random(count);
            for (int i = 0; i < count; i++) {
                balanceVnd += lines.amountVnd(i);
                out.write("17/07/2025,FT%011d,,".formatted(i)
                        + amount(lines.amountVnd(i)) + "," + amount(balanceVnd) + ",\"" + narrative(i, lines, random)
                        + "\"\r\n");
            }
            out.write("TỔNG SỐ,,\"0\"," + amount(total) + ",,\r\n");
        }
        return file;
    }

    /** ISO 20022 camt.053.001.08. */
    static Path camt(Path folder, String number, int count, Lines lines) throws IOException {
        Path file = folder.resolve("camt-" + number + ".xml");
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("""
                    <?xml version="1.0" encoding="UTF-8"?>
                    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2025-07-18T01:00:00</CreDtTm></GrpHdr>
                    <Stmt><Id>S1</Id><Acct><Id><Othr><Id>%s</Id></Othr></Id><Ccy>VND</Ccy></Acct>
                    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">%d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>
                    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="VND">%d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>
                    """.formatted(number, OPENING_VND, DAY, OPENING_VND + total(count, lines), DAY));
            var random = new Random(count);
            for (int i = 0; i < count; i++) {
                out.write("""
                        <Ntry><NtryRef>FT%011d</NtryRef><Amt Ccy="VND">%d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt>\
                        <ValDt><Dt>%s</Dt></ValDt><AcctSvcrRef>FT%011d</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>\
                        <NtryDtls><TxDtls><Refs><EndToEndId>E%d</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>NGUYEN VAN A</Nm></Pty></Dbtr></RltdPties>\
                        <RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
                        """.formatted(i, lines.amountVnd(i), DAY, DAY, i, i, narrative(i, lines, random)));
            }
            out.write("</Stmt></BkToCstmrStmt></Document>\n");
        }
        return file;
    }

    private static String narrative(int index, Lines lines, Random random) {
        String trace = "%010d".formatted(random.nextLong(10_000_000_000L));
        return index % NAMES_NOTHING_EVERY == NAMES_NOTHING_EVERY - 1
                ? "MBVCB." + trace + ".NGUYEN VAN A nop tien"
                : "MBVCB." + trace + "." + lines.reference(index) + " CT tu 0011001234567 NGUYEN VAN A toi UBND";
    }

    private static long total(int count, Lines lines) {
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += lines.amountVnd(i);
        }
        return total;
    }

    private static String amount(long vnd) {
        return "\"" + String.format(Locale.ROOT, "%,d", vnd) + "\"";
    }
}
