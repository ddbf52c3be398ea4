package vn.phigate.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vn.phigate.reconciliation.statements.StatementReaders;
import vn.phigate.reconciliation.statements.camt.CamtFormat;

/** Reads a camt.053 some times, in the heap that it is given. */
final class CamtBench {
    private static final int TIMES = 7;
    static final int ENTRIES = 100_000;

    private CamtBench() {}

    /** @param args the file */
    public static void main(String[] args) throws IOException {
        var readers = new StatementReaders(List.of(new CamtFormat()));
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long began = System.nanoTime();
            try (var file = new BufferedInputStream(Files.newInputStream(Path.of(args[0])))) {
                var preview = readers.preview(file);
                if (!preview.verdict().equals("accept")
                        || preview.statements().getFirst().entries() != ENTRIES) {
                    throw new IllegalStateException("read as " + preview);
                }
            }
            seconds.add((System.nanoTime() - began) / 1e9);
        }
        System.out.println(String.format(
                Locale.ROOT,
                "camt.053 of %,d entries, %,d bytes, heap at most %d MB: first %.2f s, median of %d %.2f s (bar: 1 s, 64 MB)",
                ENTRIES,
                Files.size(Path.of(args[0])),
                Runtime.getRuntime().maxMemory() >> 20,
                seconds.getFirst(),
                TIMES,
                seconds.stream().sorted().toList().get(TIMES / 2)));
    }

    static void run(Path folder) throws IOException, InterruptedException {
        Path file = BankDay.camt(folder, "0011001234567", ENTRIES, new BankDay.Lines() {
            @Override
            public String reference(int index) {
                return "PG%013d".formatted(index);
            }

            @Override
            public long amountVnd(int index) {
                return 10_000 + index % 1_000;
            }
        });
        new ProcessBuilder(
                        GatewayProcess.java(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CamtBench.class.getName(),
                        file.toString())
                .inheritIO()
                .start()
                .waitFor();
    }
}
