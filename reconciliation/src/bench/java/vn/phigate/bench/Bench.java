package vn.phigate.bench;

import java.util.Arrays;
import picocli.CommandLine;

/** Which benchmark: {@code callbacks} (when nothing is said) or {@code matching}. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) {
        boolean named = args.length > 0 && (args[0].equals("callbacks") || args[0].equals("matching"));
        var command = named && args[0].equals("matching") ? new MatchingBench() : new CallbackBench();
        System.exit(new CommandLine(command).execute(named ? Arrays.copyOfRange(args, 1, args.length) : args));
    }
}
