package io.github.threeply.ipc.shared;

/**
 * Whether it pays to look again and again before a sleep, as far as this process has seen at each wait cell. It pays where
 * the other side answers at once on a processor of its own. Where it does not, who looks only keeps the processor that the
 * other side needs, and is asleep too late to be woken soon.
 *
 * <p>All this is a guess, so it is kept in plain bytes, which threads and cells may share and overwrite as they like.
 */
final class Patience {
    private static final int PLACES = 64;

    /** As many points as make a wait brief. */
    private static final int TOO_MANY = 4;

    private static final int MOST = 8;

    /** For a wait that looked in vain: it costs more than one that was over soon gains. */
    private static final int POINTS = 2;

    /** One in so many brief waits looks as long as others, to see whether that pays by now. */
    private static final int TRY_EVERY = 16;

    private final byte[] points = new byte[PLACES];
    private final byte[] brief = new byte[PLACES];

    private static int place(long cell) {
        return (int) (cell / Layout.LINE) & (PLACES - 1);
    }

    /** Whether the wait that begins now should look for long. Called once for each. */
    boolean pays(long cell) {
        return isLeft(cell) || ++brief[place(cell)] % TRY_EVERY == 0;
    }

    /** Whether it pays as far as is known: for those who look on their own account before they wait. */
    boolean isLeft(long cell) {
        return points[place(cell)] < TOO_MANY;
    }

    /** What was waited for came while somebody looked for it. */
    void paid(long cell) {
        int place = place(cell);
        int before = points[place];
        if (before > 0) { // or every wait would write to a line that others read
            points[place] = (byte) (before - 1);
        }
    }

    /** It did not, though somebody looked for long. */
    void wasInVain(long cell) {
        int place = place(cell);
        int before = points[place];
        if (before < MOST) {
            points[place] = (byte) (before + POINTS);
        }
    }
}
