# 127.20.0.2  ns1: Knot, authoritative for the hospital, the clinic, the outside booking
# service and the reverse zone. Port 5300 is the one the audit is told to ask.
# Planted: zone transfer open, no DNSSEC, no CAA, version told; SPF +all on news, DMARC p=none.
# The clinic's zone is signed, has CAA and refuses transfers, but lacks SPF and DMARC.
# shellcheck shell=bash disable=SC2034
packages='knot knot-dnsutils'
ADDR=127.20.0.2
names='
ns1.chu-sainte-anne.test A 127.20.0.2
chu-sainte-anne.test MX 10 mail.chu-sainte-anne.test.
chu-sainte-anne.test TXT "v=spf1 mx -all"
_dmarc.chu-sainte-anne.test TXT "v=DMARC1; p=none"
_varde-challenge.chu-sainte-anne.test TXT "varde-proof=0123456789abcdefghjkmnpqrs"
news.chu-sainte-anne.test MX 10 mail.chu-sainte-anne.test.
news.chu-sainte-anne.test TXT "v=spf1 mx +all"
clinique-sainte-anne.test MX 10 mx.clinique-sainte-anne.test.
clinique-sainte-anne.test CAA 0 issue "ca.chu-sainte-anne.test"
'
ZONES='chu-sainte-anne.test clinique-sainte-anne.test rdv-saas.test'
STORE=/var/lib/knot/lab

# zone NAME < records of every server: a zone file with the records below that name.
zone() {
	printf '%s. 300 SOA ns1.chu-sainte-anne.test. hostmaster.%s. %s 3600 600 86400 300\n' \
		"$1" "$1" "$(date +%s)"
	printf '%s. 300 NS ns1.chu-sainte-anne.test.\n' "$1"
	awk -v z="$1" '$1 == z || substr($1, length($1) - length(z)) == "." z {
		n = $1; t = $2; $1 = $2 = ""; sub(/^ +/, "")
		print n ". 300 " t " " $0 (t == "CNAME" ? "." : "") }'
}

# The first name that a server gives an address is the one its reverse record tells.
reverse_zone() {
	echo '@ 300 SOA ns1.chu-sainte-anne.test. hostmaster.chu-sainte-anne.test. 1 3600 600 86400 300'
	echo '@ 300 NS ns1.chu-sainte-anne.test.'
	awk '$2 == "A" && $3 ~ /^127\.20\.0\./ && !($3 in seen) {
		seen[$3]; split($3, b, "."); print b[4] " 300 PTR " $1 "." }'
}

conf() {
	local z all
	all=$(all_names)
	rm -rf $STORE
	mkdir -p $STORE
	for z in $ZONES; do zone "$z" <<<"$all" >"$STORE/$z.zone"; done
	reverse_zone <<<"$all" >$STORE/0.20.127.in-addr.arpa.zone
	chown -R knot: $STORE
	cat >/etc/knot/lab.conf <<-END
		server:
		    listen: [ $ADDR@53, $ADDR@5300 ]
		    rundir: /run/knot
		    user: knot:knot
		    udp-workers: 1
		    tcp-workers: 1
		    background-workers: 1
		log:
		  - target: stderr
		    any: info
		database:
		    storage: $STORE
		acl:
		  - id: anyone
		    address: 127.0.0.0/8
		    action: transfer
		template:
		  - id: default
		    storage: $STORE
		    file: "%s.zone"
		    journal-content: none
		    zonefile-sync: -1
		    zonefile-load: whole
		zone:
		  - domain: chu-sainte-anne.test
		    acl: anyone
		  - domain: clinique-sainte-anne.test
		    dnssec-signing: on
		  - domain: rdv-saas.test
		  - domain: 0.20.127.in-addr.arpa
	END
}

start() {
	mkdir -p /run/knot
	chown knot: /run/knot
	run knot knotd -c /etc/knot/lab.conf
}

truth() {
	local p t
	for p in 53 5300; do
		for t in udp tcp; do svc $ADDR $p $t dns false 'Knot DNS' nic knot version; done
		weaks $ADDR $p - dns-version-disclosed
	done
	weak dns-axfr-open - - chu-sainte-anne.test 'ns1 gives the whole zone to anybody'
	weak dns-dnssec-missing - - chu-sainte-anne.test 'the zone has no DNSKEY'
	weak dns-caa-missing - - chu-sainte-anne.test 'the zone has no CAA record'
	weak mail-dmarc-none - - chu-sainte-anne.test '_dmarc says p=none'
	weak mail-spf-permissive - - news.chu-sainte-anne.test 'SPF ends in +all'
	weak mail-spf-missing - - clinique-sainte-anne.test 'MX but no SPF record'
	weak mail-dmarc-missing - - clinique-sainte-anne.test 'MX but no DMARC record'
}
