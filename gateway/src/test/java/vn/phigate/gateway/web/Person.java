package vn.phigate.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.platform.http.Caller;
import vn.phigate.gateway.platform.http.Role;

/** Somebody signed in at a browser. */
final class Person {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;
    private final String cookie;

    Person(RunningGateway city, String name, Set<Role> roles) {
        base = "http://127.0.0.1:" + city.gateway().port();
        cookie = "phigate_session=" + city.gateway().identity().openSession(new Caller(name, roles, false));
    }

    private Person(RunningGateway city) {
        base = "http://127.0.0.1:" + city.gateway().port();
        cookie = "lang=vi";
    }

    /** Somebody who did not sign in. */
    static Person visiting(RunningGateway city) {
        return new Person(city);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", base)
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(
                request.header("Cookie", cookie).header("Accept", "text/html").build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** @return the draft's id */
    String register(String agency, String holder, String number) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                "/registry/accounts",
                form("agency", agency) + "&bin=970432&" + form("number", number) + "&" + form("holder", holder));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow().replaceFirst(".*/", "");
    }

    HttpResponse<String> upload(String path, String filename, byte[] file) throws IOException, InterruptedException {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--7d1a14\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename
                        + "\"\r\nContent-Type: text/csv\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes("\r\n--7d1a14--\r\n".getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "multipart/form-data; boundary=7d1a14")
                .header("Origin", base)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
    }

    static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Fields and their values in turn. */
    static String form(String... fields) {
        var form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(fields[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }
}
