#!/bin/sh
# QEMU's virtconsole drops what its socket does not accept at once; virtserialport, on the same bus, waits.
#
# Software  Debian 12: qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3; Linux 6.1.192-3 (linux-image-6.1.0-57-cloud-amd64),
#           busybox-static 1:1.35.0-4+deb12u1+b1
# Expected  Both ports of virtio-serial hold the guest's write back until the host reads again, as a serial does.
# Seen      A reader that rests for 5 s gets every line from a virtserialport. From a virtconsole it gets what the socket
#           held, then the lines printed after it read again: thousands in between are gone, and nothing reports it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ "$(dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null)" = 1:7.2+dfsg-7+deb12u18+b3 ] \
    || { echo "needs qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3"; exit 2; }
cd "$dir"
release=6.1.0-57-cloud-amd64
apt-get -qq -o APT::Sandbox::User=root download "linux-image-$release=6.1.192-3" busybox-static=1:1.35.0-4+deb12u1+b1
for deb in *.deb; do dpkg -x "$deb" root; done
mkdir -p init/bin init/dev init/proc init/sys init/m
cp root/bin/busybox init/bin/
for module in virtio/virtio virtio/virtio_ring virtio/virtio_pci_modern_dev virtio/virtio_pci_legacy_dev virtio/virtio_pci char/virtio_console; do
    cp "root/lib/modules/$release/kernel/drivers/$module.ko" init/m/
done
cat > init/init <<'I'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs d /dev
$b mount -t proc p /proc
for m in virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_console; do $b insmod /m/$m.ko; done
for w in $($b cat /proc/cmdline); do case $w in port=*) port=/dev/${w#port=};; esac; done
until [ -e "$port" ]; do $b usleep 100000; done
$b seq 1000000 > "$port"
I
chmod +x init/init
(cd init && find . | cpio -o -H newc --quiet) > initrd
cat > run.py <<'P'
import socket, subprocess, sys, time
device, port = sys.argv[1:3]
listener = socket.socket(socket.AF_UNIX)
listener.bind(port + ".sock")
listener.listen(1)
qemu = subprocess.Popen(
    ["qemu-system-x86_64", "-nodefaults", "-display", "none", "-no-reboot", "-m", "160", "-kernel", sys.argv[3], "-initrd", "initrd",
     "-serial", "file:ttyS0.log", "-append", "console=ttyS0 quiet port=" + port, "-device", "virtio-serial-pci",
     "-chardev", "socket,id=c0,path=%s.sock" % port, "-device", device + ",chardev=c0"])
out, rested, end = b"", False, time.time() + 70
try:
    reader, _ = listener.accept()
    reader.settimeout(60)
    while time.time() < end and out.count(b"\n") < 60000:
        out += reader.recv(4096)
        if not rested and out.count(b"\n") >= 100:
            rested = True
            time.sleep(5)
            end = time.time() + 4
finally:
    qemu.kill()
    qemu.wait()
lines = [int(line) for line in out.replace(b"\r", b"").split(b"\n")[:-1] if line.isdigit()]
lost = sum(b - a - 1 for a, b in zip(lines, lines[1:]) if b > a)
print("%s: %d lines read, %d missing among them" % (device, len(lines), lost))
sys.exit(0 if len(lines) > 150 and (lost > 1000) == (device == "virtconsole") and (lost == 0) == (device != "virtconsole") else "CHANGED")
P
python3 run.py virtserialport vport0p1 "root/boot/vmlinuz-$release"
python3 run.py virtconsole hvc0 "root/boot/vmlinuz-$release"
echo "as found"
