package vn.phigate.gateway.dossiers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.phigate.gateway.platform.signing.LinkToken;

class CompareCodeTest {
    /** On paper for years: it must come out the same in every version. Computed apart, with Python's hmac. */
    @Test
    void staysTheSame_forEver() {
        assertThat(CompareCode.of("AAAAAAAAAAAAAAAAAAAAAA")).isEqualTo("D36-2MM");
        assertThat(CompareCode.of("q1Zr0v9XJ3mK-_8uT5wYbQ")).isEqualTo("81N-FP0");
    }

    @Test
    void isReadWithoutMistakes_andHardlyEverTheSame() {
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String code = CompareCode.of(LinkToken.fresh());
            assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}");
            codes.add(code);
        }
        assertThat(codes).hasSizeGreaterThan(1_995);
    }
}
