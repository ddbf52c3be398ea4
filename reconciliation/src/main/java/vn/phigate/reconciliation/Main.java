package vn.phigate.reconciliation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command line; {@code serve} when no command is named. */
@Command(
        name = "phigate",
        mixinStandardHelpOptions = true,
        version = "PhiGate 0.1.0",
        description =
                "Thu phí, lệ phí của một thành phố, và chứng minh từng đồng. / Collects a city's fees, and proves every đồng.",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            SandboxCommand.class,
            VerifyReceiptCommand.class,
            VerifyAuditCommand.class,
            VerifyEvidenceCommand.class,
            ImportCommand.class,
            EvaluateCommand.class,
            VerifyDayCommand.class,
            ReplayCommand.class,
            WhatIfCommand.class
        })
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        String[] given = arguments.length == 0 ? new String[] {"serve"} : arguments;
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure))
                .execute(given));
    }

    /** A newcomer is told what is wrong; the stack is in the log, for whoever mends it. */
    private static int explain(Exception failure) {
        LOG.debug("the command failed", failure);
        System.err.println("PhiGate không chạy được / could not run:");
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            System.err.println(
                    "  " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()));
        }
        System.err.println("  (chi tiết / details: LOGGING_LEVEL=DEBUG)");
        return 1;
    }
}
