#!/bin/bash
# The same audit into SQLite and into PostgreSQL 15 gives the same findings and the same report, and both give it again from the store.
. "$(dirname "$0")/lib.bash"

# Started again by itself with a server of its own (tests/store/with-postgres): the half that is done there.
if [[ ${1:-} == --postgresql ]]; then
	shift
	[[ -n ${VARDE_TEST_PG:-} ]] || exit 77
	"$root/lab/exec" "$varde" audit "$@" --db "$VARDE_TEST_PG" --out "$FOLDER/postgresql" || exit
	"$varde" report --db "$VARDE_TEST_PG" --out "$FOLDER/postgresql-again" || exit
	"$varde" report --db "$VARDE_TEST_PG" --format json --lang fr --out "$FOLDER/postgresql-fr" || exit
	"$varde" show --db "$VARDE_TEST_PG" >"$FOLDER/postgresql.show" || exit
	# Killed in the middle, and resumed.
	"$root/lab/exec" "$varde" audit "$@" --db "$VARDE_TEST_PG" --out "$FOLDER/postgresql-killed" &
	sleep 1
	kill -KILL $!
	{ wait $!; } 2>/dev/null
	"$root/lab/exec" "$varde" audit --resume --compare none --db "$VARDE_TEST_PG" --out "$FOLDER/postgresql-killed"
	exit
fi

lab_need
# shellcheck disable=SC2206 # several targets
options=($targets --resolver "$resolver" --authorised-by 'mandate 2026-17' --compare none)
audit() { "$root/lab/exec" "$varde" audit "${options[@]}" --db "$tmp/varde.db" --out "$tmp/sqlite"; }
run audit
[[ $status == 0 ]] && ok 'the audit into SQLite' || { cat "$err" >>"$out" && not_ok "the audit into SQLite (exit $status)"; }
check 'its report once more from the store' "$varde" report --db "$tmp/varde.db" --out "$tmp/sqlite-again"
check 'its report once more, in French' "$varde" report --db "$tmp/varde.db" --format json --lang fr --out "$tmp/sqlite-fr"
"$varde" show --db "$tmp/varde.db" >"$tmp/sqlite.show" 2>&1

export FOLDER=$tmp
run "$root/tests/store/with-postgres" "$0" --postgresql "${options[@]}"
if [[ $status == 77 ]]; then
	skip 'the audit into PostgreSQL' 'postgresql-15 is not installed'
	finish
fi
[[ $status == 0 ]] && ok 'the audit into PostgreSQL, killed and resumed as well' ||
	{ cat "$err" >>"$out" && SHOW=60 not_ok "the audit into PostgreSQL (exit $status)"; }

# same NAME WHAT A B: the canonical lines are the same, and there are some.
same() {
	"$here/canon.py" "$2" "$tmp/$3" >"$tmp/a" 2>"$out" && "$here/canon.py" "$2" "$tmp/$4" >"$tmp/b" 2>>"$out" &&
		[[ -s $tmp/a ]] && diff "$tmp/a" "$tmp/b" >"$tmp/diff"
	local r=$?
	if [[ $r == 0 ]]; then ok "$1"; else
		cut -c1-400 "$tmp/diff" >>"$out"
		not_ok "$1"
	fi
}
same 'the findings of both engines are the same' findings sqlite postgresql
same 'findings.csv of both engines is the same' csv sqlite postgresql
same 'report.json of both engines is the same' report sqlite postgresql
same 'the observations of both engines are the same' observations sqlite postgresql
same 'after a kill and a resume on PostgreSQL, the findings are the same' findings sqlite postgresql-killed
same 'after a kill and a resume on PostgreSQL, the observations are the same' observations sqlite postgresql-killed
for engine in sqlite postgresql; do
	same "$engine: the stored run gives the same report.json again" report $engine $engine-again
	for file in findings.csv observations.ndjson; do
		check "$engine: the stored run gives the same $file again, byte by byte" cmp "$tmp/$engine/$file" "$tmp/$engine-again/$file"
	done
done
same 'in French, the reports of both engines are the same' report sqlite-fr postgresql-fr
sed 1d "$tmp/sqlite.show" >"$tmp/a"
sed 1d "$tmp/postgresql.show" >"$tmp/b"
check 'varde show says the same of both' bash -c "test -s '$tmp/a' && diff '$tmp/a' '$tmp/b'"
finish
