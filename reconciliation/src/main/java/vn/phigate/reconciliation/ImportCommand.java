package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.phigate.gateway.Gateway;
import vn.phigate.gateway.catalogue.Catalogue;
import vn.phigate.gateway.catalogue.Finding;
import vn.phigate.gateway.catalogue.ImportReport;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.succession.ImportMergers;
import vn.phigate.gateway.succession.MergerReport;

/** Takes a catalogue of procedures and fees in, a file of mergers, or files of banks and providers. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Nhập danh mục thủ tục và mức thu, tệp sáp nhập, hoặc sao kê và tệp quyết toán. / Imports a catalogue of procedures and fees, a file of mergers, or bank statements and settlement files.",
            "Exit 0 when every procedure, row or file was taken, 1 when some or all were refused."
        })
final class ImportCommand implements Callable<Integer> {
    private static final int MOST_PRINTED = 50;

    @ArgGroup(multiplicity = "1")
    private Input input = new Input();

    @Option(names = "--preview", description = "tell what would change, change nothing")
    private boolean preview;

    @Option(names = "--config", defaultValue = "config", description = "folder of settings [${DEFAULT-VALUE}]")
    private Path config = Path.of("config");

    /** One of these. */
    static final class Input {
        @Option(
                names = "--catalogue",
                paramLabel = "FILE",
                description = "CSV or XLSX; the format is in config/seeds/README.md")
        private @Nullable Path file;

        @Option(
                names = "--generate",
                paramLabel = "TOTAL",
                description = "invent marked sample procedures, until the catalogue has this many")
        private int total;

        @Option(
                names = "--mergers",
                paramLabel = "FILE",
                description = "propose successions from a file of mergers; needs --legal-act")
        private @Nullable Path mergers;

        @Option(
                names = "--bank-files",
                paramLabel = "FILE",
                arity = "1..*",
                description = "statements of banks and settlement files of providers, recognised by their content")
        private List<Path> bankFiles = List.of();
    }

    @Option(names = "--legal-act", paramLabel = "TEXT", description = "with --mergers: under which act")
    private @Nullable String legalAct;

    @Option(
            names = "--province",
            paramLabel = "CODE",
            description = "with --mergers: only rows of this present province")
    private @Nullable String province;

    @Option(names = "--write", paramLabel = "FILE", description = "with --generate: also keep the generated file")
    private @Nullable Path write;

    @Override
    public Integer call() throws IOException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long startedAt = System.nanoTime();
        try (City city = City.openDoors(config, out::println)) {
            Path mergers = input.mergers;
            if (mergers != null) {
                return mergers(city.gateway(), mergers, out);
            }
            if (!input.bankFiles.isEmpty()) {
                return bankFiles(city.gateway(), out);
            }
            Catalogue catalogue = city.gateway().catalogue();
            Path given = input.file;
            ImportReport report = given == null
                    ? generated(catalogue, out)
                    : run(catalogue, given, String.valueOf(given.getFileName()), out);
            print(report, out);
            out.printf("%.1f s%n", (System.nanoTime() - startedAt) / 1e9);
            return report.counts().refused() == 0 && report.counts().errors() == 0 ? 0 : 1;
        } catch (Refusal refusal) {
            out.println(refusal.getMessage());
            if (refusal.members().get("findings") instanceof Iterable<?> findings) {
                findings.forEach(f -> {
                    if (f instanceof Finding finding) {
                        print(finding, out);
                    }
                });
            }
            out.printf("%.1f s%n", (System.nanoTime() - startedAt) / 1e9);
            return 1;
        }
    }

    private int mergers(Gateway gateway, Path file, PrintStream out) {
        String act = legalAct;
        if (act == null || act.isBlank()) {
            out.println(
                    "Cần --legal-act: số và ngày của văn bản. / --legal-act is needed: number and date of the act.");
            return 1;
        }
        var imports = new ImportMergers(gateway.agencies(), gateway.accounts(), gateway.successions());
        var order = new ImportMergers.Order(file, province, act, ImportMergers.CUT_OVER_2025);
        MergerReport report = gateway.db()
                .inTransaction(tx -> preview ? imports.preview(tx, order) : imports.apply(tx, order, byName()));
        report.findings().stream()
                .limit(MOST_PRINTED)
                .forEach(f -> out.println("  " + f.severity() + " " + f.line() + " " + f.field() + " «" + f.value()
                        + "» " + f.rule() + ": " + f.text() + " / " + f.textEn()));
        out.println((report.applied() ? "Đã đề nghị / Proposed " : "Xem trước / Preview: ") + report.successions()
                + " việc kế tiếp / successions, " + report.rows() + " dòng / rows (nhận / taken " + report.taken()
                + ", giữ nguyên / unchanged " + report.unchanged() + ", không nhận / refused " + report.refused()
                + "), " + report.formerAgencies() + " cơ quan cũ / former agencies, bị chia / divided "
                + report.divided());
        return report.refused() == 0 ? 0 : 1;
    }

    private int bankFiles(Gateway gateway, PrintStream out) throws IOException {
        var files = new BankFiles(gateway.db(), ReconciliationServer.service(gateway, config));
        int refused = 0;
        for (Path file : input.bankFiles) {
            BankFiles.Told told = files.take(file, preview, byName());
            refused += told.taken() ? 0 : 1;
            out.println(
                    (told.taken() ? preview ? "Xem trước / Preview: " : "Đã nhận / Taken: " : "Không nhận / Refused: ")
                            + file.getFileName() + " · " + told.text());
            told.findings().stream()
                    .limit(MOST_PRINTED)
                    .forEach(f -> out.println("  " + (f.line() > 0 ? f.line() + " " : "") + f.field() + " «" + f.value()
                            + "» " + f.rule() + ": " + f.text() + " / " + f.textEn()));
        }
        return refused == 0 ? 0 : 1;
    }

    private static String byName() {
        return "command line (" + System.getProperty("user.name") + ")";
    }

    private ImportReport generated(Catalogue catalogue, PrintStream out) throws IOException {
        Path file = Files.createTempFile("sample-catalogue", ".csv");
        try {
            int count = catalogue.generate(file, input.total);
            out.println("Sinh " + count + " thủ tục mẫu / " + count + " sample procedures generated");
            Path kept = write;
            if (kept != null) {
                Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
            }
            return run(catalogue, file, "sample-catalogue-" + count + ".csv", out);
        } finally {
            Files.delete(file);
        }
    }

    private ImportReport run(Catalogue catalogue, Path file, String name, PrintStream out) {
        return preview
                ? catalogue.preview(file, name, out::println)
                : catalogue.apply(file, name, byName(), out::println);
    }

    private static void print(ImportReport report, PrintStream out) {
        report.findings().stream().limit(MOST_PRINTED).forEach(f -> print(f, out));
        report.changes().stream()
                .filter(c -> c.action().equals("changed"))
                .limit(MOST_PRINTED)
                .forEach(c -> c.fields()
                        .forEach(f -> out.println("  " + c.procedure() + "  " + f.field()
                                + (f.item() == null ? "" : " · " + f.item()) + ": " + f.before() + " → " + f.after())));
        var counts = report.counts();
        out.println((report.applied() ? "Đã nhập / Imported " : "Xem trước / Preview of ") + report.filename() + " ("
                + report.format() + "), " + report.rows() + " dòng / rows, " + counts.procedures()
                + " thủ tục / procedures:");
        out.println("  thêm / added " + counts.added() + ", đổi / changed " + counts.changed()
                + ", giữ nguyên / unchanged " + counts.unchanged() + ", không nhận / refused " + counts.refused()
                + "; không có trong tệp / not in the file " + counts.absent());
        out.println("  lỗi / errors " + counts.errors() + ", lưu ý / notices " + counts.notices());
    }

    private static void print(Finding finding, PrintStream out) {
        out.println("  " + finding.severity() + " " + finding.line() + " " + finding.field() + " «" + finding.value()
                + "» " + finding.rule() + ": " + finding.text() + " / " + finding.textEn());
    }
}
