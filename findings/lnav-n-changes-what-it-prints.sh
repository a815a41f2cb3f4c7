#!/bin/sh
# lnav -n changes the bytes of a text log that it prints.
#
# Software  Debian 12: lnav 0.11.1-3
# Expected  lnav(1): "-n  Run without the curses UI (headless mode)". A log that is piped through it comes out as it went in,
#           as with cat: "TIME stdout F text" is a format that it has.
# Seen      NUL is printed as a space, each byte of invalid UTF-8 as "?", colour sequences and a carriage return at the end are gone.
#           Who greps the output for what the guest sent, or compares sizes, does not find it. 0.13.2 keeps all but the
#           invalid bytes.
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
get lnav=0.11.1-3
cd "$dir"
time=2026-11-30T16:59:12.354687896Z
printf '%s stdout F plain\n%s stdout F nul[\000] red[\033[31mx\033[0m] bad[\377] cr\r\n' $time $time > 0.log
mkdir home
HOME=$dir/home TERM=xterm usr/bin/lnav -n "$dir/0.log" < /dev/null > out || { echo "lnav failed"; exit 2; }
cat -v out
grep -q 'F plain$' out || { echo "lnav printed nothing of it"; exit 2; }
grep -qax '.*nul\[ \] red\[x\] bad\[?\] cr' out || { echo "CHANGED: other bytes"; exit 1; }
echo "as found: NUL, colours, carriage return and invalid UTF-8 are changed"
