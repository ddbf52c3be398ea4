/**
 * A city's month as it could have been: dossiers, how their people pay, what the banks then write and in which files, and beside each bank line the truth about
 * it. Seeded. It is the other side of the table: it knows nothing of the product, neither how codes are found nor how files are read, so that what the
 * evaluation measures is measured against somebody else's idea of a bank line. Called by the evaluation alone.
 */
@NullMarked
package vn.phigate.month;

import org.jspecify.annotations.NullMarked;
