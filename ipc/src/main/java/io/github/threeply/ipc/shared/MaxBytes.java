package io.github.threeply.ipc.shared;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How many bytes a text or an array in a record may take.
 *
 * <p>In a {@link SharedValue} it has so much room; without the annotation {@value SharedValue#DEFAULT_MAX_BYTES} bytes. All of
 * it is copied with each read and change of the record, however short the content is.
 *
 * <p>In {@link SharedItems} of a queue or list it takes what its content takes, as part of the bound for all of the record; the
 * annotation keeps out what is larger than this. It is not part of what the processes must agree on there: each goes by its own.
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
