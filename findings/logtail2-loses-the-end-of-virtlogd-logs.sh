#!/bin/sh
# logtail2 loses the end of a log that virtlogd rotated, though it knows the name .0.
#
# Software  Debian 12: logtail 1.4.2+deb12u1
# Expected  logtail2(8) prints the part of a log that was not read yet, "taking care of rotated logs": savelog's FILE.0
#           among them. virtlogd renames serial.log to serial.log.0, .0 to .1 and so on.
# Seen      FILE.0 counts only where FILE.1.gz is there too and is older. virtlogd compresses nothing, so the lines that
#           were written between the last look and the rotation are never printed, without a word, exit 0.
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
get logtail=1.4.2+deb12u1
# The program finds its rules at a fixed place: the copy of them that was unpacked is named here.
sed "s#/usr/share/logtail#$dir/usr/share/logtail#g" "$dir/usr/sbin/logtail2" > "$dir/logtail2"
cd "$dir"
read_new() { perl ./logtail2 -f "$1" -o "$1.offset"; }
rotate() { # prints how many of 20 lines are read when ten of them stand in a file renamed to $1.$2
    seq -f 'read %g' 10 > "$1"
    read_new "$1" > /dev/null
    seq -f 'new %g' 10 >> "$1"
    mv "$1" "$1.$2"
    seq -f 'new %g' 11 20 > "$1"
    read_new "$1" | grep -c new || true
}
logrotate=$(rotate app.log 1)
virtlogd=$(rotate serial.log 0)
echo "renamed to .1: $logrotate of 20 lines; to .0: $virtlogd of 20"
[ "$logrotate" = 20 ] || { echo "CHANGED: logrotate's name"; exit 1; }
[ "$virtlogd" = 10 ] || { echo "CHANGED: virtlogd's name"; exit 1; }
echo "as found: what virtlogd rotated away is lost"
