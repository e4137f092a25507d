package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.ipc.process.ByteReader.MalformedValueException;
import org.junit.jupiter.api.Test;

/** Values one after another, with a length each or all of one length. */
class ItemsTest {
    private static Items.Cursor cursor(int form, int... bytes) {
        byte[] all = new byte[bytes.length + 1];
        all[0] = (byte) form;
        for (int i = 0; i < bytes.length; i++) {
            all[i + 1] = (byte) bytes[i];
        }
        return Items.Cursor.formed(new ByteReader(all));
    }

    @Test
    void findsItemsOfOneLengthWithoutWalkingOverThem() {
        ByteReader in = new ByteReader(new byte[] {3, 1, 1, 1, 2, 2, 2, 3, 3, 3});
        Items.Cursor items = Items.Cursor.formed(in);

        assertThat(items.skip(2)).isEqualTo(7);
        items.next();
        assertThat(items.length()).isEqualTo(3);
        assertThat(items.isFailure()).isFalse();
        assertThat(in.getByte()).isEqualTo((byte) 3);
    }

    @Test
    void countsItemsOfEitherForm() {
        assertThat(cursor(3, 1, 1, 1, 2, 2, 2).skipAll()).isEqualTo(2);
        assertThat(cursor(3).skipAll()).isZero();
        assertThat(cursor(Items.MIXED, 1, 7, 0, 2, 8, 9).skipAll()).isEqualTo(3);
        assertThat(cursor(Items.MIXED).skipAll()).isZero();
    }

    @Test
    void refusesAFormThatIsNone() {
        for (int form = Items.MOST_SHORT + 1; form <= 255; form++) {
            int refused = form;
            assertThatThrownBy(() -> cursor(refused, 1)).isInstanceOf(MalformedValueException.class);
        }
        assertThatThrownBy(() -> Items.Cursor.formed(new ByteReader(new byte[0])))
                .isInstanceOf(MalformedValueException.class);
    }

    @Test
    void refusesItemsThatAreNotThereAsAWhole() {
        assertThatThrownBy(() -> cursor(3, 1, 1, 1, 2, 2).skipAll()).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> cursor(3, 1, 1).next()).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> cursor(3, 1, 1, 1).skip(2)).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> cursor(252, 1, 1, 1).skip(Integer.MAX_VALUE))
                .isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> cursor(Items.MIXED, 2, 1).skipAll()).isInstanceOf(MalformedValueException.class);
    }
}
