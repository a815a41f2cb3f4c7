#!/bin/sh
# Linux' serial console neither waits for a 16550 that is full nor notices: it delays itself and loses the message.
#
# Software  Debian 12: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3; Linux 6.1.192-3 (linux-image-6.1.0-57-cloud-amd64),
#           busybox-static 1:1.35.0-4+deb12u1+b1
# Expected  QEMU keeps the UART's "transmitter empty" bit clear while its socket is full. The kernel waits for the bit, as
#           a program's output to the same tty does, and prints on when the host reads again: slower, but whole.
# Seen      It waits some milliseconds at each character and then writes over the one that is there. After a pause of the
#           reader of 20 s the boot lasts about 20 s longer *and* a dozen or more messages are missing or cut, two lines run
#           into each other, and neither dmesg nor the console has a mark of it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ "$(dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null)" = 1:7.2+dfsg-7+deb12u18+b3 ] \
    || { echo "needs qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3"; exit 2; }
cd "$dir"
release=6.1.0-57-cloud-amd64
apt-get -qq -o APT::Sandbox::User=root download "linux-image-$release=6.1.192-3" busybox-static=1:1.35.0-4+deb12u1+b1
for deb in *.deb; do dpkg -x "$deb" root; done
mkdir -p init/bin init/dev init/proc
cp root/bin/busybox init/bin/
cat > init/init <<'I'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs d /dev
$b dmesg > /dev/ttyS1
$b seq 1000 > /dev/ttyS0
echo end > /dev/ttyS0
$b sleep 1
$b poweroff -f
I
chmod +x init/init
(cd init && find . | cpio -o -H newc --quiet) > initrd
cat > run.py <<'P'
import socket, subprocess, sys, time
pause = float(sys.argv[1])
name = "s%g" % pause
listener = socket.socket(socket.AF_UNIX)
listener.bind(name)
listener.listen(1)
began = time.time()
qemu = subprocess.Popen(
    ["qemu-system-x86_64", "-nodefaults", "-display", "none", "-no-reboot", "-m", "160", "-kernel", sys.argv[2], "-initrd", "initrd",
     "-chardev", "socket,id=c0,path=" + name, "-serial", "chardev:c0", "-serial", "file:dmesg-" + name,
     "-append", "console=ttyS0 ignore_loglevel log_buf_len=1M"])
out, paused = b"", pause == 0
try:
    reader, _ = listener.accept()
    reader.settimeout(60)
    while b"\nend\r\n" not in out:
        piece = reader.recv(4096)
        if not piece:
            break
        out += piece
        if not paused and len(out) > 3000:
            paused = True
            time.sleep(pause)
    took = time.time() - began
    time.sleep(0.5)
finally:
    qemu.kill()
    qemu.wait()
shown = {line.rstrip() for line in out.split(b"\n")}
said = [line.rstrip() for line in open("dmesg-" + name, "rb").read().replace(b"\r", b"").split(b"\n") if line.startswith(b"[")]
missing = [line for line in said if line not in shown]
numbers = [line for line in out.replace(b"\r", b"").split(b"\n") if line.isdigit()]
print("reader pauses %g s: boot %.1f s, %d of %d messages missing or cut, %d of 1000 lines of a program" % (
    pause, took, len(missing), len(said), len(numbers)))
for line in missing[:2]:
    print("  e.g.", line.decode(errors="replace")[:100])
# On a busy machine the reader pauses for some milliseconds now and then, which loses a message or two in either run.
sys.exit(0 if len(numbers) == 1000 and len(said) > 200 and (len(missing) >= 10) == (pause > 0) else "CHANGED")
P
python3 run.py 0 "root/boot/vmlinuz-$release"
python3 run.py 20 "root/boot/vmlinuz-$release"
echo "as found"
