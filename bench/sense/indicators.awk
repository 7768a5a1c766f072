# indicators.awk -v n=1800000 [-v hashes=0.995]: a list as the desk serves it (*.ioc): names 75 %, addresses 16 %, URLs 8 %, JA3, and hashes of
# files when they are asked for.
function hex(k, out) {
	out = ""
	while (length(out) < k)
		out = out sprintf("%06x", int(rand() * 16777216))
	return substr(out, 1, k)
}
# 128 bits in 26 digits.
function id(out, i) {
	out = substr("01234567", 1 + int(rand() * 8), 1)
	for (i = 0; i < 25; i++)
		out = out substr("0123456789abcdefghjkmnpqrstvwxyz", 1 + int(rand() * 32), 1)
	return out
}
function name() {
	return substr("secure login update portal cloud static api cdn mail web", 1 + 6 * int(rand() * 9), 5) hex(3 + int(rand() * 6)) "." \
		(rand() < 0.4 ? hex(4) "." : "") substr("com net org info xyz top site club", 1 + 4 * int(rand() * 7), 3)
}
BEGIN {
	srand(6)
	for (i = 1; i <= n; i++) {
		x = rand()
		if (x < 0.70) { type = "domain"; value = name() }
		else if (x < 0.75) { type = "wildcard_domain"; value = "*." name() }
		else if (x < 0.90) { type = "ipv4"; value = 11 + int(rand() * 200) "." int(rand() * 256) "." int(rand() * 256) "." int(rand() * 256) }
		else if (x < 0.91) { type = "ipv4_cidr"; value = 11 + int(rand() * 200) "." int(rand() * 256) "." int(rand() * 256) ".0/24" }
		else if (x < 0.915) { type = "ipv6"; value = "2001:db8:" hex(4) ":" hex(4) "::" hex(4) }
		else if (x < 0.99) { type = "url"; value = "http://" name() "/" hex(8) ".php?id=" i }
		else if (x < hashes) { type = "hash"; value = hex(64) }
		else { type = "ja3"; value = hex(32) }
		gsub(" ", "", value)
		print value " # 2026-11-22T10:00:00Z type:" type " confidence:high impact:high category:malware malware_family:unknown tlp:green id:" \
			id() " number:" i
	}
}
