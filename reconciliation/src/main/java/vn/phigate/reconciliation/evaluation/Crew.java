package vn.phigate.reconciliation.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Some threads that share a list of things to do; the first failure is everybody's. */
final class Crew implements AutoCloseable {
    private final ExecutorService threads;

    Crew(int count) {
        threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name("evaluate-", 0).factory());
    }

    <T> void each(Collection<T> things, Consumer<T> work) {
        List<Future<?>> begun = new ArrayList<>();
        things.forEach(thing -> begun.add(threads.submit(() -> work.accept(thing))));
        for (Future<?> one : begun) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
