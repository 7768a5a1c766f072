#!/bin/bash
# varde kb import, compile, stats, show, search, match and diff as a person uses them, with small publications of our own: what the
# text says, the JSON has too. Prints TAP.
set -u
cd "$(dirname "$0")/../.." || exit 2
varde=${VARDE_BUILD:-build}/src/cmd/varde
if [[ ! -x $varde ]]; then
	echo "1..0 # SKIP build first: $varde is missing"
	exit 0
fi
varde=$(realpath "$varde")
# shellcheck source=tests/tools/lib.sh disable=SC1091
. tests/tools/lib.sh
# shellcheck disable=SC2154 # tree and out are of lib.sh
export XDG_DATA_HOME=$tree TMPDIR=$tree
put feeds/nvd.json <<-'END'
	{"resultsPerPage":1,"format":"NVD_CVE","version":"2.0","vulnerabilities":[{"cve":{"id":"CVE-2024-4242",
	"published":"2024-01-02T03:04:05.678","lastModified":"2024-02-03T04:05:06.789","vulnStatus":"Analyzed",
	"descriptions":[{"lang":"en","value":"A flaw of the pigeon post."}],
	"metrics":{"cvssMetricV31":[{"type":"Primary","cvssData":{"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}]},
	"weaknesses":[{"description":[{"value":"CWE-79"}]}],"references":[{"url":"https://a.example/","tags":["Patch"]}],
	"configurations":[{"nodes":[{"operator":"OR","cpeMatch":[{"vulnerable":true,
	"criteria":"cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*","versionEndExcluding":"9.4"}]}]}]}}]}
END
put feeds/kev.json <<-'END'
	{"title":"Catalog","catalogVersion":"2026.03.13","dateReleased":"2026-03-13T16:38:24.564Z","count":1,"vulnerabilities":[
	{"cveID":"CVE-2024-4242","vendorProject":"OpenBSD","product":"OpenSSH","dateAdded":"2026-03-13","requiredAction":"Mend it.",
	"dueDate":"2026-03-27","knownRansomwareCampaignUse":"Known"}]}
END
printf '#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\nCVE-2024-4242,0.5,0.99\n' | put feeds/epss.csv
printf 'source\tfixed_in\tdist\tcve\tdate\nopenssh\t1:9.2p1-2+deb12u3\tbookworm\tCVE-2024-4242\tSat, 02 May 2026 18:37:29 +0200\n' |
	put feeds/debian.tsv
put feeds/csaf.json <<-'END'
	{"document":{"csaf_version":"2.0","category":"csaf_security_advisory","distribution":{"tlp":{"label":"WHITE"}},
	"publisher":{"name":"Maker","namespace":"https://maker.example"},"title":"Pigeon","tracking":{"id":"M-1","version":"2",
	"current_release_date":"2024-02-05T00:00:00Z","initial_release_date":"2024-02-02T00:00:00Z","status":"final"}},
	"product_tree":{"branches":[{"category":"vendor","name":"Maker","branches":[{"category":"product_name","name":"Loft","branches":[
	{"category":"product_version","name":"1.0","product":{"name":"x","product_id":"1"}}]}]}]},
	"vulnerabilities":[{"cve":"CVE-2024-4242","product_status":{"known_affected":["1"]},
	"remediations":[{"category":"vendor_fix","details":"Update."}]}]}
END

says() { # TEXT COMMAND...: it succeeds and prints the text
	local text=$1
	shift
	"$@" >"$tree/said" 2>&1 || { cat "$tree/said" && return 1; }
	grep -qF -- "$text" "$tree/said" || { cat "$tree/said" && return 1; }
}
kb() {
	local verb=$1
	shift
	"$varde" kb "$verb" --db "$tree/k.db" "$@"
}
json() { # PROGRAM COMMAND...: its line of JSON is v for the Python expression
	local expression=$1
	shift
	"$@" | python3 -c 'import json, sys
lines = [json.loads(line) for line in sys.stdin]
v = lines[0]
print(v)
sys.exit(not eval(sys.argv[1]))' "$expression"
}

passes 'publications are taken in' kb import "$tree/feeds"
passes 'and compiled' kb compile
passes 'the digest of the pack is right' kb stats --verify
passes 'stats: the sizes of its parts are the whole' json 'sum(v["sizes"].values()) == v["bytes"]' kb stats --json
passes 'stats: every source is there' json '{"nvd", "kev", "epss", "debian", "csaf"} <= {s["source"] for s in v["sources"]}' kb stats --json
for text in 'A flaw of the pigeon post.' '9.8  CVSS:3.1' 'CWE-79' 'openbsd:openssh < 9.4' 'https://a.example/' \
	'exploited (cisa) 2026-03-13, until 2026-03-27' 'likelihood within 30 days: 50.0 %' \
	'debian bookworm  openssh  1:9.2p1-2+deb12u3' 'M-1  Pigeon'; do
	passes "show says: $text" says "$text" kb show CVE-2024-4242
done
passes 'show in French' says 'exploitée (cisa)' kb show --lang fr CVE-2024-4242
j() { json "$1" kb show --json CVE-2024-4242; }
passes 'show --json: the record, who states it, and its scores' j \
	'[(x["source"], x["scores"][0]["score"], x["record"]["text"]) for x in v["vulnerabilities"]] == [("nvd", 9.8, "A flaw of the pigeon post.")]'
passes 'show --json: what is affected' j 'v["vulnerabilities"][0]["configs"][0]["nodes"][0]["match"][0]["end"] == "9.4"'
passes 'show --json: exploitation' j \
	'[(e["list"], e["due"][:10], e["ransomware"]) for e in v["exploited"]] == [("cisa", "2026-03-27", True)]'
passes 'show --json: likelihood' j 'v["epss"]["likelihood"] == 500000 and v["epss"]["percentile"] == 990000'
passes 'show --json: no decision points is null' j 'v["ssvc"] is None'
passes 'show --json: fixes of distributions' j \
	'[(f["distro"], f["release"], f["package"], f["version"]) for f in v["fixes"]] == [("debian", "bookworm", "openssh", "1:9.2p1-2+deb12u3")]'
passes 'show --json: the documents that speak of it' j \
	'[(a["source"], a["record"]["id"], a["record"]["remedies"]) for a in v["advisories"]] == [("csaf", "M-1", ["vendor_fix: Update."])]'
passes 'show --json: a document' json 'v["id"] == "M-1" and not v["vulnerabilities"] and len(v["advisories"]) == 1' kb show --json M-1
fails 'show: an unknown number' 'nothing is known of it' kb show CVE-2024-4243
passes 'search finds words of the text' says CVE-2024-4242 kb search pigeon post
passes 'match: a revision before the fix' json 'any(x["id"] == "CVE-2024-4242" and x["verdict"] == "confirmed" for x in lines)' \
	kb match --json 'OpenSSH 9.2p1 Debian-2+deb12u2'
passes 'match: the revision with the fix' json \
	'any(x["id"] == "CVE-2024-4242" and x["verdict"] == "fixed" and x["score"] == 9.8 for x in lines)' \
	kb match --json --all 'OpenSSH 9.2p1 Debian-2+deb12u3'
cp "$tree/knowledge.vkp" "$tree/old.vkp"
passes 'diff: a pack and itself' says 'Both packs say the same.' "$varde" kb diff "$tree/old.vkp" "$tree/knowledge.vkp"
finish
