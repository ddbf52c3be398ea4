package vn.phigate.gateway.platform.tables;

import java.util.List;

/**
 * One row.
 *
 * @param sheet 0 for a text file, else the sheet's number from 1
 * @param line line of the text file or row of the sheet, from 1
 * @param cells from the first column on; may end early
 */
public record TableRow(int sheet, long line, List<Cell> cells) {
    /**
     * @param text in the composed form of Unicode (NFC), outer blanks removed
     * @param number true for a number cell of a sheet: its text has a decimal point and no separators, and zeros at the end are lost
     */
    public record Cell(String text, boolean number) {
        static final Cell EMPTY = new Cell("", false);
    }

    /** An empty cell when the row is shorter. */
    public Cell cell(int column) {
        return column < cells.size() ? cells.get(column) : Cell.EMPTY;
    }

    public boolean isBlank() {
        return cells.stream().allMatch(c -> c.text().isEmpty());
    }
}
