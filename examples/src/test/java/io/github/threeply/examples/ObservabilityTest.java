package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.threeply.core.Channel;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Threshold;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The events of the library, those in its settings file and those in the guide are the same. */
class ObservabilityTest {
    private static final String PREFIX = "io.github.threeply.";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\|$");

    private static final Map<String, JavaClass> EVENTS = new TreeMap<>();

    @BeforeAll
    static void findTheEvents() {
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.threeply")) {
            if (type.isAssignableTo(Event.class)) {
                EVENTS.put(type.getAnnotationOfType(Name.class).value(), type);
            }
        }
        assertThat(EVENTS).hasSizeGreaterThan(15);
    }

    private static Configuration settings() throws Exception {
        try (Reader reader =
                new InputStreamReader(Channel.class.getResourceAsStream("/threeply.jfc"), StandardCharsets.UTF_8)) {
            return Configuration.create(reader);
        }
    }

    @Test
    void theSettingsFileTurnsEachOfThemOn() throws Exception {
        Map<String, String> settings = settings().getSettings();

        assertThat(settings.keySet().stream()
                        .map(key -> key.substring(0, key.indexOf('#')))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(EVENTS.keySet());
        for (Map.Entry<String, JavaClass> event : EVENTS.entrySet()) {
            assertThat(settings).containsEntry(event.getKey() + "#enabled", "true");
            assertThat(settings.containsKey(event.getKey() + "#threshold"))
                    .as("threshold of " + event.getKey())
                    .isEqualTo(event.getValue().isAnnotatedWith(Threshold.class));
        }
    }

    @Test
    void theGuideHasThemWithTheirFieldsAndThresholds() throws Exception {
        String guide = Files.readString(Path.of("../docs/observability.md"));
        Map<String, String> described = ROW.matcher(guide)
                .results()
                .collect(Collectors.toMap(
                        (MatchResult row) -> PREFIX + row.group(1),
                        row -> row.group(2).replace("`", "").strip() + " / "
                                + row.group(3).strip(),
                        (a, b) -> a,
                        TreeMap::new));

        Map<String, String> inCode = new TreeMap<>();
        EVENTS.forEach((name, type) -> inCode.put(name, fields(type) + " / " + when(type)));
        assertThat(described).isEqualTo(inCode);
    }

    private static String fields(JavaClass type) {
        return Arrays.stream(type.reflect().getDeclaredFields())
                .map(java.lang.reflect.Field::getName)
                .filter(name -> type.tryGetField(name) // the recorder may have added some to the loaded class
                        .filter(ObservabilityTest::isRecorded)
                        .isPresent())
                .collect(Collectors.joining(", "));
    }

    private static boolean isRecorded(JavaField field) {
        return !field.getModifiers().contains(JavaModifier.TRANSIENT)
                && !field.getModifiers().contains(JavaModifier.STATIC);
    }

    private static String when(JavaClass type) {
        if (type.isAnnotatedWith(Period.class)) {
            return "each " + type.getAnnotationOfType(Period.class).value();
        }
        return type.isAnnotatedWith(Threshold.class)
                ? type.getAnnotationOfType(Threshold.class).value()
                : "none";
    }
}
