#!/bin/sh
# podman logs --tail puts newlines at the wrong places where a CRI log has partial records.
#
# Software  Debian 12: podman 4.3.1+ds1-8+deb12u1+b3, conmon 2.1.6+ds1-1, crun 1.8.1-1+deb12u1
# Expected  A record with tag P is continued by the next one. Of "P web login: ", "F root", "F last", the end printed by
#           podman logs is "web login: root", "last". podman logs --tail 2 prints the last two of these lines.
# Seen      podman logs is right. podman logs --tail prints the newline behind "web login: ", where there is none, and a
#           last partial record stands right behind the line before it: "last line# halted".
set -eu
dir=$(mktemp -d)
pid=
cleanup() {
    [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }
    rm -rf "$dir"
}
trap cleanup EXIT
get() { # unpacks pinned packages below $dir
    for package; do
        (cd "$dir" && apt-get -qq -o APT::Sandbox::User=root download "$package" >/dev/null) ||
            { echo "cannot fetch $package: apt-get update?"; exit 2; }
    done
    for file in "$dir"/*.deb; do dpkg -x "$file" "$dir"; rm "$file"; done
}
[ "$(id -u)" = 0 ] || { echo "needs root"; exit 2; }
get podman=4.3.1+ds1-8+deb12u1+b3 conmon=2.1.6+ds1-1 crun=1.8.1-1+deb12u1 libgpgme11=1.18.0-3+b1 \
    libsubid4=1:4.13+dfsg1-1+deb12u2 libyajl2=2.1.0-3+deb12u2 golang-github-containers-common=0.50.1+ds1-4 \
    golang-github-containers-image=5.23.1-4
cd "$dir"
mkdir rootfs
cat > containers.conf <<C
[engine]
conmon_path=["$dir/usr/bin/conmon"]
events_logger="file"
cgroup_manager="cgroupfs"
[engine.runtimes]
crun=["$dir/usr/bin/crun"]
C
run() {
    CONTAINERS_CONF=$dir/containers.conf LD_LIBRARY_PATH=$dir/usr/lib/x86_64-linux-gnu PATH=$dir/usr/bin:$PATH \
        usr/bin/podman --root "$dir/root" --runroot "$dir/run" --tmpdir "$dir/tmp" --storage-driver vfs \
        --runtime "$dir/usr/bin/crun" "$@"
}
cat > ctr.log <<'L'
2026-11-30T16:59:12.489967398Z stdout F first line
2026-11-30T16:59:12.791265457Z stdout P web login: 
2026-11-30T16:59:14.298785103Z stdout F root
2026-11-30T16:59:14.505942133Z stdout F last line
2026-11-30T16:59:14.605942133Z stdout P # halted
L
run create --name log --net host --log-driver k8s-file --log-opt "path=$dir/ctr.log" --rootfs "$dir/rootfs" /bin/true \
    > create.out 2>&1 || { cat create.out; exit 2; }
run logs log > whole 2> err || { cat err; exit 2; }
run logs --tail 3 log > tail 2> err || { cat err; exit 2; }
echo "whole:"; cat whole; echo; echo "--tail 3:"; cat tail; echo
run rm log > /dev/null 2>&1 || true
[ "$(cat whole)" = "$(printf 'first line\nweb login: root\nlast line\n# halted')" ] || { echo "CHANGED: podman logs"; exit 1; }
grep -qx 'root' tail && grep -q 'web login: $' tail || { echo "CHANGED: --tail joins the partial record"; exit 1; }
grep -q 'last line# halted' tail || { echo "CHANGED: --tail and the last record"; exit 1; }
echo "as found: --tail moves the newlines"
