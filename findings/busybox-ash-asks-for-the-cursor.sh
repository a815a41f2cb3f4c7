#!/bin/sh
# busybox' shell sends ESC[6n after each prompt and reads the answer from its input, whether a terminal is there or not.
#
# Software  Debian 12: busybox-static 1:1.35.0-4+deb12u1+b1
# Expected  A shell with TERM unset on a serial line sends text alone.
# Seen      Each prompt is followed by ESC[6n. Whatever replays a console's log to a terminal makes that terminal type
#           ESC[24;80R into the guest.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get -qq -o APT::Sandbox::User=root download busybox-static=1:1.35.0-4+deb12u1+b1
dpkg -x busybox-static_*.deb .
env -i PATH=/usr/bin:/bin python3 - ./bin/busybox <<'P'
import os, pty, select, sys, time
pid, tty = pty.fork()
if pid == 0:
    os.execve(sys.argv[1], ["sh"], {"PS1": "# "})
def shown():
    out = b""
    while select.select([tty], [], [], 1)[0]:
        out += os.read(tty, 4096)
    return out
first = shown()
os.write(tty, b"true\n")
second = shown()
os.write(tty, b"exit\n")
os.waitpid(pid, 0)
print("at the first prompt %r, after a command %r" % (first, second))
for name, out in ("first", first), ("second", second):
    if not out.endswith(b"# \x1b[6n"):
        sys.exit("CHANGED: the %s prompt asks no more" % name)
print("as found")
P
