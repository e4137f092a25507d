package io.github.threeply.litmus;

import java.io.IOException;

/** The test that the guide and the Javadoc of {@link Litmus} show; {@link AddLitmusTest} compares and runs it. */
public final class AddLitmus implements Litmus {
    private MyCounters counters;

    @Override
    public void create(Site site) throws IOException {
        MyCounters.create(site.file("counters"), site.rounds()).close();
    }

    @Override
    public void open(Site site) throws IOException {
        counters = MyCounters.open(site.file("counters"));
    }

    @Override
    public void close() throws IOException {
        counters.close();
    }

    @Override
    public Race race() {
        return Race.named("my-counter")
                .says("Two processes add one.")
                .actor(0, round -> counters.add(round.index(), 1))
                .actor(0, round -> counters.add(round.index(), 1))
                .arbiter(1, round -> round.result(0, counters.getAndSet(round.index(), 0)))
                .acceptable("2", "Both counted.")
                .forbidden("1", "One was lost.")
                .build();
    }
}
