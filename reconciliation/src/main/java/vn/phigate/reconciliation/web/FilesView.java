package vn.phigate.reconciliation.web;

import java.util.List;
import vn.phigate.reconciliation.statements.Statements.ReceivedFile;

/**
 * The files that came last.
 *
 * @param most how many are listed at most
 */
public record FilesView(List<ReceivedFile> files, int most) {}
