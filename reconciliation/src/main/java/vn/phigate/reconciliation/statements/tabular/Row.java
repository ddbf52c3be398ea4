package vn.phigate.reconciliation.statements.tabular;

import java.util.List;

/**
 * One row.
 *
 * @param sheet 0 for a text file, else the sheet's number; a new one starts a new table
 * @param line line of the text file or row of the sheet, from 1
 */
record Row(int sheet, long line, List<Cell> cells) {
    Cell cell(int column) {
        return column >= 0 && column < cells.size() ? cells.get(column) : Cell.EMPTY;
    }

    boolean isBlank() {
        return isBlankFrom(0);
    }

    /** Whether nothing stands in this column and those behind it. */
    boolean isBlankFrom(int column) {
        for (int i = column; i < cells.size(); i++) {
            if (!cells.get(i).isBlank()) {
                return false;
            }
        }
        return true;
    }
}
