package vn.phigate.gateway.notifications;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;

/**
 * The first 2 KiB of an answer, or what came of it within two seconds; then the connection is let go. The time-out of
 * a request ends with the head of its answer, so without this an endpoint could drip its body for ever.
 */
final class AnswerStart implements BodySubscriber<String> {

    private static final int MAX_BYTES = 2_048;
    private static final long MAX_SECONDS = 2;

    private final ByteArrayOutputStream start = new ByteArrayOutputStream();
    private final CompletableFuture<String> text = new CompletableFuture<>();

    @Override
    public CompletionStage<String> getBody() {
        return text;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        CompletableFuture<String> done = text.completeOnTimeout("", MAX_SECONDS, TimeUnit.SECONDS)
                .whenComplete((answer, failure) -> subscription.cancel());
        if (!done.isDone()) {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            var bytes = new byte[Math.min(buffer.remaining(), MAX_BYTES - start.size())];
            buffer.get(bytes);
            start.writeBytes(bytes);
        }
        if (start.size() == MAX_BYTES) {
            onComplete();
        }
    }

    /** The status has come, and that is what counts. */
    @Override
    public void onError(Throwable failure) {
        onComplete();
    }

    @Override
    public void onComplete() {
        text.complete(start.toString(StandardCharsets.UTF_8));
    }
}
