#!/bin/sh
# journald drops empty lines and trailing blanks of what a program prints, keeps blank lines, and ends a line at NUL.
#
# Software  Debian 12: systemd 252.39-1~deb12u2
# Expected  systemd-cat(1): "connect the standard input and output of a process to the journal": a line printed is an entry.
#           An empty line between two paragraphs of a console log stays.
# Seen      Of "one  ", "", "   ", "  two\r\r", "nul[\0]" come "one", "   ", "  two", "nul[", "]": the empty line is gone,
#           but one of three spaces stays; trailing spaces and returns are cut off text only; NUL made two entries
#           (_LINE_BREAK=nul). systemd-journal-remote's native format keeps every byte.
set -eu
dir=$(mktemp -d)
pid=
cleanup() {
    [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }
    rm -rf "$dir"
}
trap cleanup EXIT
get() { # unpacks pinned packages below $dir
    for package; do
        (cd "$dir" && apt-get -qq -o APT::Sandbox::User=root download "$package" >/dev/null) ||
            { echo "cannot fetch $package: apt-get update?"; exit 2; }
    done
    for file in "$dir"/*.deb; do dpkg -x "$file" "$dir"; rm "$file"; done
}
[ "$(id -u)" = 0 ] || { echo "needs root"; exit 2; }
[ "$(dpkg-query -W -f '${Version}' systemd)" = 252.39-1~deb12u2 ] || { echo "needs systemd 252.39-1~deb12u2"; exit 2; }
cat > "$dir/inside" <<'I'
# In a mount namespace with a /run of its own: a journald that nobody else sees.
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/journal /run/log/journal
/lib/systemd/systemd-journald 2> /dev/null &
journald=$!
tries=100
until [ -S /run/systemd/journal/stdout ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { kill "$journald"; exit 2; }
    sleep 0.1
done
printf 'one  \n\n   \n  two\r\r\nnul[\000]\nend\n' | systemd-cat -t console
tries=100
until journalctl -q -t console -o cat | grep -q end; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || break
    sleep 0.1
done
journalctl -q -t console -o cat
kill "$journald"
wait "$journald"
I
unshare -m sh "$dir/inside" > "$dir/out" || { echo "journald cannot run here"; exit 2; }
cat -A "$dir/out"
printf 'one\n   \n  two\nnul[\n]\nend\n' | cmp - "$dir/out" || { echo "CHANGED: other entries"; exit 1; }
echo "as found: 6 entries, without the empty line and the trailing blanks"
