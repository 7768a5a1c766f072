#!/bin/bash
# Proofs of ownership against real servers: what the hospital publishes is seen, what it does not publish is not, and nothing else is asked.
. "$(dirname "$0")/lib.bash"
lab_need
scan=$VARDE_BUILD/src/cmd/varde-scan
token=0123456789abcdefghjkmnpqrs

printf '{"id":"proof","authorised_by":"the hospital","profile":"standard","targets":["127.20.0.7"],"resolvers":["%s"],"proofs":["%s"]}\n' \
	"$resolver" "chu-sainte-anne.test|$token\",\"www.chu-sainte-anne.test|$token\",\"clinique-sainte-anne.test|$token" >"$tmp/job"
# The whole of it in a shell: run closes standard input.
run lab_exec bash -c "'$scan' <'$tmp/job'"
if [[ $status == 0 ]]; then ok 'the scanner ends with 0'; else not_ok 'the scanner ends with 0' "$err"; fi

# fact NAME SUBJECT: the record.
fact() { grep '"fact":"'"$1"'"' "$out" | grep '"subject":"'"$2"'"'; }
has() { fact "$1" "$2" | grep -q "\"values\":\\[\"$token\"\\]"; }
lacks() { [[ -n $(fact "$1" "$2") ]] && ! fact "$1" "$2" | grep -q '"values"'; }
check 'the TXT record of the domain is seen' has proof.dns chu-sainte-anne.test
check 'the file of the web site is seen, where it is sent on to https' has proof.http www.chu-sainte-anne.test
check 'a name without record has none' lacks proof.dns www.chu-sainte-anne.test
check 'a redirect to another name proves nothing' lacks proof.http chu-sainte-anne.test
check 'a domain that publishes nothing has no record' lacks proof.dns clinique-sainte-anne.test
check 'a domain that publishes nothing has no file' lacks proof.http clinique-sainte-anne.test
check 'nothing but the proofs is done' bash -c "! grep -E '\"kind\":\"(port|service|asset|http)\"' '$out'"
check 'nobody but names and the web is asked' bash -c "! grep '\"kind\":\"burst\"' '$out' | grep -vE '\"port\":(53|5300|80|443),'"
finish
