# What a service shows of itself: where the truth says that the version can be learned from
# the network, a client must read that very version; "product" likewise the product's name.
# shellcheck shell=bash disable=SC2016,SC2046,SC2154

banner_of() {
	case $3 in
	ssh | ftp | mysql | telnet) ask "$1" "$2" '' 1 | unhex ;;
	smtp | imap | pop3)
		if [[ $4 == true ]]; then
			{ sleep 1; } | timeout 4 openssl s_client -quiet -connect "$1:$2"
		else
			ask "$1" "$2" '' 1 | unhex
		fi
		;;
	redis) redis-cli -h "$1" -p "$2" info server ;;
	dns) kdig "@$1" -p "$2" version.bind CH TXT +short ;;
	snmp) snmpget -v2c -c public "$1:$2" 1.3.6.1.2.1.1.2.0 | sed 's/.*4\.1\.8072\..*/Net-SNMP/' ;;
	mqtt) mosquitto_sub -h "$1" -p "$2" -t '$SYS/broker/version' -C 1 -W 3 ;;
	dicom) # OFFIS_DCMTK_367 stands for 3.6.7
		echoscu -d $([[ $4 == false ]] || echo +tla -ic) "$1" "$2" 2>&1 |
			sed -nE 's/.*OFFIS_DCMTK_(.)(.)(.).*/DCMTK \1.\2.\3/p' ;;
	http)
		local scheme=http n
		[[ $4 == false ]] || scheme=https
		for n in $1 $(names_of "$1"); do
			get "$n" "$1" "$2" "$scheme" /
			get "$n" "$1" "$2" "$scheme" /system
		done
		;;
	esac
}

# Prints what was not shown, one service a line; nothing when the truth is right.
check_banners() {
	sed -nE 's/^ *\{"addr": "([^"]+)", "port": ([0-9]+), "transport": "[a-z]+", "protocol": "([a-z0-9]+)", "tls": ([a-z]+), "product": "([^"]+)", .*"version": "([^"]+)", .*"shown": "(version|product)".*/\1|\2|\3|\4|\5|\6|\7/p' \
		"$TRUTH" | while IFS='|' read -r a p proto tls product version shown; do
		local want=$version
		[[ $shown == version ]] || want=${product%% *}
		banner_of "$a" "$p" "$proto" "$tls" </dev/null 2>/dev/null | grep -qaiF "$want" ||
			echo "$proto on $a:$p does not show \"$want\""
	done
}
