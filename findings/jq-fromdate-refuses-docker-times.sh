#!/bin/sh
# jq's fromdate refuses every time of docker's json-file logs.
#
# Software  Debian 12: jq 1.6-2.1+deb12u3, libjq1 1.6-2.1+deb12u3 (1.7.1 and 1.8.2 do the same)
# Expected  jq's manual: fromdate parses datetimes in ISO 8601. So jq '.time | fromdate' works on
#           {"log":"hi\n","stream":"stdout","time":"2026-11-30T16:59:02.150601419Z"}, docker's own format.
# Seen      'date "2026-11-30T16:59:02.150601419Z" does not match format "%Y-%m-%dT%H:%M:%SZ"': there must be no
#           fraction of a second, and docker, containerd and the kubelet always write one.
#           Cut it off first: .time | sub("\\.[0-9]+Z$"; "Z") | fromdate
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
get jq=1.6-2.1+deb12u3 libjq1=1.6-2.1+deb12u3 libonig5=6.9.8-1
jq="env LD_LIBRARY_PATH=$dir/usr/lib/x86_64-linux-gnu $dir/usr/bin/jq"
printf '%s\n' '{"log":"hi\n","stream":"stdout","time":"2026-11-30T16:59:02.150601419Z"}' > "$dir/0.log"
$jq '.time | fromdate' "$dir/0.log" > "$dir/out" 2>&1 && { echo "CHANGED: it takes a fraction of a second"; exit 1; }
cat "$dir/out"
grep -q 'does not match format' "$dir/out" || { echo "CHANGED: another error"; exit 1; }
[ "$($jq '.time | sub("\\.[0-9]+Z$"; "Z") | fromdate' "$dir/0.log")" = 1796057942 ] || { echo "CHANGED: the way round"; exit 1; }
echo "as found: fromdate refuses a fraction of a second"
