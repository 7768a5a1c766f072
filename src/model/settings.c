#include "model/settings.h"

#include "model/run.h"

static const struct field settings_fields[] = {
    F_TEXT(settings, db, 0, 1000, "Database: a file, or a postgresql:// URL."),
    F_TEXT(
	settings, data, 0, 1000, "Folder of keys and spools; only Varde's user may read it."),
    F_TEXT(settings, listen, 0, 260, "Where browsers are served: ADDRESS:PORT or unix:PATH."),
    F_TEXT(settings, url, 0, 300, "How people reach it, without a final slash."),
    F_TEXT(settings, tls_cert, 0, 1000,
	"Certificate chain, PEM; none: plain HTTP behind a proxy."),
    F_TEXT(settings, tls_key, 0, 1000, "Private key of the certificate, PEM."),
    F_TEXT(settings, proxy, 0, 80,
	"Address of the proxy whose X-Forwarded-For and -Proto are believed; unix: the one on "
	"the socket."),
    F_TEXT(settings, worker_listen, 0, 260,
	"Where workers on other machines are served (mutual TLS)."),
    F_TEXT(settings, worker_cert, 0, 1000, "Certificate of that listener, PEM."),
    F_TEXT(settings, worker_key, 0, 1000, "Its private key, PEM."),
    F_TEXT(
	settings, worker_ca, 0, 1000, "Authority that signs the workers' certificates, PEM."),
    F_TEXT(settings, metrics_listen, 0, 260,
	"Where Prometheus reads the figures: a local ADDRESS:PORT."),
    F_TEXT(settings, knowledge, 0, 1000,
	"The compiled knowledge pack (varde kb compile); none: knowledge.vkp beside the "
	"database, else what is built in."),
    F_TEXT(settings, name, 0, 120, "Name of the CERT."),
    F_TEXT(settings, contact, 0, 200,
	"Mail address or page shown to members and to those who are scanned."),
    F_TEXT(settings, phone, 0, 60, "Telephone of the duty officer."),
    F_TEXT(settings, lang, 0, 8, "Language when a reader has chosen none: en, fr or nb."),
    F_INT(settings, zone, 0, -840, 840, "Minutes east of UTC in which times are shown."),
    F_TEXT(settings, terms, 0, 40, "Version of the terms of membership in force."),
    F_TEXT(settings, smtp, 0, 300,
	"Mail server: smtp://HOST:PORT or smtps://HOST:PORT; none: mails are kept and not "
	"sent."),
    F_TEXT(settings, smtp_user, 0, 200, "User at the mail server."),
    F_TEXT(settings, smtp_password_file, 0, 1000, "File with the password there."),
    F_TEXT(settings, smtp_ca, 0, 1000,
	"PEM file of the authority of the mail server's certificate; none: the system's."),
    F_BOOL(settings, smtp_starttls, 0, "Refuse to send over smtp:// without TLS."),
    F_TEXT(settings, mail_from, 0, 254, "Sender of mails."),
    F_TEXT(settings, mail_reply, 0, 190,
	"Address that replies and bounces come to; the mail server delivers NAME+ANYTHING@ "
	"there, too. None: notices are answered by link and portal alone."),
    F_TEXT(settings, mail_dir, 0, 1000, "Maildir that replies and bounces are read from."),
    F_TEXT(settings, imap, 0, 300,
	"Mailbox that they are read from instead: imaps://HOST/FOLDER."),
    F_TEXT(settings, imap_user, 0, 200, "User of that mailbox."),
    F_TEXT(settings, imap_password_file, 0, 1000, "File with the password there."),
    F_TEXT(settings, imap_ca, 0, 1000,
	"PEM file of the authority of that server's certificate; none: the system's."),
    F_LIST(settings, webhook_networks, 0, 50,
	"Networks that are not public and that webhooks, and feeds of indicators that are "
	"pulled, may reach nevertheless."),
    F_TEXT(settings, oidc_issuer, 0, 300,
	"Issuer of the identity provider; none: no such sign-in."),
    F_TEXT(settings, oidc_client, 0, 300, "Client identifier there."),
    F_TEXT(
	settings, oidc_key_file, 0, 1000, "Private key (a JSON Web Key) for private_key_jwt."),
    F_TEXT(settings, oidc_scopes, 0, 300, "Scopes to ask for."),
    F_TEXT(settings, oidc_name, 0, 60, "What the button says."),
    F_TEXT(settings, oidc_acr, 0, 200, "Authentication context (acr_values) to demand."),
    F_TEXT(settings, oidc_ca, 0, 1000,
	"Authority of the provider's certificate, when it is no public one; PEM."),
    F_INT(settings, workers, 0, 0, 64,
	"Audits that this server carries out at once; 0: only workers elsewhere."),
    F_LIST(
	settings, resolvers, 0, 80, "Name servers that the scanner asks; none: the system's."),
    F_TEXT(settings, source, 0, 64, "Address that the scanner sends from."),
    F_INT(
	settings, rate, 0, 0, 1000, "New connections a second and address; 0: the profile's."),
    F_ENUM(settings, deadlines, 0, deadlines_names,
	"What decides until when something must be mended: bod-26-04 (CISA's table) or "
	"cvss-bands (critical 7, high 30, medium 90 days). It counts for the runs that begin "
	"from then on."),
    F_BOOL(settings, loopback, 0,
	"For a demonstration: loopback addresses may be declared as perimeter."),
    F_BOOL(settings, weak, 0, "For a demonstration: a second factor is not demanded."),
};

const struct record_type settings_type =
    RECORD_TYPE("settings", settings, settings_fields, "The settings of a server.");

void settings_init(struct settings *settings)
{
	*settings = (struct settings){
	    .db = "/var/lib/varde/varde.db",
	    .data = "/var/lib/varde",
	    .listen = "127.0.0.1:8080",
	    .url = "http://127.0.0.1:8080",
	    .name = "Varde",
	    .lang = "en",
	    .terms = "1",
	    .oidc_scopes = "openid profile email",
	    .oidc_name = "eID",
	    .smtp_starttls = true,
	    .workers = 2,
	};
}

const char *settings_contact(const struct settings *settings)
{
	static const char scheme[] = "mailto:";
	const char *text = settings->contact;

	return text && strncmp(text, scheme, sizeof(scheme) - 1) == 0
		   ? text + sizeof(scheme) - 1
		   : text;
}
