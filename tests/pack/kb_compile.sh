#!/bin/sh
# kb_compile.sh KB-COMPILE KB: every rule of the format of kb/ is broken once in a copy, and kb-compile must refuse it with
# file and line; the untouched copy must compile, twice to the same bytes.
set -u
compiler=$1 kb=$2
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
n=0 failed=0

say() { # say RESULT NAME
	n=$((n + 1))
	if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}
fresh() { rm -rf "$tmp/kb"; mkdir -p "$tmp/kb/findings" "$tmp/kb/fingerprints" "$tmp/kb/starter"
	cp "$kb/findings/tls-cert-expired.yaml" "$tmp/kb/findings/"; cp "$kb/fingerprints/ssh.yaml" "$tmp/kb/fingerprints/"
	cp "$kb/aliases.yaml" "$tmp/kb/"; }
run() { "$compiler" "$tmp/kb" "$tmp/$1.pack" "$tmp/$1.h" "$tmp/$1.d" 2>"$tmp/err"; }
# refuse NAME FILE SED-SCRIPT PATTERN: the complaint must name FILE with a line and match PATTERN.
refuse() {
	fresh; rm -f "$tmp/bad.pack"
	sed -i "$3" "$tmp/kb/$2"
	r=0; run bad && r=1
	grep -Eq "/$2:[0-9]+: .*$4" "$tmp/err" || r=1
	[ -e "$tmp/bad.pack" ] && r=1
	[ "$r" = 0 ] || sed 's/^/# /' "$tmp/err"
	say "$r" "$1"
}
F=findings/tls-cert-expired.yaml P=fingerprints/ssh.yaml A=aliases.yaml

fresh; run one; say $? "a good folder compiles"
run two && cmp -s "$tmp/one.pack" "$tmp/two.pack"; say $? "twice to the same bytes"
grep -q "tls-cert-expired.yaml" "$tmp/one.d"; say $? "the depfile names the sources"
refuse "no YAML" $F '1i\	: [' 'no YAML'
refuse "unknown key" $F '1i colour: red' 'unknown key "colour"'
refuse "key twice" $F '1i cwe: 298' 'twice'
refuse "missing key" $F '/^qod:/d' '"qod" is missing'
refuse "id differs from the file name" $F 's/^id: .*/id: tls-other/' 'must be named tls-other.yaml'
refuse "id with capitals" $F 's/^id: .*/id: TLS/' 'lower-case'
refuse "unknown category" $F 's/^category: .*/category: nets/' 'no category'
refuse "unknown criticality" $F 's/^criticality: .*/criticality: severe/' 'no criticality'
refuse "cwe is no number" $F 's/^cwe: .*/cwe: CWE-298/' '"cwe" must be a number'
refuse "qod over 100" $F 's/^qod: .*/qod: 101/' '"qod" must be a number'
refuse "no references" $F '/^references:/,/^text:/{/^  -/d}' 'references are expected'
refuse "insecure reference" $F '0,/^  - /s//  - "http:\/\/example.org"\n  - /' 'https'
refuse "missing language" $F 's/^  nb:/  sv:/' '"nb" is missing'
refuse "title too long" $F '0,/title: .*/s//title: "A title that goes on and on until it has more than sixty characters"/' 'title has 6[0-9] characters'
refuse "title with a full stop" $F '0,/title: .*/s//title: "Expired certificate."/' 'full stop'
refuse "unknown product" $F 's/^      nginx:/      ngonx:/' 'unknown product "ngonx"'
refuse "product in one language only" $F '0,/^      dovecot:/s//      exim:/' 'fix for "exim" is missing in language'
refuse "no default fix" $F 's/^      default:/      haproxy:/' '"default" is missing'
refuse "unknown field" $P 's/field: ssh.banner/field: ssh.colour/' 'unknown field'
refuse "faulty pattern" $P "0,/pattern: .*/s//pattern: '^(SSH'/" 'pattern is faulty'
refuse "foreign group" $P "0,/pattern: .*/s//pattern: '^(?<colour>SSH)'/" 'groups may be'
refuse "confidence over 100" $P '0,/confidence: .*/s//confidence: 101/' '"confidence" must be'
refuse "no CPE" $P "0,/cpe: '.*/s//cpe: 'cpe:\/a:openbsd:openssh'/" 'no CPE 2.3'
refuse "no negative example" $P '/^  negative:/,/^- id/{/^    - /d}' 'negative example'
refuse "no positive example" $P '/^  positive:/,/^  negative:/{/^    - /d}' 'positive example'
refuse "alias without a product" $A "0,/'f5:nginx'/s//'f5'/" 'vendor:product'
refuse "alias in capitals" $A "0,/'f5:nginx'/s//'F5:nginx'/" 'vendor:product'
refuse "alias of two products" $A "0,/'nginx:nginx'/s//'microsoft:iis'/" 'stands there twice'
refuse "alias group without names" $A "0,/  names: .*/s//  names: []/;0,/  observed: .*/s///" 'at least one name'
refuse "alias id twice" $A '0,/id: nginx/s//id: netscaler/' 'is taken'
fresh; rm "$tmp/kb/$A"; run bad; grep -q 'aliases.yaml' "$tmp/err"; say $? "no aliases"
fresh; cp "$tmp/kb/$P" "$tmp/kb/fingerprints/again.yaml"; run bad; grep -q 'is taken' "$tmp/err"; say $? "id twice"
echo "1..$n"
exit $failed
