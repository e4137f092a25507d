package io.github.threeply.ipc.shared;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How much room a text or an array has in a record that is a {@link SharedValue}. Without it that is
 * {@value SharedValue#DEFAULT_MAX_BYTES} bytes. All of it is copied with each read and change of the record, however short
 * the content is.
 *
 * <pre>{@code
 * record Status(@MaxBytes(40) String worker, long since, @MaxBytes(64) double[] samples) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface MaxBytes {
    /**
     * Returns the bound.
     *
     * @return the most bytes that the text in UTF-8, or the elements of the array, may take; from 1 to 65536
     */
    int value();
}
