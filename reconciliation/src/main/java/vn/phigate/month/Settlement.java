package vn.phigate.month;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import vn.phigate.month.Month.BankFile;
import vn.phigate.month.Month.Opened;
import vn.phigate.month.Month.Order;
import vn.phigate.month.Month.Payee;

/** What a provider says about the pay-out of a day, in the columns of the layouts in config/settlements. */
record Settlement(String provider, Payee payee, LocalDate session, List<Row> rows) {
    record Row(Order order, Opened names) {
        long grossVnd() {
            return order.reportedVnd();
        }

        /** Of the contract: a share in ten-thousandths, to whole đồng, half up. */
        long feeVnd(int share) {
            return (grossVnd() * share + 5_000) / 10_000;
        }

        String transaction() {
            return String.valueOf(Month.transaction(order.number()));
        }
    }

    private int share() {
        return provider.equals("vnpay") ? 110 : 100;
    }

    long netVnd() {
        return rows.stream().mapToLong(r -> r.grossVnd() - r.feeVnd(share())).sum();
    }

    private String name() {
        return provider.toUpperCase(Locale.ROOT) + session.format(DateTimeFormatter.BASIC_ISO_DATE) + payee.agency();
    }

    String narrative() {
        return provider.toUpperCase(Locale.ROOT) + " TT TIEN HANG PHIEN "
                + session.format(DateTimeFormatter.ofPattern("ddMMyyyy")) + " LO " + name();
    }

    BankFile file() {
        var text = new StringBuilder();
        boolean vnpay = provider.equals("vnpay");
        text.append(
                vnpay
                        ? "Mã giao dịch VNPAY,Mã tham chiếu,Thời gian giao dịch,Số tiền,Phí,Thực nhận\n"
                        : "transId,orderId,responseTime,amount,fee,netAmount,settlementId\n");
        long gross = 0;
        long fees = 0;
        for (Row row : rows) {
            long fee = row.feeVnd(share());
            gross += row.grossVnd();
            fees += fee;
            text.append(String.join(
                            ",",
                            row.transaction(),
                            row.names.orderId(),
                            session + " 10:30:00",
                            String.valueOf(row.grossVnd()),
                            String.valueOf(fee),
                            String.valueOf(row.grossVnd() - fee)))
                    .append(vnpay ? "\n" : "," + name() + "\n");
        }
        text.append(vnpay ? "Tổng cộng,,," : "TOTAL,,,")
                .append(gross + "," + fees + "," + (gross - fees))
                .append(vnpay ? "\n" : ",\n");
        return new BankFile(name() + ".csv", text.toString().getBytes(StandardCharsets.UTF_8), rows.size(), true);
    }
}
