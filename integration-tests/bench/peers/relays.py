"""The yardsticks: the smallest C programs that do the work, a process for each console; and socat."""
import subprocess

from core import BIN, Peer, stop_process, wait_until

LIMIT = ["67108864", "2"]


class PerConsole(Peer):
    command = ()   # words; {sock}, {log} and {attach} are filled in

    def start(self, consoles):
        for c in consoles:
            fill = {"sock": c.sock, "log": c.log, "attach": c.dir / "attach"}
            self.spawn([w.format(**fill) for w in self.command])
        for c in consoles:
            wait_until(c.sock.exists, f"socket of {c.id}", 60)


class Relay(PerConsole):
    """Reads and writes; the log rotates."""
    name = "relay"
    command = [str(BIN / "relay"), "rw", "{sock}", "{log}", *LIMIT]


class RelayAttach(PerConsole):
    """The same with a socket for clients."""
    name = "relay-attach"
    command = [str(BIN / "relay"), "rw", "{sock}", "{log}", *LIMIT, "{attach}"]

    def attach(self, console):
        return f"stream:{console.dir / 'attach'}"


class RelayTee(Peer):
    """Raw log, JSON pod log and a client that drains."""
    name = "relay-tee"
    client = True

    def start(self, consoles):
        self.clients = []
        for c in consoles:
            attach = c.dir / "attach"
            self.spawn([BIN / "tee", c.sock, c.log, c.dir / "pod.log", attach if self.client else "-"])
            if self.client:
                wait_until(attach.exists, f"client socket of {c.id}")
                self.clients.append(subprocess.Popen(
                    ["socat", "-u", "-b", "65536", f"UNIX-CONNECT:{attach}", "OPEN:/dev/null"]))
            wait_until(c.sock.exists, f"socket of {c.id}")

    def stop(self, consoles):
        super().stop(consoles)
        for p in self.clients:
            stop_process(p)


class Socat(PerConsole):
    """No limit."""
    name = "socat"
    needs = ("socat",)
    package = "socat"
    command = ["socat", "-u", "-b", "65536", "UNIX-LISTEN:{sock}", "OPEN:{log},creat,append"]


PEERS = [Relay, RelayAttach, RelayTee, Socat]
