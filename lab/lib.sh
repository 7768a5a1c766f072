# Shared by the commands on the user's side: up, down, clean, status, exec.
# Nothing here runs inside the lab; that side is inside.sh.
# shellcheck shell=bash

LAB_SRC=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_BUILD=$(realpath -m "${LAB_BUILD:-$LAB_SRC/../build/lab}")
LAB_ROOT=$(realpath -m "${LAB_ROOT:-$LAB_BUILD/root}")
LAB_RUN=$LAB_BUILD/run
LAB_CACHE=$LAB_BUILD/cache
LAB_NET=${LAB_NET:-host}
# shellcheck disable=SC2034 # used by up
LAB_TARGETS='chu-sainte-anne.test clinique-sainte-anne.test 127.20.0.0/28'

say() { printf 'lab: %s\n' "$*"; }
die() {
	printf 'lab: %s\n' "$*" >&2
	exit 1
}

# Namespaces, chroot and ports below 1024 need root; sudo is used when it is there.
need_root() {
	[[ $EUID -eq 0 ]] && return
	command -v sudo >/dev/null ||
		die "needs root (chroot, namespaces, ports below 1024). Run it as root, or install sudo."
	exec sudo LAB_BUILD="$LAB_BUILD" LAB_ROOT="$LAB_ROOT" LAB_NET="$LAB_NET" "$0" "$@"
}

# One command at a time: two "up" in one folder would start every server twice.
take_lock() {
	mkdir -p "$LAB_BUILD"
	exec 9>"$LAB_BUILD/lock"
	flock -w 300 9 || die "another lab command holds $LAB_BUILD/lock; wait for it or end it."
}

# Prints the pid of the lab's first process when it is alive and still the one we started:
# a pid can be used again by the kernel, a pair of pid and start time cannot.
lab_pid() {
	local pid born stat
	[[ -r $LAB_RUN/pid ]] || return 1
	read -r pid born <"$LAB_RUN/pid" || return 1
	read -r -a stat 2>/dev/null <"/proc/$pid/stat" || return 1
	[[ ${stat[21]} == "$born" && ${stat[2]} != Z ]] || return 1
	[[ $(readlink "/proc/$pid/root") == "$LAB_ROOT" ]] || return 1
	echo "$pid"
}

# Which network the running lab uses; the file is written by up.
lab_net() { cat "$LAB_RUN/net" 2>/dev/null || echo host; }

# Every server file in order; each one only defines variables and functions.
server_files() { printf '%s\n' "$LAB_SRC"/servers/*.sh; }

# Runs a command with the lab's root folder as /, seeing the machine's own processes and
# network; the mounts live in a namespace of their own and vanish with the command.
in_root() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare --mount bash -c '
		set -e
		root=$1 cache=$2; shift 2
		mount --rbind /proc "$root/proc"
		[ -e "$root/dev/null" ] || mount --rbind /dev "$root/dev"
		mount --bind "$cache" "$root/var/cache/apt/archives"
		exec chroot "$root" "$@"' in_root "$LAB_ROOT" "$LAB_CACHE" \
		env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root \
		DEBIAN_FRONTEND=noninteractive "$@"
}

# Removes the root folder, and nothing that another program made.
root_remove() {
	[[ -e $LAB_ROOT ]] || return 0
	if [[ ! -e $LAB_ROOT/.varde-lab && -n $(ls -A "$LAB_ROOT") ]]; then
		die "$LAB_ROOT was not made by the lab; set LAB_ROOT to an empty or new folder."
	fi
	if grep -q " $LAB_ROOT" /proc/self/mounts; then
		die "something is mounted below $LAB_ROOT; unmount it first (grep $LAB_ROOT /proc/mounts)."
	fi
	rm -rf --one-file-system "$LAB_ROOT"
}
