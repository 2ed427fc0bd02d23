package io.firn.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortsTest {
    private final List<String> notes = new ArrayList<>();
    private final Ports ports = new Ports(notes::add);
    private ServerSocket taken;

    @BeforeEach
    void take() throws Exception {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void release() throws Exception {
        taken.close();
    }

    @Test
    void aTakenPreferenceIsReplacedAndSaid() throws Exception {
        int port = ports.preferred("Kafka", taken.getLocalPort());
        assertThat(port).isNotEqualTo(taken.getLocalPort());
        assertThat(notes)
                .singleElement()
                .asString()
                .startsWith("Port " + taken.getLocalPort() + " is taken")
                .endsWith(": Kafka takes " + port);
    }

    @Test
    void aTakenPortThatWasConfiguredIsAnErrorThatNamesItsHolder() {
        assertThatThrownBy(() -> ports.require("the daemon", taken.getLocalPort()))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("Cannot start the daemon: port " + taken.getLocalPort()
                        + " is taken by process " + ProcessHandle.current().pid());
    }
}
