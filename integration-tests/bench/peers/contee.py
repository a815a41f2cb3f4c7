"""contee as built in target/contee, called as libvirt's hook calls it."""
import http.client
import json
import os
import signal
import socket
import subprocess
import uuid

from core import PROJECT, Peer, stop_process, wait_until

DOMAIN = """<domain type='kvm' id='1'><name>{name}</name><uuid>{uuid}</uuid><devices>
<serial type='unix'><source mode='connect' path='{socket}'/><alias name='serial0'/></serial>
</devices></domain>"""


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)

    def call(self, method, target, body=None):
        self.request(method, target, body)
        response = self.getresponse()
        text = response.read().decode()
        self.close()
        if response.status >= 300:
            raise RuntimeError(f"{method} {target}: {response.status} {text}")
        return text


class Contee(Peer):
    """Raw log, JSON pod log and a client that drains."""
    name = "contee"
    raw, pod, client = True, "json", True
    warms = True

    def environment(self):
        both = {"MAX_SIZE": "64Mi", "MAX_FILES": "2"}
        return {
            "CONTEE_CONFIG": str(self.out / "contee.yaml"),
            "CONTEE_RUN_DIR": str(self.out / "r"),
            "CONTEE_LOG_DIR": str(self.out / "log"),
            "CONTEE_POD_LOG_DIR": str(self.out / "pods"),
            "CONTEE_OWN_POD_LOG_DIR": str(self.out / "pods"),
            "CONTEE_LIBVIRT_URI": "test:///default",
            "CONTEE_MANAGE": "none",
            "CONTEE_GUEST_USER": "root",
            "CONTEE_GUEST_PID_DIR": str(self.out / "q"),
            **{f"CONTEE_RAW_LOG_{k}": v for k, v in both.items()},
            **{f"CONTEE_POD_LOG_{k}": v for k, v in both.items()},
            **({} if self.raw else {"CONTEE_RAW_LOG_ENABLED": "false"}),
            **({"CONTEE_POD_LOG_FORMAT": self.pod, "CONTEE_POD_LOG_LINE_END": "keep"} if self.pod
               else {"CONTEE_POD_LOG_ENABLED": "false"}),
        }

    def start(self, consoles):
        (self.out / "contee.yaml").touch()
        self.clients = []
        control = self.out / "r" / "control.sock"
        control.unlink(missing_ok=True)
        self.spawn([PROJECT / "target" / "contee" / "bin" / "contee", "serve"],
                   env={**{k: v for k, v in os.environ.items() if not k.startswith("CONTEE_")}, **self.environment()})
        wait_until(control.exists, "contee's control socket")
        self.api = UnixConnection(control)
        self.serve(consoles)

    xml = DOMAIN
    alias = "serial0"

    def domain(self, console):
        console.uuid = str(uuid.uuid5(uuid.NAMESPACE_OID, console.id))
        console.sock = self.out / "r" / "consoles" / console.uuid / f"{self.alias}.guest"
        return self.xml.format(name=console.id, uuid=console.uuid, socket=console.sock)

    def serve(self, consoles):
        """Calls contee as libvirt's hook does when these domains start."""
        for c in consoles:
            self.api.call("POST", "/hook/prepare/begin", self.domain(c))
            c.log = self.out / "log" / c.id / f"{self.alias}.log"
            if not self.raw:
                c.log = next((self.out / "pods").glob(f"libvirt_{c.id}_*/serial0/*.log"))

    def hook_call(self, console):
        """The hook's standard input and environment, as libvirt passes them."""
        return self.domain(console).encode(), {
            "PATH": os.environ["PATH"], "CONTEE_CONTROL_SOCKET": str(self.out / "r" / "control.sock")}

    archive = PROJECT / "target" / "contee" / "lib" / "contee.jsa.for"   # exists once the class archive does

    def settled(self, consoles):
        return self.archive.exists()

    def status(self):
        return json.loads(self.api.call("GET", "/status"))

    def restart(self):
        """Lets another process take over."""
        self.api.call("POST", "/restart")
        previous = self.procs.pop()
        previous.wait()
        self.api.close()
        self.pid = self.status()["pid"]

    def roots(self):
        return super().roots() or [self.pid]

    def record(self, console, pid):
        (self.out / "q").mkdir(exist_ok=True)
        (self.out / "q" / f"{console.id}.pid").write_text(str(pid))

    def feed(self, console, argv):
        if self.client:
            self.clients.append(subprocess.Popen(
                ["socat", "-u", "-b", "65536", f"UNIX-CONNECT:{self.client_of(console)}", "OPEN:/dev/null"]))
            wait_until(lambda: json.loads(self.api.call("GET", f"/domains/{console.id}/console"))["clients"], "a client")
        super().feed(console, argv)

    @property
    def format(self):
        return "raw" if self.raw else self.pod

    def logs(self, console):
        if self.raw:
            return super().logs(console)
        return sorted(console.log.parent.glob(console.log.name + ".*")) + [console.log]

    @staticmethod
    def client_of(console):
        return console.sock.with_suffix(".client")

    def attach(self, console):
        return f"stream:{self.client_of(console)}"

    def stop(self, consoles):
        if hasattr(self, "api"):
            self.api.close()
        super().stop(consoles)
        for p in getattr(self, "clients", []):
            stop_process(p)
        if hasattr(self, "pid"):
            os.kill(self.pid, signal.SIGTERM)
            wait_until(lambda: not os.path.exists(f"/proc/{self.pid}"), "contee to stop")


class ConteeRaw(Contee):
    name = "contee-raw"
    pod, client = None, False


class ConteeWatched(Contee):
    """Raw log and a client that drains."""
    name = "contee-watched"
    pod = None


class ConteeVirtio(ConteeRaw):
    """The console is a virtio console."""
    name = "contee-virtio"
    alias = "console1"
    xml = """<domain type='kvm' id='1'><name>{name}</name><uuid>{uuid}</uuid><devices>
<console type='unix'><source mode='connect' path='{socket}'/><target type='virtio' port='1'/><alias name='console1'/>
</console></devices></domain>"""


class ConteeLogs(Contee):
    name = "contee-logs"
    client = False


class ConteeCri(Contee):
    name = "contee-cri"
    raw, pod, client = False, "cri", False


class ConteeCriAll(Contee):
    name = "contee-cri-all"
    pod = "cri"


PEERS = [Contee, ConteeRaw, ConteeWatched, ConteeVirtio, ConteeLogs, ConteeCri, ConteeCriAll]
