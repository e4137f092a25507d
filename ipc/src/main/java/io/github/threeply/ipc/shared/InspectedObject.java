package io.github.threeply.ipc.shared;

import java.util.Locale;
import java.util.StringJoiner;

/** Looks at the content of one object, of whatever type. Other files have what is longer. */
final class InspectedObject {
    private final InspectedFile file;
    private final Mapping mapping;
    private final Entry entry;
    private final long at;
    private final int elements;
    private final Findings findings = new Findings();

    private InspectedObject(InspectedFile file, Entry entry, int elements) {
        this.file = file;
        this.mapping = file.mapping();
        this.entry = entry;
        this.at = entry.dataOffset();
        this.elements = elements;
    }

    /**
     * Looks at an object.
     *
     * @param elements how many elements to show, if it has several
     */
    static Findings look(InspectedFile file, Entry entry, int elements) {
        InspectedObject object = new InspectedObject(file, entry, elements);
        ObjectType type = ObjectType.ofTag(entry.tag());
        if (type == null) {
            object.findings.note("only a later version knows its type; use that to see what is in it");
        } else {
            try {
                object.look(type);
            } catch (IndexOutOfBoundsException
                    | NumberFormatException
                    | ArithmeticException
                    | NegativeArraySizeException e) {
                object.findings.problem(
                        "its entry in the directory does not fit its type (\"" + entry.detail() + "\")");
            }
        }
        return object.findings;
    }

    private void look(ObjectType type) {
        switch (type) {
            case LONG -> word(Long.toString(mapping.getLong(at)));
            case INT -> word(Integer.toString(mapping.getInt(at)));
            case DOUBLE -> word(Double.toString(Double.longBitsToDouble(mapping.getLong(at))));
            case BOOLEAN -> truth(mapping.getInt(at));
            case ENUM -> constant(mapping.getInt(at));
            case COUNTER -> findings.value(Long.toString(mapping.getLong(at)));
            case STRIPED_COUNTER -> findings.value(Long.toString(stripes()));
            case TEXT, BYTES, RECORD -> new InspectedCopies(file, entry, findings).look(type);
            case LONG_ARRAY -> array(Long.BYTES, index -> Long.toString(mapping.getLong(index)));
            case INT_ARRAY -> array(Integer.BYTES, index -> Integer.toString(mapping.getInt(index)));
            case DOUBLE_ARRAY ->
                array(Double.BYTES, index -> Double.toString(Double.longBitsToDouble(mapping.getLong(index))));
            case BYTE_ARRAY -> array(Byte.BYTES, index -> Byte.toString(file.bytes(index, 1)[0]));
            case LOCK -> new InspectedLock(file, at, findings).look();
            case READ_WRITE_LOCK -> new InspectedLock(file, at, findings).lookAtBoth();
            case SEMAPHORE -> new InspectedSync(file, entry, findings).semaphore();
            case BARRIER -> new InspectedSync(file, entry, findings).barrier();
            case LATCH -> new InspectedSync(file, entry, findings).latch();
            case EVENT -> new InspectedSync(file, entry, findings).event();
            case QUEUE, ONE_TO_ONE_QUEUE -> new InspectedQueue(file, entry, type, elements, findings).look();
            case LIST -> new InspectedList(file, entry, elements, findings).look();
        }
    }

    private void word(String value) {
        findings.value(value);
        waiters(file, at + WordValue.CELL_AT, findings);
    }

    private void truth(int word) {
        word(word == 0 ? "false" : "true");
        if (word != 0 && word != 1) {
            findings.problem(String.format(Locale.ROOT, "its word is %d, not 0 or 1; set it again", word));
        }
    }

    private void constant(int word) {
        String detail = entry.detail();
        String[] constants = detail.substring(detail.indexOf('{') + 1, detail.lastIndexOf('}'))
                .split(", ", -1);
        boolean known = word > 0 && word <= constants.length;
        word(word == 0 ? "not set" : known ? constants[word - 1] : "constant " + (word - 1));
        if (word != 0 && !known) {
            findings.problem("it has no constant " + (word - 1) + ", only " + constants.length + "; set it again");
        }
    }

    private long stripes() {
        long sum = 0;
        for (long i = 0; i < entry.length(); i++) {
            sum += mapping.getLong(at + i * Layout.LINE);
        }
        return sum;
    }

    private interface Element {
        String at(long offset);
    }

    private void array(int bytes, Element element) {
        StringJoiner all = new StringJoiner(", ", "[", "]");
        long shown = Math.min(elements, entry.length());
        for (long i = 0; i < shown; i++) {
            all.add(element.at(at + i * bytes));
        }
        if (shown < entry.length()) {
            all.add("...");
        }
        findings.value(all.toString());
    }

    /** Tells who sleeps at a wait cell. */
    static void waiters(InspectedFile file, long cell, Findings findings) {
        waiters(file, cell, "waiting", findings);
    }

    static void waiters(InspectedFile file, long cell, String what, Findings findings) {
        long bits = file.mapping().getLong(cell + Waits.PARKED) | file.mapping().getLong(cell + Waits.ON_WORD);
        if (bits != 0) {
            findings.fact(what + ": " + file.users().describeAll(bits));
        }
    }
}
