/* varde doctor: configuration, data folder, keys and certificates. */
#include "base/time.h"
#include "cmd/config.h"
#include "cmd/doctor_impl.h"
#include "cmd/serve_schedule.h"
#include "codec/base64.h"
#include "net/cert.h"
#include "os/file.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
	CERT_WARN_DAYS = 21,
	KEY_WARN_DAYS = 730,
	PEM_MAX = 1 << 20,
	DISK_WARN_MB = 2048,
	DISK_FAIL_MB = 200,
};

static const int64_t day_ms = 86400000;

/* Settings that name a file, and what the file is. */
static const struct {
	const char *name;
	bool secret, cert;
} files[] = {
    {"tls_cert", false, true},
    {"tls_key", true, false},
    {"worker_cert", false, true},
    {"worker_key", true, false},
    {"worker_ca", false, true},
    {"smtp_password_file", true, false},
    {"oidc_key_file", true, false},
    {"oidc_ca", false, true},
};

void doctor_disk(struct doctor *d, const char *what, const char *path)
{
	struct statvfs fs;
	int64_t mb;

	if (statvfs(path, &fs) < 0)
		return; /* the check of the path itself tells */
	mb = (int64_t)(fs.f_bavail * (uint64_t)fs.f_frsize >> 20);
	doctor_say(d, what,
	    mb < DISK_FAIL_MB   ? DOCTOR_FAIL
	    : mb < DISK_WARN_MB ? DOCTOR_WARN
				: DOCTOR_OK,
	    mb < DISK_WARN_MB ? "free some space, or move it to a larger disk" : NULL,
	    "%lld MiB free at %s", (long long)mb, path);
}

static void check_config(struct doctor *d)
{
	struct stat st;

	if (!d->config) {
		doctor_say(d, "configuration", DOCTOR_WARN,
		    "varde help settings > " CONFIG_FILE " writes one to begin with",
		    "there is no " CONFIG_FILE ": the defaults hold");
		return;
	}
	if (stat(d->config, &st) == 0 && (st.st_mode & 022))
		doctor_say(d, "configuration", DOCTOR_FAIL,
		    arena_printf(d->arena, "chmod go-w %s", d->config),
		    "%s can be changed by others than its owner (mode %o)", d->config,
		    st.st_mode & 0777U);
	else if ((st.st_mode & 04) && strstr(d->settings.db, "://") &&
		 strchr(d->settings.db, '@'))
		doctor_say(d, "configuration", DOCTOR_WARN,
		    arena_printf(d->arena, "chmod o-r %s", d->config),
		    "%s holds the database's URL and can be read by everybody", d->config);
	else
		doctor_say(d, "configuration", DOCTOR_OK, NULL, "%s", d->config);
}

static void check_data(struct doctor *d)
{
	const char *path = d->settings.data;
	struct stat st;

	if (stat(path, &st) < 0) {
		doctor_say(d, "data folder", DOCTOR_FAIL,
		    arena_printf(
			d->arena, "varde init makes it; or: install -d -m 0700 %s", path),
		    "%s: %s", path, strerrordesc_np(errno));
		return;
	}
	if (!S_ISDIR(st.st_mode) || access(path, R_OK | W_OK | X_OK) < 0)
		doctor_say(d, "data folder", DOCTOR_FAIL,
		    "run this as Varde's own user, or give the folder to it",
		    "%s cannot be used by this user", path);
	else if (st.st_mode & 07)
		doctor_say(d, "data folder", DOCTOR_FAIL,
		    arena_printf(d->arena, "chmod 0700 %s", path),
		    "%s is open to everybody (mode %o)", path, st.st_mode & 0777U);
	else
		doctor_say(d, "data folder", DOCTOR_OK, NULL, "%s", path);
	doctor_disk(d, "disk", path);
}

/* The first certificate of a PEM text (RFC 7468) in DER. */
static int first_cert(const char *pem, struct str *der)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	const char *at = strstr(pem, begin), *end;
	STR_AUTO(text, PEM_MAX);

	if (!at)
		return ERR_SYNTAX;
	at += strlen(begin);
	end = strstr(at, "-----END");
	for (; end && at < end; at++)
		if (!strchr(" \t\r\n", *at))
			str_char(&text, *at);
	return end ? base64_decode(str_bytes(&text), der) : ERR_SYNTAX;
}

/* name NULL: any. */
static void check_cert(
    struct doctor *d, const char *what, const char *path, const char *pem, const char *name)
{
	struct obs_cert cert = {.name = name};
	char date[TIME_TEXT];
	STR_AUTO(der, PEM_MAX);
	int64_t left;

	if (first_cert(pem, &der) < 0 || cert_read(str_bytes(&der), d->arena, &cert) < 0) {
		doctor_say(d, what, DOCTOR_FAIL, "give a certificate chain in PEM",
		    "%s holds no certificate", path);
		return;
	}
	left = (cert.not_after - d->now) / day_ms;
	(void)time_date(cert.not_after, date);
	if (cert.not_after <= d->now || cert.not_before > d->now)
		doctor_say(d, what, DOCTOR_FAIL, "put a new certificate there, and restart",
		    "%s is not valid now (it ends on %s)", path, date);
	else if (name && !cert.name_matches)
		doctor_say(d, what, DOCTOR_FAIL,
		    "get a certificate for the name in url, or correct url",
		    "%s is not for %s but for %s", path, name,
		    cert.names.n   ? cert.names.items[0]
		    : cert.subject ? cert.subject
				   : "");
	else
		doctor_say(d, what, left < CERT_WARN_DAYS ? DOCTOR_WARN : DOCTOR_OK,
		    left < CERT_WARN_DAYS ? "renew it soon, and restart" : NULL,
		    "%s is valid until %s (%lld days)", path, date, (long long)left);
}

static void check_secret(struct doctor *d, const char *what, const char *path)
{
	int64_t age;
	struct stat st;

	if (stat(path, &st) < 0)
		return; /* the settings' files were read a moment ago; the log's key is not made
			   yet */
	age = (d->now / 1000 - (int64_t)st.st_mtime) / 86400;
	if (st.st_mode & 037)
		doctor_say(d, what, DOCTOR_FAIL,
		    arena_printf(d->arena, "chmod 0600 %s (or 0640 with Varde's group)", path),
		    "%s is open to others (mode %o)", path, st.st_mode & 0777U);
	else
		doctor_say(d, what, age > KEY_WARN_DAYS ? DOCTOR_WARN : DOCTOR_OK,
		    age > KEY_WARN_DAYS ? "think of replacing it" : NULL, "%s is %lld days old",
		    path, (long long)age);
}

static void check_file(struct doctor *d, size_t i)
{
	const struct field *f = record_field(&settings_type, files[i].name);
	const char *path = field_text(f, &d->settings), *host = NULL;
	struct msg msg = {0};
	STR_AUTO(text, PEM_MAX);
	int64_t port;

	if (!path)
		return;
	if (file_read(path, &text, &msg) < 0) {
		doctor_say(d, files[i].name, DOCTOR_FAIL, arena_strdup(d->arena, msg.hint),
		    "%s: %s", msg.what, msg.detail);
		return;
	}
	if (strcmp(files[i].name, "tls_cert") == 0 &&
	    !doctor_host(d->settings.url, d->arena, 443, &host, &port))
		host = NULL;
	if (files[i].secret)
		check_secret(d, files[i].name, path);
	if (files[i].cert)
		check_cert(d, files[i].name, path, str_text(&text), host);
}

static void check_pair(struct doctor *d, const char *what, const char *a, const char *b)
{
	if (!a != !b)
		doctor_say(d, what, DOCTOR_FAIL, "set both, or none",
		    "a certificate without its key, or a key without its certificate");
}

void doctor_files(struct doctor *d)
{
	check_config(d);
	check_data(d);
	check_secret(
	    d, "log key", arena_printf(d->arena, "%s/" SERVE_SCHEDULE_KEY, d->settings.data));
	check_pair(d, "tls_cert", d->settings.tls_cert, d->settings.tls_key);
	check_pair(d, "worker_cert", d->settings.worker_cert, d->settings.worker_key);
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		check_file(d, i);
}
