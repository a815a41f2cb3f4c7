#!/bin/sh
# On a serial console systemd ends its status lines with CR CR LF.
#
# Software  Debian 12: systemd 252.39-1~deb12u2; Linux 6.1.192-3 (linux-image-6.1.0-57-cloud-amd64); QEMU
#           1:7.2+dfsg-7+deb12u18+b3
# Expected  CR LF, as the kernel and every program on the same console write it.
# Seen      "[  OK  ] Reached target ..." CR CR LF: systemd writes CR LF itself, to a tty whose onlcr adds another CR. A log
#           reader that strips one CR keeps one at the end of each such line; a search for 'Demo Target.$' fails.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ "$(dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null)" = 1:7.2+dfsg-7+deb12u18+b3 ] \
    || { echo "needs qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3"; exit 2; }
cd "$dir"
release=6.1.0-57-cloud-amd64
apt-get -qq -o APT::Sandbox::User=root download "linux-image-$release=6.1.192-3" systemd=252.39-1~deb12u2 \
    libsystemd-shared=252.39-1~deb12u2 libsystemd0=252.39-1~deb12u2 busybox-static=1:1.35.0-4+deb12u1+b1 \
    libacl1 libapparmor1 libargon2-1 libaudit1 libblkid1 libc6 libcap-ng0 libcap2 libcrypt1 libcryptsetup12 \
    libdevmapper1.02.1 libffi8 libfdisk1 libgcc-s1 libgcrypt20 libgpg-error0 libip4tc2 libjson-c5 libkmod2 liblz4-1 \
    liblzma5 libmount1 libp11-kit0 libpam0g libpcre2-8-0 libseccomp2 libselinux1 libssl3 libudev1 libuuid1 libzstd1 zlib1g
mkdir init
for deb in *.deb; do
    case $deb in
        linux-image*) dpkg -x "$deb" kernel ;;
        *) dpkg-deb --fsys-tarfile "$deb" | tar -x -C init --keep-directory-symlink ;;
    esac
done
rm -rf init/usr/share init/var
mkdir -p init/dev init/proc init/sys init/run init/tmp init/var init/root init/etc/systemd/system
ln -s lib/systemd/systemd init/init
echo 'root:x:0:0:root:/root:/bin/busybox' > init/etc/passwd
echo 0123456789abcdef0123456789abcdef > init/etc/machine-id
cat > init/etc/systemd/system/demo.target <<'U'
[Unit]
Description=Demo Target
DefaultDependencies=no
U
(cd init && find . | cpio -o -H newc --quiet) > initrd
timeout 100 qemu-system-x86_64 -nodefaults -display none -no-reboot -m 512 -kernel "kernel/boot/vmlinuz-$release" -initrd initrd \
    -serial file:out -append 'console=ttyS0 quiet systemd.unit=demo.target systemd.show_status=yes' &
qemu=$!
tries=95
until grep -aq 'Reached target.*Demo Target' out 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "systemd did not start"; tail -n 20 out; break; }
    sleep 1
done
sleep 2
kill "$qemu" 2>/dev/null || true
wait "$qemu" 2>/dev/null || true
python3 - <<'P'
import re, sys
out = open("out", "rb").read()
status = re.findall(rb"[^\r\n]*(?:Reached target|Welcome to|Started|Created slice|Listening)[^\r\n]*\r*\n", out)
for line in status[-3:]:
    print(line)
twice = [line for line in status if line.endswith(b"\r\r\n")]
print("%d status lines, %d of them end with CR CR LF" % (len(status), len(twice)))
sys.exit(0 if any(b"Demo Target.\r\r\n" in line for line in twice) else "CHANGED")
P
echo "as found"
