"""conserver, which connects to the guest's UNIX socket: the guest listens."""
import socket

from core import Peer


class Conserver(Peer):
    """Raw log, rotating."""
    name = "conserver"
    target = "listen"
    needs = ("conserver",)
    package = "conserver-server"

    def start(self, consoles):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        conf = self.out / "conserver.cf"
        conf.write_text("\n".join([
            "config * { daemonmode no; }",
            "default * { master localhost; rw *; type uds; logfilemax 64m; }",
            "access * { trusted 127.0.0.1; allowed 127.0.0.1; }",
            *(f'console {c.id} {{ uds "{c.sock}"; logfile "{c.log}"; }}' for c in consoles)]) + "\n")
        passwords = self.out / "conserver.passwd"
        passwords.write_text("*any*:\n")
        self.spawn(["conserver", "-C", conf, "-P", passwords, "-p", self.port, "-M", "127.0.0.1", "-E", "-o", "-O", "1"])

    def settled(self, consoles):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def logs(self, console):
        return sorted(console.dir.glob(console.log.name + "-*")) + [console.log]


PEERS = [Conserver]
