#!/bin/sh
# rsyslog's imfile drops empty lines, and keeps back a last line without a newline for ever.
#
# Software  Debian 12: rsyslog 8.2302.0-1+deb12u2 (8.2504 and 8.2610 drop them as well)
# Expected  imfile's documentation: "each line is a message". A file of 5 lines, two of them empty, is 5 messages, as wc
#           and "tail -F | logger" see it. A login prompt that has stood there for an hour is shown.
# Seen      3 messages: empty lines are dropped without a count, so line numbers and paragraphs of a raw console log are
#           gone. The prompt is not forwarded until its newline comes (readTimeout concerns multi-line modes only).
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
get rsyslog=8.2302.0-1+deb12u2 libestr0=0.1.11-1 libfastjson4=1.2304.0-1 liblognorm5=2.0.6-4
cd "$dir"
mkdir state
printf 'one\n\ntwo\n\nthree\nweb login: ' > serial0.log
cat > conf <<C
global(workDirectory="$dir/state")
module(load="imfile")
template(name="raw" type="string" string="%msg%\n")
input(type="imfile" file="$dir/serial0.log" tag="console" ruleset="out")
ruleset(name="out") { action(type="omfile" file="$dir/out" template="raw") }
C
LD_LIBRARY_PATH=$dir/usr/lib/x86_64-linux-gnu usr/sbin/rsyslogd -n -f conf -i "$dir/state/pid" \
    -M "$dir/usr/lib/x86_64-linux-gnu/rsyslog" > err 2>&1 &
pid=$!
tries=20
until grep -q three out 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { cat err; exit 2; }
    sleep 0.5
done
sleep 5
cat out
[ "$(wc -l < out)" = 3 ] || { echo "CHANGED: $(wc -l < out) messages"; exit 1; }
! grep -q login out || { echo "CHANGED: the unfinished line is forwarded"; exit 1; }
echo "as found: 3 messages of 5 lines and a prompt"
