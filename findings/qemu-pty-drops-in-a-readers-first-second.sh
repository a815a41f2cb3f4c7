#!/bin/sh
# QEMU's pty chardev drops what does not fit, for up to a second after its pty was opened again.
#
# Software  Debian 12: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3
# Expected  While a program has the pty open, the guest waits when the pty is full, and no line is lost.
# Seen      That holds for the first program that opens the pty. When one has closed it and another opens it, QEMU writes
#           right away, but until it has looked again, once a second, it counts as written what a full pty refuses: a reader
#           that begins 0.2 s later finds some 19 KB, then a hole.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ "$(dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null)" = 1:7.2+dfsg-7+deb12u18+b3 ] \
    || { echo "needs qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3"; exit 2; }
cd "$dir"
cat > run.py <<'P'
import os, re, subprocess, sys, termios, time, tty

# A boot sector that prints numbered lines to the first serial port, and waits while its transmitter is not empty.
text = b"line 0000000 abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz\r\n\0"
head = bytes.fromhex("31c0 8ed8 fc")  # ds = 0
put = bytes.fromhex("ac 84c0 7412 88c4 bafd03 ec a820 74fb 88e0 baf803 ee ebe9")  # each character of the text
add = bytes.fromhex("fe04 803c3a 75dc c60430 4e ebf3")  # one more; the next line
begin = 0x7C00 + len(head) + 3 + len(put) + 3 + len(add)
code = head + b"\xbe" + begin.to_bytes(2, "little") + put + b"\xbe" + (begin + 11).to_bytes(2, "little") + add + text
with open("disk", "wb") as disk:
    disk.write(code.ljust(510, b"\0") + b"\x55\xaa")


def holes():
    """Opens the pty, rests, and reads for two seconds; returns how many times lines are missing."""
    reader = os.open(pty, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(reader, termios.TCSANOW)
    end, out = time.monotonic() + 2, b""
    time.sleep(0.2)
    while time.monotonic() < end:
        out += os.read(reader, 65536)
    os.close(reader)
    lines = [(int(m.group(1)), m.start()) for m in re.finditer(rb"line (\d{7}) ", out)]
    missing = [(b - a - 1, at) for (a, _), (b, at) in zip(lines, lines[1:]) if b != a + 1]
    print("%d lines read" % len(lines), *("; %d missing at byte %d" % hole for hole in missing), sep="")
    return len(missing)


qemu = subprocess.Popen(
    ["qemu-system-x86_64", "-nodefaults", "-display", "none", "-m", "16", "-drive", "format=raw,file=disk,if=ide",
     "-serial", "pty"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    pty = re.search(r"/dev/pts/\d+", qemu.stdout.readline()).group()
    time.sleep(3)
    first = holes()
    again = 0
    for _ in range(4):
        time.sleep(2.13)
        again += holes()
finally:
    qemu.kill()
    qemu.wait()
sys.exit(0 if first == 0 and again > 0 else "CHANGED")
P
python3 run.py
echo "as found"
