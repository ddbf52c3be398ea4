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
        return cells.stream().allMatch(Cell::isBlank);
    }
}
