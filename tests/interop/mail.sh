#!/bin/bash
# Our mails through a private postfix (SMTP, STARTTLS, AUTH) to a private dovecot (LMTP), read back over IMAP, on SQLite and
# PostgreSQL; the notifier is killed (kill -9) KILLS times (30) on each, and so is who reads replies. Everything is on 127.0.0.1, in a folder of its own, on
# ports that the system chose. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
client=$(find "${VARDE_BUILD:-build}/tests" -type f -name mail-client -perm -u+x 2>/dev/null | head -n 1)
varde=${VARDE_BUILD:-build}/src/cmd/varde
skip() {
	echo "1..0 # SKIP $1"
	exit 0
}
[[ -n $client ]] || skip 'build first: tests/interop/mail-client is missing'
[[ $(id -u) = 0 ]] || skip 'postfix and dovecot start as root only'
for tool in /usr/sbin/postfix /usr/sbin/dovecot python3 openssl; do
	command -v "$tool" >/dev/null || skip "$tool is not installed"
done
[[ ${1-} = inner ]] || exec tests/store/with-postgres "$0" inner

KILLS=${KILLS:-30}
dir=$VARDE_TEST_DIR/mail
postfix=
dovecot=
stop() {
	local pid
	for pid in $postfix $dovecot; do
		kill -TERM "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM HUP

# free_ports N: ports that nobody uses now.
free_ports() {
	python3 -c 'import socket, sys
all = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in all: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in all])' "$1"
}
read -r smtp lmtp imap imaps auth web < <(free_ports 6)

mkdir -p "$dir"/{postfix,queue,data,dovecot,run,box,tls}
chmod 755 "$dir"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=localhost' -addext 'subjectAltName=IP:127.0.0.1,DNS:localhost' \
	-keyout "$dir/tls/key.pem" -out "$dir/tls/cert.pem" 2>/dev/null
echo secret >"$dir/password"

cat >"$dir/postfix/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $dir/postfix.log
maillog_file_prefixes = $dir
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.varde.test
mydestination = local.varde.test
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = varde.test
virtual_transport = lmtp:inet:127.0.0.1:$lmtp
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = $dir/tls/cert.pem
smtpd_tls_key_file = $dir/tls/key.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:$auth
smtpd_tls_auth_only = yes
CONF
{
	echo "127.0.0.1:$smtp inet n - n - - smtpd"
	echo 'postlog unix-dgram n - n - 1 postlogd'
	echo 'qmgr unix n - n 300 1 qmgr'
	echo 'local unix - n n - - local' # reports whom it does not know
	for service in cleanup:cleanup:n:0 rewrite:trivial-rewrite:-:- bounce:bounce:-:0 defer:bounce:-:0 trace:bounce:-:0 \
		verify:verify:-:1 flush:flush:n:0 proxymap:proxymap:-:- error:error:-:- retry:error:-:- lmtp:lmtp:-:- \
		anvil:anvil:-:1 scache:scache:-:1 tlsmgr:tlsmgr:-:1 showq:showq:n:- discard:discard:-:-; do
		IFS=: read -r name program private limit <<<"$service"
		echo "$name unix $private - n - $limit $program"
	done
} >"$dir/postfix/master.cf"

cat >"$dir/dovecot.conf" <<CONF
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$dir/tls/cert.pem
ssl_key = <$dir/tls/key.pem
disable_plaintext_auth = no
mail_location = maildir:$dir/box/%n
first_valid_uid = 8
mail_uid = mail
mail_gid = mail
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$dir/box/%n allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = $imap
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = $imaps
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $lmtp
  }
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = $auth
  }
}
CONF
chown mail:mail "$dir/box"
chown postfix "$dir/data"

# wait_for PORT: until it is listened on.
wait_for() {
	for _ in $(seq 100); do
		(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
		sleep 0.1
	done
	echo "Bail out! nobody listens on port $1"
	cat "$dir"/*.log "$dir"/*.err >&2
	exit 1
}

# servers_start
servers_start() {
	dovecot -F -c "$dir/dovecot.conf" 2>"$dir/dovecot.err" &
	dovecot=$!
	postfix -c "$dir/postfix" check 2>"$dir/postfix.err"
	/usr/lib/postfix/sbin/master -c "$dir/postfix" -d 2>>"$dir/postfix.err" &
	postfix=$!
	wait_for "$smtp"
	wait_for "$imap"
	wait_for "$imaps"
	wait_for "$lmtp"
}

tests=0
# check WHETHER NAME [DETAIL]
check() {
	tests=$((tests + 1))
	if [[ $1 = 0 ]]; then
		echo "ok $tests - $2"
	else
		echo "not ok $tests - $2"
		[[ -z ${3-} ]] || printf '%s\n' "$3" | sed 's/^/# /'
	fi
}

# Until the queue is empty: everything was delivered.
drain() {
	for _ in $(seq 600); do
		postqueue -c "$dir/postfix" -p 2>/dev/null | grep -q 'queue is empty' && return 0
		sleep 0.2
	done
	return 1
}

# try_settings DB: what the settings ask of the server.
try_settings() {
	local got
	"$client" put-to "$1" a@varde.test
	got=$("$client" run "$1" "smtp://127.0.0.1:$smtp" "$dir/tls/cert.pem" varde "$dir/password" 2>&1)
	[[ $got = 'sent=1 doubtful=0 failed=0 trouble=0' ]]
	check $? 'sends over STARTTLS, signed in' "$got"
	"$client" put-to "$1" b@varde.test
	echo wrong >"$dir/wrong"
	got=$("$client" run "$1" "smtp://127.0.0.1:$smtp" "$dir/tls/cert.pem" varde "$dir/wrong" 2>&1)
	[[ $got = *trouble=0* ]]
	check $((!$?)) 'a wrong password is trouble of the server, no loss' "$got"
	"$client" put-to "$1" c@varde.test
	got=$("$client" run "$1" "smtp://127.0.0.1:$smtp" /etc/ssl/certs/ca-certificates.crt 2>&1)
	[[ $got = *sent=0*trouble=1 ]]
	check $? 'a certificate of somebody else is not believed' "$got"
	"$client" put-to "$1" d@elsewhere.test
	got=$("$client" run "$1" "smtp://127.0.0.1:$smtp" "$dir/tls/cert.pem" 2>&1 & pid=$!; sleep 2; kill "$pid" 2>/dev/null; "$client" states "$1")
	[[ $got = *failed=1* ]]
	check $? 'a recipient that is refused for good has failed' "$got"
}

# try_kills DB ENGINE
try_kills() {
	local db=$1 pid i left got running=0 count=0
	rm -rf "$dir"/box/*
	for ((i = 0; i < KILLS; i++)); do
		# There is always something to send.
		[[ $("$client" states "$db") =~ waiting=([0-9]+) ]]
		if ((BASH_REMATCH[1] < 200)); then
			"$client" put "$db" "$count" 300 || return
			count=$((count + 300))
		fi
		"$client" run "$db" "smtp://127.0.0.1:$smtp" >/dev/null 2>&1 &
		pid=$!
		sleep "$(printf 0.%03d $((RANDOM % 200 + 50)))"
		kill -9 "$pid" 2>/dev/null && running=$((running + 1))
		wait "$pid" 2>/dev/null
	done
	left=$("$client" states "$db")
	[[ $running = "$KILLS" && $left != *'waiting=0 leased=0'* ]]
	check $? "$2: $KILLS kills met a notifier that was sending" "$running running; $left"
	got=$("$client" orphans "$db")
	[[ $got = orphans=*' held=0' ]]
	check $? "$2: nobody has to wait for the lease of who was killed" "$got"
	got=$("$client" run "$db" "smtp://127.0.0.1:$smtp" 2>&1)
	left=$("$client" states "$db")
	[[ $left = "waiting=0 leased=0 sent=$count failed=0 dropped=0 bounced=0 " ]]
	check $? "$2: all are sent in the end" "$got; $left"
	drain
	check $? "$2: postfix has delivered them"
	echo "# the last run: $got"
	python3 tests/interop/mail_check.py "$imap" "$count" $((tests + 1))
	tests=$((tests + 3))
}

# database NAME: another one of that PostgreSQL; its URL.
database() {
	"${VARDE_TEST_PG_BIN:-/usr/lib/postgresql/15/bin}/createdb" -h "${VARDE_TEST_PG#*host=}" -U varde "$1" >&2
	echo "${VARDE_TEST_PG/\/postgres?//$1?}"
}

# A whole server sends, too, and stops when it is told.
try_serve() {
	local db=$dir/serve.db pid got=
	rm -rf "$dir"/box/*
	"$varde" init --set "db=$db" --set "data=$dir/serve" --name 'The Admin' --mail admin@varde.test >"$dir/init.log" 2>&1
	"$varde" serve --set "db=$db" --set "data=$dir/serve" --set "listen=127.0.0.1:$web" --set "url=http://127.0.0.1:$web" \
		--set "smtp=smtp://127.0.0.1:$smtp" --set "smtp_ca=$dir/tls/cert.pem" --set mail_from=cert@varde.test \
		--set workers=0 >"$dir/serve.log" 2>&1 &
	pid=$!
	"$client" put "$db" 0 9
	for _ in $(seq 100); do
		got=$("$client" states "$db")
		[[ $got != *sent=9* ]] || break
		sleep 0.1
	done
	[[ $got = *sent=9* ]]
	check $? 'varde serve sends what waits' "$got$(cat "$dir/init.log" "$dir/serve.log")"
	kill -TERM "$pid" 2>/dev/null
	wait "$pid"
	check $? 'and ends when it is told'
	drain
	[[ $(find "$dir/box" -path '*/new/*' -type f | wc -l) = 9 ]]
	check $? 'the mails of varde serve came'
}

. tests/interop/sealed.bash
. tests/interop/replies.bash
servers_start
try_sealed
[[ ! -x $varde ]] || try_serve
try_settings "$dir/settings.db"
try_replies "$dir/replies.db" SQLite
[[ -z ${VARDE_TEST_PG-} ]] || try_replies "$(database replies)" PostgreSQL
try_kills "$dir/kills.db" SQLite
[[ -z ${VARDE_TEST_PG-} ]] || try_kills "$VARDE_TEST_PG" PostgreSQL
echo "1..$tests"
