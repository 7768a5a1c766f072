# The vocabulary of the server files, used inside the lab. A server file sets
#   packages   Debian packages it needs
#   names      its DNS records, one a line: NAME A|CNAME|MX|TXT VALUE
# and defines conf (write configuration), start (start servers), truth (svc and weak lines).
# shellcheck shell=bash

LOG=/lab/run/log
PKI=/etc/lab-pki

# Runs one function of every server file, each in a shell of its own that stops at the
# first error (bash ignores "set -e" inside conditions, so a subshell would not do).
each_server() {
	local f
	for f in "${SRC:=$(dirname "${BASH_SOURCE[0]}")}"/servers/*.sh; do
		SERVER=$(basename "$f" .sh) MODE=$MODE bash -euo pipefail -c \
			'. "$1/inside.sh"; . "$2"; "$3"' each_server "$SRC" "$f" "$1" || {
			echo "$f: $1 failed" >&2
			return 1
		}
	done
}

# run NAME COMMAND...: starts a server in the background, its output in log/NAME.log.
run() {
	local name=$1
	shift
	setsid "$@" </dev/null >>"$LOG/$name.log" 2>&1 &
}

# cage NAME ADDR:PORT=INNER... -- COMMAND...: for servers that only know "every address".
# The server gets a network of its own; each given port is carried to it over a Unix socket.
cage() {
	local name=$1 maps=() map
	shift
	while [[ $1 != -- ]]; do maps+=("$1") && shift; done
	shift
	run "$name" unshare --net bash -c '
		ip link set lo up
		for port in $1; do
			socat "UNIX-LISTEN:/run/cage-$2-$port,fork,unlink-early" "TCP4:127.0.0.1:$port" &
		done
		shift 2
		exec "$@"' cage "${maps[*]##*=}" "$name" "$@"
	for map in "${maps[@]}"; do
		listen "$name-relay" "${map%=*}" "UNIX-CONNECT:/run/cage-$name-${map##*=}"
	done
}

# listen NAME ADDR:PORT TARGET [OPTION...]: a socat listener that hands connections to TARGET.
listen() {
	local name=$1 addr=${2%:*} port=${2##*:} target=$3
	shift 3
	run "$name" socat "$@" "TCP4-LISTEN:$port,bind=$addr,fork,reuseaddr,backlog=64" "$target"
}

# --- what the truth is made of -----------------------------------------------------------

# ss as "proto addr port", for the question whether a port answers.
listening() {
	ss -Hltun | awk '{ a = $5; p = $5; sub(/:[^:]*$/, "", a); sub(/^.*:/, "", p)
		sub(/%.*/, "", a); print $1 "\t" a "\t" p }'
}

# svc ADDR PORT TRANSPORT PROTOCOL TLS PRODUCT VENDOR PACKAGE SHOWN: SHOWN is what the server
# lets anybody on the network learn (version, product, protocol), or "simulator". A PACKAGE of
# =VERSION is what a planted banner claims.
svc() {
	case $MODE in
	ports) printf '%s\t%s\t%s\t%s\n' "$3" "$1" "$2" "$SERVER" ;;
	truth)
		grep -qxF "$3"$'\t'"$1"$'\t'"$2" <<<"$LISTENING" || return 0
		printf 'S\t{"addr": "%s", "port": %s, "transport": "%s", "protocol": "%s", "tls": %s, ' \
			"$1" "$2" "$3" "$4" "$5"
		if [[ $9 == simulator ]]; then
			printf '"product": "%s", "vendor": null, "version": null, ' "$6"
			printf '"package": null, "package_version": null, "shown": "protocol", "simulator": true}\n'
		elif [[ $8 == =* ]]; then
			printf '"product": "%s", "vendor": "%s", "version": "%s", ' "$6" "$7" "${8#=}"
			printf '"package": null, "package_version": null, "shown": "%s", "simulator": true}\n' "$9"
		else
			local deb version
			deb=$(dpkg-query -W -f '${Version}' "$8")
			version=${deb#*:}
			version=${version%-*}
			version=${version%%+*}
			printf '"product": "%s", "vendor": "%s", "version": "%s", ' "$6" "$7" "$version"
			printf '"package": "%s", "package_version": "%s", "shown": "%s", "simulator": false}\n' \
				"$8" "$deb" "$9"
		fi
		;;
	esac
}

# weak FINDING ADDR PORT NAME WHY; "-" stands for null. A null name with an address means
# "whatever name is used"; a null address means the finding belongs to the domain.
weak() {
	[[ $MODE == truth ]] || return 0
	local addr=\"$2\" port=$3 name=\"$4\"
	if [[ $2 == - ]]; then addr=null; fi
	if [[ $3 == - ]]; then port=null; fi
	if [[ $4 == - ]]; then name=null; fi
	if [[ $2 != - ]]; then
		grep -qE "	$2	$3\$" <<<"$LISTENING" || return 0
	fi
	printf 'W\t{"finding": "%s", "addr": %s, "port": %s, "name": %s, "why": "%s"}\n' \
		"$1" "$addr" "$port" "$name" "$5"
}

# weaks ADDR PORT NAME FINDING...: several findings of one service, told by their names.
weaks() {
	local addr=$1 port=$2 name=$3 f
	shift 3
	for f; do weak "$f" "$addr" "$port" "$name" "planted in servers/$SERVER.sh"; done
}

# plants ADDR PORT ID VERDICT STARTER WHY: what is known against the version that a service shows.
# VERDICT is how sure an audit may be with a distribution's data, STARTER without any feed:
# confirmed, probable, possible or none; "unsupported" with the ID end-of-life.
plants() {
	[[ $MODE == truth ]] || return 0
	printf 'P\t{"addr": "%s", "port": %s, "id": "%s", "verdict": "%s", "starter": "%s", "why": "%s"}\n' "$@"
}

# Every DNS record of every server, as "NAME TYPE VALUE".
all_names() { MODE=names each_server print_names | sed '/^[[:space:]]*$/d'; }
print_names() { printf '%s\n' "${names:-}"; }

json_rows() { sed -n "s/^$1\t/    /p" | sed '$!s/$/,/'; }

truth_write() {
	local rows names
	LISTENING=$(listening)
	export LISTENING
	rows=$(each_server truth | LC_ALL=C sort -u) || return 1
	names=$(all_names)
	printf '{\n  "targets": ["%s"],\n' "${LAB_TARGETS// /\", \"}"
	printf '  "resolver": "127.20.0.2:5300",\n  "services": [\n'
	json_rows S <<<"$rows"
	printf '  ],\n  "weaknesses": [\n'
	json_rows W <<<"$rows"
	printf '  ],\n  "planted": [\n'
	json_rows P <<<"$rows"
	printf '  ],\n  "names": [\n'
	awk '$2 == "A" && $3 ~ /^127\.20\./ { a[$1] = a[$1] (a[$1] ? ", " : "") "\"" $3 "\"" }
		$2 == "CNAME" { c[$1] = $3 }
		END {
			for (n in c) if (c[n] in a) a[n] = a[c[n]]
			for (n in a) print "N\t{\"name\": \"" n "\", \"addrs\": [" a[n] "]}"
		}' <<<"$names" |
		LC_ALL=C sort | json_rows N
	printf '  ],\n  "foreign": [\n'
	awk '$2 == "A" { a[$1] = $3 } $2 == "CNAME" { c[$1] = $3 }
		END { for (n in c) if (a[c[n]] ~ /^127\.30\./)
			print "F\t{\"name\": \"" n "\", \"addr\": \"" a[c[n]] "\"}" }' <<<"$names" | json_rows F
	printf '  ],\n  "closed": ["127.20.0.14"]\n}\n'
}

missing_ports() {
	awk -F '\t' 'NR == FNR { have[$1 " " $2 " " $3]; next }
		!(($1 " " $2 " " $3) in have) { print $4 "(" $2 ":" $3 "/" $1 ")" }' \
		<(listening) /lab/run/wanted
}

# wait_ports SECONDS: until every declared port listens.
wait_ports() {
	local i
	for ((i = 0; i < $1 * 5; i++)); do
		[[ -z $(missing_ports) ]] && return
		sleep 0.2
	done
	return 1
}

# shellcheck source=pki.sh
. "$(dirname "${BASH_SOURCE[0]}")/pki.sh"
# shellcheck source=web.sh
. "$(dirname "${BASH_SOURCE[0]}")/web.sh"
