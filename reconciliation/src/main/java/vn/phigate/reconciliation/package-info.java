/** The one place that wires everything: the command line, and the start of both services in one process. */
@NullMarked
package vn.phigate.reconciliation;

import org.jspecify.annotations.NullMarked;
