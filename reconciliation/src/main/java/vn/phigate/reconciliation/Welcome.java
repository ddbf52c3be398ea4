package vn.phigate.reconciliation;

import java.io.PrintStream;
import vn.phigate.gateway.GatewaySettings;

/** What a newcomer reads when the city is up: addresses, sandbox keys, what to try next. */
final class Welcome {
    private Welcome() {}

    static void print(PrintStream out, City city) {
        GatewaySettings settings = city.settings();
        String gateway = settings.publicUrl();
        String agency = city.sampleAgency();
        out.println();
        out.println("PhiGate đang chạy / is running: " + settings.city().name());
        out.println();
        out.println("  Người dân / citizens        " + gateway + "/");
        if (city.reconciliationPort() > 0) {
            out.println("  Kế toán / finance staff     http://localhost:" + city.reconciliationPort() + "/");
        }
        out.println("  API                         " + gateway + "/openapi");
        if (settings.sandbox()) {
            out.println("  Cổng thử VNPay / sandbox    "
                    + settings.vnpay().payUrl().resolve("/sandbox/vnpay/transactions"));
            out.println();
            out.println("  Khóa thử nghiệm, chỉ mở được môi trường thử / sandbox keys, they open nothing else:");
            out.println("    sk_sandbox_dossiers   hồ sơ, giao dịch / dossiers, payments, webhook endpoints");
            out.println(
                    "    sk_sandbox_maker      đăng ký, nhập sao kê, đối soát / registers, imports, reconciles, prepares");
            out.println("    sk_sandbox_checker    phê duyệt, ký / approves, signs");
            out.println("    sk_sandbox_admin      danh mục, cơ quan / catalogue, agencies");
            out.println();
            out.println("  Thử tiếp, ở một cửa sổ khác / to try next, in another window:");
            out.println(
                    "    mvn -q compile exec:exec -Dphigate.args=\"demo\"    một ngày mẫu / one seeded day, with its proof");
            out.println("    curl -s " + gateway + "/v1/dossiers -H 'Authorization: Bearer sk_sandbox_dossiers' \\");
            out.println(
                    "      -d '{\"code\":\"H26." + agency + "-250717-0001\",\"procedure\":\"9.000001\",\"agency\":\""
                            + agency + "\",\"channel\":\"online\","
                            + "\"received_on\":\"2025-07-17\",\"payer\":{\"name\":\"Nguyễn Văn A\",\"phone\":\"0912345678\"}}'");
            out.println("      rồi mở pay_url trong trình duyệt / then open its pay_url in a browser");
        }
        out.println();
        out.println("  Dữ liệu / data: " + settings.dataFolder().toAbsolutePath() + "   Dừng / stop: Ctrl-C");
        out.println();
    }
}
