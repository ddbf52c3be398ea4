package vn.phigate.gateway.succession;

import java.util.List;

/**
 * What a file of mergers says, and what came or would come of it.
 *
 * @param format what was recognised, e.g. {@code CSV UTF-8 «,»}
 * @param applied false for a preview
 * @param rows in the file, those of other provinces left out
 * @param taken rows that are part of a succession now
 * @param unchanged rows that were part of one before
 * @param refused rows with an error
 * @param formerAgencies distinct former communes of the rows taken
 * @param divided those of them that a decision is needed for
 * @param successors distinct present communes of the rows taken
 * @param created former agencies that were entered because they were not known
 * @param successions how many were proposed: one for each former district
 */
public record MergerReport(
        String format,
        boolean applied,
        long rows,
        long taken,
        long unchanged,
        long refused,
        long formerAgencies,
        long divided,
        long successors,
        long created,
        long successions,
        List<Finding> findings) {
    /**
     * @param severity error holds back its row, notice does not
     * @param line of the file, 0 for the file itself
     * @param rule stable name
     */
    public record Finding(
            String severity, long line, String field, String value, String rule, String text, String textEn) {}
}
