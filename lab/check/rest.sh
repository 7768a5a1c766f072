# Everything that is neither TLS, web, SSH nor DNS: one function per protocol, a real client
# where Debian has one and a few bytes of the protocol where not. Printers get no byte.
# shellcheck shell=bash

say_smtp() { { sleep 1; printf 'EHLO check.test\r\n'; sleep 1; printf 'QUIT\r\n'; } | timeout 6 socat - "TCP4:$1:$2"; }

rest_smtp() {
	local text
	text=$(say_smtp "$1" "$2")
	grep -q STARTTLS <<<"$text" || found smtp-starttls-missing "$1" "$2" null
	! grep -qE '^250[- ]AUTH' <<<"$text" || found smtp-auth-cleartext "$1" "$2" null
}
rest_imap() {
	! ask "$1" "$2" 'a CAPABILITY\r\n' 2 | unhex | grep -q 'AUTH=PLAIN' || found mailbox-login-cleartext "$1" "$2" null
}
rest_pop3() {
	! ask "$1" "$2" 'CAPA\r\n' 2 | unhex | grep -q '^USER' || found mailbox-login-cleartext "$1" "$2" null
}
rest_ftp() {
	ask "$1" "$2" 'FEAT\r\nAUTH TLS\r\n' 2 | unhex | grep -q '^234' || found ftp-cleartext "$1" "$2" null
}
rest_telnet() {
	# IAC (ff) followed by DO or WILL: the server opens with option negotiation.
	[[ $(ask "$1" "$2" '' 2) != *ff[f][bd]* ]] || found telnet-exposed "$1" "$2" null
}
rest_mysql() {
	! ask "$1" "$2" '' 1 | unhex | grep -qa MariaDB || found database-exposed "$1" "$2" null
}
rest_postgresql() {
	# SSLRequest is answered by S or N.
	[[ $(ask "$1" "$2" '\0\0\0\010\004\322\026\057' 1) =~ ^(53|4e)$ ]] && found database-exposed "$1" "$2" null
}
rest_redis() {
	! redis-cli -h "$1" -p "$2" info server | grep -q redis_version ||
		{ found redis-no-auth "$1" "$2" null; found database-exposed "$1" "$2" null; }
}
rest_smb() {
	local share="//$1"
	found_if smb-exposed "$1" "$2" smbclient -N -L "$share" -p "$2"
	found_if smb-v1-enabled "$1" "$2" smbclient -N -L "$share" -p "$2" --option='client max protocol=NT1' \
		--option='client min protocol=NT1'
	# SMB 2 NEGOTIATE is too long for a line here; the client refuses when it needs signing.
	! smbclient -N -L "$share" -p "$2" --client-protection=sign 2>&1 | grep -qi 'sharename' ||
		return 0
	found smb-signing-optional "$1" "$2" null
}
rest_rdp() {
	# X.224 connection request asking for CredSSP only; the answer's type 3 is a refusal.
	local hex
	hex=$(ask "$1" "$2" '\003\000\000\023\016\340\000\000\000\000\000\001\000\010\000\002\000\000\000' 2)
	[[ $hex == 0300* ]] || return
	found rdp-exposed "$1" "$2" null
	[[ ${hex:22:2} != 03 && ${hex:30:2} == 02 ]] || found rdp-nla-missing "$1" "$2" null
}
rest_vnc() {
	local hex
	hex=$(ask "$1" "$2" 'RFB 003.008\n' 2)
	[[ $hex == 524642* ]] || return
	found vnc-exposed "$1" "$2" null
	# After the 12 bytes of the version: how many security types, then the types; 1 is None.
	local n=$((16#${hex:24:2})) i
	for ((i = 0; i < n; i++)); do
		[[ ${hex:26+2*i:2} != 01 ]] || found vnc-no-auth "$1" "$2" null
	done
}
rest_snmp() { found_if snmp-public "$1" "$2" snmpget -v2c -c public -r 1 "$1:$2" 1.3.6.1.2.1.1.1.0; }
rest_mqtt() {
	[[ $3 == true ]] || found mqtt-cleartext "$1" "$2" null
	local tls=()
	[[ $3 == false ]] || tls=(--cafile /etc/lab-pki/ca.pem)
	# shellcheck disable=SC2016
	found_if mqtt-anonymous "$1" "$2" mosquitto_sub -h "$1" -p "$2" "${tls[@]}" -t '$SYS/broker/version' -C 1 -W 3
}
rest_dicom() {
	local tls=()
	[[ $3 == true ]] && tls=(+tla -ic)
	found dicom-exposed "$1" "$2" null
	[[ $3 == true ]] || found dicom-cleartext "$1" "$2" null
	found_if dicom-any-aet "$1" "$2" echoscu "${tls[@]}" -aet CHECK42 -aec ANYAET17 "$1" "$2"
}
rest_hl7() {
	local msh='\013MSH|^~\\&|CHECK|LAB|||20260101||QRY^X01|1|P|2.5\r\034\r'
	! ask "$1" "$2" "$msh" 2 | unhex | tr '\r' '\n' | grep -q '^MSA|AR|1' || found hl7-exposed "$1" "$2" null
}
# Open is all there is to know: not one byte may be sent.
rest_jetdirect() { found printer-exposed "$1" "$2" null; }
rest_unknown() {
	[[ -n $(ask "$1" "$2" 'GET / HTTP/1.0\r\n\r\n' 1) ]] && found service-unidentified "$1" "$2" null
}

unhex() { sed 's/../\\x&/g' | { read -r -d '' h; printf '%b' "$h"; } | tr '\r' '\n'; }
found_if() {
	local id=$1 a=$2 p=$3
	shift 3
	timeout 10 "$@" >/dev/null 2>&1 && found "$id" "$a" "$p" null
}

check_rest() {
	local a p proto tls
	while read -r a p _ proto tls; do
		case $proto in
		smtp | imap | pop3) [[ $tls == false ]] && "rest_$proto" "$a" "$p" </dev/null ;;
		ftp | telnet | mysql | postgresql | redis | smb | rdp | vnc | snmp | mqtt | dicom | hl7 | jetdirect | unknown)
			"rest_$proto" "$a" "$p" "$tls" </dev/null
			;;
		esac
	done < <(services) >"$WORK/rest" 2>/dev/null
}
