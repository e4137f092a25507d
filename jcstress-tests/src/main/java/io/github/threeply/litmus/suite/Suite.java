package io.github.threeply.litmus.suite;

import io.github.threeply.litmus.Litmus;
import java.util.List;

/** All litmus tests that are here. */
public final class Suite {
    /** In the order in which they are shown: each one before its broken twins. */
    public static final List<Class<? extends Litmus>> ALL = List.of(
            MessagePassing.class,
            MessagePassing.Plain.class,
            StoreBuffering.class,
            StoreBuffering.Plain.class,
            StoreBuffering.Release.class,
            LoadBuffering.class,
            LoadBuffering.Plain.class,
            Coherence.class,
            Coherence.Plain.class,
            Cas.class,
            Cas.CheckThenSet.class,
            Add.class,
            Add.Plain.class,
            Counter.class,
            Counter.GetThenSet.class,
            Lock.class,
            Lock.CheckThenSet.class,
            Queue.class,
            Queue.IndexThenItem.class,
            Queue.OneToOne.class,
            Queue.FreeThenCopy.class,
            QueueTakers.class,
            QueueTakers.IndexThenItem.class,
            RecordValue.class,
            RecordValue.TwoWords.class,
            Iriw.class,
            Iriw.Opaque.class);

    private Suite() {}
}
