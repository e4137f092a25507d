package io.github.threeply.stress.wide;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;

/**
 * Runs a stress test in a small way: each actor in a thread, all from a barrier, again and again. It needs no processor for
 * each, shows no reordering of memory worth the name, and meets far more rarely than jcstress does. It tells a test that is
 * wrong itself, or a promise that is broken by the order of steps, from one that is not.
 */
final class SmallRun {
    private static final long MOST_SECONDS = 60;

    private SmallRun() {}

    /** Returns how often each outcome was seen. */
    static Map<String, Integer> of(Class<?> test, int rounds) throws Exception {
        List<Method> actors = annotated(test, Actor.class);
        List<Method> arbiters = annotated(test, Arbiter.class);
        Map<String, Integer> seen = new TreeMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(actors.size());
        try {
            CyclicBarrier start = new CyclicBarrier(actors.size());
            for (int round = 0; round < rounds; round++) {
                Object state = test.getConstructor().newInstance();
                Object result = resultOf(actors, arbiters).getConstructor().newInstance();
                List<Future<?>> all = new ArrayList<>();
                for (Method actor : actors) {
                    all.add(threads.submit(() -> {
                        start.await(MOST_SECONDS, SECONDS);
                        return call(actor, state, result);
                    }));
                }
                for (Future<?> one : all) {
                    one.get(MOST_SECONDS, SECONDS);
                }
                for (Method arbiter : arbiters) {
                    call(arbiter, state, result);
                }
                seen.merge(result.toString(), 1, Integer::sum);
            }
        } finally {
            threads.shutdownNow();
        }
        return seen;
    }

    private static List<Method> annotated(Class<?> test, Class<? extends Annotation> by) {
        return Stream.of(test.getMethods())
                .filter(method -> method.isAnnotationPresent(by))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static Class<?> resultOf(List<Method> actors, List<Method> arbiters) {
        return Stream.concat(actors.stream(), arbiters.stream())
                .filter(method -> method.getParameterCount() == 1)
                .map(method -> method.getParameterTypes()[0])
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable Object call(Method method, Object state, Object result) throws Exception {
        return method.getParameterCount() == 0 ? method.invoke(state) : method.invoke(state, result);
    }
}
