package vn.phigate.reconciliation.bankday;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.phigate.reconciliation.bankday.TestCity.DAY;
import static vn.phigate.reconciliation.bankday.TestCity.FEES_VND;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.phigate.gateway.payments.Payment;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.signing.Sha256;
import vn.phigate.reconciliation.closing.Closing;
import vn.phigate.reconciliation.reports.DayExport;
import vn.phigate.testsupport.Database;
import vn.phigate.verifyday.VerifyDay;

/** What a closed day exports is proved by a program that knows nothing of us, and nothing of it can be changed unseen. */
@Database
class VerifyDayTest {
    private static final long SEED = 17;

    private final TestCity city;
    private final Db db;

    @TempDir
    private Path folder = Path.of(".");

    VerifyDayTest(Db db) {
        this.db = db;
        this.city = new TestCity(db);
    }

    private record Verdict(int exit, String text) {}

    private Verdict verify(byte[]... archives) throws IOException {
        List<Path> files = new ArrayList<>();
        for (byte[] archive : archives) {
            files.add(Files.write(folder.resolve("day" + files.size() + ".zip"), archive));
        }
        var out = new ByteArrayOutputStream();
        int exit = VerifyDay.run(files, new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Verdict(exit, out.toString(StandardCharsets.UTF_8));
    }

    private byte[] export(Closing closing) {
        return new DayExport(city.service.statements(), city.service.matching(), city.service.closings())
                .zip(db, closing.id());
    }

    private byte[] camtDay(TestCity.Counter counter) {
        Payment paid = counter.paid();
        counter.take(
                1_000_000,
                Camt.in(DAY, FEES_VND, "nop phi " + paid.reference() + " FT123", "A"),
                Camt.in(DAY, 7_000, "? & ?", "B"),
                Camt.in(DAY, -2_000, "phí dịch vụ", "C"));
        counter.reconcile();
        return export(counter.close(DAY));
    }

    private byte[] csvDay(TestCity.Counter counter) {
        String dossier = counter.dossier();
        city.at(DAY.plusDays(1), 18);
        city.take(("Số tài khoản;" + counter.account.number() + "\nSố dư đầu kỳ;1,035,000\n"
                        + "Ngày giao dịch;Số tham chiếu;Số tiền ghi nợ;Số tiền ghi có;Số dư;Mô tả\n"
                        + "18/07/2025;X1;;30,000;1,065,000;\"nop phi; " + dossier + "\"\n"
                        + "18/07/2025;X2;5,000;;1,060,000;phi\nTổng cộng;;5,000;30,000;;\n")
                .getBytes(StandardCharsets.UTF_8));
        counter.reconcile(DAY.plusDays(1));
        return export(counter.close(DAY.plusDays(1)));
    }

    @Test
    void holds_andTheChainToo_whenNothingWasChanged() throws IOException {
        var counter = city.counter();
        byte[] first = camtDay(counter);
        byte[] second = csvDay(counter);
        Verdict both = verify(first, second);
        assertThat(both.exit).as(both.text).isZero();
        assertThat(both.text).contains("3 lines read again", "2 lines read again", "1000000 + 37000 - 2000 = 1035000");
        Verdict turned = verify(second, first);
        assertThat(turned.exit).isEqualTo(1);
        assertThat(turned.text).contains("chain");
    }

    @Test
    void namesWhatIsWrong_whenAnyByteWasChanged() throws IOException {
        byte[] archive = camtDay(city.counter());
        var random = new Random(SEED);
        for (int i = 0; i < 400; i++) {
            byte[] changed = archive.clone();
            int at = random.nextInt(changed.length);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            Verdict verdict = verify(changed);
            assertThat(verdict.exit).as("seed " + SEED + ", byte " + at).isEqualTo(1);
            assertThat(verdict.text).contains("WRONG");
        }
    }

    /** Whoever forges one part and makes hashes for it anew meets the others. */
    @Test
    void namesWhatIsWrong_whenAPartWasForgedWithItsHash() throws IOException {
        byte[] archive = camtDay(city.counter());
        assertThat(verify(forged(archive, "lines.json", text -> text)).exit).isZero();
        Map<String, UnaryOperator<String>> forgeries = Map.of(
                "lines.json", text -> text.replace("\"amount_vnd\":7000", "\"amount_vnd\":7001"),
                "proof.json", text -> text.replace("\"closing_vnd\":1035000", "\"closing_vnd\":1035001"),
                "matches.json", text -> text.replace("\"amount_vnd\":30000", "\"amount_vnd\":29999"),
                "closing.json", text -> text.replace("2025-07-17", "2025-07-16"));
        forgeries.forEach((part, forgery) -> {
            try {
                Verdict verdict = verify(forged(archive, part, forgery));
                assertThat(verdict.exit).as(part + verdict.text).isEqualTo(1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String evidence =
                verify(forged(archive, "matches.json", text -> text.replace("\"from\":8", "\"from\":9"))).text;
        assertThat(evidence).contains("evidence of line");
        String narrative = verify(forged(archive, "lines.json", text -> text.replace("FT123", "FT124"))).text;
        assertThat(narrative).contains("does not have the line", "FT124");
    }

    private static byte[] forged(byte[] archive, String part, UnaryOperator<String> forgery) throws IOException {
        Map<String, byte[]> parts = new TreeMap<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
        }
        parts.remove("manifest.sha256");
        parts.compute(
                part,
                (name, bytes) ->
                        forgery.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        String manifest = parts.entrySet().stream()
                .map(each -> Sha256.hex(each.getValue()) + "  " + each.getKey() + "\n")
                .reduce("", String::concat);
        parts.put("manifest.sha256", manifest.getBytes(StandardCharsets.UTF_8));
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> each : parts.entrySet()) {
                var crc = new CRC32();
                crc.update(each.getValue());
                var entry = new ZipEntry(each.getKey());
                entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(each.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(each.getValue());
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void namesTheArchive_whenItIsNone() throws IOException {
        assertThat(Stream.of("", "not an archive")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList())
                .allSatisfy(bytes -> assertThat(verify(bytes).exit).isEqualTo(1));
    }
}
