#!/bin/sh
# syslog-ng's wildcard-file() loses the last lines of each file that is rotated by rename; file() does not.
#
# Software  Debian 12: syslog-ng-core 3.38.1-5+deb12u1 (4.8.1 of Debian 13 lost none in the same test)
# Expected  wildcard-file() reads each file as file() does: at a rename the rest of the old file is read, then the new one.
# Seen      The file is read once a second, but inotify reports the new name at once, and the reader of the old file is
#           replaced before that second is over: of 20 lines just before each of 5 renames most never arrive, without a
#           word. file() delivers all.
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
follow() { # counts what source $1 delivers of 5 files of 20 lines each, which are renamed at once
    rm -rf logs out state
    mkdir logs state
    echo 'line begin' > logs/0.log
    cat > conf <<C
@version: 3.38
source s { $1; };
destination d { file("$dir/out" template("\${MSG}\n")); };
log { source(s); destination(d); };
C
    LD_LIBRARY_PATH=$dir/usr/lib/syslog-ng:$dir/usr/lib/x86_64-linux-gnu:$dir/lib/x86_64-linux-gnu \
        usr/sbin/syslog-ng -F --no-caps -f conf -R state/persist -c state/ctl --pidfile state/pid \
        --module-path "$dir/usr/lib/syslog-ng/3.38" 2> err &
    pid=$!
    tries=20
    until grep -q begin out 2>/dev/null; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { cat err >&2; exit 2; }
        sleep 0.5
    done
    for file in 1 2 3 4 5; do
        seq -f "early $file-%g" 20 >> logs/0.log
        sleep 3
        seq -f "late $file-%g" 20 >> logs/0.log
        mv logs/0.log "logs/0.log.2026113$file"
        : > logs/0.log
    done
    sleep 3
    kill "$pid" || { cat err >&2; exit 2; }
    wait "$pid" 2>/dev/null || true
    pid=
    echo "$(grep -c early out || true) $(grep -c late out || true)"
}
file=$(follow "file(\"$dir/logs/0.log\" flags(no-parse))")
wildcard=$(follow "wildcard-file(base-dir(\"$dir/logs\") filename-pattern(\"0.log\") flags(no-parse))")
echo "of 100 lines long before a rename and 100 just before it: file() $file, wildcard-file() $wildcard"
[ "$file" = '100 100' ] || { echo "CHANGED: file()"; exit 1; }
[ "${wildcard% *}" = 100 ] || { echo "CHANGED: wildcard-file() and early lines"; exit 1; }
[ "${wildcard#* }" -lt 80 ] || { echo "CHANGED: wildcard-file() delivers the last lines"; exit 1; }
echo "as found: wildcard-file() loses the end of renamed files"
