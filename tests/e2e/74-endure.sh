#!/bin/bash
# Nothing lost, nothing done twice, nothing sent twice: under a load of members who order audits and answer findings, and of mails, two
# servers, two workers elsewhere, local workers, their scans and the database are killed (kill -9) in turn, and started again. Then all
# that clients were told, what the mail server got and what the database holds are compared. In a network of its own.
#   ENDURE_KILLS, ENDURE_KILLS_SQLITE   how many on each engine (5 and 3; make endure: 100 and 30)
#   ENDURE_RESULTS=yes                  writes build/results/endure.json
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.bash"
if [[ -z ${E2E_ENGINE:-} ]]; then
	export FIGURES=$tmp/figures
	on_both_engines
	[[ -z ${ENDURE_RESULTS:-} ]] || { mapfile -t figures <"$FIGURES" && "$here/result.py" endure "${figures[@]}"; }
	finish
fi
seed=$VARDE_BUILD/tests/e2e/seed
[[ -x $seed ]] || bail "there is no program $seed: build first"
[[ -z $(ip route) && $(ip -o link | wc -l) == 1 ]] || bail 'this network is not of our own'
ip link set lo up
orgs=(chu clinique labo radio)
bin=${VARDE_TEST_PG_BIN:-/usr/lib/postgresql/15/bin}
declare -A pid=() token=() killed=()
gone() { ! kill -0 "$1"; }

# What started must be known to be ended: a folder with one file a process would do the same, but an array is enough here.
stop_all() {
	local name
	for name in "${!pid[@]}"; do kill -9 "${pid[$name]}" 2>/dev/null; done
}
at_end+=(stop_all)
# began NAME: the process that was started last.
began() {
	pid[$1]=$!
	disown "$!"
}

# --- the certificates ---
pki=$tmp/pki
mkdir "$pki"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Test authority' -keyout "$pki/ca.key" \
	-out "$pki/ca.pem" 2>/dev/null || bail 'no authority'
issue() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$pki/$1.key" -out "$pki/$1.csr" 2>/dev/null
	printf 'extendedKeyUsage=%s\nsubjectAltName=IP:127.0.0.1\n' "$2" >"$pki/$1.ext"
	openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.pem" -CAkey "$pki/ca.key" -CAcreateserial -days 2 -extfile "$pki/$1.ext" \
		-out "$pki/$1.pem" 2>/dev/null || bail "no certificate for $1"
}
issue server serverAuth
for name in w1 w2; do issue "$name" clientAuth; done

# --- the database: one of its own, with fsync as in service ---
pg=$tmp/pg
postgres_start() {
	local i
	for ((i = 0; i < 100; i++)); do
		# The memory of a server that was killed belongs to its last child: until that has gone, it does not start.
		if [[ -z ${pid[database]:-} ]] || gone "${pid[database]}" 2>/dev/null; then
			(cd "$pg" && exec setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups "$bin/postgres" -D "$pg/data" -k "$pg" \
				-c listen_addresses= -c shared_buffers=32MB -c max_connections=100) >>"$tmp/postgres.log" 2>&1 &
			began database
		fi
		sleep 0.1
		! "$bin/pg_isready" -q -h "$pg" -U varde || return 0
	done
	return 1
}
postgres_make() {
	mkdir "$pg" && chown postgres "$pg" || return 1
	(cd "$pg" && setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups "$bin/initdb" -D "$pg/data" -U varde -A trust \
		-E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en --no-sync --no-instructions) >"$tmp/postgres.log" 2>&1 &&
		postgres_start
}

# --- what is killed ---
s() { "$seed" "$db" "$@"; }
server_start() {
	"$varde" serve --config "$tmp/$engine-$1.conf" >>"$tmp/$engine-server$1.log" 2>&1 &
	began "server$1"
}
worker_start() {
	"$varde" worker --server "https://127.0.0.1:844$1" --cert "$pki/w$1.pem" --key "$pki/w$1.key" --ca "$pki/ca.pem" \
		--spool "$tmp/spool-$engine-w$1" >>"$tmp/$engine-worker$1.log" 2>&1 &
	began "worker$1"
}
# Of any thread of the server.
local_of() { cat /proc/"${pid[server$1]}"/task/*/children 2>/dev/null | tr ' ' '\n' | grep -m 1 .; }
# A scan of whichever worker has one.
scan_of() {
	local p
	for p in $(local_of 1) $(local_of 2) "${pid[worker1]}" "${pid[worker2]}"; do
		if cat /proc/"$p"/task/*/children 2>/dev/null | tr ' ' '\n' | grep -m 1 .; then return 0; fi
	done
	return 1
}
# victim_of WHAT: its processes, now.
victim_of() {
	case $1 in
	server* | worker*) echo "${pid[$1]}" ;;
	local*) local_of "${1#local}" ;;
	scan) scan_of ;;
	database) echo "${pid[database]}" ;;
	everything) echo "$(children "${pid[database]}") ${pid[database]}" ;;
	esac
}
# What is there now is killed; a scan may end by itself meanwhile.
hit() {
	victim=$(victim_of "$1")
	[[ -n $victim ]] || return 1
	# shellcheck disable=SC2086 # words; children may be gone before it is their turn
	kill -9 $victim 2>/dev/null || kill -0 "${victim##* }" 2>/dev/null || [[ $1 == everything ]]
}
# strike WHAT: kills it, and starts it again when nobody else does.
strike() {
	local what=$1 victim=
	wait_for 30 hit "$what" || return 1
	killed[$what]=$((${killed[$what]:-0} + 1))
	case $what in
	server* | worker*)
		wait_for 5 gone "$victim"
		sleep "0.$((RANDOM % 10))"
		"${what%[12]}_start" "${what: -1}"
		;;
	database | everything) postgres_start || bail 'the database does not start any more' ;;
	esac
}

configure() {
	cat >"$tmp/$engine-$1.conf" <<-END
		db = $db
		data = $tmp/data-$engine
		listen = 127.0.0.1:808$1
		url = http://127.0.0.1:808$1
		contact = mailto:cert@cert.test
		mail_from = cert@cert.test
		smtp = smtp://127.0.0.1:2525
		smtp_starttls = no
		loopback = yes
		workers = 1
		resolvers = 127.0.0.1:5300
		worker_listen = 127.0.0.1:844$1
		worker_cert = $pki/server.pem
		worker_key = $pki/server.key
		worker_ca = $pki/ca.pem
	END
}
wait_end() { python3 "$here/endure.py" wait "$db" "$1"; }
up() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

prepare() {
	local i=0 org
	for i in 1 2; do configure $i; done
	check "$engine: init" "$varde" init --config "$tmp/$engine-1.conf" --name 'Anna Berg' --mail anna@cert.test
	for i in 1 2; do check "$engine: worker $i is registered" "$varde" worker-add --config "$tmp/$engine-1.conf" "w$i" "$pki/w$i.pem"; done
	i=0
	for org in "${orgs[@]}"; do
		SEED_ORG=$org s setup 40 "11.99.$((++i)).1" || bail "no setup of $org"
		token[$org]=$(SEED_ORG=$org s person "officer@$org.test") || bail "no officer of $org"
	done
	for i in 1 2; do server_start $i; done
	wait_for 60 up 8081 && wait_for 60 up 8082 || bail 'the servers do not start'
	for i in 1 2; do worker_start $i; done
}

# first_runs: an order of each, with nobody killed: what the others are compared with.
first_runs() {
	local org
	for org in "${orgs[@]}"; do
		curl -sS --fail-with-body -o /dev/null -H "Authorization: Bearer ${token[$org]}" -H 'Content-Type: application/json' \
			-d "{\"type\":\"health\",\"profile\":\"standard\",\"reason\":\"first $org\"}" \
			"http://127.0.0.1:8081/api/v1/orgs/$org/orders" || return 1
	done
	wait_end 60
}

# endure ENGINE DB KILLS WHAT...
endure() {
	engine=$1 db=$2
	local kills=$3 i n=0 members=() org journal=$tmp/$1.journal stop=$tmp/$1.stop mails=0 victims
	shift 3
	victims=("$@")
	killed=()
	prepare
	check "$engine: undisturbed" first_runs
	for org in "${orgs[@]}"; do members+=("$org=${token[$org]}"); done
	python3 "$here/endure.py" load "$journal" "$stop" "http://127.0.0.1:8081,http://127.0.0.1:8082" "${members[@]}" >"$tmp/$engine.load" 2>&1 &
	began load
	sleep 1
	# A victim that is not to be had for half a minute is passed by; the number of kills is asked for all the same.
	for ((i = 0; n < kills && i < kills + kills / 5 + 2; i++)); do
		for _ in 1 2 3; do s mails "$mails" 60 2>>"$tmp/$engine.mails" && mails=$((mails + 60)) && break; done
		sleep "$((RANDOM % 2)).$((RANDOM % 10))"
		strike "${victims[i % ${#victims[@]}]}" && n=$((n + 1))
	done
	if ((n == kills)); then ok "$engine: $kills kills"; else not_ok "$engine: $kills kills, of which $n met something"; fi
	for i in "${victims[@]}"; do echo "# $engine: killed $i ${killed[$i]:-0} times"; done | sort -u
	touch "$stop"
	check "$engine: every client is answered" wait_for 120 gone "${pid[load]}"
	# Hours pass: what the dead held is free. Nobody alive holds anything meanwhile.
	for i in 1 2; do kill -9 "${pid[worker$i]}" "${pid[server$i]}"; done
	for i in 1 2; do wait_for 10 gone "${pid[worker$i]}" && wait_for 10 gone "${pid[server$i]}"; done
	wait_for 10 nobody_works
	check "$engine: hours pass" s age
	for i in 1 2; do server_start $i && worker_start $i; done
	check "$engine: nothing is left to be done" wait_end 150
	judge "$journal" "$n"
	for i in 1 2; do kill "${pid[worker$i]}" "${pid[server$i]}"; done
	for i in 1 2; do wait_for 10 gone "${pid[server$i]}"; done
	if grep -lE 'Sanitizer|[Aa]ssertion' "$tmp/$engine"-*.log >"$tmp/bad"; then
		# The frames too: other threads' lines stand between them.
		grep -hE 'Sanitizer|[Aa]ssertion|^ +#[0-9]+ 0x' "$tmp/$engine"-*.log >"$tmp/bad"
		not_ok "$engine: no program failed by itself" "$tmp/bad"
	else
		ok "$engine: no program failed by itself"
	fi
}
# No program of ours is left but those that are known (the local workers end with their server).
nobody_works() { ! ps -eo args= | grep -F "$varde work --name" | grep -F "$tmp/" | grep -qv grep; }

# judge JOURNAL KILLS: all of it; adds to the figures.
judge() {
	local wrong chunks requests sent copies what
	python3 "$here/endure.py" check "$db" "$1" "$tmp/mails-$engine" "$engine" "$count" >"$tmp/judged" 2>&1 || cat "$tmp/judged"
	grep -v '^RESULT' "$tmp/judged"
	if grep -q '^not ok' "$tmp/judged"; then bad=1; fi
	read -r _ count wrong chunks requests sent copies < <(grep '^RESULT' "$tmp/judged") || bail 'it could not be judged'
	what="$engine: kill -9 of server, worker and database in turn under load, $2 times"
	[[ $engine != sqlite ]] || what="$engine: kill -9 of server and worker in turn under load, $2 times"
	figures+=("$what: what was lost, done twice or not as the clients were told, of $requests requests, $chunks chunks and $sent mails|$wrong||0"
		"$engine: of $sent mails, came again under the same Message-ID (the process died between the mail server's answer and the commit)|$copies||")
	check "$engine: the log holds together" "$varde" log verify --config "$tmp/$engine-1.conf"
}
figures=()

i=0
for org in "${orgs[@]}"; do
	ip address add "11.99.$((++i)).1/32" dev lo
	python3 "$here/counter.py" "11.99.$i.1" 80=http 8080=http >"$tmp/http$i.log" 2>&1 &
	began "http$i"
done
for i in 1 2 3 4; do wait_for 60 grep -q ready "$tmp/http$i.log" || bail 'the services do not start'; done
mail_server() {
	python3 "$here/endure.py" sink 2525 "$tmp/mails-$1" >"$tmp/sink.log" 2>&1 &
	began mails
	wait_for 60 up 2525 || bail 'the mail server does not start'
}

case $E2E_ENGINE in
postgresql)
	if [[ -x $bin/postgres ]]; then
		postgres_make || bail "no database: $(tail -n 3 "$tmp/postgres.log")"
		mail_server postgresql
		endure postgresql "postgresql://varde@/postgres?host=$pg" "${ENDURE_KILLS:-5}" \
			server1 worker1 database local2 scan server2 worker2 everything local1 scan
		kill "${pid[database]}"
	else
		skip 'on PostgreSQL' 'it is not installed'
	fi
	;;
*)
	mail_server sqlite
	endure sqlite "$E2E_DB" "${ENDURE_KILLS_SQLITE:-3}" server1 worker1 local2 scan server2 worker2 local1
	;;
esac
[[ -z ${figures[*]} ]] || printf '%s\n' "${figures[@]}" >>"$FIGURES"
finish
