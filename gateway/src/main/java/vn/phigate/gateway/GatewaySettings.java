package vn.phigate.gateway;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.RegistryRules;
import vn.phigate.gateway.identity.Identity;
import vn.phigate.gateway.identity.OpenIdSettings;
import vn.phigate.gateway.identity.SignInSettings;
import vn.phigate.gateway.notifications.Mails;
import vn.phigate.gateway.payments.PaymentRules;
import vn.phigate.gateway.platform.db.DbSettings;
import vn.phigate.gateway.platform.http.HttpSettings;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.signing.KeyId;
import vn.phigate.gateway.providers.dvcqg.DvcqgKey;
import vn.phigate.gateway.providers.momo.MomoMerchant;
import vn.phigate.gateway.providers.vnpay.VnpaySecret;
import vn.phigate.gateway.providers.vnpay.VnpayTerminal;
import vn.phigate.gateway.providers.zalopay.ZalopayApp;
import vn.phigate.gateway.receipts.ReceiptRule;
import vn.phigate.gateway.receipts.ReceiptRules;
import vn.phigate.gateway.refunds.RefundRules;
import vn.phigate.gateway.web.Promises;
import vn.phigate.gateway.web.ReportTo;

/**
 * What an operator sets in {@code config/gateway.yaml}; every key stands there with its unit, default and meaning. A key that nobody reads is an
 * error, because a mistyped key would leave its default in force.
 */
public record GatewaySettings(
        City city,
        boolean sandbox,
        Path dataFolder,
        String publicUrl,
        HttpSettings http,
        @Nullable Database database,
        Vnpay vnpay,
        Duration vietqrWindow,
        List<String> returnHosts,
        List<Identity.KnownKey> keys,
        RegistryRules registry,
        BankNotices bankNotices,
        PaymentRules paymentRules,
        RefundRules refundRules,
        WalletSettings wallets,
        NationalPlatform dvcqg,
        SignInSettings signIn,
        Mails.@Nullable Settings mail,
        Promises promises,
        ReceiptRules receiptRules,
        ReportTo reportTo) {

    /** Port of the command {@code sandbox}, unless told otherwise. */
    private static final int SANDBOX_ALONE = 8082;

    /** With the registry as careful as the mode asks for, without wallets, and keys to sign in with. */
    public GatewaySettings(
            City city,
            boolean sandbox,
            Path dataFolder,
            String publicUrl,
            HttpSettings http,
            @Nullable Database database,
            Vnpay vnpay,
            Duration vietqrWindow,
            List<String> returnHosts,
            List<Identity.KnownKey> keys) {
        this(
                city,
                sandbox,
                dataFolder,
                publicUrl,
                http,
                database,
                vnpay,
                vietqrWindow,
                returnHosts,
                keys,
                sandbox ? RegistryRules.SANDBOX : RegistryRules.PRODUCTION,
                BankNotices.NONE,
                PaymentRules.USUAL,
                RefundRules.USUAL,
                WalletSettings.NONE,
                NationalPlatform.NONE,
                SignInSettings.KEYS_ONLY,
                null,
                Promises.USUAL,
                ReceiptRules.known(),
                ReportTo.SAMPLE);
    }

    /** These settings with other of the parts that change: by the database, by a command, in tests. */
    private GatewaySettings copy(
            City newCity,
            List<Identity.KnownKey> newKeys,
            RegistryRules newRegistry,
            BankNotices newBankNotices,
            WalletSettings newWallets,
            NationalPlatform newDvcqg,
            SignInSettings newSignIn) {
        return new GatewaySettings(
                newCity,
                sandbox,
                dataFolder,
                publicUrl,
                http,
                database,
                vnpay,
                vietqrWindow,
                returnHosts,
                newKeys,
                newRegistry,
                newBankNotices,
                paymentRules,
                refundRules,
                newWallets,
                newDvcqg,
                newSignIn,
                mail,
                promises,
                receiptRules,
                reportTo);
    }

    /** These settings with another way to sign in. */
    public GatewaySettings with(SignInSettings changed) {
        return copy(city, keys, registry, bankNotices, wallets, dvcqg, changed);
    }

    /** These settings with other keys. */
    public GatewaySettings with(List<Identity.KnownKey> changed) {
        return copy(city, changed, registry, bankNotices, wallets, dvcqg, signIn);
    }

    /** The names ({@link KeyId}) of all secrets under which providers speak. */
    Set<String> secretIds() {
        Stream<String> secrets = vnpay.terminals().stream()
                .flatMap(terminal -> terminal.secrets().stream())
                .map(VnpaySecret::secret);
        var momo = wallets.momo();
        if (momo != null) {
            secrets = Stream.concat(
                    secrets,
                    momo.contracts().stream()
                            .flatMap(merchant -> merchant.keys().stream().map(MomoMerchant.Key::secretKey)));
        }
        var zalopay = wallets.zalopay();
        if (zalopay != null) {
            secrets = Stream.concat(
                    secrets,
                    zalopay.contracts().stream()
                            .flatMap(app -> app.keys().stream().map(ZalopayApp.Keys::key2)));
        }
        var platform = dvcqg.protocol();
        if (platform != null) {
            secrets = Stream.concat(
                    secrets,
                    platform.partners().stream()
                            .flatMap(partner -> partner.keys().stream().map(DvcqgKey::secret)));
        }
        return secrets.map(KeyId::of).collect(Collectors.toUnmodifiableSet());
    }

    /** These settings with other rules for payments. */
    public GatewaySettings with(PaymentRules changed) {
        return new GatewaySettings(
                city,
                sandbox,
                dataFolder,
                publicUrl,
                http,
                database,
                vnpay,
                vietqrWindow,
                returnHosts,
                keys,
                registry,
                bankNotices,
                changed,
                refundRules,
                wallets,
                dvcqg,
                signIn,
                mail,
                promises,
                receiptRules,
                reportTo);
    }

    /** These settings with a registry as careful as this. */
    public GatewaySettings with(RegistryRules changed) {
        return copy(city, keys, changed, bankNotices, wallets, dvcqg, signIn);
    }

    /**
     * @param code province code of the General Statistics Office, e.g. 01
     * @param name from the data, see {@link #named}; the code until then
     */
    public record City(String code, String name) {}

    /** An external PostgreSQL. */
    public record Database(String url, String user, String password, int poolSize) {
        public DbSettings settings() {
            return new DbSettings(url, user, password, poolSize);
        }
    }

    public record Vnpay(
            URI payUrl,
            URI apiUrl,
            List<VnpayTerminal> terminals,
            Duration orderWindow,
            Duration lateWindow,
            @Nullable Integer sandboxPort) {}

    /** The keys that {@link #http} reads; {@code http.max_upload_mib} only where there are uploads. */
    public static final Set<String> HTTP_KEYS = Set.of(
            "http.host",
            "http.port",
            "http.client_address_header",
            "http.max_body_kib",
            "http.max_connections",
            "http.max_concurrent_requests",
            "http.idle_timeout_seconds",
            "http.read_timeout_seconds",
            "http.shutdown_grace_seconds");

    private static final Set<String> OTHER_KEYS = Set.of(
            "sandbox",
            "city.code",
            "data_folder",
            "public_url",
            "return_hosts.*",
            "database.url",
            "database.user",
            "database.password",
            "database.pool_size",
            "mail.host",
            "mail.port",
            "mail.user",
            "mail.password",
            "mail.start_tls",
            "mail.from",
            "registry.cool_off_hours",
            "registry.test_deposit",
            "payments.cancel_while_open",
            "payments.confirmed_by",
            "refunds.alone_up_to_vnd",
            "citizens.provider_seconds",
            "citizens.statement_by",
            "citizens.matched_by",
            "citizens.receipt_minutes",
            "citizens.decide_bank_days",
            "http.event_streams",
            "http.event_streams_of_one_network",
            "http.event_heartbeat_seconds",
            "http.event_minutes",
            "keys.*.name",
            "keys.*.roles",
            "keys.*.sha256",
            "keys.*.agencies.*",
            "sign_in.idle_minutes",
            "sign_in.session_hours",
            "sign_in.oidc.issuer",
            "sign_in.oidc.client_id",
            "sign_in.oidc.client_secret",
            "sign_in.oidc.scopes",
            "sign_in.oidc.name_claim",
            "sign_in.oidc.roles_claim",
            "sign_in.oidc.role_map.dossiers",
            "sign_in.oidc.role_map.maker",
            "sign_in.oidc.role_map.checker",
            "sign_in.oidc.role_map.admin",
            "sign_in.oidc.agency_claim",
            "sign_in.oidc.whole_city",
            "sign_in.oidc.clock_skew_seconds",
            "providers.vnpay.pay_url",
            "providers.vnpay.api_url",
            "providers.vnpay.order_minutes",
            "providers.vnpay.late_minutes",
            "providers.vnpay.sandbox_port",
            "providers.vnpay.terminals.*.tmn_code",
            "providers.vnpay.terminals.*.secrets.*",
            "providers.vnpay.terminals.*.agencies.*",
            "providers.vietqr.order_hours",
            "report_to.name",
            "report_to.phone",
            "report_to.address");
    private static final Set<String> RECEIPT_RULE_KEYS =
            ReceiptRule.KEYS.stream().map(key -> "receipt_rules.*." + key).collect(Collectors.toUnmodifiableSet());

    /** Reads the file; a missing file is an error, a missing key has its default. */
    public static GatewaySettings read(Path file) {
        return read(file, System.getenv());
    }

    static GatewaySettings read(Path file, Map<String, String> environment) {
        return of(config(file, environment));
    }

    static Config config(Path file, Map<String, String> environment) {
        return config(
                file,
                union(
                        union(
                                union(union(OTHER_KEYS, RECEIPT_RULE_KEYS), NationalPlatform.KEYS),
                                union(HTTP_KEYS, RetiredKeys.KEYS)),
                        union(BankNotices.KEYS, WalletSettings.KEYS)),
                environment);
    }

    /**
     * A file of settings with the environment above it, see {@link SettingsFromEnvironment}.
     *
     * @param keys every key there is; a star stands for the places of a list
     */
    public static Config config(Path file, Set<String> keys, Map<String, String> environment) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("settings " + file.toAbsolutePath()
                    + " cannot be read; start PhiGate in the folder that holds config/");
        }
        Config written = layers(ConfigSources.file(file).build());
        written.traverse()
                .filter(Config::isLeaf)
                .map(leaf -> leaf.key().toString())
                .forEach(key -> {
                    if (!keys.contains(key.replaceAll("(?<=\\.)[0-9]+(?=\\.|$)", "*"))) {
                        throw new IllegalArgumentException(file + ": there is no setting " + key);
                    }
                });
        return layers(
                ConfigSources.create(SettingsFromEnvironment.of(file, written, environment))
                        .build(),
                ConfigSources.file(file).build());
    }

    /** The first source wins. Helidon's own reading of the environment is off: it knows no key with an underscore and cannot stand KEYS_… */
    private static Config layers(ConfigSource... sources) {
        var builder = Config.builder().disableEnvironmentVariablesSource().disableSystemPropertiesSource();
        for (ConfigSource source : sources) {
            builder.addSource(source);
        }
        return builder.build();
    }

    /** Both sets of keys. */
    public static Set<String> union(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }

    private static GatewaySettings of(Config config) {
        boolean sandbox = config.get("sandbox").asBoolean().orElse(false);
        String publicUrl = config.get("public_url").asString().orElse("http://localhost:8080");
        Config http = config.get("http");
        Vnpay vnpay = vnpay(config.get("providers.vnpay"), sandbox);
        return new GatewaySettings(
                city(config.get("city.code").asString().orElse("01")),
                sandbox,
                Path.of(config.get("data_folder").asString().orElse("data")),
                publicUrl,
                http(http, 8080),
                database(config.get("database")),
                vnpay,
                Duration.ofHours(
                        config.get("providers.vietqr.order_hours").asLong().orElse(24L)),
                config.get("return_hosts").asList(String.class).orElse(List.of()),
                keys(config.get("keys")),
                registry(config.get("registry"), sandbox),
                BankNotices.of(config.get("providers"), sandbox),
                paymentRules(config.get("payments")),
                refundRules(config.get("refunds")),
                WalletSettings.of(config.get("providers"), sandbox, vnpay.sandboxPort()),
                NationalPlatform.of(config.get("providers.dvcqg"), sandbox, vnpay.sandboxPort()),
                signIn(config.get("sign_in"), sandbox),
                mail(config.get("mail")),
                promises(config.get("citizens")),
                receiptRules(config.get("receipt_rules")),
                reportTo(config.get("report_to"), sandbox));
    }

    /** Those that this version knows, unless the file has its own. */
    private static ReceiptRules receiptRules(Config rows) {
        List<Config> written = rows.asNodeList().orElse(List.of());
        return written.isEmpty()
                ? ReceiptRules.known()
                : new ReceiptRules(written.stream()
                        .map(row ->
                                ReceiptRule.of(key -> written(row.get(key)).map(text -> inForm(row.get(key), text))))
                        .toList());
    }

    /** The text of a receipt rule's member that can be read, or what is wrong with it by its key. */
    private static String inForm(Config key, String text) {
        switch (key.name()) {
            case "valid_from", "valid_to" -> {
                try {
                    LocalDate.parse(text);
                } catch (DateTimeException e) {
                    throw new IllegalArgumentException(
                            key.key() + " is a day in quotes, \"2026-07-01\", not " + text, e);
                }
            }
            case "template_pattern" -> {
                try {
                    Pattern.compile(text);
                } catch (PatternSyntaxException e) {
                    throw new IllegalArgumentException(key.key() + " is a regular expression, not " + text, e);
                }
            }
            case "number_max_digits" -> whole(key, text, 1, 17);
            default -> {
                return text;
            }
        }
        return text;
    }

    private static ReportTo reportTo(Config body, boolean sandbox) {
        Optional<String> name = written(body.get("name"));
        if (name.isEmpty()) {
            return sandbox ? ReportTo.SAMPLE : ReportTo.NONE;
        }
        return new ReportTo(
                name.get(),
                written(body.get("phone")).orElse(""),
                written(body.get("address")).orElse(""),
                false);
    }

    private static Promises promises(Config citizens) {
        Promises usual = Promises.USUAL;
        return new Promises(
                Duration.ofSeconds(
                        whole(citizens.get("provider_seconds"), usual.provider().toSeconds(), 1, 3600)),
                hour(citizens.get("statement_by"), usual.statementBy()),
                hour(citizens.get("matched_by"), usual.matchedBy()),
                Duration.ofMinutes(
                        whole(citizens.get("receipt_minutes"), usual.receipt().toMinutes(), 1, 1440)),
                (int) whole(citizens.get("decide_bank_days"), usual.decideBankDays(), 1, 60));
    }

    private static final Pattern HOUR = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

    /** YAML reads 10:00 without quotes as the number 600, so that what is refused may not be what was written. */
    private static LocalTime hour(Config key, LocalTime usual) {
        return written(key)
                .map(text -> {
                    if (!HOUR.matcher(text).matches()) {
                        throw new IllegalArgumentException(
                                key.key() + " is an hour of the city in quotes, \"00:00\" to \"23:59\", not " + text);
                    }
                    return LocalTime.parse(text);
                })
                .orElse(usual);
    }

    /** A number that the file may leave out. */
    private static long whole(Config key, long usual, long least, long most) {
        return written(key).map(text -> whole(key, text, least, most)).orElse(usual);
    }

    private static long whole(Config key, String text, long least, long most) {
        if (text.matches("-?[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                key.key() + " is a whole number from " + least + " to " + most + ", not " + text);
    }

    private static City city(String code) {
        return new City(code, code);
    }

    /** These settings once the database has told the city's name. */
    public GatewaySettings named(String cityName) {
        return copy(new City(city.code(), cityName), keys, registry, bankNotices, wallets, dvcqg, signIn);
    }

    /** These settings for a sandbox that keeps its keys and data in this folder, whatever mode they were written for. */
    public GatewaySettings sandboxIn(Path folder) {
        return new GatewaySettings(
                city,
                true,
                folder,
                publicUrl,
                http,
                null,
                vnpay,
                vietqrWindow,
                returnHosts,
                List.of(),
                RegistryRules.SANDBOX,
                bankNotices,
                paymentRules,
                refundRules,
                wallets,
                dvcqg,
                SignInSettings.KEYS_ONLY,
                null,
                promises,
                receiptRules,
                reportTo);
    }

    /** These settings with other services that report transfers. */
    public GatewaySettings with(BankNotices changed) {
        return copy(city, keys, registry, changed, wallets, dvcqg, signIn);
    }

    /** These settings with another contract with the national payment platform. */
    public GatewaySettings with(NationalPlatform changed) {
        return copy(city, keys, registry, bankNotices, wallets, changed, signIn);
    }

    /** These settings with other wallets. */
    public GatewaySettings with(WalletSettings changed) {
        return copy(city, keys, registry, bankNotices, changed, dvcqg, signIn);
    }

    /** The limits of a server; also read by reconciliation. */
    public static HttpSettings http(Config http, int defaultPort) {
        HttpSettings.Events usual = HttpSettings.Events.USUAL;
        return new HttpSettings(
                http.get("host").asString().orElse("127.0.0.1"),
                (int) whole(http.get("port"), defaultPort, 0, 65_535),
                (int) whole(http.get("max_body_kib"), 64, 1, 65_536) * 1024,
                written(http.get("max_upload_mib"))
                        .map(text -> (int) whole(http.get("max_upload_mib"), text, 1, 1024) * 1024 * 1024)
                        .orElse(64 * 1024),
                (int) whole(http.get("max_connections"), 2048, 1, 1_000_000),
                (int) whole(http.get("max_concurrent_requests"), 1024, 1, 1_000_000),
                Duration.ofSeconds(whole(http.get("idle_timeout_seconds"), 30, 1, 3600)),
                Duration.ofSeconds(whole(http.get("read_timeout_seconds"), 10, 1, 3600)),
                Duration.ofSeconds(whole(http.get("shutdown_grace_seconds"), 3, 0, 3600)),
                http.get("client_address_header")
                        .asString()
                        .filter(h -> !h.isBlank())
                        .orElse(null),
                new HttpSettings.Events(
                        (int) whole(http.get("event_streams"), usual.most(), 0, 1_000_000),
                        (int) whole(http.get("event_streams_of_one_network"), usual.mostOfOne(), 1, 1_000_000),
                        Duration.ofSeconds(whole(
                                http.get("event_heartbeat_seconds"),
                                usual.heartbeat().toSeconds(),
                                1,
                                300)),
                        Duration.ofMinutes(
                                whole(http.get("event_minutes"), usual.longest().toMinutes(), 1, 1440))));
    }

    /** Null when PhiGate brings its own PostgreSQL along. */
    public static @Nullable Database database(Config database) {
        String url = database.get("url").asString().orElse("");
        return url.isBlank()
                ? null
                : new Database(
                        url,
                        database.get("user").asString().orElse("phigate"),
                        database.get("password").asString().orElse(""),
                        database.get("pool_size").asInt().orElse(16));
    }

    private static Vnpay vnpay(Config vnpay, boolean sandbox) {
        List<VnpayTerminal> terminals = vnpay.get("terminals").asNodeList().orElse(List.of()).stream()
                .map(terminal -> {
                    String code = terminal.get("tmn_code").asString().get();
                    List<String> secrets =
                            terminal.get("secrets").asList(String.class).get();
                    var known = new java.util.ArrayList<VnpaySecret>();
                    for (String secret : secrets) {
                        known.add(new VnpaySecret(code + "/" + KeyId.of(secret), secret));
                    }
                    return new VnpayTerminal(code, known, agencies(terminal));
                })
                .toList();
        if (terminals.isEmpty()) {
            throw new IllegalArgumentException("config/gateway.yaml: providers.vnpay.terminals names no terminal");
        }
        Optional<Integer> sandboxPort = vnpay.get("sandbox_port").asInt().map(port -> (Integer) port);
        return new Vnpay(
                vnpayUrl(vnpay, "pay_url", "/paymentv2/vpcpay.html", sandbox, sandboxPort),
                vnpayUrl(vnpay, "api_url", "/merchant_webapi/api/transaction", sandbox, sandboxPort),
                terminals,
                Duration.ofMinutes(vnpay.get("order_minutes").asLong().orElse(15L)),
                Duration.ofMinutes(vnpay.get("late_minutes").asLong().orElse(5L)),
                sandboxPort.orElse(null));
    }

    /** Where nothing is written, the sandbox that is started beside the gateway, or by itself at its usual port. */
    private static URI vnpayUrl(Config vnpay, String key, String path, boolean sandbox, Optional<Integer> sandboxPort) {
        int port = sandboxPort.filter(set -> set > 0).orElse(SANDBOX_ALONE);
        return written(vnpay.get(key))
                .or(() -> sandbox ? Optional.of("http://localhost:" + port + path) : Optional.empty())
                .map(URI::create)
                .orElseThrow(() -> new IllegalArgumentException(
                        "config/gateway.yaml: providers.vnpay." + key + " is needed outside sandbox mode"));
    }

    /** Whose own terminal or merchant it is; nobody's in particular when none is named. */
    static Set<String> agencies(Config key) {
        return Set.copyOf(key.get("agencies").asList(String.class).orElse(List.of()));
    }

    /** Without a cool-off a swapped account is paid into before anybody has noticed: only a sandbox may do that. */
    private static RegistryRules registry(Config registry, boolean sandbox) {
        RegistryRules usual = sandbox ? RegistryRules.SANDBOX : RegistryRules.PRODUCTION;
        long hours = written(registry.get("cool_off_hours"))
                .map(Long::parseLong)
                .orElse(usual.coolOff().toHours());
        boolean deposit = written(registry.get("test_deposit"))
                .map(text -> yes("registry.test_deposit", text))
                .orElse(usual.testDeposit());
        if (!sandbox && (hours == 0 || !deposit)) {
            throw new IllegalArgumentException(
                    "registry.cool_off_hours: 0 and registry.test_deposit: false are for a sandbox; two people may waive the deposit of one account");
        }
        return new RegistryRules(Duration.ofHours(hours), deposit, usual.wordless());
    }

    /** Null while the city has named no mail server: notices are stored and offered as webhooks. */
    private static Mails.@Nullable Settings mail(Config mail) {
        return written(mail.get("host"))
                .map(host -> new Mails.Settings(
                        host,
                        mail.get("port").asInt().orElse(587),
                        mail.get("user").asString().orElse(""),
                        mail.get("password").asString().orElse(""),
                        written(mail.get("start_tls"))
                                .map(text -> yes("mail.start_tls", text))
                                .orElse(true),
                        written(mail.get("from"))
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "mail.from is missing: the address that notices come from"))))
                .orElse(null);
    }

    private static PaymentRules paymentRules(Config payments) {
        PaymentRules usual = PaymentRules.USUAL;
        return new PaymentRules(
                written(payments.get("cancel_while_open"))
                        .map(text -> yes("payments.cancel_while_open", text))
                        .orElse(usual.cancelWhileOpen()),
                written(payments.get("confirmed_by"))
                        .map(text -> PaymentRules.ConfirmedBy.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(usual.confirmedBy()));
    }

    private static RefundRules refundRules(Config refunds) {
        long aloneUpToVnd =
                written(refunds.get("alone_up_to_vnd")).map(Long::parseLong).orElse(RefundRules.USUAL.aloneUpToVnd());
        if (aloneUpToVnd < 0) {
            throw new IllegalArgumentException("refunds.alone_up_to_vnd is 0 or more, not " + aloneUpToVnd);
        }
        return new RefundRules(aloneUpToVnd);
    }

    static Optional<String> written(Config key) {
        return key.asString().asOptional().map(String::strip).filter(text -> !text.isEmpty());
    }

    /** A mistyped word must not quietly switch a safeguard off. */
    private static boolean yes(String key, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + " is true or false, not " + text);
        };
    }

    private static List<Identity.KnownKey> keys(Config keys) {
        return keys.asNodeList().orElse(List.of()).stream()
                .map(key -> new Identity.KnownKey(
                        key.get("name").asString().get(),
                        roles(key.get("roles").asString().get()),
                        key.get("sha256").asString().get().toLowerCase(Locale.ROOT),
                        Set.copyOf(key.get("agencies").asList(String.class).orElse(List.of()))))
                .toList();
    }

    private static SignInSettings signIn(Config signIn, boolean sandbox) {
        SignInSettings usual = SignInSettings.KEYS_ONLY;
        return new SignInSettings(
                written(signIn.get("idle_minutes"))
                        .map(Long::parseLong)
                        .map(Duration::ofMinutes)
                        .orElse(usual.idle()),
                written(signIn.get("session_hours"))
                        .map(Long::parseLong)
                        .map(Duration::ofHours)
                        .orElse(usual.session()),
                oidc(signIn.get("oidc"), sandbox));
    }

    /** Null without an issuer. */
    private static @Nullable OpenIdSettings oidc(Config oidc, boolean sandbox) {
        String issuer = written(oidc.get("issuer")).orElse("");
        if (issuer.isEmpty()) {
            return null;
        }
        var map = new EnumMap<Role, Set<String>>(Role.class);
        for (Role role : Role.values()) {
            String values = written(oidc.get("role_map." + role.name().toLowerCase(Locale.ROOT)))
                    .orElse("");
            map.put(role, words(values));
        }
        return new OpenIdSettings(
                        issuer,
                        written(oidc.get("client_id")).orElse(""),
                        written(oidc.get("client_secret")).orElse(""),
                        List.copyOf(words(written(oidc.get("scopes")).orElse("openid"))),
                        written(oidc.get("name_claim")).orElse("sub"),
                        written(oidc.get("roles_claim")).orElse("roles"),
                        written(oidc.get("agency_claim")).orElse(null),
                        written(oidc.get("whole_city")).orElse("*"),
                        map,
                        Duration.ofSeconds(written(oidc.get("clock_skew_seconds"))
                                .map(Long::parseLong)
                                .orElse(60L)))
                .checked(sandbox);
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split("[ ,]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<Role> roles(String text) {
        return Arrays.stream(text.split("[ ,]+"))
                .map(r -> Role.valueOf(r.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }
}
