/** Administrative procedures (thủ tục hành chính) and their fee items. Knows no agency, no dossier and no payment. */
@NullMarked
package vn.phigate.gateway.procedures;

import org.jspecify.annotations.NullMarked;
