package io.github.threeply.ipc.process;

import io.github.threeply.ipc.process.OutputLine.Source;

/**
 * Makes lines of what a worker prints, and takes the {@link OutputMarks} out. What comes between marks, by either stream,
 * and what comes without, each makes lines of its own, so that a half line of one is not continued by another. Bytes that
 * only begin like a mark are printed bytes. For one thread.
 */
final class MarkedLines {
    /** Gets each line with the number of its task in the worker, or {@link OutputMarks#NO_TASK}. */
    interface Lines {
        void line(Source source, long task, String line);
    }

    private static final int NUMBER_BYTES = 8;

    private final Part[] parts;
    private Part current;
    private int matched; // bytes of a mark that were seen
    private Part announced; // the part whose mark is being read
    private long number;
    private int numberBytes; // still to come

    MarkedLines(Lines lines) {
        parts = new Part[] {new Part(Source.OTHER, lines), new Part(Source.OUT, lines), new Part(Source.ERR, lines)};
        current = parts[OutputMarks.END];
        announced = current;
    }

    /** The lines of one source. */
    private static final class Part {
        private final LineSplitter splitter;
        private long task = OutputMarks.NO_TASK;

        Part(Source source, Lines lines) {
            splitter = new LineSplitter(line -> lines.line(source, task, line));
        }

        void taskIs(long next) {
            if (next != task) {
                splitter.finish(); // what one task began, the next one does not end
                task = next;
            }
        }
    }

    void accept(byte[] bytes, int count) {
        int from = 0; // what is before it was dealt with
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (numberBytes > 0) {
                number = number << 8 | (b & 0xff);
                if (--numberBytes == 0) {
                    announced.taskIs(number);
                    current = announced;
                }
                from = i + 1;
            } else if (matched == OutputMarks.MARK.length) {
                from = endOfMark(b, i);
            } else if (b == OutputMarks.MARK[matched]) {
                if (matched == 0) {
                    current.splitter.accept(bytes, from, i);
                }
                matched++;
                from = i + 1;
            } else if (matched > 0) {
                printMatched();
                from = i;
                i--; // it may itself be where a mark begins
            }
        }
        current.splitter.accept(bytes, from, count);
    }

    /** The byte after the mark says what it is. Returns from where on the bytes are printed ones. */
    private int endOfMark(byte b, int at) {
        if (b < 0 || b >= parts.length) {
            printMatched();
            current.splitter.accept(new byte[] {b}, 0, 1);
            return at + 1;
        }
        matched = 0;
        if (b == OutputMarks.END) {
            current = parts[OutputMarks.END];
        } else {
            announced = parts[b];
            number = 0;
            numberBytes = NUMBER_BYTES;
        }
        return at + 1;
    }

    /** It was no mark. */
    private void printMatched() {
        current.splitter.accept(OutputMarks.MARK, 0, matched);
        matched = 0;
    }

    /** Nothing more will come. */
    void finish() {
        printMatched();
        for (Part part : parts) {
            part.splitter.finish();
        }
    }
}
