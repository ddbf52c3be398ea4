package vn.phigate.reconciliation.web;

import org.jspecify.annotations.Nullable;
import vn.phigate.reconciliation.statements.Preview;

/**
 * What a file says, without booking it.
 *
 * @param filename null before a file was chosen
 * @param preview null before a file was chosen
 * @param refused why the file was not taken in; null when it was only looked at
 */
public record PreviewView(
        @Nullable String filename,
        @Nullable Preview preview,
        @Nullable String refused) {
    static final PreviewView EMPTY = new PreviewView(null, null, null);
}
