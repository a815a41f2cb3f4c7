"""conmon with a stand-in for the OCI runtime: its 'container' is the feeder."""
import os
import signal
import subprocess

from core import Peer, children_of, wait_until

RUNTIME = """#!/bin/sh
# "create --bundle DIR --pid-file FILE ... ID": start the feeder that waits in
# DIR/command, with the standard streams of conmon.
while [ $# -gt 0 ]; do
    case $1 in
        --bundle) bundle=$2; shift ;;
        --pid-file) pid_file=$2; shift ;;
    esac
    shift
done
sh "$bundle/command" &
printf %s $! > "$pid_file"
"""


class Conmon(Peer):
    """CRI pod log, one file up to the limit."""
    name = "conmon"
    needs = ("conmon",)
    package = "conmon"
    format = "cri"
    target = "fd"
    options = ["--log-size-max", str(64 << 20)]

    def start(self, consoles):
        self.runtime = self.out / "runtime"
        self.runtime.write_text(RUNTIME)
        self.runtime.chmod(0o755)
        self.conmons = []

    def feed(self, console, argv):
        words = [a.replace("{target}", "fd:1") for a in argv]
        (console.dir / "command").write_text(
            "exec " + " ".join(f"'{w}'" for w in words) + "\n")
        subprocess.run(
            ["conmon", "--api-version", "1", "-c", console.id, "-u", console.id,
             "-n", console.id, "-r", str(self.runtime), "-b", str(console.dir),
             "-p", str(console.dir / "pid"), "-P", str(console.dir / "conmon-pid"),
             "--exit-dir", str(console.dir), "--socket-dir-path", str(console.dir),
             "--full-attach", "-l", f"k8s-file:{console.log}", *self.options],
            check=True, stderr=open(self.out / "stderr.txt", "ab"))
        self.conmons.append(console)

    def roots(self):
        return [int((c.dir / "conmon-pid").read_text()) for c in self.conmons]

    def pids(self, consoles):
        return set(self.roots())

    def attach(self, console):
        return f"seqpacket:{console.dir / 'attach'}"

    def stop(self, consoles):
        for c in getattr(self, "conmons", []):
            try:
                conmon = int((c.dir / "conmon-pid").read_text())
                tree = children_of([conmon]) - {conmon}
                for pid in tree:
                    os.kill(pid, signal.SIGTERM)
            except (FileNotFoundError, ProcessLookupError):
                continue
        for c in getattr(self, "conmons", []):
            try:
                pid = int((c.dir / "conmon-pid").read_text())
                wait_until(lambda: not os.path.exists(f"/proc/{pid}"), "conmon to stop", 60)
            except (FileNotFoundError, TimeoutError):
                pass


PEERS = [Conmon]
