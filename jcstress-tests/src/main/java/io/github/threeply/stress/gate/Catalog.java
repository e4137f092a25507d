package io.github.threeply.stress.gate;

import java.io.IOException;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Which tests exist. jcstress runs what stands in {@code META-INF/TestList}, and says nothing about a test that was lost
 * on the way there; so the list is compared with the runners that were generated into the jar.
 */
public final class Catalog {
    private static final String ROOT = "io.github.threeply.stress.";
    private static final String WIDE = "wide";
    private static final String RUNNER = "_jcstress.class";

    private Catalog() {}

    /**
     * Returns the tests of a suite whose names also match the pattern. A suite is one of our packages; to the contract
     * belongs what needs more than two processors too, and is excluded where there are not as many.
     */
    public static List<TestInfo> tests(String suite, Pattern narrower) {
        return TestList.tests().stream()
                .filter(name -> name.startsWith(ROOT + suite + ".")
                        || suite.equals("contract") && name.startsWith(ROOT + WIDE + "."))
                .filter(name -> narrower.matcher(name).find())
                .sorted()
                .map(TestList::getInfo)
                .toList();
    }

    /** Returns the regular expression that selects exactly these tests. */
    public static String regex(List<TestInfo> tests) {
        StringBuilder regex = new StringBuilder("^(");
        for (TestInfo test : tests) {
            regex.append(regex.length() > 2 ? "|" : "").append(test.name().replace(".", "\\."));
        }
        return regex.append(")$").toString();
    }

    /** Returns the generated runners in the jar that no entry of the test list names. */
    static Set<String> lostRunners(JarFile jar) {
        Set<String> runners = new TreeSet<>();
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName().replace('/', '.');
            if (name.startsWith(ROOT) && name.endsWith(RUNNER)) {
                runners.add(name.substring(0, name.length() - ".class".length()));
            }
        }
        for (String test : TestList.tests()) {
            runners.remove(TestList.getInfo(test).generatedRunner());
        }
        return runners;
    }

    /** The first case whose id is the outcome, else the first whose pattern matches it, as in jcstress's own report. */
    public static StateCase caseOf(TestInfo test, String outcome) {
        for (StateCase declared : test.cases()) {
            if (declared.matchesExactly(outcome)) {
                return declared;
            }
        }
        for (StateCase declared : test.cases()) {
            if (declared.matches(outcome)) {
                return declared;
            }
        }
        return test.unmatched();
    }

    /** Returns the class that the test was written as. */
    public static Class<?> sourceOf(TestInfo test) throws IOException {
        try {
            return Class.forName(test.binaryName());
        } catch (ClassNotFoundException e) {
            throw new IOException("The test list names " + test.name() + ", but its class is missing", e);
        }
    }
}
