import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs tests by {@code CLASS} or {@code CLASS#METHOD}; exit code 0 if all were green, 1 if one was red, 2 if none ran. It ends
 * with the first that is red: those that come after it say no more, and may take long.
 */
final class RunTests {
    public static void main(String[] names) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String name : names) {
            int hash = name.indexOf('#');
            if (hash < 0) {
                selectors.add(DiscoverySelectors.selectClass(name));
                continue;
            }
            // By name alone, since the method of a parameterized test is not known by its types here.
            for (java.lang.reflect.Method method : declared(name.substring(0, hash))) {
                if (method.getName().equals(name.substring(hash + 1))) {
                    selectors.add(DiscoverySelectors.selectMethod(method.getDeclaringClass(), method));
                }
            }
        }
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener, new FirstRed());
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true), 5);
        boolean red = summary.getTotalFailureCount() > 0;
        System.out.println(summary.getTestsSucceededCount() + " green, " + summary.getTotalFailureCount() + " red");
        System.out.flush();
        Runtime.getRuntime().halt(red ? 1 : summary.getTestsSucceededCount() == 0 ? 2 : 0);
    }

    private static final class FirstRed implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                System.out.println(test.getDisplayName() + " is red");
                result.getThrowable().ifPresent(thrown -> thrown.printStackTrace(System.out));
                System.out.flush();
                // What it has started and cannot end any more.
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private static java.lang.reflect.Method[] declared(String name) {
        try {
            return Class.forName(name).getDeclaredMethods();
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
