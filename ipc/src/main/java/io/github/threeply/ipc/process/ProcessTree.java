package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Kills processes together with all that they started. */
final class ProcessTree {
    private ProcessTree() {}

    /**
     * Kills a process and all below it, from the root outwards, so that none is left that could start others in place of
     * the killed. What is below a process can only be seen while that process lives: so all is listed first, and each
     * is looked at once more before its turn. A process that gave up its parent is not found.
     *
     * @return all below it that were killed; not all of them need to die of it, see {@link Survivors}
     */
    static List<ProcessHandle> kill(ProcessHandle root) {
        List<ProcessHandle> below = root.descendants().collect(Collectors.toList());
        root.destroyForcibly();
        return kill(below);
    }

    /** Kills all below a process. */
    static void killBelow(ProcessHandle root) {
        var unused = kill(root.descendants().collect(Collectors.toList()));
    }

    private static List<ProcessHandle> kill(List<ProcessHandle> below) {
        List<ProcessHandle> killed = new ArrayList<>(below);
        for (ProcessHandle each : below) {
            List<ProcessHandle> late = each.children().collect(Collectors.toList());
            each.destroyForcibly();
            for (ProcessHandle child : late) {
                if (!below.contains(child)) {
                    killed.add(child);
                    killed.addAll(kill(child));
                }
            }
        }
        return killed;
    }
}
