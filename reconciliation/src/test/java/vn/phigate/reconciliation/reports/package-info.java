@NullMarked
package vn.phigate.reconciliation.reports;

import org.jspecify.annotations.NullMarked;
