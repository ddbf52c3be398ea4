package vn.phigate.reconciliation.bankday;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** Writes a clearing house's fixed-width settlement file of one row, with its trailer and checksum. */
final class FixedSettlement {
    private FixedSettlement() {}

    static String file(String settlement, String account, String day, String order, long grossVnd, long feeVnd) {
        String row =
                record("D%-20s%-20s%s%015d%012d%015d", "C" + order, order, day, grossVnd, feeVnd, grossVnd - feeVnd);
        CRC32 crc = new CRC32();
        crc.update((row + "\n").getBytes(StandardCharsets.UTF_8));
        return record("HPS1%-12s%s%-20s", settlement, day, account) + "\r\n" + row + "\r\n"
                + record("T%08d%018d%015d%018d%08X", 1, grossVnd, feeVnd, grossVnd - feeVnd, crc.getValue()) + "\r\n";
    }

    private static String record(String format, Object... values) {
        return String.format(Locale.ROOT, "%-100s", String.format(Locale.ROOT, format, values));
    }
}
