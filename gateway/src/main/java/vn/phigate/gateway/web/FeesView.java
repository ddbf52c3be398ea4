package vn.phigate.gateway.web;

import java.util.List;
import vn.phigate.gateway.procedures.Procedure;

/**
 * Procedures by name or code.
 *
 * @param words as typed; empty before the first search
 * @param found at most {@code most}
 * @param more whether there are others besides
 */
public record FeesView(String words, List<Procedure> found, boolean more) {}
