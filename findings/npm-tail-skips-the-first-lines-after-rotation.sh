#!/bin/sh
# npm's tail skips the first two writes to a log after its rotation by rename, and a relative path is not followed.
#
# Software  npm: tail 2.2.6
# Expected  Its README: "follow: simulate tail -F option. In the case the file is moved/renamed/logrotated, if set to true
#           will start tailing again after a 1 second delay". tail -F prints every line of the new file.
# Seen      It keeps the offset that it had reached in the old file. A new file that is shorter at the first write after
#           that second is taken for a cut one, and what it holds by then is never delivered, without an error: of lines
#           that are written at once, 4 s and 6 s later, the last ones arrive.
#           Given a relative path it takes the rename for a false alarm and stays with the old file: nothing is delivered.
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
cd "$dir"
npm install --silent --no-audit --no-fund tail@2.2.6 > /dev/null || { echo "cannot fetch tail 2.2.6"; exit 2; }
cat > follow.js <<'J'
const { Tail } = require("tail");
const tail = new Tail(process.argv[2], { follow: true, fromBeginning: true });
tail.on("line", (line) => console.log(line));
tail.on("error", (error) => console.log("error: " + error));
J
follow() { # counts what is delivered of a log that is renamed, followed by the path $1
    rm -f 0.log*
    seq -f 'old %g' 1000 > 0.log
    node follow.js "$1" > out & pid=$!
    sleep 3
    mv 0.log 0.log.1
    seq -f 'first %g' 50 > 0.log
    sleep 4
    seq -f 'later %g' 10 >> 0.log
    sleep 2
    seq -f 'last %g' 10 >> 0.log
    sleep 2
    kill "$pid"
    wait "$pid" 2>/dev/null || true
    pid=
    echo "$(grep -c old out || true) $(grep -c first out || true) $(grep -c later out || true) $(grep -c last out || true)"
    grep error out >&2 && { echo "CHANGED: it reports an error" >&2; exit 1; } || true
}
absolute=$(follow "$dir/0.log")
relative=$(follow 0.log)
echo "delivered of 1000 lines before, 50 at once after, 10 after 4 s and 10 after 6 s: absolute path $absolute, relative path $relative"
[ "$absolute" = '1000 0 0 10' ] || { echo "CHANGED: absolute path"; exit 1; }
[ "$relative" = '1000 0 0 0' ] || { echo "CHANGED: relative path"; exit 1; }
echo "as found: the first lines after a rotation are skipped"
