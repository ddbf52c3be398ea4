package vn.phigate.reconciliation;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command line; {@code serve} when no command is named. */
@Command(
        name = "phigate",
        mixinStandardHelpOptions = true,
        version = "PhiGate 0.1.0",
        description = "Thu phí, lệ phí của một thành phố, và chứng minh từng đồng. / Collects a city's fees, and proves every đồng.",
        subcommands = {ServeCommand.class, DemoCommand.class, SandboxCommand.class, VerifyReceiptCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        String[] given = arguments.length == 0 ? new String[] {"serve"} : arguments;
        System.exit(new CommandLine(new Main()).execute(given));
    }
}
