package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a guest prints reaches a client, the raw log and the pod log, and what is typed reaches the guest. */
class ConsoleOutputIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @Test
    void everyByteReachesClientRawLogAndPodLog() {
        Guest guest = HOST.define("bytes");
        ContainerProcess client = guest.boot();

        assertThat(client.ask("echo answer-$((6 * 7))"))
                .isEqualTo("echo answer-$((6 * 7))\r\nanswer-42\r\n" + ContainerProcess.PROMPT);
        assertThat(client.ask("lines 1000")).isEqualTo("lines 1000\r\n" + lines(1000) + ContainerProcess.PROMPT);
        client.ask("binary");
        guest.awaitLogged("serial0", client);

        byte[] raw = guest.rawLog();
        Bytes.assertWitnessed(raw, guest.witness("serial0"), 0);
        Bytes.assertSame("client and raw log", client.bytes(), raw);
        assertThat(new String(raw, StandardCharsets.ISO_8859_1))
                .contains("contee demo guest on /dev/ttyS0", allBytesFourTimes())
                .endsWith(ContainerProcess.PROMPT);
        Bytes.assertSame("pod log and raw log", guest.podText("serial0", 0), Bytes.text(raw));
        assertThat(guest.podLog("serial0", 0))
                .allSatisfy(line -> assertThat(line.stream()).isEqualTo("stdout"))
                .extracting(Guest.Line::time)
                .isSorted();
        assertThat(HOST.conteeLog()).doesNotContain("answer-42");
    }

    private static String lines(int count) {
        String alphabet = "abcdefghijklmnopqrstuvwxyz";
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "line %07d %s%sabcdefghijklmn\r\n".formatted(i, alphabet, alphabet))
                .collect(Collectors.joining());
    }

    private static String allBytesFourTimes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        IntStream.range(0, 4 * 256).forEach(all::write);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void promptWithoutNewlineReachesClientAndPodLogBeforeItsLineEnds() {
        Guest guest = HOST.define("prompt");
        ContainerProcess client = guest.boot();

        client.type("printf waiting; read line\r");
        Await.until("the client sees it", () -> client.text().endsWith("\nwaiting"), client::text);
        Await.until("the pod log has it", () -> guest.podText("serial0", 0).endsWith("\nwaiting"), guest::state);
        assertThat(client.text()).as("no newline brought it about").endsWith("\nwaiting");
    }

    @Test
    void twoGuestsAtOnceNeverMix() {
        Guest one = HOST.define("one");
        Guest two = HOST.define("two");
        ContainerProcess clientOfOne = one.startWithClient("serial0");
        ContainerProcess clientOfTwo = two.startWithClient("serial0");
        clientOfOne.awaitPrompt();
        clientOfTwo.awaitPrompt();

        clientOfOne.type(counting("ones"));
        clientOfTwo.type(counting("twos"));
        clientOfOne.await("ones-1000\r\n" + ContainerProcess.PROMPT);
        clientOfTwo.await("twos-1000\r\n" + ContainerProcess.PROMPT);
        one.awaitLogged("serial0", clientOfOne);
        two.awaitLogged("serial0", clientOfTwo);

        assertUnmixed(one, "serial0", clientOfOne, "ones");
        assertUnmixed(two, "serial0", clientOfTwo, "twos");
    }

    @Test
    void eachSerialIsAConsoleOfItsOwn() {
        Guest guest = HOST.define("serials", 2);
        HOST.sh("virsh -q start --paused serials");
        ContainerProcess first = guest.attach("serial0");
        ContainerProcess second = guest.attach("serial1");
        HOST.await("[ $(" + LibvirtHost.CONTEE + " list -o json | grep -c '\"clients\" : 1') = 2 ]");
        HOST.sh("virsh -q resume serials");
        first.awaitPrompt();
        second.awaitPrompt();
        assertThat(first.text()).contains("on /dev/ttyS0").doesNotContain("on /dev/ttyS1");
        assertThat(second.text()).contains("on /dev/ttyS1").doesNotContain("on /dev/ttyS0");

        first.type(counting("firsts"));
        second.type(counting("seconds"));
        first.await("firsts-1000\r\n" + ContainerProcess.PROMPT);
        second.await("seconds-1000\r\n" + ContainerProcess.PROMPT);
        guest.awaitLogged("serial0", first);
        guest.awaitLogged("serial1", second);

        assertUnmixed(guest, "serial0", first, "firsts");
        assertUnmixed(guest, "serial1", second, "seconds");
    }

    private static String counting(String mark) {
        return "i=0; while [ $i -lt 1000 ]; do i=$((i + 1)); echo " + mark + "-$i; done\r";
    }

    private static void assertUnmixed(Guest guest, String alias, ContainerProcess client, String mark) {
        Bytes.assertWitnessed(guest.rawLog(alias), guest.witness(alias), 0);
        Bytes.assertSame(mark + " client and raw log", client.bytes(), guest.rawLog(alias));
        String pod = guest.podText(alias, 0);
        Bytes.assertSame(mark + " pod log and client", pod, client.text());
        assertThat(Pattern.compile("(?md)^(\\w+)-(\\d+)\r$")
                        .matcher(pod)
                        .results()
                        .map(match -> match.group(1) + "-" + match.group(2)))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 1000)
                        .mapToObj(i -> mark + "-" + i)
                        .toList());
    }
}
