package io.github.threeply.stress.gate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the broken half of a race with the hardware that shows it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shows {

    /** Where the race can be seen in a short run. */
    Hardware on();

    /** Kinds of processor and JVM, by what they let us see. */
    enum Hardware {
        /** Any with two cores: the race needs no reordering, or one that even x86 does. */
        ANY("any processor with two cores"),
        /** Those that reorder more than x86 does, as AArch64; on x86 only a compiler may show it, and rarely. */
        WEAKLY_ORDERED("a weakly ordered processor, as AArch64"),
        /** A JVM of 32 bits, which may store and load a long in two halves. */
        BITS_32("a JVM of 32 bits");

        private final String words;

        Hardware(String words) {
            this.words = words;
        }

        /** Tells whether the machine and the JVM that we run on are of this kind. */
        public boolean isHere() {
            return switch (this) {
                case ANY -> true;
                case WEAKLY_ORDERED -> !isX86();
                case BITS_32 -> "32".equals(System.getProperty("sun.arch.data.model"));
            };
        }

        private static boolean isX86() {
            String arch = System.getProperty("os.arch");
            return arch.equals("amd64") || arch.equals("x86_64") || arch.equals("x86");
        }

        /** Returns what it is called. */
        @Override
        public String toString() {
            return words;
        }
    }
}
