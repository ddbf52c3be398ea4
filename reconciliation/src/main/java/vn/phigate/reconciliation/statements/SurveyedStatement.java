package vn.phigate.reconciliation.statements;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.signing.CanonicalJson;

/** What the first reading of a file learns about one statement, before anything is written: days, totals in đồng, whether it adds up. */
final class SurveyedStatement {
    /** Balances and totals stay within the whole numbers that every JSON reader keeps exactly (RFC 7493 section 2.2), as the proof needs. */
    private static final long MOST_VND = CanonicalJson.MAX_EXACT_INTEGER;

    final int position;
    final StatementHeader header;
    private @Nullable StatementSummary summary;
    private @Nullable LocalDate firstDay;
    private @Nullable LocalDate lastDay;
    private int lines;
    private int setAside;
    private long creditsVnd;
    private long debitsVnd;
    private long reversedCreditsVnd;
    private long reversedDebitsVnd;

    SurveyedStatement(int position, StatementHeader header) {
        this.position = position;
        this.header = header;
    }

    /** A statement that names another currency than đồng; one that names none is of a collection account, and so in đồng. */
    boolean isForeign() {
        String currency = header.currency();
        return currency != null && !currency.equals("VND");
    }

    void add(ReadLine line, LineVnd.Booked booked) {
        lines++;
        firstDay = firstDay == null || booked.on().isBefore(firstDay) ? booked.on() : firstDay;
        lastDay = lastDay == null || booked.on().isAfter(lastDay) ? booked.on() : lastDay;
        long amount = Math.abs(booked.amountVnd());
        if (booked.amountVnd() >= 0) {
            creditsVnd = Math.min(creditsVnd + amount, MOST_VND);
            reversedCreditsVnd += line.reversal() ? amount : 0;
        } else {
            debitsVnd = Math.min(debitsVnd + amount, MOST_VND);
            reversedDebitsVnd += line.reversal() ? amount : 0;
        }
    }

    void setAside() {
        setAside++;
    }

    void end(StatementSummary last) {
        summary = last;
    }

    int lines() {
        return lines;
    }

    int asideInAll() {
        return setAside + summary().quarantined();
    }

    boolean turned() {
        return summary().reversalsTurned();
    }

    /** False when the totals are beyond any account: a misread file. */
    boolean withinRange() {
        return creditsVnd < MOST_VND / 2 && debitsVnd < MOST_VND / 2;
    }

    long creditTotalVnd() {
        return turned() ? creditsVnd - reversedCreditsVnd + reversedDebitsVnd : creditsVnd;
    }

    long debitTotalVnd() {
        return turned() ? debitsVnd - reversedDebitsVnd + reversedCreditsVnd : debitsVnd;
    }

    @Nullable
    Long openingVnd() {
        return whole(summary().opening());
    }

    @Nullable
    Long closingVnd() {
        return whole(summary().closing());
    }

    /**
     * True only when the file's own figures and the lines that are booked both add up; null without usable balances, and where both are
     * derived from one and prove nothing.
     */
    @Nullable
    Boolean agrees() {
        Long opening = openingVnd();
        Long closing = closingVnd();
        if (opening == null || closing == null) {
            return null;
        }
        boolean addsUp = opening + creditTotalVnd() - debitTotalVnd() == closing;
        return addsUp && summary().agrees() == null
                ? null
                : addsUp && Boolean.TRUE.equals(summary().agrees());
    }

    /**
     * The first day it answers for: that of its first line. The date of an opening balance is no witness: banks write the first day there,
     * or the day before it (ISO 20022 OPBD, PRCD). Without lines it answers for the day of its closing balance alone.
     */
    @Nullable
    LocalDate fromDay() {
        return firstDay != null ? firstDay : summary().closingOn();
    }

    @Nullable
    LocalDate toDay() {
        LocalDate closingOn = summary().closingOn();
        return lastDay == null || (closingOn != null && closingOn.isAfter(lastDay)) ? closingOn : lastDay;
    }

    private StatementSummary summary() {
        return Objects.requireNonNull(summary, "the statement was read to its end");
    }

    private static @Nullable Long whole(@Nullable BigDecimal amount) {
        return amount == null ? null : LineVnd.whole(amount, BigDecimal.valueOf(MOST_VND / 2));
    }
}
