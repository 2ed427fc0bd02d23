package io.firn.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostGuardTest {
    @Test
    void onLoopbackOnlyThisMachineMayBeAskedFor() {
        HostGuard guard = new HostGuard("127.0.0.1");
        assertThat(guard.allows("127.0.0.1:8080")).isTrue();
        assertThat(guard.allows("LocalHost")).isTrue();
        assertThat(guard.allows("[::1]:8080")).isTrue();
        assertThat(guard.allows("evil.example:8080")).isFalse();
        assertThat(guard.allows("127.0.0.1.evil.example")).isFalse();
        assertThat(guard.allows("")).isFalse();
    }

    @Test
    void elsewhereNamesAreTheNetworksBusiness() {
        assertThat(new HostGuard("0.0.0.0").allows("firn.example")).isTrue();
    }
}
