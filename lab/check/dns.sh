# DNS servers and the domains' own records, asked of kdig.
# shellcheck shell=bash

dns() { kdig +timeout=3 +retry=0 @127.20.0.2 -p 5300 "$@"; }

dns_domain() {
	local d=$1 txt
	dns "$d" AXFR | grep -q "SOA" && found dns-axfr-open null null "$d"
	[[ -n $(dns "$d" DNSKEY +short) ]] || found dns-dnssec-missing null null "$d"
	[[ -n $(dns "$d" CAA +short) ]] || found dns-caa-missing null null "$d"
	txt=$(dns "_dmarc.$d" TXT +short)
	case $txt in
	*p=none*) found mail-dmarc-none null null "$d" ;;
	*v=DMARC1*) ;;
	*) found mail-dmarc-missing null null "$d" ;;
	esac
}

# SPF counts for every name that has a mail exchanger.
dns_spf() {
	local spf
	spf=$(dns "$1" TXT +short | grep 'v=spf1')
	if [[ -z $spf ]]; then
		found mail-spf-missing null null "$1"
	elif ! grep -qE '[-~]all"?$' <<<"$spf"; then
		found mail-spf-permissive null null "$1"
	fi
}

check_dns() {
	local d a p n transport proto
	{
		for d in chu-sainte-anne.test clinique-sainte-anne.test; do
			dns_domain "$d"
			for n in "$d" $(dns "$d" AXFR | awk '$4 == "MX" { print $1 }' | sed 's/\.$//'); do
				[[ -z $(dns "$n" MX +short) ]] || echo "$n"
			done | sort -u | while read -r n; do dns_spf "$n"; done
		done
		while read -r a p transport proto _; do
			[[ $proto == dns && $transport == udp ]] || continue
			[[ -z $(kdig +timeout=3 "@$a" -p "$p" version.bind CH TXT +short) ]] ||
				found dns-version-disclosed "$a" "$p" null
			! kdig +timeout=3 "@$a" -p "$p" www.chu-sainte-anne.test A | grep -q '^;; Flags:.* ra' ||
				found dns-recursion-open "$a" "$p" null
		done < <(services)
	} >"$WORK/dns" 2>/dev/null
}
