package vn.phigate.reconciliation.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;

/** Whatever happens to a file's bytes, the answer is a verdict with findings, never an exception, and a rejected file shows no figures. */
class DamagedFilesTest {
    private static final int ROUNDS = 1_500;

    @Test
    void givesVerdict_whenBytesAreChangedCutOrRepeated() throws IOException {
        long seed = Long.getLong("phigate.test.seed", 20260401L);
        System.out.println("DamagedFilesTest seed " + seed + " (-Dphigate.test.seed)");
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        StatementReaders readers = Recorded.readers();
        List<byte[]> files = files();
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            damageAll(random, readers, files);
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("Fatal Error");
    }

    private static void damageAll(RandomGenerator random, StatementReaders readers, List<byte[]> files)
            throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = damage(files.get(random.nextInt(files.size())), random);
            Preview preview = readers.preview(new ByteArrayInputStream(damaged));
            if (preview.verdict().equals("reject")) {
                assertThat(preview.statements()).isEmpty();
                assertThat(preview.findings()).anyMatch(finding -> finding.severity() == Severity.REJECT);
            } else {
                assertThat(preview.statements()).isNotEmpty();
            }
        }
    }

    private static byte[] damage(byte[] file, RandomGenerator random) {
        byte[] damaged = file.clone();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        int from = random.nextInt(damaged.length);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(damaged, from);
            case 1 -> join(damaged, Arrays.copyOfRange(damaged, from, damaged.length));
            case 2 ->
                join(
                        Arrays.copyOf(damaged, from),
                        Arrays.copyOfRange(damaged, random.nextInt(from, damaged.length), damaged.length));
            default -> damaged;
        };
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static List<byte[]> files() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (String name : List.of(
                "camt053-v02-multi-statement.xml",
                "camt053-v08-multicurrency.xml",
                "camt054-v04-return-reversal.xml",
                "mt940-postfinance.sta",
                "mt940-abnamro.sta",
                "mt942-two-interim.sta",
                "csv-swedbank-named-xls.xls",
                "csv-ocbc-two-line-records.csv",
                "settlement-vipps-net.xml",
                "settlement-vipps-broken-decimal.csv")) {
            try (InputStream in = DamagedFilesTest.class.getResourceAsStream("/statements/" + name)) {
                files.add(Objects.requireNonNull(in, name).readAllBytes());
            }
        }
        String csv =
                "Số tài khoản:,0011004012345\nNgày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Mô tả\n"
                        + "01/04/2026,R1,,\"30,000\",\"30,000\",\"nop, phi\"\n02/04/2026,R2,\"10,000\",,\"20,000\",rut\nTổng số,,\"10,000\",\"30,000\"\n";
        files.add(csv.getBytes(StandardCharsets.UTF_8));
        files.add(csv.getBytes(StandardCharsets.UTF_16LE));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "Test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("1");
            String[] lines = csv.split("\n");
            for (int row = 0; row < lines.length; row++) {
                String[] cells = lines[row].replace("\"", "").split(",");
                for (int column = 0; column < cells.length; column++) {
                    sheet.value(row, column, cells[column]);
                }
            }
        }
        files.add(bytes.toByteArray());
        return files;
    }
}
