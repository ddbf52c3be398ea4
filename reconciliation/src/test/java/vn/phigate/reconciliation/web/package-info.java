/** Finance pages over real HTTP and a real database, asked as a browser asks. */
@NullMarked
package vn.phigate.reconciliation.web;

import org.jspecify.annotations.NullMarked;
