#!/bin/sh
# multitail --retry never shows a file: it calls tail with options that GNU tail refuses together.
#
# Software  Debian 12: multitail 6.5.0-5 with coreutils 9.1 (7.1.5-2 of Debian 13 does the same)
# Expected  multitail(1): "--retry  Keep trying to open the following file if it is inaccessible", for logs that are
#           rotated by rename. A file that is there is shown.
# Seen      "tail: option used in invalid context -- 1" stands in the window, and no line of the file: it runs
#           "tail -100l --retry FILE". Without --retry, and with -f (follow by name), the lines are there.
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
get multitail=6.5.0-5
seq -f 'line %g' 3 > "$dir/0.log"
show() { # what -a copies to a file of what is shown
    rm -f "$dir/out"
    (sleep 3; printf q; sleep 1) | TERM=xterm timeout -k 1 6 script -qfc \
        "stty rows 24 cols 80; $dir/usr/bin/multitail $1 -a $dir/out -i $dir/0.log" /dev/null > /dev/null 2>&1 || true
    cat "$dir/out"
}
plain=$(show '')
retry=$(show --retry)
printf 'without: %s\nwith --retry: %s\n' "$(echo "$plain" | tr '\n' ' ')" "$retry"
echo "$plain" | grep -qx 'line 3' || { echo "the plain run shows nothing: no terminal?"; exit 2; }
case $retry in
*'invalid context'*) ;;
*) echo "CHANGED: tail does not complain any more"; exit 1 ;;
esac
! echo "$retry" | grep -q 'line' || { echo "CHANGED: the file is shown"; exit 1; }
echo "as found: --retry shows tail's complaint in place of the file"
