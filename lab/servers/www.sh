# 127.20.0.3  the public web server (nginx), one name after the other with its own weakness.
# Any other name, and the bare address, is redirected to the main site and shows nothing.
# shellcheck shell=bash disable=SC2034
packages='nginx'
ADDR=127.20.0.3
D=chu-sainte-anne.test
names='
www.chu-sainte-anne.test A 127.20.0.3
chu-sainte-anne.test A 127.20.0.3
portail.chu-sainte-anne.test A 127.20.0.3
portail-patient-7.chu-sainte-anne.test A 127.20.0.3
intranet-old.chu-sainte-anne.test A 127.20.0.3
extranet.chu-sainte-anne.test A 127.20.0.3
agenda.chu-sainte-anne.test A 127.20.0.3
depot.chu-sainte-anne.test A 127.20.0.3
stats.chu-sainte-anne.test A 127.20.0.3
webmail.chu-sainte-anne.test CNAME www.chu-sainte-anne.test
'
W=/srv/www

pages() {
	rm -rf $W
	page $W/www/index.html 'CHU Sainte-Anne' <<-END
		<p>Urgences, consultations, maternité.</p><ul>
		<li><a href="https://portail.$D/">Portail patient</a></li>
		<li><a href="https://extranet.$D/">Extranet des médecins</a></li>
		<li><a href="https://rdv.$D/">Prendre rendez-vous</a></li>
		<li><a href="https://www.clinique-sainte-anne.test/">La clinique</a></li></ul>
	END
	printf 'User-agent: *\nDisallow: /sauvegarde/\nSitemap: https://www.%s/sitemap.xml\n' $D \
		>$W/www/robots.txt
	cat >$W/www/sitemap.xml <<-END
		<?xml version="1.0" encoding="UTF-8"?>
		<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
		<url><loc>https://www.$D/</loc></url><url><loc>https://agenda.$D/</loc></url>
		</urlset>
	END
	# Proof of ownership: the token that the end-to-end test looks for.
	mkdir -p $W/www/.well-known/varde-challenge
	echo 0123456789abcdefghjkmnpqrs >$W/www/.well-known/varde-challenge/0123456789abcdefghjkmnpqrs
	page $W/portail/index.html 'Portail patient' <<<'<p>Vos résultats et vos documents.</p>'
	page $W/patient7/index.html 'Portail patient 7' <<<'<p>Serveur de préproduction.</p>'
	page $W/intranet80/index.html 'Intranet (ancien)' <<-END
		<form method="post" action="/login"><input name="user"><input type="password" name="pass">
		<button>Connexion</button></form>
	END
	page $W/intranet/index.html 'Intranet (ancien)' <<<'<p>Site en lecture seule.</p>'
	mkdir -p $W/intranet/.git
	echo 'ref: refs/heads/main' >$W/intranet/.git/HEAD
	printf '[core]\n\trepositoryformatversion = 0\n\tbare = false\n' >$W/intranet/.git/config
	printf 'APP_ENV=production\nDB_HOST=db.%s\nDB_PASSWORD=not-a-real-password\n' $D \
		>$W/intranet/.env
	page $W/extranet/index.html 'Extranet' <<<'<p>Correspondants.</p>'
	page $W/extranet/phpmyadmin/index.html 'phpMyAdmin' <<-END
		<form method="post" action="index.php" name="login_form" id="login_form">
		<input name="pma_username"><input type="password" name="pma_password">
		<button>Go</button></form>
	END
	page $W/agenda/index.html 'Agenda' <<<'<p>Réservation de salles.</p>'
	mkdir -p $W/depot
	echo 'compte rendu de réunion (exemple)' >$W/depot/reunion-2026-03.txt
	echo 'liste du matériel (exemple)' >$W/depot/materiel.csv
}

certs() {
	good_cert www www.$D $D webmail.$D stats.$D depot.$D $ADDR
	good_cert portail portail.$D portail-patient-7.$D
	cert intranet ec '400 days ago' '35 days ago' sha256 intranet-old.$D
	cert extranet rsa '300 days ago' '10 days' sha256 extranet.$D
	good_cert agenda salles.chu-sainte-anne.example
}

# site NAME CERT ROOT "MISSING HEADERS" [EXTRA]: one https name.
site() {
	cat <<-END
		server {
			listen $ADDR:443 ssl; server_name $1.$D; root $W/$3; $(tls "$2")
			$(headers $4)
			${5:-}
		}
	END
}

conf() {
	pages
	certs
	nginx_conf www <<-END
		server {
			listen $ADDR:80 default_server; $(headers -hsts)
			return 301 https://www.$D\$request_uri;
		}
		server {
			listen $ADDR:80; $(headers -hsts)
			server_name www.$D portail.$D portail-patient-7.$D extranet.$D agenda.$D depot.$D;
			return 301 https://\$host\$request_uri;
		}
		server {
			listen $ADDR:443 ssl default_server; $(tls www) $(headers)
			return 301 https://www.$D\$request_uri;
		}
		server {
			listen $ADDR:80; server_name intranet-old.$D; root $W/intranet80; $(headers -hsts)
		}
		server {
			listen $ADDR:80; server_name stats.$D; root $W/www; $(headers -hsts)
			auth_basic statistiques; auth_basic_user_file /etc/nginx/lab-nobody;
		}
		$(site www www www '' "location = / { $(headers)
			add_header Set-Cookie 'session=5f2c9a; Path=/'; try_files /index.html =404; }")
		$(site portail portail portail '-csp -frame')
		$(site portail-patient-7 portail patient7 '')
		$(site intranet-old intranet intranet '-hsts')
		$(site extranet extranet extranet '-nosniff' 'server_tokens on;')
		$(site agenda agenda agenda '')
		$(site depot www depot '' 'autoindex on; location = /nginx_status { stub_status; }')
	END
	: >/etc/nginx/lab-nobody
}

start() { nginx_start www; }

truth() {
	svc $ADDR 80 tcp http false nginx f5 nginx product
	svc $ADDR 443 tcp http true nginx f5 nginx version
	weaks $ADDR 443 $D http-securitytxt-missing
	weaks $ADDR 443 www.$D http-cookie-insecure
	weaks $ADDR 443 portail.$D http-csp-missing http-clickjacking
	weaks $ADDR 80 intranet-old.$D http-redirect-missing http-login-cleartext
	weaks $ADDR 443 intranet-old.$D tls-cert-expired http-hsts-missing http-git-exposed \
		http-env-exposed
	weaks $ADDR 443 extranet.$D tls-cert-expires-soon http-nosniff-missing http-admin-exposed \
		http-version-disclosed
	weaks $ADDR 443 agenda.$D tls-cert-name-mismatch
	weaks $ADDR 443 depot.$D http-directory-listing http-status-page
	weaks $ADDR 80 stats.$D http-redirect-missing http-basic-cleartext
}
