#!/bin/sh
# iPXE erases its prompt with 41 times BS SPACE BS and no line end, so the next message begins with 123 invisible bytes.
#
# Software  Debian 12: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3, seabios 1.16.2-1, ipxe-qemu 1.0.0+git-20190125.36a4c85-5.1
# Expected  A prompt ends with a line end, or is overwritten after a CR, as SeaBIOS' own option ROM prompt is.
# Seen      "Press Ctrl-B for the iPXE command line..." (BS SPACE BS)x41 "net0: 52:54:00:12:34:56 using virtio-net ...":
#           one line in a log; a search for '^net0: 52' finds nothing, `less` shows ^H.
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
while ! grep -aq 'net0: .*open' "$dir/out" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "iPXE did not start"; break; }
    sleep 1
done
kill "$qemu" 2>/dev/null || true
wait "$qemu" 2>/dev/null || true
python3 - "$dir/out" <<'P'
import re, sys
out = open(sys.argv[1], "rb").read()
line = re.search(rb"Press Ctrl-B for the iPXE command line\.\.\.((?:\x08 \x08)+)(net0: [^\r\n]*)", out)
if not line:
    sys.exit("CHANGED: the prompt ends otherwise now")
print("as found: %d bytes between the prompt and %r" % (len(line.group(1)), line.group(2)))
sys.exit(len(line.group(1)) != 123)
P
