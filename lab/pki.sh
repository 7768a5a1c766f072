# Certificates of the lab, made anew at every start so that "expires in ten days" stays true.
# shellcheck shell=bash

pki_new() {
	rm -rf "$PKI"
	mkdir -p "$PKI/new"
	: >"$PKI/index.txt"
	cat >"$PKI/ca.cnf" <<-END
		[ca]
		default_ca = lab
		[lab]
		database = $PKI/index.txt
		new_certs_dir = $PKI/new
		certificate = $PKI/ca.pem
		private_key = $PKI/ca.key
		policy = any
		unique_subject = no
		rand_serial = yes
		copy_extensions = copy
		[any]
		commonName = supplied
	END
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$PKI/ca.key" -out "$PKI/ca.pem" \
		-days 3650 -subj '/CN=CHU Sainte-Anne lab CA' 2>/dev/null
}

# san NAME...: the subjectAltName extension for names and IPv4 addresses.
san() {
	local n out=
	for n; do
		if [[ $n =~ ^[0-9.]+$ ]]; then out+=,IP:$n; else out+=,DNS:$n; fi
	done
	echo "subjectAltName=${out#,}"
}

key_options() {
	case $1 in
	ec) echo '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1' ;;
	rsa) echo '-newkey rsa:2048' ;;
	rsa1024) echo '-newkey rsa:1024' ;;
	esac
}

# cert FILE KEY FROM TO DIGEST NAME...: PKI/FILE.pem (with the CA behind it) and FILE.key,
# signed by the lab CA. FROM and TO are dates as date(1) reads them.
cert() {
	local file=$PKI/$1 key=$2 from=$3 to=$4 digest=$5
	shift 5
	# shellcheck disable=SC2046 # options
	openssl req -new $(key_options "$key") -nodes -keyout "$file.key" -out "$file.csr" \
		-subj "/CN=$1" -addext "$(san "$@")" 2>/dev/null
	openssl ca -batch -config "$PKI/ca.cnf" -md "$digest" -notext -in "$file.csr" \
		-startdate "$(date -u -d "$from" +%Y%m%d%H%M%SZ)" \
		-enddate "$(date -u -d "$to" +%Y%m%d%H%M%SZ)" -out "$file.pem" 2>/dev/null
	cat "$PKI/ca.pem" >>"$file.pem"
	chmod 644 "$file.key" # read by servers that drop root first; nothing here is secret
}

# good_cert FILE NAME...: nothing to find.
good_cert() {
	local file=$1
	shift
	cert "$file" ec '1 day ago' '300 days' sha256 "$@"
}

# good_rsa FILE NAME...: the same for software that cannot use elliptic keys.
good_rsa() {
	local file=$1
	shift
	cert "$file" rsa '1 day ago' '300 days' sha256 "$@"
}

self_signed() {
	local file=$PKI/$1
	shift
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$file.key" -out "$file.pem" -days 700 \
		-subj "/CN=$1" -addext "$(san "$@")" 2>/dev/null
	chmod 644 "$file.key"
}
