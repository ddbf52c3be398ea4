package vn.phigate.reconciliation.demo;

/**
 * The statement as a bank delivers it.
 *
 * @param name file name, ASCII
 * @param bytes the same for the same day and lines
 */
record BankFile(String name, byte[] bytes) {
    private static final String VIETCOMBANK = "970436";

    /** Vietcombank's accounts get its tabular form, all others camt.053. */
    static BankFile of(BankDay day) {
        return day.bin.equals(VIETCOMBANK) ? VietcombankCsv.write(day) : Camt053.write(day);
    }
}
