package vn.phigate.gateway.web;

import java.time.LocalDate;

/** The accessibility statement. @param madeOn the day on which what it says was last held against the pages */
public record AccessibilityView(String city, LocalDate madeOn) {
    static final LocalDate MADE_ON = LocalDate.of(2026, 11, 22);
}
