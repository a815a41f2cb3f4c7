package io.contee.it;

/** A disk of a few MiB for the raw log of one guest, on which faults can be had. */
final class SmallDisk {

    private static final String SYS = "/mnt/sys";

    private final LibvirtHost host;
    private final String directory;
    private final String image;

    private SmallDisk(LibvirtHost host, String directory, String image) {
        this.host = host;
        this.directory = directory;
        this.image = image;
    }

    /**
     * Makes one that has room for a number of files, some of which the file system itself takes. While it is not
     * mounted, its directory cannot be written either.
     */
    static SmallDisk mount(LibvirtHost host, String guest, int files) {
        SmallDisk disk = new SmallDisk(host, "/var/log/contee/" + guest, "/tmp/" + guest + ".img");
        // Without a journal it can be used again after an error.
        host.sh("mkdir -p " + disk.directory + " && mount -t tmpfs -o ro none " + disk.directory + " && truncate -s 4M "
                + disk.image + " && mkfs.ext4 -q -O ^has_journal -N " + files + " " + disk.image + " && "
                + disk.mountCommand());
        return disk;
    }

    private String mountCommand() {
        return "device=$(losetup -f) && { [ -e $device ] || mknod $device b 7 ${device#/dev/loop}; } && losetup $device "
                + image + " && mount -o errors=remount-ro $device " + directory;
    }

    private String unmountCommand() {
        return "device=$(findmnt -n -t ext4 -o SOURCE " + directory + ") && umount " + directory
                + " && losetup -d $device";
    }

    /** Takes all the room there is. */
    void fill() {
        host.sh("dd if=/dev/zero of=" + directory + "/filler bs=64k 2>/dev/null; dd if=/dev/zero of=" + directory
                + "/filler2 bs=1k 2>/dev/null; true");
    }

    void makeRoom() {
        host.sh("rm -f " + directory + "/filler*");
    }

    /** Takes all the files there are. */
    void takeFiles() {
        host.sh("i=0; while touch " + directory + "/filler$i 2>/dev/null; do i=$((i + 1)); done");
    }

    /** Makes it read-only in the way of a disk that fails. */
    void fail() {
        host.sh("mkdir -p " + SYS + " && mount -t sysfs none " + SYS + " && mount -o remount,rw " + SYS
                + " && device=$(findmnt -n -t ext4 -o SOURCE " + directory + ") && echo 1 > " + SYS
                + "/fs/ext4/${device#/dev/}/trigger_fs_error; umount " + SYS);
        host.sh("! touch " + directory + "/probe 2>/dev/null");
    }

    /** Puts it right, as one does with a failed disk: it is unmounted, checked and mounted again. */
    void repair() {
        host.await("{ " + unmountCommand() + "; }");
        host.sh("e2fsck -fyp " + image + " > /dev/null || [ $? = 1 ]; " + mountCommand());
    }

    void unmount() {
        host.sh("while umount -l " + directory + " 2>/dev/null; do :; done; losetup -j " + image
                + " | cut -d: -f1 | xargs -r losetup -d; rm -f " + image);
    }
}
