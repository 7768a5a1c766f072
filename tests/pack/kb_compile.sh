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
fresh() { rm -rf "$tmp/kb"; mkdir -p "$tmp/kb/findings" "$tmp/kb/fingerprints" "$tmp/kb/starter" "$tmp/kb/pentest"
	cp "$kb/findings/tls-cert-expired.yaml" "$tmp/kb/findings/"; cp "$kb/fingerprints/ssh.yaml" "$tmp/kb/fingerprints/"
	cp "$kb/starter/cve-2022-2119.yaml" "$tmp/kb/starter/"; cp "$kb/pentest/web.yaml" "$tmp/kb/pentest/"
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
S=starter/cve-2022-2119.yaml
refuse "starter: foreign id" $S 's/^id: .*/id: KB-1/' 'VARDE-KB-'
refuse "starter: file not named after its CVE" $S 's/CVE-2022-2119/CVE-2022-9/' 'must be named after'
refuse "starter: no CVE" $S 's/CVE-2022-2120/2022-2120/' 'must be a CVE'
refuse "starter: no date" $S '0,/published: .*/s//published: June 2022/' 'must be a date'
refuse "starter: no vector" $S '0,/cvss: .*/s//cvss: high/' 'must be a CVSS vector'
refuse "starter: no CWE" $S '0,/cwe: .*/s//cwe: [22]/' 'must be a CWE'
refuse "starter: ransomware is yes" $S '0,/    cwe:/s//    ransomware: perhaps\n    cwe:/' 'must be yes'
refuse "starter: no product name" $S 's/a:offis:dcmtk/offis:dcmtk/' 'as NVD names it'
refuse "starter: capital in a product" $S 's/a:offis:dcmtk/a:OFFIS:dcmtk/' 'as NVD names it'
refuse "starter: no names" $S 's/    names: .*/    names: []/' 'a product has names'
refuse "starter: a name too few" $S 's/"a:offis:dcmtk"/"a:offis:dcmtk", "a:x:y", "a:x:z", "a:x:w"/' 'each has one name'
refuse "starter: a name too many" $S 's/"a:offis:dcmtk"/"a:offis:dcmtk", "a:x:y"/' 'more names than products'
refuse "starter: no ranges" $S 's/^      - {below.*//' 'a product has ranges'
refuse "starter: bounds and versions" $S 's/{below: "3.6.7"}/{below: "3.6.7", versions: ["1"]}/' 'a range has bounds, or'
refuse "starter: two upper bounds" $S 's/{below: "3.6.7"}/{below: "3.6.7", to: "3"}/' 'one upper bound'
refuse "starter: unknown range" $S 's/{below: "3.6.7"}/{range: all}/' 'is any or none'
refuse "starter: unknown scheme" $S 's/{below: "3.6.7"}/{below: "3.6.7", scheme: roman}/' 'a way to compare'
refuse "starter: insecure reference" $S 's/"https:/"http:/' 'https: address'
refuse "starter: missing language" $S 's/^  nb:/  sv:/' '"nb" is missing'
refuse "starter: title with a full stop" $S '0,/title: .*/s//title: "A flaw in DCMTK."/' 'full stop'
refuse "starter: title too long" $S "0,/title: .*/s//title: \"$(printf 'long %.0s' $(seq 20))title\"/" 'title" has 1[0-9]* characters'
refuse "starter: nothing to do" $S '0,/    do: .*/s//    do: "Update."/' '"do" has 7 characters'
refuse "starter: French spaces" $S 's/\xc2\xa0:/ :/' 'no-break space'
fresh; cp "$tmp/kb/$S" "$tmp/kb/starter/cve-2022-2119b.yaml"; run bad; grep -q 'is taken' "$tmp/err"; say $? "starter: id twice"
fresh; cp "$tmp/kb/$P" "$tmp/kb/fingerprints/again.yaml"; run bad; grep -q 'is taken' "$tmp/err"; say $? "id twice"
echo "1..$n"
exit $failed
