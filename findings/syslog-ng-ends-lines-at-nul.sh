#!/bin/sh
# syslog-ng's file() source ends a line at a NUL byte and drops all carriage returns before a newline.
#
# Software  Debian 12: syslog-ng-core 3.38.1-5+deb12u1 (4.12.0 does the same)
# Expected  A line of a file is one message, with flags(no-parse) unchanged: a container log in CRI format may hold any
#           byte but the newline, and the kubelet prints NUL and CR as they are.
# Seen      "TIME stdout F nul[" and "] end" become two messages, the second without time and stream, so that whoever
#           parses CRI records downstream fails on it. "two\r\r\n" becomes "two". docker's json-file escapes both bytes
#           and arrives unchanged.
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
get syslog-ng-core=3.38.1-5+deb12u1 libivykis0=0.42.4-1 libnet1=1.1.6+dfsg-3.2 libpcre3=2:8.39-15
cd "$dir"
mkdir state
{
    printf '2026-11-30T16:59:12.354687896Z stdout F nul[\000] end\n'
    printf '2026-11-30T16:59:12.354687896Z stdout F two\r\r\n'
} > 0.log
cat > conf <<C
@version: 3.38
source s { file("$dir/0.log" flags(no-parse)); };
destination d { file("$dir/out" template("\${MSG}\n")); };
log { source(s); destination(d); };
C
LD_LIBRARY_PATH=$dir/usr/lib/syslog-ng:$dir/usr/lib/x86_64-linux-gnu:$dir/lib/x86_64-linux-gnu \
    usr/sbin/syslog-ng -F --no-caps -f conf -R "$dir/state/persist" -c "$dir/state/ctl" \
    --pidfile "$dir/state/pid" --module-path "$dir/usr/lib/syslog-ng/3.38" 2> err &
pid=$!
tries=20
until grep -q two out 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { cat err; exit 2; }
    sleep 0.5
done
cat -v out
[ "$(wc -l < out)" = 3 ] && grep -qx '\] end' out || { echo "CHANGED: NUL does not end a line"; exit 1; }
grep -q 'F two$' out || { echo "CHANGED: carriage returns are kept"; exit 1; }
echo "as found: two records became three messages"
