package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;

/** The hook called with nonsense stops nothing. */
class HookIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @Test
    void nonsenseIsRefusedInOneLineAndConsolesGoOn() {
        Guest guest = HOST.define("hooked");
        ContainerProcess client = guest.boot();

        assertThat(hook("", "").getExitCode()).as("no arguments").isEqualTo(2);
        assertThat(hook("", "hooked frobnicate begin -").getExitCode())
                .as("an operation of a later libvirt")
                .isZero();
        assertThat(hook("not XML", "hooked prepare begin -").getExitCode())
                .as("contee's failure stops no guest")
                .isZero();
        assertThat(hook("<domain/>", "hooked release end -").getExitCode()).isZero();

        HOST.write("/etc/contee/hook.env", "CONTEE_HOOK_POLICY=enforce\n");
        Container.ExecResult refused = hook("not XML", "hooked prepare begin -");
        assertThat(refused.getExitCode()).isEqualTo(1);
        assertThat(refused.getStderr().lines()).singleElement().asString().contains("prepare of domain hooked");
        assertThat(hook("not XML", "hooked release end -").getExitCode())
                .as("only prepare may refuse")
                .isZero();

        assertRefused("frobnicate/begin", "<domain/>", "hook operation 'frobnicate' is unknown");
        assertRefused("prepare/begin", "<!DOCTYPE d><domain/>", "DOCTYPE");
        assertRefused("prepare/begin", "<domain><name>../x</name></domain>", "x");
        assertRefused("release/end", "", "XML");

        assertThat(client.ask("echo on-$((6 * 7))")).contains("\non-42\r\n");
        assertThat(HOST.conteeLog()).doesNotContain("\tat ");
    }

    private static Container.ExecResult hook(String xml, String arguments) {
        return HOST.run("sh", "-c", "printf %s '" + xml + "' | " + LibvirtHost.HOOK + " " + arguments);
    }

    private static void assertRefused(String operation, String xml, String why) {
        String answer = HOST.sh("printf %s '" + xml + "' | curl -q -s --unix-socket /run/contee/control.sock"
                + " --data-binary @- -w '%{http_code}' http://localhost/hook/" + operation);
        assertThat(answer.lines()).as(operation + " " + xml).hasSize(2);
        assertThat(answer).contains(why).containsPattern("4[0-9][0-9]$");
    }
}
