#!/bin/sh
# New knowledge against what was seen, from file to line: varde kb import, compile, who and watch --once tell what is new, changed,
# withdrawn, and nothing; banners that only the pack's fingerprints know count too.
# shellcheck disable=SC2154 # lib.sh sets root, tree and out
set -u
. "$(dirname "$0")/lib.sh"
varde=
for folder in "${VARDE_BUILD:-$root/build-check}" "$root/build-fast" "$root/build-dev"; do
	[ -n "$varde" ] || varde=$(find "$folder" -maxdepth 3 -type f -name varde -perm -u+x 2>/dev/null | head -n 1)
done
seen=${varde%/src/cmd/varde}/tests/e2e/seen
[ -n "$varde" ] && [ -x "$seen" ] || { echo '1..0 # SKIP nothing is built'; exit 0; }
db=$tree/varde.db

# record ID MODIFIED STATUS VENDOR PRODUCT END: what NVD says of a CVE, one line.
record() {
	printf '{"id":"%s","published":"2026-01-01T00:00:00.000","lastModified":"%s","vulnStatus":"%s",' "$1" "$2" "$3"
	printf '"descriptions":[{"lang":"en","value":"A flaw."}],"metrics":{"cvssMetricV31":[{"type":"Primary","cvssData":'
	printf '{"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}]},"configurations":[{"nodes":[{"operator":"OR",'
	printf '"negate":false,"cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:%s:%s:*:*:*:*:*:*:*:*","versionEndExcluding":"%s"}]}]}]}\n' "$4" "$5" "$6"
}

# kev ID DATE: CISA's list with that one entry.
kev() {
	printf '{"title":"Known exploited vulnerabilities","catalogVersion":"1","dateReleased":"%sT00:00:00.000Z","count":1,' "$2"
	printf '"vulnerabilities":[{"cveID":"%s","vendorProject":"Acme","product":"Gate","vulnerabilityName":"A flaw","dateAdded":"%s",' "$1" "$2"
	printf '"shortDescription":"A flaw.","requiredAction":"Mend it.","dueDate":"2026-12-01","knownRansomwareCampaignUse":"Known","notes":"","cwes":[]}]}\n'
}

# take FILE...: into the database, and compiled.
take() { "$varde" kb import --db "$db" "$@" && "$varde" kb compile --db "$db"; }
kb() {
	verb=$1
	shift
	"$varde" kb "$verb" --db "$db" "$@"
}
# says TEXT COMMAND...: succeeds and prints the text (an extended expression).
says() {
	text=$1
	shift
	"$@" >"$tree/said" 2>&1 || { cat "$tree/said"; return 1; }
	cat "$tree/said"
	grep -qE -- "$text" "$tree/said"
}
silent() { ! says "$@"; }
# lines N COMMAND...: prints so many.
lines() {
	n=$1
	shift
	"$@" >"$tree/said" 2>&1 || { cat "$tree/said"; return 1; }
	cat "$tree/said"
	[ "$(wc -l <"$tree/said")" -eq "$n" ]
}

record CVE-2026-1000 2026-02-01T00:00:00.000 Analyzed acme gate 1.0 >"$tree/before.json"
{
	record CVE-2026-1000 2026-02-01T00:00:00.000 Analyzed acme gate 1.0
	record CVE-2026-1001 2026-03-01T00:00:00.000 Analyzed acme gate 2.5
	record CVE-2026-1002 2026-03-01T00:00:00.000 Analyzed acme door 9.0
} >"$tree/after.json"
record CVE-2026-1001 2026-04-01T00:00:00.000 Analyzed acme gate 2.6 >"$tree/changed.json"
record CVE-2026-1001 2026-05-01T00:00:00.000 Rejected acme gate 2.6 >"$tree/rejected.json"
kev CVE-2026-1001 2026-04-15 >"$tree/kev.json"
mkdir "$tree/recog"
cat >"$tree/recog/ssh_banners.xml" <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<fingerprints matches="ssh.banner" protocol="ssh" database_type="service" preference="0.90">
  <fingerprint pattern="^AcmeGate_([\d.]+)$">
    <description>Acme Gate</description>
    <example service.version="2.4">AcmeGate_2.4</example>
    <param pos="0" name="service.vendor" value="acme"/>
    <param pos="0" name="service.product" value="gate"/>
    <param pos="1" name="service.version"/>
  </fingerprint>
</fingerprints>
X

passes 'two feeds are taken in and compiled' take "$tree/before.json" "$tree/recog/ssh_banners.xml"
passes 'what was seen is stored' "$seen" "$db" r1 1 '192.0.2.1 443 http acme:gate 2.4' '192.0.2.2 22 ssh = SSH-2.0-AcmeGate_2.4' '192.0.2.3 80 http other 1.0'
passes 'nobody is affected' says 'None of 3 services' kb who CVE-2026-1000
passes 'the first look tells from when on' says 'from now on' kb watch --once
passes 'nothing changed' says 'same as last time' kb watch --once

passes 'what is new is taken in' take "$tree/after.json"
passes 'a new one is told once a service' lines 2 kb watch --once --json
passes 'and only once' says 'same as last time' kb watch --once
passes 'who runs it, by CVE' says '192.0.2.1:443 +gate 2.4 +probable' kb who CVE-2026-1001
passes 'by the banner that ours do not know' says '192.0.2.2:22 +gate 2.4 +probable' kb who CVE-2026-1001
passes 'by product and range' says '192.0.2.2:22' kb who 'acme:gate <2.5'
passes 'not who runs something else' silent '192.0.2.3' kb who 'acme:gate <2.5'
passes 'nobody runs the other product' says 'None of 3 services' kb who CVE-2026-1002

passes 'another range' take "$tree/changed.json"
passes 'is a change, with the version that mends it' says '^changed +CVE-2026-1001 .*192.0.2.1:443 .*version that mends it is another' kb watch --once
passes 'the list of what is exploited' take "$tree/kev.json"
passes 'is a change, and why' says '"change":"changed","id":"CVE-2026-1001".*"why":"exploited"' kb watch --once --json
passes 'a record that changes nothing' take "$tree/before.json"
passes 'changes nothing' silent 'CVE-2026' kb watch --once
passes 'a rejected one' take "$tree/rejected.json"
passes 'is withdrawn, and why' says '^withdrawn +CVE-2026-1001 .*rejected it' kb watch --once
passes 'and nobody runs it any more' says 'None of 3 services' kb who CVE-2026-1001
finish
