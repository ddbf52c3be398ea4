package vn.phigate.reconciliation.web;

import java.util.List;

/**
 * @param typed what was looked for; empty before anything was
 * @param tooShort nothing was looked up, because it would be found everywhere
 * @param most how many are shown at most
 */
public record SearchView(String typed, boolean tooShort, List<LineView> lines, int most) {}
