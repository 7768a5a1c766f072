# TLS versions, suites and certificates, asked of OpenSSL and GnuTLS clients.
# shellcheck shell=bash disable=SC2046

# How openssl s_client reaches TLS on a port that starts in clear.
starttls_of() {
	case $1 in
	smtp | imap | pop3 | ftp) echo "-starttls $1" ;;
	esac
}

# hello ADDR PORT PROTOCOL TLS OPTION...: prints what s_client prints when a handshake works.
hello() {
	local start=
	[[ $4 == true ]] || start=$(starttls_of "$3")
	# shellcheck disable=SC2086
	timeout 8 openssl s_client -connect "$1:$2" $start "${@:5}" </dev/null 2>/dev/null |
		grep -E '^(    Protocol|New, |    Cipher|-----|[A-Za-z0-9+/=]+$)' |
		awk '/New, \(NONE\)/ { bad = 1 } { out = out $0 "\n" } END { if (!bad) printf "%s", out }'
}
shakes() { hello "$@" | grep -q '^New, '; }

# GnuTLS still speaks RC4, 3DES and RSA key exchange.
gnutls_shakes() {
	timeout 8 gnutls-cli --insecure --no-ca-verification --logfile=/dev/null -p "$2" \
		--priority "$3" "$1" </dev/null >/dev/null 2>&1
}

tls_listener() {
	local a=$1 p=$2 all='ALL:COMPLEMENTOFALL:@SECLEVEL=0'
	if shakes "$@" -tls1 -cipher "$all" || shakes "$@" -tls1_1 -cipher "$all"; then
		found tls-old-version "$a" "$p" null
	fi
	if shakes "$@" -tls1_2 -cipher 'NULL:aNULL:@SECLEVEL=0' ||
		shakes "$@" -tls1 -cipher 'NULL:aNULL:@SECLEVEL=0' || { [[ $4 == true ]] && gnutls_shakes "$a" "$p" \
		'NONE:+VERS-TLS1.2:+VERS-TLS1.0:+ARCFOUR-128:+3DES-CBC:+SHA1:+RSA:+ECDHE-RSA:+ECDHE-ECDSA:+DHE-RSA:+SIGN-ALL:+GROUP-ALL:+COMP-NULL'; }; then
		found tls-weak-suite "$a" "$p" null
	fi
	if shakes "$@" -tls1_2 -cipher 'kRSA:@SECLEVEL=0' || shakes "$@" -tls1 -cipher 'kRSA:@SECLEVEL=0'; then
		found tls-no-forward-secrecy "$a" "$p" null
	fi
}

# The certificate that one name gets; "null" is the bare address, without SNI.
tls_cert() {
	local a=$1 p=$2 name=$5 pem text sni=(-noservername) match
	[[ $name == null ]] || sni=(-servername "$name")
	# Only suites that show a certificate; the weakest level, or old ones cannot be looked at.
	pem=$(timeout 8 openssl s_client -connect "$a:$p" \
		$([[ $4 == true ]] || starttls_of "$3") "${sni[@]}" \
		-cipher 'ALL:!aNULL:@SECLEVEL=0' </dev/null 2>/dev/null | openssl x509 2>/dev/null) || return
	text=$(openssl x509 -noout -text <<<"$pem")
	if ! openssl x509 -noout -checkend 0 <<<"$pem" >/dev/null; then
		found tls-cert-expired "$a" "$p" "$name"
	elif ! openssl x509 -noout -checkend $((30 * 86400)) <<<"$pem" >/dev/null; then
		found tls-cert-expires-soon "$a" "$p" "$name"
	fi
	if [[ $name == null ]]; then
		match=$(openssl x509 -noout -checkip "$a" <<<"$pem")
	else
		match=$(openssl x509 -noout -checkhost "$name" <<<"$pem")
	fi
	[[ $match != *NOT* ]] || found tls-cert-name-mismatch "$a" "$p" "$name"
	[[ $(openssl x509 -noout -issuer <<<"$pem" | cut -d= -f2-) != \
		"$(openssl x509 -noout -subject <<<"$pem" | cut -d= -f2-)" ]] ||
		found tls-cert-self-signed "$a" "$p" "$name"
	! grep -qE 'Public-Key: \((512|768|1024) bit' <<<"$text" || found tls-cert-weak-key "$a" "$p" "$name"
	! grep -qiE 'Signature Algorithm: .*(sha1|md5)' <<<"$text" ||
		found tls-cert-weak-signature "$a" "$p" "$name"
}

check_tls() {
	local a p proto tls n
	while read -r a p _ proto tls; do
		[[ $tls == true || -n $(starttls_of "$proto") ]] || continue
		tls_listener "$a" "$p" "$proto" "$tls"
		for n in null $(names_of "$a"); do tls_cert "$a" "$p" "$proto" "$tls" "$n"; done
	done < <(services) >"$WORK/tls" 2>/dev/null
}
