# 127.30.0.5  somebody else's booking service, outside the perimeter. rdv is a CNAME to it:
# its web site may be looked at by that name, its other ports may not be touched. Port 8080
# tells on whoever does; build/lab/run/foreign.log has every access.
# shellcheck shell=bash disable=SC2034
packages='nginx socat'
ADDR=127.30.0.5
names='
chu.rdv-saas.test A 127.30.0.5
rdv.chu-sainte-anne.test CNAME chu.rdv-saas.test
'

conf() {
	good_cert saas chu.rdv-saas.test rdv.chu-sainte-anne.test
	rm -rf /srv/saas
	page /srv/saas/index.html 'Rendez-vous' <<<'<p>Choisissez une consultation.</p>'
	: >/lab/run/foreign.log
	nginx_conf saas <<-END
		access_log /lab/run/foreign.log lab;
		server {
			listen $ADDR:80 default_server; $(headers -hsts) return 301 https://\$host\$request_uri;
		}
		server {
			listen $ADDR:443 ssl default_server; $(tls saas) root /srv/saas; $(headers)
		}
	END
}

start() {
	nginx_start saas
	listen saas-trap $ADDR:8080 EXEC:/lab/src/sim/trap
}

# Not in the perimeter, so no service of it is in the truth; but its ports must answer.
truth() {
	[[ $MODE == ports ]] || return 0
	local p
	for p in 80 443 8080; do svc $ADDR $p tcp http false nginx f5 nginx product; done
}
