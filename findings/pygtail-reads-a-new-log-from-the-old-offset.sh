#!/bin/sh
# pygtail begins a new log at the offset that it had reached in the old one, where it does not know the old one's name.
#
# Software  Debian 12: python3-pygtail 0.6.1-3
# Expected  "Pygtail reads log file lines that have not been read. It will even handle log files that have been rotated."
#           The kubelet renames to 0.log.20261130-170827. At worst the unread end of that file is lost, and said so.
# Seen      The inode in its offset file differs, no renamed file is found, and it then seeks to the *old* offset in the
#           new file: of 120 new lines it prints 32, without a word. A new file that is smaller than the old offset is
#           not read at all until it has grown. logrotate's .1 works.
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
get python3-pygtail=0.6.1-3
cd "$dir"
read_new() { PYTHONPATH=$dir/usr/lib/python3/dist-packages python3 -m pygtail.core -o "$1.offset" "$1" 2>&1; }
rotate() { # prints how many of 120 new lines are read behind a rename to $1.$2
    seq -f 'line %g' 100 > "$1"
    read_new "$1" > /dev/null
    mv "$1" "$1.$2"
    seq -f 'line %g' 101 220 > "$1"
    read_new "$1" | grep -c line || true
}
kubelet=$(rotate 0.log 20261130-170827)
logrotate=$(rotate app.log 1)
echo "renamed as the kubelet does: $kubelet of 120 new lines; to .1: $logrotate of 120"
[ "$logrotate" = 120 ] || { echo "CHANGED: logrotate's name"; exit 1; }
[ "$kubelet" = 32 ] || { echo "CHANGED: another number of lines"; exit 1; }
echo "as found: a new log is read from the old offset"
