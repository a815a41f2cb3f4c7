package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;

/** The console's clients with a real guest: at terminals, which tmux is, and in scripts. */
class ConsoleClientsIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @AfterEach
    void endTerminals() {
        HOST.run("tmux", "kill-server");
    }

    /** A terminal in which a shell has started a command. */
    private static final class Terminal {

        private final String name;

        Terminal(String name, String command) {
            this.name = name;
            HOST.sh("tmux new-session -d -s " + name + " -x 110 -y 60 sh");
            HOST.sh("tmux send-keys -t " + name + " 'stty -g > /tmp/" + name + ".before; tty > /tmp/" + name
                    + ".tty; rm -f /tmp/" + name + ".after; " + command + "; echo code $?; stty -g > /tmp/" + name
                    + ".new; mv /tmp/" + name + ".new /tmp/" + name + ".after' Enter");
        }

        void keys(String... keys) {
            for (String key : keys) {
                HOST.sh("tmux send-keys -t " + name + " " + key);
            }
        }

        void line(String text) {
            HOST.sh("tmux send-keys -t " + name + " -l '" + text + "'; tmux send-keys -t " + name + " Enter");
        }

        /** Opens the menu and chooses, once the menu is there. */
        void menu(String key) {
            String menus = "tmux capture-pane -p -S - -t " + name + " | grep -c 'd detach, w who'";
            String before = HOST.run("sh", "-c", menus).getStdout().strip();
            keys("C-]");
            HOST.await("[ $(" + menus + ") -gt " + before + " ]");
            keys(key);
        }

        void await(String text) {
            HOST.await("tmux capture-pane -p -J -S - -t " + name + " | grep -q -F -e '" + text + "'");
        }

        String text() {
            return HOST.sh("tmux capture-pane -p -J -S - -t " + name);
        }

        void awaitRestored() {
            HOST.await("[ -e /tmp/" + name + ".after ]");
            assertThat(HOST.readText("/tmp/" + name + ".after")).isEqualTo(HOST.readText("/tmp/" + name + ".before"));
        }
    }

    private static Terminal attach(String name, String arguments) {
        Terminal terminal = new Terminal(name, LibvirtHost.CONTEE + " console " + arguments);
        terminal.await("[contee: attached to ");
        HOST.await("stty -a -F $(cat /tmp/" + name + ".tty) | grep -q -e '-icanon'");
        return terminal;
    }

    @Test
    void theMenuDoesWhatItSays() {
        Guest guest = HOST.define("menu");
        guest.boot();
        Terminal terminal = attach("m", "menu --resize");
        terminal.await("[contee: ^] r types to the guest's shell: stty rows 60 cols 110]".replace("'", "'\\''"));
        terminal.await("contee demo guest on /dev/ttyS0"); // the scrollback

        terminal.menu("?");
        terminal.await("send a file, slowly");
        terminal.menu("w");
        terminal.await("menu    serial0  root");
        terminal.menu("r");
        terminal.line("stty size");
        terminal.await("60 110");
        terminal.menu("s");
        terminal.await("[contee: timestamps on]");
        terminal.line("echo stamped-$((6 * 7))");
        HOST.await("tmux capture-pane -p -t m | grep -qE '^[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3} stamped-42$'");
        terminal.menu("s");
        terminal.await("[contee: timestamps off]");
        terminal.menu("l");
        terminal.await("File to log to:");
        terminal.line("/tmp/menu.log");
        terminal.await("[contee: logging to /tmp/menu.log]");
        terminal.line("echo logged-$((6 * 7))");
        terminal.await("logged-42");
        terminal.menu("l");
        terminal.await("[contee: logging stopped]");
        assertThat(HOST.readText("/tmp/menu.log")).contains("logged-42\r\n");
        HOST.write("/tmp/slow.txt", "a line that a shell would lose if it came fast\n".repeat(40));
        terminal.line("cat > /tmp/got");
        terminal.menu("f");
        terminal.await("File to send:");
        terminal.line("/tmp/slow.txt");
        terminal.await("bytes of /tmp/slow.txt]");
        terminal.keys("C-d");
        terminal.line("md5sum /tmp/got");
        terminal.await(HOST.sh("md5sum < /tmp/slow.txt | cut -d' ' -f1").strip() + "  /tmp/got");
        terminal.menu("C-]");
        terminal.keys("C-u");
        terminal.menu("x");
        terminal.await("[contee: unknown key: ^] ? shows the keys]");

        assertThat(HOST.sh("virsh dominfo menu")).doesNotContain("tainted");
        terminal.menu("b");
        terminal.await("libvirt marks the domain as tainted. Send it? [y/n]");
        terminal.keys("y");
        terminal.await("[contee: break sent]");
        terminal.keys("h"); // what the guest's kernel takes for the key after SysRq
        HOST.await("grep -q 'sysrq:' " + guest.rawLogPath("serial0"));
        assertThat(HOST.sh("virsh dominfo menu")).contains("tainted");

        terminal.menu("d");
        terminal.awaitRestored();
        terminal.await("[contee: detached from menu/serial0]");
        terminal.await("code 0");
    }

    /** Of busybox' shell, which asks for the cursor's place after each prompt; tmux answers. */
    @Test
    void aReplayedQueryIsNotAnsweredAndALiveOneOnce() {
        Guest guest = HOST.define("asking");
        ContainerProcess first = guest.boot();
        first.type("PS1='ash# ' exec busybox ash\r");
        first.await("ash# \u001b[6n");
        first.kill();
        HOST.await(LibvirtHost.CONTEE + " list | grep -qE 'asking +serial0 +connected +0'");
        String typed = typedBytes("asking");

        Terminal terminal = attach("asks", "asking");
        terminal.await("ash# "); // the scrollback
        Terminal reader = attach("reads", "--read-only asking");
        reader.await("ash# ");
        terminal.line("echo typed-$((6 * 7))");
        terminal.await("typed-42");

        // The line, its Enter and one answer, ESC [ row ; column R, to the prompt after it.
        HOST.await("[ $(" + bytesTyped("asking") + ") -gt " + (Integer.parseInt(typed) + 21) + " ]");
        assertThat(Integer.parseInt(typedBytes("asking")) - Integer.parseInt(typed))
                .isBetween(22 + 6, 22 + 9);
        terminal.menu("d");
        terminal.awaitRestored();
    }

    private static String bytesTyped(String domain) {
        return LibvirtHost.CONTEE + " list -o json | sed -n '/\"" + domain
                + "\"/,$s/.*\"bytesIn\" : \\([0-9]*\\).*/\\1/p'" + " | head -n 1";
    }

    private static String typedBytes(String domain) {
        return HOST.sh(bytesTyped(domain)).strip();
    }

    @Test
    void twoClientsReadAndOneTypes() {
        Guest guest = HOST.define("pair");
        guest.boot();
        Terminal first = attach("a", "pair");
        first.line("echo first-$((6 * 7))");
        first.await("first-42");
        Terminal second = attach("b", "pair -e ^A");
        second.await("has the write lease: you only read; ^A t steals it");
        second.line("echo never-$((6 * 7))");
        second.await("what you type is dropped: process ");

        second.keys("C-a", "t");
        second.await("[contee: you have the write lease]");
        first.await("it was stolen from you: you only read; ^] t steals it");
        second.line("echo second-$((6 * 7))");
        second.await("second-42");
        first.await("second-42");
        first.line("echo never-$((6 * 7))");
        first.await("what you type is dropped: process ");

        List<String> who = HOST.contee("who", "pair").getStdout().lines().toList();
        assertThat(who).as("a heading, the guest's first client, two terminals").hasSize(4);
        assertThat(who.get(0)).startsWith("DOMAIN  CONSOLE  USER  PID ");
        assertThat(who.stream().filter(line -> line.contains(" write "))).hasSize(1);
        assertThat(who.stream().filter(line -> line.contains(" root "))).hasSize(3);

        Container.ExecResult refused = HOST.contee("send", "pair", "echo never\\r");
        assertThat(refused.getExitCode()).isEqualTo(1);
        assertThat(refused.getStderr()).contains("has the write lease").contains("--force");
        second.keys("C-a", "g");
        first.await("[contee: nobody has the write lease]");
        first.line("echo again-$((6 * 7))");
        second.await("again-42");
        second.keys("C-a", "d");
        second.awaitRestored();
        first.menu("d");
        first.awaitRestored();
        assertThat(Bytes.text(guest.rawLog())).doesNotContain("never");
    }

    @Test
    void aClientAtASocketIsToldThatItMayNotType() {
        Guest guest = HOST.define("socat");
        ContainerProcess holder = guest.boot();
        holder.ask("echo mine");
        ContainerProcess other = guest.attach();
        other.await("mine\r\n" + ContainerProcess.PROMPT); // the scrollback
        other.type("echo never\r");
        other.await("[contee: what you type is dropped: process ");
        HOST.contee("send", "--force", "socat", "echo sent-$((6 * 7))\\r");
        other.awaitOfGuest("\nsent-42\r\n");
        holder.await("it was stolen from you, and you go on reading]");
        holder.awaitOfGuest("\nsent-42\r\n");
        assertThat(Bytes.text(guest.rawLog())).contains("sent-42").doesNotContain("never");
    }

    @Test
    void aTerminalComesBackAfterContee() {
        Guest guest = HOST.define("back");
        guest.boot();
        Terminal terminal = attach("r", "back");
        terminal.line("echo before-$((6 * 7))");
        terminal.await("before-42");

        HOST.killContee();
        terminal.await("[contee: the console of back/serial0 is gone: attaching again, ^] d ends]");
        HOST.startContee();
        terminal.await("[contee: attached to back/serial0 again]");
        terminal.line("echo after-$((6 * 7))");
        terminal.await("after-42");
        assertThat(terminal.text().lines().filter(line -> line.equals("before-42")))
                .as("nothing is shown twice")
                .hasSize(1);

        guest.destroy();
        terminal.await("is gone: attaching again");
        guest.start();
        HOST.await("[ $(tmux capture-pane -p -J -S - -t r | grep -c 'attached to back/serial0 again') = 2 ]");
        HOST.await("[ $(tmux capture-pane -p -J -S - -t r | grep -c 'contee demo guest on /dev/ttyS0') = 2 ]");
        terminal.line("echo rebooted-$((6 * 7))");
        terminal.await("rebooted-42");

        HOST.sh("pkill -TERM -f '[i]o.contee.cli.Main console back'");
        terminal.awaitRestored();
        terminal.await("code 143");
    }

    @Test
    void aClientThatWaitsSeesAGuestFromItsFirstLine() {
        Guest guest = HOST.define("awaited");
        ContainerProcess waiting = HOST.process(
                LibvirtHost.CONTEE,
                "console",
                "--wait",
                "awaited",
                "--tail",
                "1000",
                "--expect",
                "Linux version",
                "--expect",
                ContainerProcess.PROMPT,
                "--send",
                "echo waited-$((6 * 7))\\r",
                "--expect",
                "waited-42",
                "--timeout",
                "60s");
        Await.until("it waits", () -> waiting.errors().contains("[contee: waiting: "), waiting::errors);
        guest.start();
        assertThat(waiting.exitCode()).isZero();
        assertThat(waiting.errors()).contains("does not run: start it with 'virsh start'");
    }

    @Test
    void aScriptsExitCodeTells() {
        Guest guest = HOST.define("scripted");
        guest.boot();
        Container.ExecResult done = HOST.contee(
                "console",
                "scripted",
                "--expect",
                "demo:~# ",
                "--send",
                "echo a-$((6 * 7))\\r",
                "--expect",
                "a-42",
                "--send",
                "echo b-$((6 * 7))\\r",
                "--expect",
                "b-42");
        assertThat(done.getExitCode()).isZero();
        assertThat(done.getStdout()).contains("a-42").contains("b-42");
        Container.ExecResult late = HOST.contee("console", "scripted", "--expect", "nonsense", "--timeout", "300ms");
        assertThat(late.getExitCode()).isEqualTo(3);
        assertThat(late.getStderr().lines())
                .singleElement()
                .asString()
                .contains("scripted/serial0 has not printed 'nonsense'");
        assertThat(HOST.contee("send", "scripted", "echo c-$((6 * 7))\\r").getExitCode())
                .isZero();
        HOST.await("grep -q c-42 " + guest.rawLogPath("serial0"));
    }
}
