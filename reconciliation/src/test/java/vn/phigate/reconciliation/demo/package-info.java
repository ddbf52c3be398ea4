@NullMarked
package vn.phigate.reconciliation.demo;

import org.jspecify.annotations.NullMarked;
