package io.github.threeply.ipc.shared;

/** The records and enums of the tests of values. */
final class ValueRecords {
    private ValueRecords() {}

    enum Mode {
        OFF,
        ON {
            @Override
            public String toString() {
                return "burning";
            }
        }
    }

    record Position(double x, double y) {}

    record Address(@MaxBytes(40) String street, int number) {}

    record All(
            boolean flag,
            byte small,
            short medium,
            char letter,
            int number,
            long large,
            float real,
            double precise,
            Mode mode,
            String text,
            Address home,
            @MaxBytes(5) byte[] bytes,
            @MaxBytes(8) int[] ints,
            @MaxBytes(24) long[] longs,
            @MaxBytes(16) double[] doubles,
            Position at) {}

    /** All fields equal, or it was never stored like that. */
    record Eight(long a, long b, long c, long d, long e, long f, long g, long h) {
        static Eight of(long all) {
            return new Eight(all, all, all, all, all, all, all, all);
        }

        boolean isWhole() {
            return a == b && a == c && a == d && a == e && a == f && a == g && a == h;
        }
    }

    /** As {@link Eight}, but some hundred bytes, with a text. */
    record Wide(long number, @MaxBytes(600) String text, Position at, long again) {
        static Wide of(long number) {
            return new Wide(
                    number,
                    String.valueOf(number % 10).repeat((int) (number % 600)),
                    new Position(number, -number),
                    number);
        }

        boolean isWhole() {
            return equals(of(number));
        }
    }

    record Nothing() {}
}
