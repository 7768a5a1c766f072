# Part of tests/interop/mail.sh: notices go out by postfix, members reply from their programs (replies_reader.py), postfix itself reports
# what it cannot deliver, and we read all of it from dovecot over IMAP with TLS. Who reads is killed (kill -9) between taking a
# mail in and marking it, and at random: nothing has its effect twice.

replies=$(find "${VARDE_BUILD:-build}/tests" -type f -name replies-client -perm -u+x 2>/dev/null | head -n 1)
people=(ola@varde.test en amelie@varde.test fr kare@varde.test nb away@varde.test en eva@varde.test en gone@local.varde.test en)
EXTRA=20 # replies to read while being killed at random

# poll DB [DIES]
poll() {
	"$replies" poll "$1" "imaps://127.0.0.1:$imaps/INBOX" "$dir/tls/cert.pem" "$dir/password" "${@:2}" 2>&1
}

# wait_mails N: until the mailbox of replies has got N in all.
wait_mails() {
	for _ in $(seq 100); do
		[[ $(find "$dir/box/cert" -path '*/new/*' -type f -o -path '*/cur/*' -type f 2>/dev/null | wc -l) -lt $1 ]] || return 0
		sleep 0.1
	done
	return 1
}

# state_of DB WHAT: those lines, joined.
state_of() {
	"$replies" state "$1" 2>&1 | sed -n "s/^$2 //p" | paste -sd ';'
}

# try_reading DB ENGINE: each mail is taken in, and its reader dies before it marks it.
try_reading() {
	local db=$1 got i
	got=$(poll "$db" 1)
	for i in 2 3 4 5 6; do # marks the one before, dies over the next
		got+=$(poll "$db" 2)
	done
	[[ -z $got ]]
	check $? "$2: six readers were killed between taking a mail in and marking it" "$got"
	got=$(python3 tests/interop/replies_reader.py flags "$imaps" "$dir/tls/cert.pem")
	[[ $got = 'all=6 marked=5' ]]
	check $? "$2: the last one is not marked" "$got"
	got=$(poll "$db")
	[[ $got = 'replies=0 bounces=0 for_duty=0 ignored=0 refused=0 again=1' ]]
	check $? "$2: it is known again" "$got"
	got=$(poll "$db")$(python3 tests/interop/replies_reader.py flags "$imaps" "$dir/tls/cert.pem")
	[[ $got = 'replies=0 bounces=0 for_duty=0 ignored=0 refused=0 again=0all=6 marked=6' ]]
	check $? "$2: all are marked, and a second look finds nothing" "$got"
	got=$(state_of "$db" answer)
	[[ $got = 'amelie@varde.test fixed mail 1;kare@varde.test not_ours mail 1;ola@varde.test fixed mail 1' ]]
	check $? "$2: replies in three languages are answers, once" "$got"
	got=$(state_of "$db" inbound)
	[[ $got = 'automatic ignored 1;bounce done 1;reply done 3;reply for_duty 1' ]]
	check $? "$2: an absence note is no answer, a stranger's reply waits for somebody" "$got"
	got=$(state_of "$db" bounced)$(state_of "$db" address)
	[[ $got = 'gone@local.varde.test 1gone@local.varde.test 1 on 5.1.1 '*'unknown user'* ]]
	check $? "$2: what postfix could not deliver is noted at the address" "$got"
}

# try_random DB ENGINE: many replies, and readers who die anywhere.
try_random() {
	local db=$1 got i pid met=0
	python3 tests/interop/replies_reader.py more "$imap" "$smtp" "$EXTRA"
	wait_mails $((6 + EXTRA))
	check $? "$2: $EXTRA more replies came"
	for i in 1 2 3; do
		"$replies" poll "$db" "imaps://127.0.0.1:$imaps/INBOX" "$dir/tls/cert.pem" "$dir/password" >/dev/null 2>&1 &
		pid=$!
		sleep "$(printf 0.%03d $((RANDOM % 90 + 15)))"
		kill -9 "$pid" 2>/dev/null && met=$((met + 1))
		wait "$pid" 2>/dev/null
	done
	got=$(poll "$db")
	echo "# $met of 3 readers died; the last one: $got"
	got=$(state_of "$db" answer)
	[[ $got = *"ola@varde.test working mail $((EXTRA + 1))" ]]
	check $? "$2: each of them is one answer, whoever died over it" "$got"
}

# try_bounces DB ENGINE: three in a row switch the address off.
try_bounces() {
	local db=$1 got i
	for i in 1 2; do
		"$replies" again "$db" gone@local.varde.test && "$replies" send "$db" "smtp://127.0.0.1:$smtp" >/dev/null
		wait_mails $((6 + EXTRA + i))
	done
	got=$(poll "$db")
	[[ $got = 'replies=0 bounces=2 '* ]]
	check $? "$2: two more came back" "$got"
	got=$(state_of "$db" address)$(state_of "$db" call)
	[[ $got = 'gone@local.varde.test 3 off '*'gone@local.varde.test bounced 1' ]]
	check $? "$2: after three nothing is sent there, and somebody calls" "$got"
	"$replies" again "$db" gone@local.varde.test
	got=$("$replies" send "$db" "smtp://127.0.0.1:$smtp")
	[[ $got = 'sent=0 trouble=0' ]]
	check $? "$2: nothing is sent there" "$got"
}

# try_replies DB ENGINE
try_replies() {
	local got
	rm -rf "$dir"/box/*
	got=$("$replies" seed "$1" "${people[@]}" 2>&1 && "$replies" send "$1" "smtp://127.0.0.1:$smtp" 2>&1)
	[[ $got = 'sent=6 trouble=0' ]]
	check $? "$2: six notices are sent" "$got"
	drain
	got=$(python3 tests/interop/replies_reader.py answer "$imap" "$smtp" 2>&1)
	check $? "$2: readers reply" "$got"
	wait_mails 6
	check $? "$2: five replies and a bounce came" "$(find "$dir/box" -type f; tail -n 20 "$dir/postfix.log")"
	try_reading "$@"
	try_random "$@"
	try_bounces "$@"
}
