# 127.20.0.10  modele and the clinic's site: everything as it should be. Nothing to find.
# espace-patient-9 is in no word list and the clinic's zone gives no transfer: only the
# certificate's names tell that it exists.
# shellcheck shell=bash disable=SC2034
packages='nginx openssh-server'
ADDR=127.20.0.10
C=clinique-sainte-anne.test
names='
modele.chu-sainte-anne.test A 127.20.0.10
clinique-sainte-anne.test A 127.20.0.10
www.clinique-sainte-anne.test A 127.20.0.10
espace-patient-9.clinique-sainte-anne.test A 127.20.0.10
'

conf() {
	good_cert model modele.chu-sainte-anne.test $C www.$C espace-patient-9.$C $ADDR
	rm -rf /srv/model
	page /srv/model/index.html 'Clinique Sainte-Anne' <<<'<p>Chirurgie ambulatoire.</p>'
	mkdir -p /srv/model/.well-known
	printf 'Contact: mailto:securite@%s\nExpires: %s\n' $C \
		"$(date -u -d '200 days' +%Y-%m-%dT00:00:00Z)" >/srv/model/.well-known/security.txt
	nginx_conf model <<-END
		server {
			listen $ADDR:80 default_server; $(headers -hsts)
			return 301 https://\$host\$request_uri;
		}
		server {
			listen $ADDR:443 ssl http2 default_server; $(tls model) root /srv/model; $(headers)
		}
	END
	sshd_conf model $ADDR 'ed25519 ecdsa' <<-END
		KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org
		Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com
		MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
	END
}

start() {
	nginx_start model
	sshd_start model
}

truth() {
	svc $ADDR 22 tcp ssh false OpenSSH openbsd openssh-server version
	svc $ADDR 80 tcp http false nginx f5 nginx product
	svc $ADDR 443 tcp http true nginx f5 nginx product
}
