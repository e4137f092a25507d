package io.github.threeply.ipc.process;

/**
 * The bytes around what Java code in a pool's worker prints. The first is none that text in UTF-8 has.
 * <pre>
 *  0   3 0xFE 0x3B 0x19
 *  3   1 1 for System.out, 2 for System.err; then follows the task's number in this worker, or -1
 *        0 for the end of it; nothing follows
 *  4   8 the number, highest byte first
 * </pre>
 */
final class OutputMarks {
    static final byte[] MARK = {(byte) 0xFE, 0x3B, 0x19};
    static final int END = 0;
    static final int OUT = 1;
    static final int ERR = 2;
    static final long NO_TASK = -1;

    private OutputMarks() {}
}
