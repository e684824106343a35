package dev.culvert.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.78.0.1/24, 10.78.0.1/24",
        "10.78.0.1, 10.78.0.1/32",
        "FD78:0:0:0:0:0:0:1/64, fd78::1/64",
        "::/0, ::/0",
        "::1/128, ::1/128",
        "fe80::/10, fe80::/10",
        "2001:db8:0:0:1:0:0:1/64, 2001:db8::1:0:0:1/64",
        "2001:db8:0:1:1:1:1:1/64, 2001:db8:0:1:1:1:1:1/64",
        "1:0:0:2::/64, 1:0:0:2::/64",
    })
    void writesTheShortForm(String written, String shown) {
        assertThat(InterfaceAddress.parse(written)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fe80::1%lo/64", "10.0.0.1%lo", "10.0.1/24", "010.0.0.256", "10.0.0.1/33", "host/24", "/24", ""})
    void refuses(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> InterfaceAddress.parse(text));
    }
}
