# Builds the lab's root folder: a minimal Debian with the servers, never started by packages.
# Sourced by up. The mirror and the suites are the machine's own, from its apt sources.
# shellcheck shell=bash

# The minimal Debian is made once: for this root, for the next one, and for tests/tools/deb.sh.
LAB_MINIMAL=${LAB_MINIMAL:-$LAB_CACHE/minimal.tar}

# Lines "URI release component keyring" of the machine's Debian sources, security included.
debian_sources() {
	local all
	all=$(apt-get indextargets --format \
		'$(REPO_URI) $(RELEASE) $(COMPONENT) $(SIGNED_BY)' \
		'Created-By: Packages' 'Origin: Debian' 'Component: main' 2>/dev/null || true)
	if [[ -z $all ]]; then
		apt-get -q update >&2 || die "apt-get update failed; the lab needs the Debian archive once."
		all=$(apt-get indextargets --format \
			'$(REPO_URI) $(RELEASE) $(COMPONENT) $(SIGNED_BY)' \
			'Created-By: Packages' 'Origin: Debian' 'Component: main')
	fi
	sort -u <<<"$all" | grep -v backports || die "no Debian source in this machine's apt configuration."
}

need_debootstrap() {
	command -v debootstrap >/dev/null && return
	say "installing debootstrap (the only package put on this machine)"
	apt-get -qy install --no-install-recommends debootstrap ||
		{ apt-get -q update && apt-get -qy install --no-install-recommends debootstrap; } ||
		die "cannot install debootstrap; install it by hand and try again."
}

apt_proxy() { apt-config shell p Acquire::http::Proxy | sed -n "s/^p='\(.*\)'$/\1/p"; }

root_bootstrap() {
	local sources uri release comp key proxy
	need_debootstrap
	sources=$(debian_sources)
	# The main suite is the one whose release name has no "-updates" or "-security".
	read -r uri release comp key < <(awk '$2 !~ /-/' <<<"$sources" | head -n 1) || true
	[[ -n ${release:-} ]] || die "no main Debian suite in this machine's apt sources."
	proxy=$(apt_proxy)
	[[ -r ${key:-} ]] || key=/usr/share/keyrings/debian-archive-keyring.gpg
	say "unpacking a minimal Debian ($release) into $LAB_ROOT"
	root_remove
	mkdir -p "$LAB_ROOT/etc/dpkg/dpkg.cfg.d"
	: >"$LAB_ROOT/.varde-lab"
	if [[ -s $LAB_MINIMAL ]]; then
		tar -C "$LAB_ROOT" --numeric-owner -xpf "$LAB_MINIMAL" || die "$LAB_MINIMAL cannot be unpacked; remove it."
	else
		root_dpkg
		http_proxy=${proxy:-${http_proxy:-}} unshare --mount debootstrap --variant=minbase \
			--cache-dir="$LAB_CACHE" --keyring="$key" "$release" "$LAB_ROOT" "$uri" \
			>"$LAB_RUN/root.log" 2>&1 || die "debootstrap failed; see $LAB_RUN/root.log"
		mkdir -p "$(dirname "$LAB_MINIMAL")"
		tar -C "$LAB_ROOT" --numeric-owner --exclude='./var/cache/apt/archives/*.deb' -cf "$LAB_MINIMAL.$$" . &&
			mv "$LAB_MINIMAL.$$" "$LAB_MINIMAL"
	fi
	while read -r uri release comp key; do
		echo "deb $uri $release $comp"
	done <<<"$sources" >"$LAB_ROOT/etc/apt/sources.list"
	root_settings "$proxy"
}

# Before the first package is unpacked: no documents, and no waiting for the disk.
root_dpkg() {
	cat >"$LAB_ROOT/etc/dpkg/dpkg.cfg.d/lab" <<-END
		force-unsafe-io
		path-exclude=/usr/share/doc/*
		path-exclude=/usr/share/man/*
		path-exclude=/usr/share/locale/*
	END
}

# What keeps the root small and still: no package may start its server.
root_settings() {
	printf '#!/bin/sh\nexit 101\n' >"$LAB_ROOT/usr/sbin/policy-rc.d"
	chmod 755 "$LAB_ROOT/usr/sbin/policy-rc.d"
	cat >"$LAB_ROOT/etc/apt/apt.conf.d/90lab" <<-END
		APT::Install-Recommends "false";
		Acquire::Languages "none";
		Acquire::https::CAInfo "/etc/lab-ca-certificates.crt";
		${1:+Acquire::http::Proxy "$1";}
	END
	cat /etc/ssl/certs/ca-certificates.crt >"$LAB_ROOT/etc/lab-ca-certificates.crt" 2>/dev/null || true
}

# Installs what the server files name, with security updates. The list is kept, so that
# a second run does nothing and a new server only adds its own packages.
root_packages() {
	local want
	want=$({
		echo bash openssl curl iproute2 procps socat
		# shellcheck disable=SC1090,SC2154 # every server file sets packages
		for f in $(server_files); do (. "$f" && echo "$packages"); done
	} | tr -s ' \n' '\n' | sort -u)
	[[ $want == "$(cat "$LAB_ROOT/etc/lab-packages" 2>/dev/null)" ]] && return
	say "installing the servers ($(wc -l <<<"$want") packages and what they need)"
	# Names are asked on the machine's own resolver while packages are fetched.
	cat /etc/resolv.conf >"$LAB_ROOT/etc/resolv.conf"
	{
		in_root dpkg --configure -a # after a start that was killed
		in_root apt-get -q update
		in_root apt-get -qy upgrade
		# shellcheck disable=SC2086 # a list of words
		in_root apt-get -qy install $want
	} >>"$LAB_RUN/root.log" 2>&1 || die "installing packages failed; see $LAB_RUN/root.log"
	printf '%s\n' "$want" >"$LAB_ROOT/etc/lab-packages"
}

root_build() {
	mkdir -p "$LAB_CACHE" "$LAB_RUN"
	[[ -x $LAB_ROOT/usr/sbin/policy-rc.d ]] || root_bootstrap
	root_packages
	mkdir -p "$LAB_ROOT/lab/src" "$LAB_ROOT/lab/run"
}
