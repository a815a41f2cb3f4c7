#!/bin/sh
# QEMU writes the byte that does not fit into its socket twice into the chardev's logfile.
#
# Software  Debian 12: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3
# Expected  logfile= holds what the guest printed, byte for byte, whether the socket's reader is slow or not.
# Seen      The first byte that finds the socket full is in the log twice: once when the write fails, once when it is
#           tried again. The socket has it once.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ "$(dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null)" = 1:7.2+dfsg-7+deb12u18+b3 ] \
    || { echo "needs qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3"; exit 2; }
cd "$dir"
# A boot sector: prints 'a' to 'z' again and again, 2,600 bytes, waiting for the UART's transmitter each time.
python3 - <<'P'
code = bytes([
    0xBB, 0x28, 0x0A,                    # mov bx, 2600
    0xB1, 0x61,                          # mov cl, 'a'
    0xBA, 0xFD, 0x03,                    # wait: mov dx, 0x3fd
    0xEC, 0xA8, 0x20, 0x74, 0xFB,        # in al, dx; test al, 0x20; jz -5
    0xBA, 0xF8, 0x03, 0x88, 0xC8, 0xEE,  # mov dx, 0x3f8; mov al, cl; out dx, al
    0xFE, 0xC1, 0x80, 0xF9, 0x7B,        # inc cl; cmp cl, 'z' + 1
    0x75, 0x02, 0xB1, 0x61,              # jne +2; mov cl, 'a'
    0x4B, 0x75, 0xE6,                    # dec bx; jnz wait
    0xFA, 0xF4])                         # cli; hlt
open("disk", "wb").write(code.ljust(510, b"\0") + b"\x55\xaa")
P
cat > run.py <<'P'
import socket, subprocess, sys, time
listener = socket.socket(socket.AF_UNIX)
listener.bind("s")
listener.listen(1)
qemu = subprocess.Popen(
    ["qemu-system-x86_64", "-nodefaults", "-display", "none", "-m", "32", "-drive", "file=disk,format=raw", "-snapshot",
     "-chardev", "socket,id=c0,path=s,logfile=log", "-serial", "chardev:c0"])
out = b""
try:
    reader, _ = listener.accept()
    reader.settimeout(30)
    time.sleep(8)                # SeaBIOS boots the sector, which fills the socket
    held = len(open("log", "rb").read())
    while len(out) < 2600:
        out += reader.recv(64)
    time.sleep(1)
finally:
    qemu.kill()
    qemu.wait()
log = open("log", "rb").read()
whole = bytes(range(97, 123)) * 100
at = next((i for i, (a, b) in enumerate(zip(log, whole)) if a != b), len(whole))
print("while the reader slept the log had %d bytes; socket %d bytes, as printed: %s; log %d bytes, differs first at %d: %r" % (
    held, len(out), out == whole, len(log), at, log[max(0, at - 3):at + 3]))
sys.exit(0 if out == whole and len(log) > 2600 and log[at] == log[at - 1] else "CHANGED")
P
python3 run.py
echo "as found"
