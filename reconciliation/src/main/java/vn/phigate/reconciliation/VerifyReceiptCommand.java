package vn.phigate.reconciliation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import vn.phigate.gateway.receipts.VerifyReceipt;

/** Checks a receipt with the public keys alone; asks nobody. */
@Command(
        name = "verify-receipt",
        mixinStandardHelpOptions = true,
        description =
                "Kiểm tra biên lai JSON bằng khóa công khai. / Checks a receipt's JSON with the public keys. Exit 0 when genuine.")
final class VerifyReceiptCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "receipt.json", description = "from /receipts/{code}.json")
    private Path receipt = Path.of("receipt.json");

    @Parameters(index = "1", paramLabel = "keys.json", description = "from /keys")
    private Path keys = Path.of("keys.json");

    @Override
    public Integer call() throws IOException {
        var answer = VerifyReceipt.check(Files.readAllBytes(receipt), Files.readAllBytes(keys));
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(answer.text());
        return answer.genuine() ? 0 : 1;
    }
}
