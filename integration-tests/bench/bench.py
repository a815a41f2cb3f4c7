"""Runs the works, round after round, and prints a report. See run --help."""
import argparse
import json
import os
import shutil
import sys

from core import load_peers
from report import picture, share, table
from works import WORKS

TOLERANCE = 2   # the factor above a bar that the short form allows: machines are noisy


def grouped(work):
    return getattr(work, "group", "")


def installed(cls):
    return all(shutil.which(program) for program in cls.needs)


def missing(works, peers):
    """A line that names the peers of these works that are not installed, or None if all are."""
    absent = [peers[name] for name in sorted({p for w in works for p in w.peers}) if not installed(peers[name])]
    if not absent:
        return None
    return "Not compared, because not installed: " + ", ".join(
        f"{cls.name} (apt-get install {cls.package})" for cls in absent) + "."


def kept_in(path):
    """The results that earlier calls have appended to a file."""
    results = {}
    if path and os.path.exists(path):
        with open(path) as lines:
            for line in lines:
                run = json.loads(line)
                results.setdefault((run.pop("work"), run.pop("peer")), []).append(run)
    return results


def measure(works, peers, rounds, short, keep, results):
    for n in range(rounds):
        for work in works:
            for name in work.peers:
                if not installed(peers[name]):
                    continue
                run = work.run(peers[name], short)
                results.setdefault((work.name, name), []).append(run)
                print(f"{n + 1}/{rounds} {work.name}: {name} " + " ".join(f"{k}={v:.2f}" for k, v in run.items()),
                      file=sys.stderr, flush=True)
                if keep:
                    keep.write(json.dumps({"work": work.name, "peer": name, **run}) + "\n")
                    keep.flush()


def faults(works, results):
    """Logs that differ from what the guests printed, and costs far above the bars that C programs set."""
    for (work, peer), runs in results.items():
        if any(run.get("faults") for run in runs):
            yield f"{work}: the log of {peer} differs from what the guests printed"
    for work in works:
        for peer, bar in work.bars:
            runs, own = results.get((work.name, peer)), results.get((work.name, work.peers[0]))
            if runs and own and (peer.startswith("relay") or grouped(work)):
                part = share(own, runs, work.figure)
                if part > TOLERANCE * bar:
                    yield f"{work.name}: contee costs {part:.2f} times what {peer} costs; the goal is {bar}"


def main():
    parser = argparse.ArgumentParser(prog="run")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--works")
    parser.add_argument("--results")
    parser.add_argument("--svg")
    options = parser.parse_args()
    groups = {grouped(w) for w in WORKS}
    names = set(options.works.split(",")) if options.works else {w.name for w in WORKS if options.short or not grouped(w)}
    unknown = names - {w.name for w in WORKS} - groups
    if unknown:
        parser.error(f"unknown work {', '.join(sorted(unknown))}: choose from "
                     f"{', '.join([w.name for w in WORKS] + sorted(groups - {''}))}")
    works = [w for w in WORKS if names & {w.name, grouped(w)} and (w.short or not options.short)]
    results = kept_in(options.results)
    keep = open(options.results, "a") if options.results else None
    peers = load_peers()
    absent = missing(works, peers) if options.rounds > 0 else None
    if absent:
        print(absent + "\n", flush=True)
    measure(works, peers, options.rounds, options.short, keep, results)
    print(table(works, results))
    if options.svg:
        with open(options.svg, "w") as f:
            f.write(picture(works, results))
    wrong = list(faults(works, results))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong and options.short else 0


if __name__ == "__main__":
    sys.exit(main())
