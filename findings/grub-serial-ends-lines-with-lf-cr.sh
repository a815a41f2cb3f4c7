#!/bin/sh
# GRUB's serial terminal ends lines with LF CR, not CR LF, and its countdown writes 93 bytes a second without a line end.
#
# Software  Debian 12: grub-common and grub-pc-bin 2.06-13+deb12u2, xorriso, qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3
# Expected  CR LF on a serial line, as every other firmware, loader and tty writes it.
# Seen      "...version 2.06-13+deb12u2" LF CR LF CR: a reader that splits at LF and strips a CR before it keeps the CR at
#           the start of the next line, where a terminal lets the line overwrite whatever was put in front of it. The
#           countdown is ESC[22;1H, the whole sentence, ESC[5;78H, each second, in one line that never ends.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
need() { [ "$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null)" = "$2" ] || { echo "needs $1 $2: apt-get install $1=$2"; exit 2; }; }
need qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3
need grub-common 2.06-13+deb12u2
need grub-pc-bin 2.06-13+deb12u2
mkdir -p "$dir/iso/boot/grub"
cat > "$dir/iso/boot/grub/grub.cfg" <<'G'
serial --unit=0 --speed=115200
terminal_input serial
terminal_output serial
set timeout=3
menuentry "one" { halt }
G
grub-mkrescue -d /usr/lib/grub/i386-pc -o "$dir/iso.img" "$dir/iso" > "$dir/mk" 2>&1 || { cat "$dir/mk"; exit 2; }
timeout 60 qemu-system-x86_64 -machine pc -m 128 -display none -monitor none -nic none -cdrom "$dir/iso.img" \
    -serial "file:$dir/out" &
qemu=$!
tries=55
while ! grep -aq 'in 0s' "$dir/out" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "GRUB did not start"; break; }
    sleep 1
done
kill "$qemu" 2>/dev/null || true
wait "$qemu" 2>/dev/null || true
python3 - "$dir/out" <<'P'
import re, sys
out = open(sys.argv[1], "rb").read()
tick = rb"\x1b\[22;1H   The highlighted entry will be executed automatically in \ds\. +\x1b\[5;78H"
ticks = re.findall(tick, out)
print(re.search(rb"GNU GRUB[^\x1b]*", out))
print("LF CR: %d, CR LF before the countdown: %d; ticks %d of %r bytes, in a row: %s" % (
    out.count(b"\n\r"), out[:out.find(ticks[0])].count(b"\r\n"), len(ticks), sorted(set(map(len, ticks))),
    bool(re.search(b"(?:%s){4}" % tick, out))))
ok = b"deb12u2\n\r\n\r\x1b" in out and set(map(len, ticks)) == {93} and re.search(b"(?:%s){4}" % tick, out)
sys.exit(0 if ok else "CHANGED")
P
