package vn.phigate.reconciliation.statements.tabular;

/**
 * One cell as text.
 *
 * @param text as in the file; of a number cell the number in plain digits with a decimal point
 * @param number true for a number cell of a sheet, which has no separators to interpret
 */
record Cell(String text, boolean number) {
    static final Cell EMPTY = new Cell("", false);

    boolean isBlank() {
        return text.isBlank();
    }

    /** Asked of every row, so without a stream. */
    boolean hasDigit() {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
