# 127.20.0.11  vpn-ancien: a forgotten appliance.
#   80    Apache with its status page, TRACE, version and no protective header
#   443   GnuTLS server, self-signed, TLS 1.0 to 1.2 with RC4, 3DES and RSA key exchange
#   8443  nginx over OpenSSL, TLS 1.0 to 1.2 with NULL and anonymous suites, RSA-1024, SHA-1
#   7777  something that speaks no known protocol
# shellcheck shell=bash disable=SC2034
packages='apache2 gnutls-bin nginx'
ADDR=127.20.0.11
NAME=vpn-ancien.chu-sainte-anne.test
names='
vpn-ancien.chu-sainte-anne.test A 127.20.0.11
'

apache_conf() {
	page /srv/appliance/index.html 'Passerelle VPN' <<<'<p>Utilisez le client lourd.</p>'
	cat >/etc/apache2/lab.conf <<-END
		ServerRoot /etc/apache2
		ServerName $NAME
		Listen $ADDR:80
		PidFile /run/apache2/lab.pid
		ErrorLog $LOG/apache-error.log
		$(for m in mpm_event authz_core dir mime status; do
			echo "LoadModule ${m}_module /usr/lib/apache2/modules/mod_$m.so"
		done)
		User www-data
		Group www-data
		StartServers 1
		TypesConfig /etc/mime.types
		DocumentRoot /srv/appliance
		DirectoryIndex index.html
		ServerTokens Full
		TraceEnable on
		<Location /server-status>
		SetHandler server-status
		</Location>
	END
}

conf() {
	apache_conf
	self_signed appliance $NAME $ADDR
	cert appliance-old rsa1024 '100 days ago' '300 days' sha1 $NAME $ADDR
	nginx_conf appliance <<-END
		server {
			listen $ADDR:8443 ssl default_server; root /srv/appliance;
			ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
			ssl_ciphers 'AES128-SHA:NULL-SHA256:NULL-SHA:ADH-AES128-SHA:AECDH-AES128-SHA:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256@SECLEVEL=0';
			$(tls appliance-old) $(headers)
		}
	END
}

start() {
	mkdir -p /run/apache2
	run apache apache2 -f /etc/apache2/lab.conf -DFOREGROUND
	cage gnutls-serv $ADDR:443=443 -- gnutls-serv --quiet --http --port 443 \
		--disable-client-cert \
		--x509certfile $PKI/appliance.pem --x509keyfile $PKI/appliance.key \
		--priority 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:+ARCFOUR-128:+3DES-CBC:+RSA:+SHA1:%COMPAT:%SERVER_PRECEDENCE'
	nginx_start appliance
	listen unknown $ADDR:7777 EXEC:/lab/src/sim/unknown
}

truth() {
	svc $ADDR 80 tcp http false 'Apache HTTP Server' apache apache2 version
	svc $ADDR 443 tcp http true GnuTLS gnu gnutls-bin product
	svc $ADDR 8443 tcp http true nginx f5 nginx product
	svc $ADDR 7777 tcp unknown false unknown '' '' simulator
	weaks $ADDR 80 - http-redirect-missing http-csp-missing http-clickjacking \
		http-nosniff-missing http-version-disclosed http-trace-enabled http-status-page
	weaks $ADDR 443 - tls-cert-self-signed tls-old-version tls-weak-suite \
		tls-no-forward-secrecy http-hsts-missing http-csp-missing http-clickjacking \
		http-nosniff-missing
	weaks $ADDR 8443 - tls-cert-weak-key tls-cert-weak-signature tls-old-version \
		tls-weak-suite tls-no-forward-secrecy
	weaks $ADDR 7777 - service-unidentified
}
