# nginx and sshd as the server files use them: clean unless something is left out on purpose.
# shellcheck shell=bash

PFS=ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256
PFS+=:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384
PFS+=:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305

# nginx_conf NAME: server blocks on stdin become a complete configuration.
nginx_conf() {
	cat >"/etc/nginx/lab-$1.conf" <<-END
		worker_processes 1;
		pid /run/nginx-$1.pid;
		error_log $LOG/$1-error.log;
		events { worker_connections 512; }
		http {
			include mime.types;
			default_type text/plain;
			server_tokens off;
			log_format lab '\$time_iso8601 \$remote_addr \$server_addr:\$server_port \$host "\$request" \$status';
			access_log $LOG/$1-access.log lab;
			ssl_protocols TLSv1.2 TLSv1.3;
			ssl_ciphers $PFS;
			ssl_session_tickets off;
			$(cat)
		}
	END
}

nginx_start() { run "nginx-$1" nginx -c "/etc/nginx/lab-$1.conf" -g 'daemon off;'; }

# headers [-hsts] [-csp] [-frame] [-nosniff]: the good response headers but those named.
headers() {
	local csp="default-src 'self'; base-uri 'none'; form-action 'self'"
	[[ " $* " == *' -frame '* ]] || csp+="; frame-ancestors 'none'"
	[[ " $* " == *' -hsts '* ]] ||
		echo "add_header Strict-Transport-Security 'max-age=31536000; includeSubDomains' always;"
	[[ " $* " == *' -csp '* ]] || echo "add_header Content-Security-Policy \"$csp\" always;"
	[[ " $* " == *' -frame '* ]] || echo "add_header X-Frame-Options DENY always;"
	[[ " $* " == *' -nosniff '* ]] || echo "add_header X-Content-Type-Options nosniff always;"
	echo "add_header Referrer-Policy no-referrer always;"
}

# tls CERT: certificate lines of a server block.
tls() { echo "ssl_certificate $PKI/$1.pem; ssl_certificate_key $PKI/$1.key;"; }

# page FILE TITLE < body: a small page of the hospital.
page() {
	mkdir -p "$(dirname "$1")"
	{
		echo "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><title>$2</title></head>"
		echo "<body><h1>$2</h1>"
		cat
		echo '</body></html>'
	} >"$1"
}

# sshd_conf NAME ADDR[:PORT] KEYS < extra configuration: KEYS are host key types (ed25519 rsa ...).
sshd_conf() {
	local name=$1 addr=$2 keys=$3 k
	[[ $addr == *:* ]] || addr+=:22
	mkdir -p "/etc/ssh/lab-$name"
	{
		echo "ListenAddress $addr"
		echo "PidFile /run/sshd-$name.pid"
		echo 'UsePAM no'
		echo 'PasswordAuthentication no'
		# A scan opens many connections at once; the real limit would hide answers.
		echo 'MaxStartups 100'
		for k in $keys; do echo "HostKey /etc/ssh/lab-$name/$k"; done
		cat
	} >"/etc/ssh/lab-$name/sshd_config"
	for k in $keys; do
		[[ -s /etc/ssh/lab-$name/$k ]] && continue
		case $k in
		rsa1024) ssh-keygen -q -N '' -t rsa -b 1024 -f "/etc/ssh/lab-$name/$k" ;;
		*) ssh-keygen -q -N '' -t "$k" -f "/etc/ssh/lab-$name/$k" ;;
		esac
	done
}

sshd_start() {
	mkdir -p /run/sshd
	run "sshd-$1" /usr/sbin/sshd -D -e -f "/etc/ssh/lab-$1/sshd_config"
}
