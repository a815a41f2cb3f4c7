"""What is measured: who does which work, and what contee may cost beside them."""
from dataclasses import dataclass

from core import GIB, MIB, throughput


@dataclass(frozen=True)
class Work:
    """One work, done by several peers; the first is contee."""
    name: str
    title: str
    peers: tuple
    size: int                 # bytes
    chunk: int = 4096         # bytes a write; 0: a line a write
    feeds: int = 1            # guests
    rate: int = 0             # bytes a second and guest; 0: as fast as they are read
    figure: str = "CPU s/GiB"
    bars: tuple = ()          # (peer, the ratio of contee's figure to its that contee is to stay below)
    short: int = 0            # size in the short form; 0: left out of it

    def run(self, cls, short=False):
        size = self.short if short else self.size
        return throughput(cls, size, self.chunk, self.feeds, self.rate)


WORKS = (
    Work("raw", "raw log, 4 KiB a write", ("contee-raw", "relay", "socat", "virtlogd"), GIB,
         bars=(("relay", 1.15), ("virtlogd", 0.2)), short=512 * MIB),
    Work("all", "raw log, JSON pod log and a client", ("contee", "relay-tee", "virtlogd"), GIB,
         bars=(("relay-tee", 1.15), ("virtlogd", 0.45)), short=512 * MIB),
    Work("cri", "CRI pod log", ("contee-cri", "conmon"), GIB, bars=(("conmon", 0.6),)),
    Work("cri-all", "raw log, CRI pod log and a client", ("contee-cri-all", "conmon"), GIB, bars=(("conmon", 1.0),)),
    Work("lines", "raw log, a line a write", ("contee-raw", "relay", "virtlogd"), 128 * MIB, chunk=0,
         bars=(("relay", 0.6),), short=64 * MIB),
    Work("fleet", "100 guests at 16 KiB/s, a line a write; contee writes a JSON pod log besides",
         ("contee-logs", "relay", "virtlogd", "conmon"), 16 * MIB, chunk=0, feeds=100, rate=16384,
         bars=(("relay", 0.6),)),
    Work("four", "raw log, four guests at once", ("contee-raw", "relay", "virtlogd"), GIB, feeds=4, figure="MB/s"),
)
