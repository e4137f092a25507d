package io.github.threeply.litmus;

/**
 * A litmus test: a {@link Race}, and the shared memory that it is run over.
 *
 * <p>A class that implements this needs a constructor without arguments: each JVM makes an instance of its own. A race over
 * plain words needs no more than {@link #race}. One that looks at shared memory of another kind makes it in {@link #create},
 * opens it in {@link #open} and lets the race's actors use what it keeps in its fields:
 * <pre>{@code
 * public final class AddLitmus implements Litmus {
 *     private MyCounters counters;
 *
 *     public void create(Site site) throws IOException {
 *         MyCounters.create(site.file("counters"), site.rounds()).close();
 *     }
 *
 *     public void open(Site site) throws IOException {
 *         counters = MyCounters.open(site.file("counters"));
 *     }
 *
 *     public void close() throws IOException {
 *         counters.close();
 *     }
 *
 *     public Race race() {
 *         return Race.named("my-counter")
 *                 .says("Two processes add one.")
 *                 .actor(0, round -> counters.add(round.index(), 1))
 *                 .actor(0, round -> counters.add(round.index(), 1))
 *                 .arbiter(1, round -> round.result(0, counters.getAndSet(round.index(), 0)))
 *                 .acceptable("2", "Both counted.")
 *                 .forbidden("1", "One was lost.")
 *                 .build();
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> In a JVM with several actors they share the instance, each in a thread of its own, and the arbiter of a
 * round is called by any of them. {@link #open} happens before all of them, {@link #close} after.
 */
public interface Litmus {
    /**
     * Says what races. Called once in each JVM, before {@link #create} and {@link #open}: what these leave in fields is there
     * when the actors run, so let them look for it then. It must say the same in all JVMs.
     *
     * @return the race
     */
    Race race();

    /**
     * Makes what the race is run over. Called once, in the JVM that runs the test, before any other is started. By default
     * nothing: the words of {@link Round} are always there.
     *
     * @param site where
     * @throws Exception if that fails; there is no run then
     */
    default void create(Site site) throws Exception {}

    /**
     * Opens it. Called once in each JVM that races. By default nothing.
     *
     * @param site where
     * @throws Exception if that fails; the run fails then
     */
    default void open(Site site) throws Exception {}

    /**
     * Closes what was opened. Called in each JVM that races, after all actors of all JVMs have ended well. By default nothing.
     *
     * @throws Exception if that fails; the run fails then
     */
    default void close() throws Exception {}
}
