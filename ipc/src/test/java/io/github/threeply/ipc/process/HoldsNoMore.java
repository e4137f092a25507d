package io.github.threeply.ipc.process;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks that after each test this process holds no more of the system than before: see {@link Leaks}. In the long form,
 * {@code -Dthreeply.long=true}, it says how much that is.
 */
final class HoldsNoMore implements BeforeEachCallback, AfterEachCallback {
    private Leaks before = Leaks.look();

    @Override
    public void beforeEach(ExtensionContext context) {
        before = Leaks.look();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        before.assertFlat();
        if (Boolean.getBoolean("threeply.long")) {
            System.out.println(context.getRequiredTestClass().getSimpleName() + ", " + context.getDisplayName()
                    + "\n  before: " + before + "\n  after:  " + Leaks.look());
        }
    }
}
