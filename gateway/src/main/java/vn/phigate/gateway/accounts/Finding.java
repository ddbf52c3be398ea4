package vn.phigate.gateway.accounts;

/**
 * Something the checks noticed about a registration.
 *
 * @param field as the API names it
 * @param value as it was given
 * @param rule stable name of the rule; with the field it is the {@link #key} by which a finding is acknowledged
 * @param blocking true when it cannot be right and stops the registration; false when a person has to look and say so
 * @param vi what is noticed and what to do, Vietnamese
 * @param en the same, English
 */
public record Finding(String field, String value, String rule, boolean blocking, String vi, String en) {
    public String key() {
        return field + ":" + rule;
    }
}
