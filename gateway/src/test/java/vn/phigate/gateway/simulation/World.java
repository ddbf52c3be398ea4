package vn.phigate.gateway.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.phigate.gateway.RunningGateway;
import vn.phigate.gateway.providers.Notice;
import vn.phigate.gateway.providers.Order;
import vn.phigate.gateway.providers.Provider;
import vn.phigate.gateway.providers.RefundPort;
import vn.phigate.gateway.providers.StatusQuery;
import vn.phigate.testsupport.BooksCheck.Said;

/** What is outside of the gateway: time, and providers that are late, silent, or lie. Remembers what they can have meant. */
final class World {
    private final Random random;
    private final Map<String, Long> amounts = new HashMap<>();
    private final Set<Said> said = new HashSet<>();
    private final Map<String, Long> paidBack = new HashMap<>();
    private long lastNumber;
    private volatile Instant now = RunningGateway.MORNING;

    /** @param firstNumber of the transactions of this world; the banks of another one must not use them again */
    World(Random random, long firstNumber) {
        this.random = random;
        this.lastNumber = firstNumber;
    }

    Instant now() {
        return now;
    }

    /** Mostly on, now and then far, sometimes back. */
    void jump() {
        now = now.plus(
                switch (random.nextInt(6)) {
                    case 0 -> Duration.ofDays(random.nextInt(1, 40));
                    case 1 -> Duration.ofMinutes(-random.nextInt(1, 90));
                    case 2 -> Duration.ofHours(random.nextInt(1, 30));
                    default -> Duration.ofMinutes(random.nextInt(1, 40));
                });
    }

    long number() {
        return ++lastNumber;
    }

    void ordered(String orderId, long amountVnd) {
        amounts.put(orderId, amountVnd);
    }

    /** A provider speaks of money of the right amount. */
    synchronized void says(String orderId, String transaction) {
        said.add(new Said(orderId, transaction));
    }

    synchronized List<Said> said() {
        return new ArrayList<>(said);
    }

    Provider.Started started(Order order) {
        byte[] content = ("order " + order.orderId()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return switch (random.nextInt(5)) {
            case 0 -> new Provider.Started.Declined("unreachable", content);
            case 1 -> new Provider.Started.Unknown(Provider.NO_ANSWER, content);
            default ->
                new Provider.Started.Accepted(
                        Provider.Follow.redirect("https://pay.example.vn/" + order.orderId()), null, content);
        };
    }

    Map<String, StatusQuery> queries() {
        return Contracts.ORDERS.stream().collect(Collectors.toMap(name -> name, Liar::new));
    }

    /** Answers what comes to its mind. */
    private final class Liar implements StatusQuery {
        private final String provider;

        Liar(String provider) {
            this.provider = provider;
        }

        @Override
        public String provider() {
            return provider;
        }

        @Override
        public Answer ask(Question question) {
            Long ordered = amounts.get(question.orderId());
            if (ordered == null) {
                return new Answer.NoAnswer("an order of another history");
            }
            return switch (random.nextInt(9)) {
                case 0, 1 -> {
                    String transaction = String.valueOf(number());
                    says(question.orderId(), transaction);
                    yield told(question, ordered, Notice.Result.PAID, transaction);
                }
                case 2 -> told(question, ordered - 1000, Notice.Result.PAID, String.valueOf(number()));
                case 3, 4 -> told(question, Notice.SAME_AMOUNT, Notice.Result.DECLINED, null);
                case 5 -> told(question, ordered, Notice.Result.UNCLEAR, null);
                case 6 -> new Answer.Pending("01", new byte[] {1});
                case 7 -> new Answer.NoAnswer("silence");
                default -> throw new IllegalStateException("a provider that breaks its own protocol");
            };
        }

        private Answer told(
                Question question,
                long amountVnd,
                Notice.Result result,
                @org.jspecify.annotations.Nullable String transaction) {
            return new Answer.Told(new Notice(
                    provider,
                    "query",
                    question.orderId(),
                    question.keyId(),
                    amountVnd,
                    result,
                    transaction,
                    now,
                    "answer " + result,
                    (question.orderId() + result + transaction + amountVnd)
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    /** @param dead whether the process that asks is dead: then nobody hears it */
    Map<String, RefundPort> refunds(java.util.function.BooleanSupplier dead) {
        return Stream.of("vnpay", "momo", "zalopay")
                .collect(Collectors.toMap(name -> name, name -> new Till(name, dead)));
    }

    private final class Till implements RefundPort {
        private final String provider;
        private final java.util.function.BooleanSupplier dead;

        Till(String provider, java.util.function.BooleanSupplier dead) {
            this.provider = provider;
            this.dead = dead;
        }

        @Override
        public String provider() {
            return provider;
        }

        @Override
        public Answer refund(RefundOrder order) {
            return answer(order);
        }

        @Override
        public Answer refundStatus(RefundOrder order) {
            return answer(order);
        }

        private Answer answer(RefundOrder order) {
            if (dead.getAsBoolean()) {
                throw new IllegalStateException("the dead do not call");
            }
            byte[] content = {1};
            boolean paid = paidBack.containsKey(order.refundId());
            return switch (random.nextInt(6)) {
                case 0, 1 -> {
                    paidBack.put(order.refundId(), order.amountVnd());
                    yield new Answer.Accepted(true, "R" + order.refundId(), "00", content);
                }
                case 2 -> new Answer.Accepted(false, null, "05", content);
                case 3 -> paid ? new Answer.Unknown("timeout", content) : new Answer.Declined("95", content);
                case 4 -> {
                    // Paid back, and the answer is lost.
                    paidBack.put(order.refundId(), order.amountVnd());
                    yield new Answer.Unknown("timeout", content);
                }
                default -> throw new IllegalStateException("a provider that breaks its own protocol");
            };
        }
    }

    /** By the refund's own code: what really went back to payers. */
    Map<String, Long> paidBack() {
        return Map.copyOf(paidBack);
    }
}
