package io.github.threeply.stress.contract;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.threeply.ipc.shared.LonePassages;
import io.github.threeply.stress.gate.Proves;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * Is the last put of a one-to-one queue over when its memory is closed? It says where it is by plain stores, and who closes
 * makes the fence that is missing. Without that the twin is {@code StoreBuffering} in the gallery.
 */
@JCStressTest
@State
@Outcome(id = "true, 1, 1", expect = ACCEPTABLE, desc = "The put was first: it is made when the close is.")
@Outcome(id = "false, 0, 0", expect = ACCEPTABLE, desc = "The close was first.")
@Outcome(expect = FORBIDDEN, desc = "The put writes when the close is over, and somebody else may have the place.")
@Proves("shared.queue.onetoone")
public class LonePassageStress {
    private final LonePassages passage = new LonePassages();
    private int item;

    @Actor
    public void producer(ZII_Result r) {
        r.r1 = passage.passes(() -> item = 1);
    }

    @Actor
    public void closer(ZII_Result r) {
        passage.shut();
        r.r2 = item;
    }

    @Arbiter
    public void after(ZII_Result r) {
        r.r3 = item;
    }
}
