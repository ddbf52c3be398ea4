/**
 * Bounded cursors over bytes of strangers, shared by the formats: XML without document types, text by lines. Whatever the bytes are, they end in
 * a {@link vn.phigate.reconciliation.statements.reading.BrokenFile} with a clear text, in bounded memory. Knows nothing of statements.
 */
@NullMarked
package vn.phigate.reconciliation.statements.reading;

import org.jspecify.annotations.NullMarked;
