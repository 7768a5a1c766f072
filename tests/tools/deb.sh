#!/bin/bash
# The package is what its reader gets: built, installed into a minimal Debian, used as the user answers, upgraded, removed, purged.
# The minimal Debian (debootstrap, with what the package depends on) is made once, in $VARDE_DEB_ROOT; each run works on a layer
# above it, in namespaces of its own: no network, no process of the machine, nothing left behind.
# shellcheck disable=SC2317,SC2154 # traps and lib.sh
set -u
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 1
base=${VARDE_DEB_ROOT:-$root/build/deb-root}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

if [ "${1:-}" != inside ]; then
	[ "$(id -u)" = 0 ] || skip_all 'installing a package needs root'
	command -v debootstrap >/dev/null || skip_all 'debootstrap is not there'
	build=
	for folder in "${VARDE_RELEASE:-build}" "${VARDE_BUILD:-build-check}" build-fast build-dev; do
		[ -n "$build" ] || [ -z "$(find "$folder" -maxdepth 3 -type f -name varde -perm -u+x 2>/dev/null)" ] || build=$folder
	done
	[ -n "$build" ] || skip_all 'nothing is built'
	# With sanitizers it would depend on their libraries.
	passes 'the package is built' tools/make-deb "$build" "$tree"
	deb=$(echo "$tree"/varde_*.deb)
	[ -f "$deb" ] || finish
	wanted=$(dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' | LC_ALL=C sort -u)
	if [ "$wanted" != "$(cat "$base/etc/varde-test-packages" 2>/dev/null)" ]; then
		echo '# making the minimal Debian (once)'
		# Only the root that this script made is taken away.
		[ ! -e "$base" ] || [ -e "$base/.varde-deb-test" ] || skip_all "$base is something else"
		rm -rf "$base"
		mkdir -p "$base"
		: >"$base/.varde-deb-test"
		LAB_ROOT=$base LAB_RUN=$tree LAB_CACHE=${VARDE_DEB_CACHE:-$root/build/deb-cache}
		mkdir -p "$LAB_CACHE"
		# The sample hospital has one already, when it was there first.
		LAB_MINIMAL=${LAB_BUILD:-$root/build/lab}/cache/minimal.tar
		export LAB_ROOT LAB_RUN LAB_CACHE LAB_MINIMAL
		say() { echo "# $*"; }
		die() { skip_all "$*"; }
		root_remove() { :; }
		# shellcheck source=lab/root.sh
		. lab/root.sh
		root_bootstrap
		: >"$base/.varde-deb-test"
		cat /etc/resolv.conf >"$base/etc/resolv.conf"
		{ unshare --mount sh -c "mount -t proc proc '$base/proc'; chroot '$base' apt-get -q update && chroot '$base' apt-get -qy install --no-install-recommends $(echo "$wanted" | tr '\n' ' ')"; } >"$out" 2>&1 ||
			{ sed 's/^/# /' "$out" | tail -n 20; skip_all 'what the package depends on cannot be installed'; }
		echo "$wanted" >"$base/etc/varde-test-packages"
	fi
	cp "$deb" "$tree/varde.deb"
	trap 'rm -rf "$tree" "$out"' EXIT
	unshare --mount --pid --net --uts --ipc --fork --kill-child "$0" inside "$tree" "$count"
	inside=$?
	[ $inside = 0 ] || bad=1
	exit "$bad"
fi

# --- inside the namespaces ---
trap - EXIT
rm -rf "$tree" "$out"
tree=$2
out=$tree/out
count=$3
mkdir -p "$tree/layer"
mount -t tmpfs -o size=600m tmpfs "$tree/layer" && mkdir "$tree/layer/up" "$tree/layer/work" "$tree/layer/root" || exit 1
r=$tree/layer/root
if ! mount -t overlay -o "lowerdir=$base,upperdir=$tree/layer/up,workdir=$tree/layer/work" overlay "$r" 2>/dev/null; then
	cp -a "$base/." "$r/"
fi
mount -t proc proc "$r/proc" && mount --rbind /dev "$r/dev" && mount -t tmpfs tmpfs "$r/run" || exit 1
ip link set lo up
cp "$tree/varde.deb" "$r/varde.deb"
rm -f "$r/usr/sbin/policy-rc.d"
at() { chroot "$r" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"; }
as_varde() { at setpriv --reuid=varde --regid=varde --clear-groups "$@"; }
# says TEXT COMMAND...: the command succeeds and prints the text.
says() {
	local text=$1
	shift
	"$@" >"$tree/said" 2>&1 || { cat "$tree/said"; return 1; }
	cat "$tree/said"
	grep -qF -- "$text" "$tree/said"
}
not() { if "$@"; then return 1; fi; }
# Inside these namespaces every process is ours.
running() { find "$r/proc" -maxdepth 2 -name exe -lname '*/usr/bin/varde' 2>/dev/null | grep .; }
mode() { [ "$(at stat -c '%a %U %G' "$1")" = "$2" ] || { at stat -c '%n: %a %U %G' "$1"; false; }; }

passes 'it installs, and tells what is next' says 'varde init' at dpkg -i /varde.deb
passes 'nothing was started' not running
passes 'the configuration is for root and varde' mode /etc/varde/varde.conf '640 root varde'
passes 'the data are for varde alone' mode /var/lib/varde '700 varde varde'
passes 'there is a user for sensors' at getent passwd varde-sensor
passes 'the version' at varde version
passes 'the sensor is there' says 'varde-sensor' at varde-sensor --version
passes 'it fits together' at dpkg --verify varde
passes 'the first administrator gets a link' says /link/ as_varde varde init --name 'Anna Berg' --mail anna.berg@cert.test
passes 'the database is for varde alone' mode /var/lib/varde/varde.db '600 varde varde'
fails 'others may not read the configuration' 'Permission denied' at setpriv --reuid=65534 --regid=65534 --clear-groups cat /etc/varde/varde.conf

(
	exec chroot "$r" /usr/bin/env -i PATH=/usr/bin LC_ALL=C.UTF-8 setpriv --reuid=varde --regid=varde --clear-groups \
		varde serve --set workers=1 >"$tree/serve.log" 2>&1
) &
server=$!
ask() {
	for _ in $(seq 50); do
		if (exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' "$1" >&3 && head -n 1 <&3) 2>/dev/null | tee "$out.reply" | grep -q "HTTP/1.1 $2"; then
			return 0
		fi
		sleep 0.1
	done
	cat "$out.reply" "$tree/serve.log"
	return 1
}
passes 'it serves' ask /sign-in 200
passes 'with a worker' running
passes 'the doctor finds nothing that fails' says 'ok    sandbox' as_varde varde doctor
passes 'a backup while it serves' as_varde varde backup /var/lib/varde/b.gz
passes 'the upgrade' at dpkg -i /varde.deb
passes 'it still serves' ask /sign-in 200
kill -TERM "$server" 2>/dev/null
passes 'it ends in good order' wait "$server"
passes 'with its workers' not running
passes 'the log holds together' as_varde varde log verify

if command -v systemd-analyze >/dev/null; then
	# The units are read on this machine; the programs that they start are taken from the package.
	verify() {
		local unit to=$tree/units
		mkdir -p "$to"
		for unit in varde.service varde-worker@.service varde-events@.service varde-sensor@.service varde-sensor-ship.service; do
			sed "s#/usr/bin/varde#$r/usr/bin/varde#" "$r/usr/lib/systemd/system/$unit" >"$to/$unit"
		done
		systemd-analyze verify --man=no "$to/varde.service" "$to/varde-worker@one.service" "$to/varde-events@one.service" \
			"$to/varde-sensor@eth1.service" "$to/varde-sensor-ship.service" 2>&1 | grep -F "$to"
		return $((1 - $?))
	}
	passes 'systemd reads the units' verify
	for unit in varde.service varde-worker@.service varde-events@.service varde-sensor@.service varde-sensor-ship.service; do
		# 0 is closed, 10 is open; 2.0 is what systemd calls OK.
		passes "$unit is closed" systemd-analyze security --no-pager --offline=true --threshold=20 "$r/usr/lib/systemd/system/$unit"
		grep 'Overall' "$out" | sed 's/^/# /'
	done
else
	count=$((count + 1))
	echo "ok $count # SKIP systemd-analyze is not there"
fi

passes 'it is removed' at dpkg -r varde
passes 'the program is gone' not at test -e /usr/bin/varde
passes 'the configuration stays' at test -s /etc/varde/varde.conf
passes 'it is purged' at dpkg -P varde
passes 'the configuration is gone' not at test -e /etc/varde
passes 'the data stay' at test -s /var/lib/varde/varde.db
finish
