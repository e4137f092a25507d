package io.github.threeply.examples.launcher;

import io.github.threeply.examples.HashJdk;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Draws a progress bar for each pass, on a terminal only: nothing of it goes into a pipe or a file. */
final class ProgressBars implements HashJdk.Progress, AutoCloseable {
    private final boolean visible;
    private final String unit;
    private final @Nullable ProgressBarConsumer screen;
    private @Nullable ProgressBar bar;
    private String pass = "";

    /** Draws if it is visible, on the given screen, or on the terminal where that is {@code null}. */
    ProgressBars(boolean visible, String unit, @Nullable ProgressBarConsumer screen) {
        this.visible = visible;
        this.unit = unit;
        this.screen = screen;
    }

    static ProgressBars unless(boolean quiet, String unit) {
        return new ProgressBars(!quiet && Terminal.isThere(), unit, null);
    }

    @Override
    public void at(String nowPass, long done, long of) {
        if (!visible) {
            return;
        }
        ProgressBar current = bar;
        if (current == null || !nowPass.equals(pass)) {
            close();
            pass = nowPass;
            ProgressBarBuilder builder = new ProgressBarBuilder()
                    .setTaskName(nowPass)
                    .setInitialMax(of)
                    .setUnit(unit, 1)
                    .setUpdateIntervalMillis(50)
                    .setStyle(ProgressBarStyle.ASCII)
                    .clearDisplayOnFinish();
            current = (screen == null ? builder : builder.setConsumer(screen)).build();
            bar = current;
        }
        current.stepTo(done);
        if (done == of) {
            close(); // before anything else is printed
        }
    }

    @Override
    public void close() {
        ProgressBar last = bar;
        if (last != null) {
            bar = null;
            last.close();
        }
    }
}
