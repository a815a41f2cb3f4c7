#!/bin/sh
# QEMU treats a path that is too long for a unix socket as a temporary failure when the chardev has reconnect.
#
# Software  Debian 12: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3
# Expected  Nothing can ever listen at a path of more than 107 bytes: an error at the start, as without reconnect.
# Seen      It names the reason once on stderr, starts, and retries the same path forever; what the guest prints is lost.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ "$(dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null)" = 1:7.2+dfsg-7+deb12u18+b3 ] \
    || { echo "needs qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3"; exit 2; }
path=$dir/$(printf 'x%.0s' $(seq 120))
status=0
timeout 5 qemu-system-x86_64 -machine none -display none -chardev "socket,id=c0,path=$path" > "$dir/without" 2>&1 || status=$?
echo "without reconnect: exit $status: $(tail -n 1 "$dir/without")"
[ "$status" = 1 ] || { echo "CHANGED: it starts without reconnect, too"; exit 1; }
status=0
(sleep 4; echo info chardev; sleep 1; echo quit) \
    | timeout 20 qemu-system-x86_64 -machine none -display none -monitor stdio -chardev "socket,id=c0,path=$path,reconnect=1" \
        > "$dir/out" 2> "$dir/err" || status=$?
times=$(grep -c 'Path must be less than 108 bytes' "$dir/err" || true)
echo "with reconnect: exit $status after 5 s, the reason given $times time(s), and:"
grep -a '^c0: ' "$dir/out" | cut -c 1-60
if [ "$status" = 0 ] && [ "$times" = 1 ] && grep -aq '^c0: filename=disconnected' "$dir/out"; then
    echo "as found"
else
    echo CHANGED
    exit 1
fi
