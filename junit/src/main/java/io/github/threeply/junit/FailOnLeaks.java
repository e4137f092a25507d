package io.github.threeply.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Fails a test that leaves worker processes, threads or shared memories behind.
 *
 * <pre>{@code
 * @FailOnLeaks
 * class OrdersTest {
 *     @Test
 *     void sumsInWorkers() throws Exception {
 *         WorkerProcessPool pool = WorkerProcessPool.builder().workers(2).start();   // never closed: this test fails
 *         assertEquals(42, pool.submit(() -> 42).get());
 *     }
 * }
 * }</pre>
 *
 * <p><b>What is compared.</b> What is there before the instance of the test class is made, and what is there when all is over
 * that belongs to the test: its methods before and after, extensions, {@code @AutoClose} and {@code @TempDir}. What is new
 * and does not end within {@link #graceMillis} fails the test with a {@link LeaksError}, which says what it is, where it was
 * opened, and what to do. A test that fails anyhow keeps its failure, with this one as a suppressed exception. Each is
 * told once: the tests after it do not fail for it.
 *
 * <p><b>On a class</b>, or on a class above it or around it, that is so for each of its tests, and once more for all of the class:
 * what its {@code @BeforeAll} methods opened must be closed when its {@code @AfterAll} methods are through. For a
 * {@code @TestFactory} what is compared is before the first and after the last of its tests. <b>On a method</b> it is
 * compared from before its {@code @BeforeEach} methods on, and the instance is there already.
 *
 * <p><b>One thing to know.</b> A thread counts for the test in which it was started, even if the executor that did so is of a
 * {@code @BeforeAll} method, where executors start threads when they need them. Name such threads in {@link
 * #ignoreThreads}. Threads of a {@code WorkerProcessPool} are told apart by its name, and never counted so.
 *
 * <p><b>Tests side by side.</b> What there is, is looked at in the whole JVM, so while one test is watched no other may run. With
 * JUnit's parallel execution this annotation has its class run alone, as {@link Isolated} does, and then also if only one of its
 * methods has it; tests of other classes still run side by side, before or after. Several JVMs, as build tools start them,
 * do not disturb each other. What a test has left behind may go on starting threads, and be the failure of a later one.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Isolated("what is open is looked at in the whole JVM")
@ExtendWith(LeakCheck.class)
public @interface FailOnLeaks {
    /**
     * Says what is looked for. On a method, none means that what this test leaves behind is all right.
     *
     * @return the kinds; all by default
     */
    LeakKind[] kinds() default {LeakKind.WORKERS, LeakKind.THREADS, LeakKind.MEMORIES};

    /**
     * Says how long to wait for what is about to end. A test that leaves nothing behind waits for nothing.
     *
     * @return milliseconds, not negative; 10 seconds by default
     */
    long graceMillis() default 10_000;

    /**
     * Names threads that do not count.
     *
     * @return names, in which {@code *} stands for any characters or none; none by default
     */
    String[] ignoreThreads() default {};
}
