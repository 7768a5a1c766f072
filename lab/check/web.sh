# Web sites, asked of curl: every name that leads to the address, and the bare address.
# shellcheck shell=bash

# get NAME ADDR PORT SCHEME PATH [OPTION...]: response head and body on stdout.
get() {
	timeout 10 curl -s -k -i --max-time 8 --tls-max 1.3 --ciphers 'ALL:!aNULL:!eNULL:@SECLEVEL=0' \
		--tlsv1.0 --resolve "$1:$3:$2" "${@:6}" "$4://$1:$3$5" | tr -d '\000'
}
head_of() { sed -n '1,/^\r*$/p'; }
header() { head_of <<<"$2" | tr -d '\r' | sed -nE "s/^$1: *//Ip"; }
status() { head -n 1 <<<"$1" | cut -d' ' -f2; }

web_headers() {
	local answer=$1 scheme=$2 html csp
	html=$(header Content-Type "$answer")
	csp=$(header Content-Security-Policy "$answer")
	[[ $scheme != https || -n $(header Strict-Transport-Security "$answer") ]] || echo http-hsts-missing
	if [[ $(header Set-Cookie "$answer") ]] && header Set-Cookie "$answer" |
		grep -qvi "$([[ $scheme == https ]] && echo 'secure.*httponly\|httponly.*secure' || echo httponly)"; then
		echo http-cookie-insecure
	fi
	! { header Server "$answer"; header X-Powered-By "$answer"; } | grep -qE '/[0-9]' ||
		echo http-version-disclosed
	[[ $(status "$answer") != 3* && $html == text/html* ]] || return
	[[ -n $csp ]] || echo http-csp-missing
	[[ $csp == *frame-ancestors* || -n $(header X-Frame-Options "$answer") ]] || echo http-clickjacking
	[[ $(header X-Content-Type-Options "$answer") == nosniff ]] || echo http-nosniff-missing
	! grep -q '<title>Index of' <<<"$answer" || echo http-directory-listing
}

# Paths that tell something by themselves.
web_paths() {
	local g=("$1" "$2" "$3" "$4") body
	! get "${g[@]}" /.git/HEAD | grep -q '^ref: refs/' || echo http-git-exposed
	! get "${g[@]}" /.env | grep -qE '^[A-Z_]*PASSWORD=' || echo http-env-exposed
	body=$(get "${g[@]}" /server-status; get "${g[@]}" /nginx_status)
	! grep -qE 'Apache Server Status|^Active connections' <<<"$body" || echo http-status-page
	body=$(get "${g[@]}" /phpmyadmin/)
	! grep -q 'pma_password' <<<"$body" || echo http-admin-exposed
	! get "${g[@]}" / -X OPTIONS | tr -d '\r' | grep -qE '^Allow:.*TRACE' || echo http-trace-enabled
	if [[ $4 == https && " chu-sainte-anne.test clinique-sainte-anne.test " == *" $1 "* ]]; then
		[[ $(status "$(get "${g[@]}" /.well-known/security.txt)") == 200 ]] || echo http-securitytxt-missing
	fi
	! get "${g[@]}" /system | grep -q '"DicomAet"' || echo orthanc-no-auth
	! get "${g[@]}" /plugins | grep -q '"dicom-web"' || echo dicomweb-exposed
	body=$(get "${g[@]}" /fhir/metadata)
	! { grep -q CapabilityStatement <<<"$body" && ! grep -q '"security"' <<<"$body"; } || echo fhir-no-security
}

# Findings of one site, one id a line.
web_site() {
	local name=$1 a=$2 p=$3 scheme=$4 answer path=/ to
	for _ in 1 2 3; do
		answer=$(get "$name" "$a" "$p" "$scheme" "$path")
		[[ $(status "$answer") == 30[1278] ]] || break
		to=$(header Location "$answer")
		# A redirect that stays on this site is followed, any other one ends here.
		[[ $to == *://* ]] && break
		path=/${to#/}
	done
	[[ -n $answer ]] || return
	[[ $scheme == https || $(header Location "$answer") == https://* ]] || echo http-redirect-missing
	web_headers "$answer" "$scheme"
	if [[ $scheme == http ]]; then
		! grep -qi 'type="*password' <<<"$answer" || echo http-login-cleartext
		[[ $(header WWW-Authenticate "$answer") != Basic* ]] || echo http-basic-cleartext
	fi
	web_paths "$name" "$a" "$p" "$scheme"
}

check_web() {
	local a p proto tls n f scheme
	while read -r a p _ proto tls; do
		[[ $proto == http ]] || continue
		scheme=http
		[[ $tls == false ]] || scheme=https
		for n in $a $(names_of "$a"); do
			web_site "$n" "$a" "$p" "$scheme" | while read -r f; do
				[[ $n != "$a" ]] || n=null
				found "$f" "$a" "$p" "$n"
			done
		done
	done < <(services) >"$WORK/web" 2>/dev/null
}
