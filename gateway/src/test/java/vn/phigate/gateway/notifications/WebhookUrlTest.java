package vn.phigate.gateway.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookUrlTest {

    /** Names as a town's network might have them; everything else is read as a literal address. */
    private static InetAddress[] names(String host) throws UnknownHostException {
        return switch (host) {
            case "hoso.example.vn" -> InetAddress.getAllByName("14.225.0.1");
            case "inside.example.vn" -> InetAddress.getAllByName("10.1.2.3");
            case "both.example.vn" ->
                new InetAddress[] {InetAddress.getByName("14.225.0.1"), InetAddress.getByName("127.0.0.1")};
            case "localhost" -> InetAddress.getAllByName("127.0.0.1");
            case "gone.example.vn" -> throw new UnknownHostException(host);
            default -> InetAddress.getAllByName(host);
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # address                                | production | sandbox
            https://hoso.example.vn/hook?x=1         | Allowed    | Allowed
            https://14.225.0.1:8443/                 | Allowed    | Allowed
            https://[2405:4800::1]/                  | Allowed    | Allowed
            https://gone.example.vn/hook             | Unresolved | Unresolved
            http://gone.example.vn/hook              | Refused    | Refused
            http://hoso.example.vn/hook              | Refused    | Refused
            http://localhost:9000/hook               | Refused    | Allowed
            https://localhost/hook                   | Refused    | Allowed
            http://[::1]:9000/hook                   | Refused    | Allowed
            http://127.9.9.9/                        | Refused    | Allowed
            http://10.0.0.7:8090/hook                | Refused    | Allowed
            https://172.31.255.255/                  | Refused    | Allowed
            https://192.168.1.1/                     | Refused    | Allowed
            https://[fd00::1]/                       | Refused    | Allowed
            https://inside.example.vn/               | Refused    | Allowed
            https://both.example.vn/                 | Refused    | Refused
            https://169.254.169.254/latest/meta-data | Refused    | Refused
            https://[fe80::1]/                       | Refused    | Refused
            https://0.0.0.0/                         | Refused    | Refused
            https://[::]/                            | Refused    | Refused
            https://[::ffff:127.0.0.1]/              | Refused    | Allowed
            https://[64:ff9b::7f00:1]/               | Refused    | Refused
            https://[2002:7f00:1::]/                 | Refused    | Refused
            https://[2001:0:1::1]/                   | Refused    | Refused
            https://[2001:db8::1]/                   | Refused    | Refused
            https://100.64.0.1/                      | Refused    | Refused
            https://198.19.0.1/                      | Refused    | Refused
            https://224.0.0.1/                       | Refused    | Refused
            https://255.255.255.255/                 | Refused    | Refused
            https://user:pass@hoso.example.vn/       | Refused    | Refused
            https://hoso.example.vn/#a               | Refused    | Refused
            https://hoso.example.vn:70000/           | Refused    | Refused
            https:///hook                            | Refused    | Refused
            https://hồsơ.vn/                         | Refused    | Refused
            ftp://hoso.example.vn/                   | Refused    | Refused
            file:///etc/passwd                       | Refused    | Refused
            hoso.example.vn                          | Refused    | Refused
            https://a b/                             | Refused    | Refused
            """)
    void isAllowedOnlyOnThePublicInternet(String url, String production, String sandbox) {
        assertThat(verdict(false, url)).isEqualTo(production);
        assertThat(verdict(true, url)).isEqualTo(sandbox);
    }

    private static String verdict(boolean sandbox, String url) {
        return new WebhookUrl(sandbox, WebhookUrlTest::names)
                .check(url)
                .getClass()
                .getSimpleName();
    }
}
