"""What all peers share: consoles, feeders, reading /proc, and one measured run."""
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent
PROJECT = HOME.parent.parent
BUILT = PROJECT / "target" / "bench"
BIN = BUILT / "bin"
OUT = Path(os.environ.get("BENCH_OUT", "/dev/shm/contee-bench"))
END_MARK = b"@@PEERS-END@@"
TICK = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20
GIB = 1 << 30


# --- /proc ---------------------------------------------------------------

def cpu_of(pid):
    """(user, system, all) seconds that a process has used.

    The first two come in whole ticks and include threads that have ended; the
    third is exact but has only the threads that live."""
    ns = 0
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        for task in Path(f"/proc/{pid}/task").iterdir():
            try:
                ns += int((task / "schedstat").read_text().split()[0])
            except OSError:
                pass
    except OSError:
        return 0.0, 0.0, 0.0
    return int(fields[11]) / TICK, int(fields[12]) / TICK, ns / 1e9


def cpu_used(before, after):
    """(user, system, all) between two {pid: cpu_of(pid)}; 'all' takes, for each
    process, the larger of the two counts, as each can only be too low."""
    user = system = total = 0.0
    for pid, b in after.items():
        a = before.get(pid, (0.0, 0.0, 0.0))
        u, k, n = (y - x for x, y in zip(a, b))
        user, system, total = user + u, system + k, total + max(u + k, n)
    return user, system, total


def status_kb(pid, key):
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def pss_kb(pid):
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def forget_peak(pid):
    """Let VmHWM start anew from what is resident now."""
    try:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    except OSError:
        pass


def children_of(pids):
    """These processes and all that descend from them."""
    parent = {}
    for p in Path("/proc").iterdir():
        if p.name.isdigit():
            try:
                parent[int(p.name)] = int(
                    (p / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                pass
    found = set(pids)
    grown = True
    while grown:
        grown = False
        for pid, pp in parent.items():
            if pp in found and pid not in found:
                found.add(pid)
                grown = True
    return found


def machine_ticks():
    """(busy seconds, stolen seconds) of all cores since boot."""
    f = [int(x) / TICK for x in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    user, nice, system, _idle, _iowait, irq, softirq, steal = f[:8]
    return user + nice + system + irq + softirq, steal


def warm_memory(folder, size):
    """Make the machine own the memory that the logs will need. On a virtual
    machine the first touch of a page costs a page fault on the host, which must
    not count as the peer's."""
    path = folder / "warm"
    block = bytes(MIB)
    with open(path, "wb", buffering=0) as f:
        for _ in range(size // MIB):
            f.write(block)
    path.unlink()


def wait_for_quiet(seconds, busy=0.15):
    """Wait until other work leaves the cores alone, but no longer than this."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before, _ = machine_ticks()
        time.sleep(0.4)
        if (machine_ticks()[0] - before) / 0.4 < busy:
            return


# --- waiting -------------------------------------------------------------

def wait_until(true, what, timeout=30.0, every=0.01):
    end = time.monotonic() + timeout
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(every)


def stop_process(proc, sig=signal.SIGTERM):
    if proc.poll() is None:
        proc.send_signal(sig)
        try:
            proc.wait(10)
        except subprocess.TimeoutExpired:
            proc.kill()
            proc.wait()


# --- consoles ------------------------------------------------------------

class Console:
    """One guest: its socket, its log, and the folder that controls its feeder."""

    def __init__(self, out, i):
        self.id = f"g{i:05d}"
        self.dir = out / self.id
        self.dir.mkdir(parents=True)
        self.sock = self.dir / "sock"
        self.log = self.dir / "console.log"
        self.ctl = self.dir / "feeder"
        self.ctl.mkdir()
        os.mkfifo(self.ctl / "go")
        os.mkfifo(self.ctl / "stop")
        self.feeder = None

    def go(self):
        with open(self.ctl / "go", "w"):
            pass

    def result(self):
        try:
            return json.loads((self.ctl / "result").read_text())
        except FileNotFoundError:
            return None


# --- peers ---------------------------------------------------------------

class Peer:
    """A program under measurement. An adapter overrides what differs."""

    name = "?"
    format = "raw"       # of the log: raw, cri or json
    target = "connect"   # how the guest reaches it: connect, listen or fd
    needs = ()           # programs that must be installed
    package = ""         # Debian's package of them
    warms = False        # whether its code gets faster while it runs

    def __init__(self, out):
        self.out = out
        self.procs = []

    def start(self, consoles):
        """Start the program(s); on return feeders may connect."""

    def settled(self, consoles):
        """True once the program has accepted all feeders' connections."""
        return True

    def feed(self, console, argv):
        """Start argv (a feeder; '{target}' to be filled in) as this guest."""
        fill = f"{self.target}:{console.sock}"
        console.feeder = subprocess.Popen(
            [a.replace("{target}", fill) for a in argv],
            env=dict(os.environ, **self.feeder_env(console)),
            preexec_fn=lambda: self.record(console, os.getpid()))

    def record(self, console, pid):
        """Note, before it connects, which process is this guest."""

    def feeder_env(self, console):
        return {}

    def logs(self, console):
        """Log files of a console, oldest first."""
        rotated = [p for p in console.dir.glob(console.log.name + ".*")
                   if p.suffix[1:].isdigit()]
        rotated.sort(key=lambda p: -int(p.suffix[1:]))
        return rotated + [console.log]

    def roots(self):
        """Process ids whose trees do the work."""
        return [p.pid for p in self.procs]

    def pids(self, consoles):
        feeders = children_of([c.feeder.pid for c in consoles if c.feeder])
        return children_of(self.roots()) - feeders

    def attach(self, console):
        """latprobe's SINK for a client of this console, or None."""
        return None

    def stop(self, consoles):
        for c in consoles:
            if c.feeder:
                stop_process(c.feeder)
        for p in self.procs:
            stop_process(p)

    def spawn(self, argv, **kw):
        err = open(self.out / "stderr.txt", "ab")
        p = subprocess.Popen([str(a) for a in argv], stdin=subprocess.DEVNULL,
                             stdout=err, stderr=err, **kw)
        self.procs.append(p)
        return p


def load_peers():
    """name -> class, from every file in peers/."""
    peers = {}
    sys.path.insert(0, str(HOME))
    for path in sorted((HOME / "peers").glob("*.py")):
        spec = importlib.util.spec_from_file_location("peer_" + path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        peers.update({cls.name: cls for cls in module.PEERS})
    return peers


class SilentGuests:
    """Connections that say nothing, all of one process. What connects is the guest, so for peers that listen only."""

    def __init__(self, peer, consoles):
        paths = peer.out / "silent"
        paths.write_text("\n".join(str(c.sock) for c in consoles))
        self.process = subprocess.Popen([sys.executable, HOME / "silent.py", paths],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for c in consoles:
            peer.record(c, self.process.pid)

    def connect(self):
        """All of them, now."""
        self.process.stdin.close()
        if self.process.stdout.readline() != b"connected\n":
            raise RuntimeError("the silent guests could not connect")

    def stop(self):
        stop_process(self.process)


# --- a stage: a started peer with its consoles and feeders ----------------

class Stage:
    def __init__(self, cls, feeders, idle=0):
        """feeders: argv per active console; idle: so many more, silent."""
        self.out = OUT / f"{cls.name}-{os.getpid()}"
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.peer = cls(self.out)
        self.active = [Console(self.out, i) for i in range(len(feeders))]
        self.idle = [Console(self.out, len(feeders) + i) for i in range(idle)]
        self.argv = feeders
        self.silent = None

    @property
    def consoles(self):
        return self.active + self.idle

    def __enter__(self):
        try:
            if self.peer.target != "listen":
                self.peer.start(self.consoles)
            for c, argv in zip(self.active, self.argv):
                self.peer.feed(c, [a.replace("{ctl}", str(c.ctl))
                                    .replace("{attach}", self.peer.attach(c) or "")
                                    .replace("{log}", str(c.log)) for a in argv])
            if self.idle:
                self.silent = SilentGuests(self.peer, self.idle)
                self.silent.connect()
            if self.peer.target == "listen":
                for c in self.active:
                    wait_until((c.ctl / "listening").exists, f"{c.id} to listen")
                self.peer.start(self.consoles)
            for c in self.active:
                wait_until((c.ctl / "ready").exists, f"{c.id} to connect", 20)
            wait_until(lambda: self.peer.settled(self.consoles), "settled", 120)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.silent:
            self.silent.stop()
        self.peer.stop(self.consoles)
        if not os.environ.get("KEEP_OUT"):
            shutil.rmtree(self.out, ignore_errors=True)


# --- one measured run ----------------------------------------------------

def has_end(paths):
    for path in reversed(paths[-2:]):
        try:
            with open(path, "rb") as f:
                size = f.seek(0, os.SEEK_END)
                f.seek(max(0, size - 4096))
                if END_MARK in f.read():
                    return True
        except FileNotFoundError:
            pass
    return False


def total_size(paths):
    n = 0
    for p in paths:
        try:
            n += os.stat(p).st_size
        except FileNotFoundError:
            pass
    return n


def verified(peer, consoles):
    """How the logs differ from the numbered lines of the guests; lines rotated away at the front do not count."""
    total = {}
    for c in consoles:
        v = json.loads(subprocess.run([BIN / "verify", peer.format, *peer.logs(c)],
                                      check=True, capture_output=True, text=True).stdout)
        for key in ("bytes", "missing", "repeated", "corrupt"):
            total[key] = total.get(key, 0) + v[key]
    return total


def throughput(cls, size, chunk, feeds=1, rate=0, warm=0, drops=False, timeout=600):
    """Guests print size bytes together, chunk bytes per write (0: a line). CPU is that of the peer's processes. If the
    peer warms up, warm bytes come first: from the same guests if they have a rate, else from two others, of which the
    first one then stops. A guest that drops does not wait for its reader."""
    warm = warm if cls.warms else 0
    lead = warm if rate else 0
    argv = [str(BIN / "blaster"), "{target}", "{ctl}", str((lead + size) // feeds), str(chunk), str(rate),
            *(["", "drop"] if drops else [])]
    first = [[*argv[:3], str(warm * part // 4), str(chunk)] for part in (1, 3)] if warm and not rate else []
    with Stage(cls, first + [argv] * feeds) as s:
        peer, active = s.peer, s.active[len(first):]
        for i, c in enumerate(s.active[:len(first)]):
            c.go()
            wait_until(c.result, f"{cls.name} to be warm", timeout)
            if i == 0:
                stop_process(c.feeder)
        wait_for_quiet(float(os.environ.get("QUIET_S", 20)))
        warm_memory(s.out, min(size, 4 * GIB))
        pids = peer.pids(s.consoles)
        for p in pids:
            forget_peak(p)
        if lead:
            for c in active:
                c.go()
            time.sleep(lead / (rate * feeds))
        before = {p: cpu_of(p) for p in pids}
        busy0, _ = machine_ticks()
        t0 = time.monotonic_ns()
        if not lead:
            for c in active:
                c.go()
        limit = time.monotonic() + timeout
        results = [None] * feeds
        while not all(results) and time.monotonic() < limit:
            time.sleep(0.005)
            results = [c.result() for c in active]
        if not all(results):
            raise TimeoutError(f"{cls.name}: the guest could not send all")
        # all is sent; wait for the end mark to be in every log, or for quiet
        waiting = list(active)
        last, t_last = -1, time.monotonic_ns()
        while waiting:
            waiting = [c for c in waiting if not has_end(peer.logs(c))]
            total = sum(total_size(peer.logs(c)) for c in active)
            t = time.monotonic_ns()
            if total != last:
                last, t_last = total, t
            if not waiting:
                t_last = t
            elif t - t_last > 3e9:
                break                    # the end was dropped
            else:
                time.sleep(0.001)
        t_end = max([t_last] + [r["drained_ns"] for r in results])
        t_start = t0 if lead else min(r["start_ns"] for r in results)
        after = {p: cpu_of(p) for p in peer.pids(s.consoles)}
        busy1, _ = machine_ticks()
        t1 = time.monotonic_ns()
        _, _, cpu = cpu_used(before, after)
        sent = sum(r["bytes"] for r in results) - lead
        kept = verified(peer, active) if not drops else dict.fromkeys(("missing", "repeated", "corrupt"), 0)
        return {
            "MB/s": sent / ((t_end - t_start) / 1e9) / 1e6,
            "ms/MiB": (t_end - t_start) / 1e6 / (sent / MIB),
            "% dropped": 100 * sum(r["dropped"] for r in results) / sent,
            "CPU s/GiB": cpu / (sent / GIB),
            "RSS MiB": sum(status_kb(p, "VmHWM") for p in after) / 1024,
            "faults": kept["missing"] + kept["repeated"] + kept["corrupt"] + len(waiting),
            # processor time on this machine that neither peer nor guest used
            "noise": max(0.0, (busy1 - busy0 - cpu - sum(r["cpu_s"] for r in results)) / ((t1 - t0) / 1e9)),
        }


def latency(cls, count, idle=0, flood=False, warm=0):
    """The time of one byte from a guest to a client, in microseconds, among idle silent guests and, with flood, beside
    a guest that prints as fast as it can. The first warm bytes do not count."""
    probe = [str(BIN / "latprobe"), "{target}", "{ctl}", "{attach}", str(count), "1000" if flood else "200",
             str(warm)]
    feeders = [probe]
    if flood:
        feeders.append([str(BIN / "blaster"), "{target}", "{ctl}", str(1 << 50), "4096"])
    with Stage(cls, feeders, idle) as s:
        wait_for_quiet(float(os.environ.get("QUIET_S", 20)))
        for c in reversed(s.active):
            c.go()
        wait_until(lambda: s.active[0].result(), "latencies", 600)
        r = s.active[0].result()
        if r["lost"]:
            raise RuntimeError(f"{cls.name}: {r['lost']} of {count} bytes were lost")
        return {f"{k} µs": r[f"{k}_ns"] / 1000 for k in ("p50", "p99", "p999", "max")}


def restart(cls, count, probes=10):
    """contee restart among so many guests. Some of them print a byte whenever the previous one has reached a client:
    the longest time of a byte is how long its console was not served."""
    probe = [str(BIN / "latprobe"), "{target}", "{ctl}", "{attach}", "20000", "500"]
    with Stage(cls, [probe] * probes, count - probes) as s:
        wait_for_quiet(float(os.environ.get("QUIET_S", 20)))
        for c in s.active:
            c.go()
        time.sleep(1)
        t0 = time.monotonic()
        s.peer.restart()
        whole = time.monotonic() - t0
        wait_until(lambda: all(c.result() for c in s.active), "bytes", 600)
        results = [c.result() for c in s.active]
        if any(r["lost"] for r in results):
            raise RuntimeError(f"{cls.name}: bytes were lost")
        gaps = sorted(r["max_ns"] / 1e6 for r in results)
        return {"all ms": whole * 1000, "p50 ms": gaps[len(gaps) // 2], "max ms": gaps[-1]}


def start(cls):
    """The time from exec to the first answer, with the class archive of an earlier start."""
    with Stage(cls, []) as s:
        wait_until(s.peer.archive.exists, "the class archive", 60)
        s.peer.stop([])
        s.peer.procs.clear()
        wait_for_quiet(float(os.environ.get("QUIET_S", 20)))
        t0 = time.monotonic()
        s.peer.start([])
        s.peer.status()
        return {"p50 ms": (time.monotonic() - t0) * 1000}


def hook(cls, count, warm=500):
    """What the hook adds to a guest's start, during which libvirt calls it three times; the same for an empty hook."""
    with Stage(cls, []) as s:
        consoles = [Console(s.out, i) for i in range(count + warm)]
        s.peer.serve(consoles[count:])
        del consoles[count:]
        took, nothing = [], []
        for c in consoles:
            xml, environment = s.peer.hook_call(c)
            for program, times in ((PROJECT / "libvirt-hooks" / "qemu", took), (Path("/bin/true"), nothing)):
                t0 = time.monotonic()
                for operation in "prepare", "start", "started":
                    subprocess.run([program, c.id, operation, "begin", "-"], input=xml, env=environment, check=True)
                times.append((time.monotonic() - t0) * 1000)
        took.sort()
        nothing.sort()
        return {"p50 ms": took[count // 2], "p99 ms": took[count * 99 // 100],
                "of an empty hook ms": nothing[count // 2]}


def idle(cls, count, seconds=10):
    """Memory, threads and CPU with so many silent guests, and how long these take to connect."""
    with Stage(cls, []) as s:
        consoles = [Console(s.out, i) for i in range(count)]
        s.peer.serve(consoles)
        pid, = s.peer.roots()
        descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        silent = SilentGuests(s.peer, consoles)
        try:
            t0 = time.monotonic()
            silent.connect()
            # A few of its other descriptors come and go.
            wait_until(lambda: len(os.listdir(f"/proc/{pid}/fd")) >= descriptors + count - 10, "connections", 60)
            connected = time.monotonic() - t0
            time.sleep(3)
            before = {pid: cpu_of(pid)}
            time.sleep(seconds)
            _, _, cpu = cpu_used(before, {pid: cpu_of(pid)})
            return {
                "connect ms": connected * 1000,
                "RSS MiB": status_kb(pid, "VmRSS") / 1024,
                "threads": status_kb(pid, "Threads"),
                "% of a core": cpu / seconds * 100,
            }
        finally:
            silent.stop()
