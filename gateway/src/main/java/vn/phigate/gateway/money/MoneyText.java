package vn.phigate.gateway.money;

/** Amounts in figures for people. Written out here, because what a JDK's locale data gives changes between releases and a receipt must not. */
public final class MoneyText {
    private MoneyText() {}

    /** {@code 1.234.567 ₫}; a negative amount starts with a hyphen. */
    public static String vietnamese(long amountVnd) {
        return grouped(amountVnd, '.') + " ₫";
    }

    /** {@code VND 1,234,567}; a negative amount has its hyphen before the figures. */
    public static String english(long amountVnd) {
        return "VND " + grouped(amountVnd, ',');
    }

    /** Figures alone, in groups of three: for columns whose head names the unit. */
    public static String grouped(long amountVnd, char separator) {
        StringBuilder figures = new StringBuilder(Long.toString(amountVnd));
        int first = amountVnd < 0 ? 1 : 0;
        for (int at = figures.length() - 3; at > first; at -= 3) {
            figures.insert(at, separator);
        }
        return figures.toString();
    }
}
