#!/bin/sh
# systemd 257 asks a serial console's terminal for its size before each login prompt, whether there is one or not.
#
# Software  Debian 13: systemd 257.13-1~deb13u1, on Debian 12's Linux 6.1.192-3 and QEMU 1:7.2+dfsg-7+deb12u18+b3
# Expected  A getty's serial line gets text; a program asks a terminal where TERM and an answer make it sure of one.
# Seen      ESC [ 6n ESC [32766;32766H ESC [ 6n, with resets (ESC [!p, ESC ]104 BEL), right before the service prints.
#           A log has them at the prompt; a terminal to which that log is replayed types its answers into the guest.
#           Debian 12's 252 sends none of these.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ "$(dpkg-query -W -f '${Version}' qemu-system-x86 2>/dev/null)" = 1:7.2+dfsg-7+deb12u18+b3 ] \
    || { echo "needs qemu-system-x86 1:7.2+dfsg-7+deb12u18+b3"; exit 2; }
cd "$dir"
release=6.1.0-57-cloud-amd64
apt-get -qq -o APT::Sandbox::User=root download "linux-image-$release=6.1.192-3" busybox-static=1:1.35.0-4+deb12u1+b1
# Debian 13's packages, from where this host has Debian 12's.
mkdir -p apt/state/lists/partial apt/cache/archives/partial apt/sources init
sed 's/bookworm/trixie/' /etc/apt/sources.list.d/debian.sources > apt/sources/debian.sources
touch apt/status
trixie() {
    apt-get -qq -o APT::Sandbox::User=root -o Dir::State="$dir/apt/state" -o Dir::State::status="$dir/apt/status" \
        -o Dir::Cache="$dir/apt/cache" -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$dir/apt/sources" "$@"
}
trixie update
trixie download systemd=257.13-1~deb13u1 libsystemd-shared=257.13-1~deb13u1 libsystemd0=257.13-1~deb13u1 \
    libacl1 libapparmor1 libaudit1 libblkid1 libc6 libcap-ng0 libcap2 libcrypt1 libgcc-s1 libmount1 libpam0g \
    libpcre2-8-0 libseccomp2 libselinux1 libssl3t64 libuuid1 libzstd1 zlib1g libkmod2 liblzma5
for deb in *.deb; do
    case $deb in
        linux-image*) dpkg -x "$deb" kernel ;;
        *) dpkg-deb --fsys-tarfile "$deb" | tar -x -C init --keep-directory-symlink ;;
    esac
done
for name in bin sbin lib lib64; do
    mkdir -p "init/usr/$name"
    if [ -d "init/$name" ]; then cp -a "init/$name/." "init/usr/$name/"; rm -rf "init/${name:?}"; fi
    ln -s "usr/$name" "init/$name"
done
rm -rf init/usr/share init/var
mkdir -p init/dev init/proc init/sys init/run init/tmp init/var init/root init/etc/systemd/system
ln -s usr/lib/systemd/systemd init/init
echo 'root:x:0:0:root:/root:/bin/busybox' > init/etc/passwd
echo 0123456789abcdef0123456789abcdef > init/etc/machine-id
cat > init/etc/systemd/system/demo.service <<'U'
[Unit]
DefaultDependencies=no

[Service]
ExecStart=/bin/busybox echo guest login:
StandardInput=tty
StandardOutput=tty
TTYPath=/dev/ttyS0
TTYReset=yes
U
cat > init/etc/systemd/system/demo.target <<'U'
[Unit]
DefaultDependencies=no
Wants=demo.service
U
(cd init && find . | cpio -o -H newc --quiet) > initrd
timeout 100 qemu-system-x86_64 -nodefaults -display none -no-reboot -m 512 -kernel "kernel/boot/vmlinuz-$release" -initrd initrd \
    -serial file:out -append 'console=ttyS0 quiet systemd.unit=demo.target' &
qemu=$!
tries=95
until grep -aq 'guest login:' out 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "the service did not start"; tail -n 20 out; break; }
    sleep 1
done
kill "$qemu" 2>/dev/null || true
wait "$qemu" 2>/dev/null || true
python3 - <<'P'
import re, sys
out = open("out", "rb").read()
end = out.find(b"guest login:")
print(out[max(0, end - 120):end + 16])
asked = out[:end].count(b"\x1b[6n")
print("asked %d times before the service printed" % asked)
sys.exit(0 if end > 0 and asked >= 2 and b"\x1b[32766;32766H" in out[:end] else "CHANGED")
P
echo "as found"
