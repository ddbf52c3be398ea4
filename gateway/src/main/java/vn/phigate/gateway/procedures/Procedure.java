package vn.phigate.gateway.procedures;

/**
 * An administrative procedure of the national database.
 *
 * @param code one digit, dot, six digits
 * @param field subject area, in Vietnamese
 * @param level commune or department: who is in charge
 * @param sample true when its fees are sample data
 */
public record Procedure(String code, String name, String field, String level, boolean sample) {}
