"""libvirt's virtlogd: the guest writes to a pipe which virtlogd hands out.

A private virtlogd runs in its own mount namespace with an empty /run, because
as root it has no option for its socket. The machine's virtlogd is not touched.
"""
import os
import socket
import struct
import subprocess

from core import Peer, wait_until

PROGRAM = 0x87539319
CALL, REPLY, REPLY_WITH_FDS = 0, 1, 5
OPEN_LOG_FILE = 1


def xdr_string(text):
    raw = text.encode()
    return struct.pack(">I", len(raw)) + raw + b"\0" * (-len(raw) % 4)


class LogClient:
    """The part of virtlogd's protocol that opens log files."""

    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(path)
        self.serial = 0

    def _exactly(self, n):
        data = b""
        while len(data) < n:
            got = self.sock.recv(n - len(data))
            if not got:
                raise EOFError("virtlogd hung up")
            data += got
        return data

    def open(self, path, name):
        """The write end of the pipe for a new log file."""
        args = (xdr_string("qemu") + os.urandom(16) + xdr_string(name)
                + xdr_string(path) + struct.pack(">I", 0))
        self.serial += 1
        head = struct.pack(">IIiiIi", PROGRAM, 1, OPEN_LOG_FILE, CALL, self.serial, 0)
        self.sock.sendall(struct.pack(">I", 4 + len(head) + len(args)) + head + args)
        length, = struct.unpack(">I", self._exactly(4))
        reply = self._exactly(length - 4)
        _, _, _, kind, serial, status = struct.unpack(">IIiiIi", reply[:24])
        if kind != REPLY_WITH_FDS or status or serial != self.serial:
            raise OSError(f"virtlogd refused {path}: {reply[24:]!r}")
        _, fds, _, _ = socket.recv_fds(self.sock, 1, 1)
        return fds[0]


class Virtlogd(Peer):
    """Raw log, as much of it as contee's; the guest writes to a pipe."""
    name = "virtlogd"
    target = "fd"
    needs = ("virtlogd",)
    package = "libvirt-daemon"
    config = f"max_size = {64 << 20}\nmax_backups = 2\n"

    def start(self, consoles):
        conf = self.out / "virtlogd.conf"
        conf.write_text(self.config)
        daemon = self.spawn(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c",
             "mount -t tmpfs tmpfs /run && mkdir /run/libvirt && "
             'exec virtlogd -f "$0"', conf])
        path = f"/proc/{daemon.pid}/root/run/libvirt/virtlogd-sock"
        wait_until(lambda: os.path.exists(path) and "virtlogd" in
                   open(f"/proc/{daemon.pid}/comm").read(), "virtlogd's socket")
        self.client = LogClient(path)

    def feed(self, console, argv):
        fd = self.client.open(str(console.log), console.id)
        console.feeder = subprocess.Popen(
            [a.replace("{target}", f"fd:{fd}") for a in argv], pass_fds=[fd])
        os.close(fd)


PEERS = [Virtlogd]
