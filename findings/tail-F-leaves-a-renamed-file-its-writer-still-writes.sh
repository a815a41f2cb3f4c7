#!/bin/sh
# tail -F leaves a renamed log at once, also where nothing has taken its place and its writer still writes to it.
#
# Software  Debian 12: coreutils 9.1-1
# Expected  Rotation by rename: mv, then a signal, then the writer opens a new file. What it writes in between goes to the
#           old file. tail -F holds that open, so it can read it until there is a new one.
# Seen      It says "has become inaccessible" at the rename and closes the file: lines written after it are never printed.
#           With logrotate's create it is the same, as an empty new file is there at once. Readers that hold the old file
#           until the new one has a first byte lose nothing.
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
get coreutils=9.1-1
cd "$dir"
: > 0.log
usr/bin/tail -n +1 -F 0.log > out 2> err & pid=$!
exec 3>> 0.log
seq -f 'before %g' 100 >&3
sleep 2
mv 0.log 0.log.1
sleep 2
seq -f 'between %g' 100 >&3 # the writer has not noticed yet
sleep 1
exec 3>> 0.log
seq -f 'after %g' 100 >&3
sleep 3
before=$(grep -c before out || true) between=$(grep -c between out || true) after=$(grep -c after out || true)
echo "printed: $before of 100 before the rename, $between of 100 after it in the old file, $after of 100 in the new one"
cat err
[ "$before" = 100 ] && [ "$after" = 100 ] || { echo "CHANGED: it does not follow"; exit 1; }
[ "$between" = 0 ] || { echo "CHANGED: the old file is read to its end"; exit 1; }
echo "as found: the end of the old file is lost"
