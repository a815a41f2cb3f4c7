#!/bin/sh
# SeaBIOS' serial console inserts CR LF after 80 columns, also in the middle of a word.
#
# Software  Debian 12: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3, seabios 1.16.2-1, ipxe-qemu 1.0.0+git-20190125.36a4c85-5.1
# Expected  A serial line carries what was printed; wrapping is left to the terminal. iPXE prints its address as
#           "http://ipxe.org" there, and a search of the log for it finds the banner.
# Seen      "...Firmware -- ESC[0;36mhttp" CR LF "://ipxe.org": the line is cut at column 80. Whoever searches a log
#           for longer text of a BIOS program must allow for it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
need() { [ "$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null)" = "$2" ] || { echo "needs $1 $2: apt-get install $1=$2"; exit 2; }; }
need qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3
need seabios 1.16.2-1
need ipxe-qemu 1.0.0+git-20190125.36a4c85-5.1
timeout 60 qemu-system-x86_64 -machine pc,graphics=off -m 128 -display none -monitor none -nic user,model=virtio-net-pci \
    -serial "file:$dir/out" &
qemu=$!
tries=55
while ! grep -aq '://ipxe\.org.*' "$dir/out" 2>/dev/null || ! grep -aq 'Features: ' "$dir/out"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "iPXE did not start"; break; }
    sleep 1
done
kill "$qemu" 2>/dev/null || true
wait "$qemu" 2>/dev/null || true
sed -n '/Open Source/,/Features/p' "$dir/out" | cat -v
python3 - "$dir/out" <<'P'
import re, sys
out = open(sys.argv[1], "rb").read()
cut = re.search(rb"([^\r\n]*http)\r\n://ipxe\.org\r\n", out)
if not cut:
    sys.exit("CHANGED: the line is not cut any more")
columns = len(re.sub(rb"\x1b\[[0-9;]*m", b"", cut.group(1)))
print("as found: cut after %d columns" % columns)
sys.exit(columns != 80)
P
