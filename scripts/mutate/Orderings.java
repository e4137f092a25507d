package mutate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is not listed: each line of the sources that orders something and that no mutant touches. */
final class Orderings {
    private static final Pattern ORDERING = Pattern.compile(
            "\\bvolatile\\b|\\.(setRelease|getAcquire|setVolatile|getVolatile|compareAndSet|compareAndExchange\\w*"
                    + "|weakCompareAndSet\\w*|getAndAdd|getAndSet|setOpaque|getOpaque)\\(|\\b(full|acquire|release|storeStore|loadLoad)Fence\\("
                    + "|\\b\\w*(setLongRelease|setIntRelease|getLongAcquire|getIntAcquire|compareAndSetLong|compareAndSetInt"
                    + "|getAndAddLong|getAndAddInt|getAndSetLong)\\(");

    private final List<Mutant> mutants;
    private int all;
    private int listed;

    Orderings(List<Mutant> mutants) {
        this.mutants = mutants;
    }

    void print() throws IOException {
        for (String module : Project.MODULES) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(Project.ROOT.resolve(module).resolve("src/main/java"))) {
                files = walk.filter(file -> file.toString().endsWith(".java")).sorted().collect(Collectors.toList());
            }
            for (Path file : files) {
                print(file);
            }
        }
        System.out.println(listed + " of " + all + " lines with an ordering have a mutant");
    }

    private void print(Path file) throws IOException {
        List<int[]> touched = touched(file);
        int start = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                int from = start;
                int to = start + line.length();
                start = to + 1;
                String code = line.strip();
                if (code.startsWith("*") || code.startsWith("/") || !ORDERING.matcher(code).find()) {
                    continue;
                }
                all++;
                if (touched.stream().anyMatch(piece -> piece[0] < to && piece[1] > from)) {
                    listed++;
                } else {
                    System.out.println(Project.ROOT.relativize(file) + ":" + number + ": " + code);
                }
            }
        }
    }

    private List<int[]> touched(Path file) throws IOException {
        String source = Files.readString(file);
        List<int[]> touched = new ArrayList<>();
        for (Mutant mutant : mutants) {
            Matcher matcher = mutant.matcher(source);
            if (mutant.file().equals(file) && matcher.find()) {
                touched.add(new int[] {matcher.start(), matcher.end()});
            }
        }
        return touched;
    }
}
