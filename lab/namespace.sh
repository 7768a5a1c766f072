#!/bin/bash
# First process of the lab's namespaces, started by up. Makes the mounts, which no other
# process of the machine sees, and becomes init.sh inside the lab's root folder.
set -euo pipefail

# /proc is still the machine's here, so this is the pid that down will look for.
read -r -a stat </proc/self/stat
echo "${stat[0]} ${stat[21]}" >"$LAB_RUN/pid.new"
mv "$LAB_RUN/pid.new" "$LAB_RUN/pid"

mount --make-rprivate /
mount -t proc proc "$LAB_ROOT/proc"
mount -t tmpfs -o mode=755,size=1m tmpfs "$LAB_ROOT/dev"
mknod -m 666 "$LAB_ROOT/dev/null" c 1 3
mknod -m 666 "$LAB_ROOT/dev/zero" c 1 5
mknod -m 666 "$LAB_ROOT/dev/full" c 1 7
mknod -m 666 "$LAB_ROOT/dev/random" c 1 8
mknod -m 666 "$LAB_ROOT/dev/urandom" c 1 9
mknod -m 666 "$LAB_ROOT/dev/tty" c 5 0
ln -s /proc/self/fd "$LAB_ROOT/dev/fd"
mkdir "$LAB_ROOT/dev/pts" "$LAB_ROOT/dev/shm"
mount -t devpts -o newinstance,mode=620,ptmxmode=666,gid=5 devpts "$LAB_ROOT/dev/pts"
ln -s pts/ptmx "$LAB_ROOT/dev/ptmx"
mount -t tmpfs -o mode=1777 tmpfs "$LAB_ROOT/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$LAB_ROOT/run"
mount -t tmpfs -o mode=1777 tmpfs "$LAB_ROOT/tmp"
mount --bind -o ro "$LAB_SRC" "$LAB_ROOT/lab/src"
mount --bind "$LAB_RUN" "$LAB_ROOT/lab/run"
hostname chu
[[ $LAB_NET == own ]] && chroot "$LAB_ROOT" ip link set lo up
exec chroot "$LAB_ROOT" /bin/bash /lab/src/init.sh
