package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.phigate.gateway.receipts.VerifyReceipt;
import vn.phigate.gateway.receipts.seal.SealedPdf;

/** Checks a receipt, or a paper beside receipts, with the public keys alone; asks nobody. */
@Command(
        name = "verify-receipt",
        mixinStandardHelpOptions = true,
        description =
                "Kiểm tra biên lai, giấy xác nhận không phải nộp hoặc thông báo sai sót (JSON hoặc PDF) bằng khóa công khai. / Checks a receipt, a no-fee paper or a notice of errors, JSON or PDF, with the public keys. Exit 0 when genuine.")
final class VerifyReceiptCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "receipt", description = "from /receipts/{code}.json or .pdf")
    private Path receipt = Path.of("receipt.json");

    @Parameters(index = "1", paramLabel = "keys.json", description = "from /keys")
    private Path keys = Path.of("keys.json");

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "authorities.pem",
            description = "who may vouch for a PDF's seal; of a sandbox from /keys/authorities.pem")
    private @Nullable Path authorities;

    @Option(
            names = "--place",
            paramLabel = "place.json",
            description =
                    "from /receipts/{code}.place.json: also checks that a JSON receipt stands under its day's root")
    private @Nullable Path place;

    @Override
    public Integer call() throws IOException {
        byte[] given = Files.readAllBytes(receipt);
        byte[] jwkSet = Files.readAllBytes(keys);
        boolean paper = new String(given, 0, Math.min(5, given.length), StandardCharsets.US_ASCII).equals("%PDF-");
        var answer = paper
                ? VerifyReceipt.checkPaper(
                        given,
                        jwkSet,
                        authorities == null ? List.of() : SealedPdf.certificates(Files.readString(authorities)))
                : place == null
                        ? VerifyReceipt.check(given, jwkSet)
                        : VerifyReceipt.checkPlace(given, Files.readAllBytes(place), jwkSet);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(answer.text());
        return answer.genuine() ? 0 : 1;
    }
}
