package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a worker would send that somebody else has taken over. */
@ExtendWith(NoChildIsLeft.class)
class HostileValuesTest {
    private final ValueCodec strict = new ValueCodec(getClass().getClassLoader(), ClassGate.strict(Set.of()), false);
    private final ValueCodec atWorker = new ValueCodec(getClass().getClassLoader(), ClassGate.fromParent(), true);

    /** As Java serialization writes it, which keeps that two sets hold the same third one. */
    private static byte[] serialized(Object value) {
        ByteWriter out = new ByteWriter(64, 1 << 20);
        out.write(ValueTags.OBJECT);
        int at = out.skip(4);
        SerializedForm.write(value, out, "value");
        out.setInt(at, out.size() - at - 4);
        return out.toByteArray();
    }

    @Test
    @Timeout(20)
    void refusesSetsThatWouldTakeLongerToHashThanAnybodyWaits() {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < 100; i++) { // each level is in both sets above it: 2^100 hash codes
            Set<Object> a = new HashSet<>();
            Set<Object> b = new HashSet<>(Set.of("b"));
            left.add(a);
            left.add(b);
            right.add(a);
            right.add(b);
            left = a;
            right = b;
        }
        byte[] bytes = serialized(root); // writing a set asks for no hash code

        assertThatExceptionOfType(ValueNotRebuiltException.class)
                .isThrownBy(() -> strict.read(new ByteReader(bytes)))
                .withMessageContaining("REJECTED");
    }

    @Test
    void letsTablesWithinTablesThroughAsDeepAsProgramsHaveThem() {
        Object value = "x";
        for (int i = 0; i < 8; i++) {
            value = new HashMap<>(Map.of("k", new ArrayList<>(List.of(value))));
        }
        Map<Object, Object> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put(i, new HashSet<>(Set.of(i))); // beside each other, not within
        }

        assertThat(strict.read(new ByteReader(serialized(value)))).isEqualTo(value);
        assertThat(strict.read(new ByteReader(serialized(many)))).isEqualTo(many);
    }

    @Test
    void takesNoMemoryForArraysThatAreOnlyAnnounced() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
            out.writeShort(ObjectStreamConstants.STREAM_VERSION);
            for (int i = 0; i < 300; i++) { // each the first element of the one before
                out.write(ObjectStreamConstants.TC_ARRAY);
                if (i == 0) {
                    out.write(ObjectStreamConstants.TC_CLASSDESC);
                    out.writeUTF("[Ljava.lang.Object;");
                    out.writeLong(0x90CE589F1073296CL);
                    out.write(ObjectStreamConstants.SC_SERIALIZABLE);
                    out.writeShort(0);
                    out.write(ObjectStreamConstants.TC_ENDBLOCKDATA);
                    out.write(ObjectStreamConstants.TC_NULL);
                } else {
                    out.write(ObjectStreamConstants.TC_REFERENCE);
                    out.writeInt(ObjectStreamConstants.baseWireHandle);
                }
                out.writeInt(500_000);
            }
            out.write(new byte[600_000]);
        }
        ByteWriter value = new ByteWriter(64, 1 << 21);
        value.write(ValueTags.OBJECT);
        value.putInt(bytes.size());
        value.write(bytes.toByteArray(), 0, bytes.size());
        byte[] payload = value.toByteArray();
        long before = AllocatedBytes.ofThisThread();

        assertThatThrownBy(() -> strict.read(new ByteReader(payload))).isInstanceOf(ValueNotRebuiltException.class);

        assertThat(AllocatedBytes.ofThisThread() - before).isLessThan(64 << 20);
    }

    @Test
    void refusesAtTheWorkerToo() throws Exception {
        byte[] bytes = serialized(notorious());

        assertThatExceptionOfType(ValueNotRebuiltException.class)
                .isThrownBy(() -> atWorker.read(new ByteReader(bytes)))
                .satisfies(e -> assertThat(e.className()).isEqualTo("java.beans.PropertyChangeSupport"));
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            Object hostile = notorious();
            WorkerFuture<Integer> future = pool.submit(() -> hostile.hashCode());
            assertThatThrownBy(() -> future.get(30, SECONDS))
                    .hasCauseInstanceOf(ValueNotRebuiltException.class)
                    .hasMessageContaining("PropertyChangeSupport");
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
        }
    }

    /** A worker in good order sends none in this form; one that somebody else has taken over may. */
    @Test
    void refusesALambdaFromAWorkerOfAPoolAndFromOneThatIsConnected() {
        Task<Integer> lambda = () -> 1;
        ByteWriter out = new ByteWriter(64, 1 << 20);
        atWorker.write(lambda, out, "value");
        byte[] bytes = out.toByteArray();
        assertThat(bytes[0]).isEqualTo((byte) ValueTags.LAMBDA);
        assertThat(atWorker.read(new ByteReader(bytes))).isInstanceOf(Task.class);
        ValueCodec ofConnection = new ConnectedLaunch("what it runs", Set.of(), 1 << 20, Set.of()).incoming();
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            for (ValueCodec codec : List.of(pool.core().resultCodec(), ofConnection)) {
                assertThatExceptionOfType(ValueNotRebuiltException.class)
                        .isThrownBy(() -> codec.read(new ByteReader(bytes)))
                        .withMessageContaining("lambda");
            }
        }
    }

    @Test
    void keepsToTheFilterThatTheWholeJvmHas() throws Exception {
        BitSet bits = BitSet.valueOf(new long[] {5});
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .jvmArguments("-Djdk.serialFilter=!java.util.BitSet")
                .start()) {
            WorkerFuture<Integer> refused = pool.submit(() -> bits.cardinality());

            assertThatThrownBy(() -> refused.get(30, SECONDS))
                    .hasCauseInstanceOf(ValueNotRebuiltException.class)
                    .hasMessageContaining("REJECTED");
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
        }
    }

    /** One link of each known chain; most are of libraries that are not here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.rmi.server.UnicastRemoteObject",
                "java.beans.EventHandler",
                "javax.management.BadAttributeValueExpException",
                "javax.naming.ldap.Rdn$RdnEntry",
                "javax.script.ScriptEngineManager",
                "sun.rmi.server.UnicastRef",
                "sun.reflect.annotation.AnnotationInvocationHandler",
                "com.sun.jmx.mbeanserver.MXBeanProxy",
                "com.sun.jndi.ldap.LdapAttribute",
                "com.sun.rowset.JdbcRowSetImpl",
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "org.apache.commons.beanutils.BeanComparator",
                "org.apache.commons.collections.functors.InvokerTransformer",
                "org.apache.commons.collections4.functors.InstantiateTransformer",
                "org.codehaus.groovy.runtime.ConvertedClosure",
                "org.springframework.beans.factory.support.DefaultListableBeanFactory",
                "com.mchange.v2.c3p0.PoolBackedDataSource",
                "bsh.XThis"
            })
    void knowsWhatChainsAreMadeOf(String name) {
        assertThat(ClassGate.isNotorious(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"java.util.HashMap", "com.sun.net.Mine", "org.apache.commons.lang3.tuple.Pair", "bshop.Order"})
    void letsOthersThrough(String name) {
        assertThat(ClassGate.isNotorious(name)).isFalse();
    }

    private static Object notorious() throws ReflectiveOperationException {
        return Class.forName("java.beans.PropertyChangeSupport")
                .getConstructor(Object.class)
                .newInstance("a link of chains");
    }

    private static final CountDownLatch RELEASE = new CountDownLatch(1);

    /** Cannot be made an object again before somebody says so. */
    static final class NeverThere implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            try {
                RELEASE.await(60, SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void givesUpAResultThatIsNeverRebuiltAndGoesOnWithAnotherWorker() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .rebuildLimit(Duration.ofMillis(800))
                .start()) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            WorkerFuture<NeverThere> never = pool.submit(() -> new NeverThere());

            assertThatThrownBy(() -> never.get(30, SECONDS))
                    .cause()
                    .isInstanceOf(ValueNotRebuiltException.class)
                    .hasMessageContaining("PT0.8S");
            assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS)).isNotEqualTo(pid);
        } finally {
            RELEASE.countDown();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().values().stream()
                        .flatMap(java.util.Arrays::stream)
                        .noneMatch(frame -> frame.getClassName().equals(NeverThere.class.getName())));
    }
}
