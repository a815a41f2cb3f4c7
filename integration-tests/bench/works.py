"""The works: which peers are measured, and what contee may cost compared to them."""
import resource
from collections.abc import Callable
from dataclasses import dataclass

from core import GIB, MIB, hook, idle, latency, restart, start, throughput

# Limited by the descriptors of a process: each console has its sockets, a connection and two logs.
SILENT = min(10_000, (resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 500) // 5)


@dataclass(frozen=True)
class Work:
    """One work, done by several peers, of which the first is contee."""
    name: str
    title: str
    peers: tuple
    size: int                 # bytes
    chunk: int = 4096         # bytes per write; 0: a line per write
    feeds: int = 1            # guests
    rate: int = 0             # bytes per second and guest; 0: as fast as they are read
    warm: int = 8 * GIB       # bytes that come first, for peers that warm up
    figure: str = "CPU s/GiB"
    bars: tuple = ()          # (peer, the highest ratio of contee's figure to the peer's)
    short: int = 0            # size with --short; 0: not measured then
    drops: bool = False       # whether the guests do not wait for their reader
    columns: tuple = ("MB/s", "CPU s/GiB", "RSS MiB")
    group: str = ""           # the name of works that are measured together; only on request, except with --short

    def run(self, cls, short=False):
        size, warm = (self.short, self.warm // 4) if short else (self.size, self.warm)
        return throughput(cls, size, self.chunk, self.feeds, self.rate, warm, self.drops)


@dataclass(frozen=True)
class Latency:
    """One byte from guest to client."""
    name: str
    title: str
    peers: tuple
    idle: int = 0
    flood: bool = False
    count: int = 5000
    warm: int = 10000         # bytes that come first and do not count
    figure: str = "p50 µs"
    bars: tuple = ()
    short: int = 0
    columns = ("p50 µs", "p99 µs", "p999 µs", "max µs")

    def run(self, cls, short=False):
        return latency(cls, self.count, self.idle, self.flood, self.warm)


@dataclass(frozen=True)
class Once:
    """Something that is done now and then, timed."""
    name: str
    title: str
    measure: Callable
    columns: tuple
    figure: str = "p50 ms"
    peers: tuple = ("contee-logs",)
    bars: tuple = ()
    short: int = 0

    def run(self, cls, short=False):
        return self.measure(cls)


@dataclass(frozen=True)
class Idle:
    """Silent guests."""
    name: str
    title: str
    peers: tuple
    guests: int
    figure: str = "RSS MiB"
    bars: tuple = ()
    short: int = 0
    columns = ("connect ms", "RSS MiB", "threads", "% of a core")

    def run(self, cls, short=False):
        return idle(cls, self.guests)


def writes():
    """One guest by the size of its writes, its pace and whether a client watches it."""
    for chunk, whole in ((1, 2 * MIB), (16, 16 * MIB), (80, 64 * MIB), (4096, 512 * MIB)):
        for rate in (0, 11520, 960):
            for watched in (False, True):
                pace = f"{rate * 10:,} baud" if rate else "as fast as it is read"
                yield Work(
                    f"write-{chunk}{f'-{rate * 10}' if rate else ''}{'-watched' if watched else ''}",
                    f"raw log, {chunk:,} bytes a write, {pace}{', a client' if watched else ''}",
                    ("contee-watched" if watched else "contee-raw", "socat"),
                    size=5 * rate or whole, chunk=chunk, rate=rate, warm=2 * rate or whole, figure="ms/MiB",
                    columns=("ms/MiB", "CPU s/GiB"), group="writes", bars=(("socat", 1.1),),
                    short=MIB if chunk == 1 and not rate else 0)
    for rate in (11520, 200_000, 1_000_000):
        yield Work(f"drop-16-{rate}", f"virtio console, 16 bytes a write, {rate:,} bytes a second",
                   ("contee-virtio", "socat"), size=5 * rate, chunk=16, rate=rate, warm=2 * rate, figure="% dropped",
                   columns=("% dropped", "CPU s/GiB"), group="writes", drops=True)


WORKS = (
    Work("raw", "raw log, 4 KiB a write", ("contee-raw", "relay", "socat", "conserver", "virtlogd"), GIB,
         bars=(("relay", 1.15), ("virtlogd", 0.2)), short=512 * MIB),
    Work("cold", "raw log, the first GiB after the start", ("contee-raw", "relay"), GIB, warm=0),
    Work("all", "raw log, JSON pod log and a client", ("contee", "relay-tee", "virtlogd"), GIB,
         bars=(("relay-tee", 1.15), ("virtlogd", 0.45)), short=512 * MIB),
    Work("cri", "CRI pod log", ("contee-cri", "conmon"), GIB, bars=(("conmon", 0.6),)),
    Work("cri-all", "raw log, CRI pod log and a client", ("contee-cri-all", "conmon"), GIB, bars=(("conmon", 1.0),)),
    Work("lines", "raw log, a line a write", ("contee-raw", "relay", "conserver", "virtlogd"), 128 * MIB, chunk=0,
         warm=512 * MIB, bars=(("relay", 0.6),), short=64 * MIB),
    Work("fleet", "100 guests at 16 KiB/s, a line a write; contee also writes a JSON pod log",
         ("contee-logs", "relay", "conserver", "virtlogd", "conmon"), 16 * MIB, chunk=0, feeds=100, rate=16384,
         warm=48 * MIB, bars=(("relay", 0.6),)),
    Work("four", "raw log, four guests at the same time", ("contee-raw", "relay", "virtlogd"), GIB, feeds=4, figure="MB/s"),
    Latency("byte", "one byte to a client", ("contee-logs", "relay-attach"), bars=(("relay-attach", 1.3),)),
    Latency("flood", "one byte to a client while another guest floods", ("contee-logs",), flood=True),
    Latency("among-10", "one byte to a client, 10 silent guests", ("contee-logs",), idle=10),
    Latency("among-1000", "one byte to a client, 1,000 silent guests", ("contee-logs",), idle=1000),
    Latency("among-all", f"one byte to a client, {SILENT:,} silent guests", ("contee-logs",), idle=SILENT - 1),
    Idle("silent", f"{SILENT:,} silent guests", ("contee-logs",), SILENT),
    Once("start", "contee serve until it answers", start, ("p50 ms",)),
    Once("hook", "the hook, in a guest's start", lambda cls: hook(cls, 100),
         ("p50 ms", "p99 ms", "of an empty hook ms")),
    Once("restart", "contee restart among 1,000 guests: in total, and for a guest", lambda cls: restart(cls, 1000),
         ("all ms", "p50 ms", "max ms")),
    *writes(),
)
