package io.contee.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private static final UUID UUID_1 = new UUID(0, 1);

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../etc", "a\nb", "a\0b", "\u001b[2J", "\ud800", ".pty", ".x"})
    void aDomainNameThatCouldLeaveItsDirectoryIsRefused(String name) {
        assertThatThrownBy(() -> new DomainId(UUID_1, name))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("domain name")
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void aNameIsLimitedInBytesNotCharacters() {
        assertThatCode(() -> new DomainId(UUID_1, "x".repeat(255))).doesNotThrowAnyException();
        assertThatThrownBy(() -> new DomainId(UUID_1, "ü".repeat(128))).hasMessageContaining("255 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web 1", "bücher", "a_b", "-x", "😀"})
    void namesThatLibvirtTakesAreTaken(String name) {
        assertThat(new DomainId(UUID_1, name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "serial 0", "-\n", ".hidden"})
    void anAliasThatLibvirtWouldNotGiveIsRefused(String alias) {
        assertThatThrownBy(() -> new ConsoleId(new DomainId(UUID_1, "d"), alias))
                .isInstanceOf(ConteeException.class);
    }

    @Test
    void aDomainWithoutPodMetadataIsAPodOfItsOwn() {
        PodRef pod = PodRef.of(new ConsoleId(new DomainId(UUID_1, "web"), "serial0"));
        assertThat(pod.directory()).isEqualTo("libvirt_web_00000000-0000-0000-0000-000000000001");
        assertThat(pod.container()).isEqualTo("serial0");
    }
}
