package vn.phigate.reconciliation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import vn.phigate.verifyday.VerifyDay;

/** Hands over to the program that knows nothing of this one. */
@Command(
        name = "verify-day",
        mixinStandardHelpOptions = true,
        description = {
            "Chứng minh lại các ngày đã chốt từ tệp xuất, không cần cơ sở dữ liệu. / Proves exported closed days again, without the database.",
            "The program stands alone too: java -cp … vn.phigate.verifyday.VerifyDay DAY.zip. Exit 0 when everything holds, else 1."
        })
final class VerifyDayCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "answers of GET /v1/closings/{id}/export; days of one account in their order, for the chain")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        return VerifyDay.run(files, new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }
}
