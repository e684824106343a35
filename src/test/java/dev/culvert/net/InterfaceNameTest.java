package dev.culvert.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"tun0", "culvert-0", "a.b_c+d", "fifteen-byte-15"})
    void isOne(String name) {
        assertThat(InterfaceName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "-a",
                "a/b",
                "a:b",
                "a b",
                "tun%d",
                "eth0#x",
                "a\"b",
                "a'b",
                "a\\b",
                "a\nb",
                "tun0\n",
                "ü",
                "sixteen-bytes-16"
            })
    void isNone(String name) {
        assertThat(InterfaceName.isValid(name)).isFalse();
    }
}
