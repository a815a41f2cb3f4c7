"""Medians of the rounds, as a Markdown table and as a picture."""
import statistics

NOISE = 0.25   # processor time of other work, in cores, above which a run counts only if too few are below


def median(runs, key):
    quiet = [r for r in runs if r.get("noise", 0) < NOISE]
    return statistics.median(r[key] for r in (quiet if len(quiet) >= 3 else runs))


def share(own, other, key):
    """The ratio of contee's figure to a peer's: the median of each round's ratio, as the machine may be slower in one."""
    rounds = list(zip(own, other))
    quiet = [(a, b) for a, b in rounds if max(a.get("noise", 0), b.get("noise", 0)) < NOISE]
    return statistics.median(a[key] / b[key] if b[key] else 1 + a[key]
                             for a, b in (quiet if len(quiet) >= 3 else rounds))


def table(works, results):
    """A table for each kind of work, of results: {(work, peer): [run, ...]}."""
    tables = {}
    for work in works:
        peers = [p for p in work.peers if results.get((work.name, p))]
        if not peers or peers[0] != work.peers[0]:
            continue
        lines = tables.setdefault(work.columns, [
            f"| work | who | {' | '.join(work.columns)} | share | at most |",
            "|---|---|" + "---|" * (len(work.columns) + 2)])
        own = results[work.name, peers[0]]
        for i, peer in enumerate(peers):
            runs = results[work.name, peer]
            figures = " | ".join(number(median(runs, column)) for column in work.columns)
            part = f"{share(own, runs, work.figure):.2f}" if i else ""
            lines.append(f"| {'' if i else work.title} | {peer} | {figures} | {part} "
                         f"| {dict(work.bars).get(peer, '')} |")
    return "\n\n".join("\n".join(lines) for lines in tables.values())


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def picture(works, results):
    """A bar chart of CPU s/GiB, as SVG."""
    rows, y = [], 24
    for work in works:
        peers = [p for p in work.peers if results.get((work.name, p))]
        if not peers or "CPU s/GiB" not in work.columns:
            continue
        worst = max(median(results[work.name, p], "CPU s/GiB") for p in peers)
        rows.append(f'<text x="8" y="{y}" font-weight="bold">{work.title}: CPU s/GiB</text>')
        y += 8
        for peer in peers:
            value = median(results[work.name, peer], "CPU s/GiB")
            colour = "#2a7ae2" if peer.startswith("contee") else "#b8bcc4"
            rows.append(f'<text x="120" y="{y + 13}" text-anchor="end">{peer}</text>'
                        f'<rect x="128" y="{y + 2}" width="{max(1, 440 * value / worst):.0f}" height="14" fill="{colour}"/>'
                        f'<text x="{132 + 440 * value / worst:.0f}" y="{y + 13}">{value:.2f}</text>')
            y += 19
        y += 26
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="{y}" font-family="sans-serif" '
            f'font-size="12"><rect width="640" height="{y}" fill="white"/>\n' + "\n".join(rows) + "\n</svg>\n")
