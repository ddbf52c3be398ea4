package vn.phigate.verifyday;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code java -cp … vn.phigate.verifyday.VerifyDay DAY.zip [NEXT-DAY.zip …]}: proves exported days; of one account several in their order with the
 * chain between them. Exit 0 when everything holds, 1 when anything does not (each fault is named), 2 when it was called wrongly.
 */
public final class VerifyDay {
    private VerifyDay() {}

    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments).stream().map(Path::of).toList(), out));
    }

    public static int run(List<Path> files, PrintStream out) {
        if (files.isEmpty()) {
            out.println("VerifyDay DAY.zip [NEXT-DAY.zip …]");
            return 2;
        }
        boolean holds = true;
        @Nullable Day before = null;
        for (Path file : files) {
            @Nullable Day day = verify(file, out);
            holds &= day != null && day.faults.isEmpty();
            if (before != null && day != null) {
                List<String> breaks = breaks(before, day);
                breaks.forEach(fault -> out.println("  SAI / WRONG chain: " + fault));
                holds &= breaks.isEmpty();
            }
            before = day;
        }
        out.println(holds ? "ĐÚNG / HOLDS" : "KHÔNG ĐÚNG / DOES NOT HOLD");
        return holds ? 0 : 1;
    }

    private static @Nullable Day verify(Path file, PrintStream out) {
        out.println(file.getFileName());
        try {
            var day = new Day(Files.readAllBytes(file));
            day.verify();
            out.println("  " + day.closing.text("account") + " " + day.closing.text("business_day") + ", "
                    + day.proof.whole("line_count") + " dòng / lines, " + day.proof.whole("opening_vnd") + " + "
                    + day.proof.whole("credit_total_vnd") + " - " + day.proof.whole("debit_total_vnd") + " = "
                    + day.proof.whole("closing_vnd") + " đồng, hash " + day.closing.text("hash"));
            day.notes.forEach(note -> out.println("  " + note));
            day.faults.forEach(fault -> out.println("  SAI / WRONG " + fault));
            return day;
        } catch (IOException | IllegalArgumentException e) {
            out.println("  SAI / WRONG " + e.getMessage());
            return null;
        }
    }

    private static List<String> breaks(Day before, Day day) {
        List<String> breaks = new ArrayList<>();
        if (!day.closing.text("account").equals(before.closing.text("account"))) {
            return List.of("not the account of the file before");
        }
        if (!Objects.equals(day.closing.textOrNull("previous_hash"), before.closing.text("hash"))) {
            breaks.add("the day follows " + day.closing.textOrNull("previous_hash") + ", not "
                    + before.closing.text("hash"));
        }
        if (day.proof.whole("opening_vnd") != before.proof.whole("closing_vnd")) {
            breaks.add("it opens with " + day.proof.whole("opening_vnd") + ", the day before closed with "
                    + before.proof.whole("closing_vnd"));
        }
        return breaks;
    }
}
