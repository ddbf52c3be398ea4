/**
 * People at the pages: a whole city, one Chromium, and what a citizen and a finance officer do there by what they read. Every state that a test
 * comes to is looked at with axe at a phone's and a desk's width. Knows the city by its addresses and sandbox keys alone.
 */
@NullMarked
package vn.phigate.reconciliation.browser;

import org.jspecify.annotations.NullMarked;
