package vn.phigate.reconciliation.evaluation;

import java.util.List;
import java.util.Map;

/**
 * What an evaluation found. Shares are of 1; a share of nothing is 1.
 *
 * @param lines of all statements
 * @param automatic lines that the product took without a person
 * @param right of those
 * @param decidable units that whoever does not guess can know: a line, or in a provider's pay-out each of its payments
 * @param found of those
 * @param wrong the first lines taken wrongly
 * @param missed the first decidable lines that were left
 */
public record Report(
        long seed,
        int dossiers,
        int days,
        int files,
        int lines,
        int automatic,
        int right,
        double precision,
        long decidable,
        long found,
        double recall,
        double withoutPerson,
        List<Share> classes,
        List<Share> rules,
        List<Share> banks,
        List<Case> wrong,
        List<Case> missed,
        List<Stage> stages,
        Close close) {

    /** Of one class, rule or bank. */
    public record Share(String name, String fate, int lines, int automatic, int right, long decidable, long found) {}

    /** @param decided what the product said: the dossiers it took the line for, by which rule; empty when it left the line */
    public record Case(
            String account, String day, long amountVnd, String narrative, String truth, String whose, String decided) {}

    /** @param perSecond of what is counted */
    public record Stage(String name, long count, double seconds, long perSecond) {}

    /**
     * @param accountDays with lines
     * @param refused those that could not be closed, by the code of the refusal
     * @param openItems lines that the closed days list as open, each with its type
     * @param unlisted lines that are in no bucket of a closed day, or in several: must be 0
     * @param ledgerSumVnd must be 0
     */
    public record Close(
            int accountDays, int closed, Map<String, Integer> refused, int openItems, int unlisted, long ledgerSumVnd) {
        boolean proved() {
            return closed == accountDays && unlisted == 0 && ledgerSumVnd == 0;
        }
    }

    /** Not one wrong match, 99.5 % of what can be decided, and every day proved. */
    public boolean passed() {
        return right == automatic && recall >= 0.995 && close.proved();
    }
}
