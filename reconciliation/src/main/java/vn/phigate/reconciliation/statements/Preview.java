package vn.phigate.reconciliation.statements;

import java.util.List;

/**
 * What a file says, without booking it.
 *
 * @param verdict {@code accept}, {@code flag} or {@code reject}
 * @param statements empty when rejected, since nothing of such a file counts
 * @param findings the first 1,000; if there were more, the last one says how many
 */
public record Preview(String format, String verdict, List<PreviewStatement> statements, List<Finding> findings) {
    public Preview {
        statements = List.copyOf(statements);
        findings = List.copyOf(findings);
    }
}
