package vn.phigate.gateway.agencies;

import org.jspecify.annotations.Nullable;

/**
 * A collecting body.
 *
 * @param id surrogate identity, stable through renames and mergers; never shown outside
 * @param code the code on the day it was asked for
 * @param kind commune, department or centre
 * @param nameEn null when there is none
 * @param taxCode null when not registered yet
 * @param sample true for invented or unconfirmed data
 */
public record Agency(
        long id,
        String code,
        String kind,
        String name,
        @Nullable String nameEn,
        @Nullable String taxCode,
        @Nullable String address,
        boolean sample) {}
