#!/bin/bash
# cut_knowledge.sh DATA FOLDER: of the publications in DATA/cve what concerns the products of the sample hospital, so that taking
# them in takes seconds: NVD's records that name one of them, and the short publications as they are.
set -euo pipefail
data=$1/cve
to=$2
# The names that NVD has for what runs in the lab (lab/servers).
products='apache:http_server|debian:dcmtk|eclipse:mosquitto|exim:exim|f5:nginx|gnu:(gnutls|inetutils)|igor_sysoev:nginx|isc:bind'
products+='|mariadb:mariadb|microsoft:internet_information_(server|services)|mikrotik:routeros|net-snmp:net-snmp|nginx:nginx'
products+='|nic:knot[a-z_]*|nlnetlabs:unbound|offis:dcmtk|openbsd:openssh|orthanc-server:[a-z_-]+|postfix:postfix|postgresql:postgresql'
products+='|proftpd:proftpd|redis(labs)?:redis|samba:samba|tightvnc:tightvnc|vsftpd_project:vsftpd|beasts:vsftpd|neutrinolabs:xrdp|dovecot:dovecot'
xz -dc "$data/nvd-merged.jsonl.xz" | LC_ALL=C grep -aE "cpe:2\.3:[aho]:($products):" >"$to/nvd-lab.jsonl"
cp "$data/debian-bookworm-backports.tsv" "$data/kev-2026-03.json.xz" "$data/eukev.json" "$data/endoflife.json.xz" "$to/"
# Its two head lines, and the rows of those vulnerabilities.
grep -aoE '"id":"CVE-[0-9]+-[0-9]+"' "$to/nvd-lab.jsonl" | cut -d'"' -f4 | sort -u >"$to/ids"
xz -dc "$data/epss-2026-08-16.csv.xz" | LC_ALL=C awk -F, 'NR == FNR { want[$1]; next } FNR <= 2 || $1 in want' "$to/ids" - \
	>"$to/epss-2026-08-16.csv"
rm "$to/ids"
