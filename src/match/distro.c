#include "match/match_impl.h"

#include <ctype.h>

/* Fixes of one package that the starter brings along at most (feed/starter_fix.c). */
enum { STARTER_FIXES = 2 };

/* Products that distributions ship, with the source package's name where it is another. */
static const struct {
	const char *product, *package;
} packages[] = {
    {"openssh", "openssh"},
    {"http_server", "apache2"},
    {"nginx", "nginx"},
    {"exim", "exim4"},
    {"postfix", "postfix"},
    {"dovecot", "dovecot"},
    {"bind", "bind9"},
    {"squid", "squid"},
    {"redis", "redis"},
    {"samba", "samba"},
    {"vsftpd", "vsftpd"},
    {"proftpd", "proftpd-dfsg"},
    {"pure-ftpd", "pure-ftpd"},
    {"mysql", "mysql-8.0"},
    {"mariadb", "mariadb"},
    {"postgresql", "postgresql-15"},
    {"php", "php8.2"},
    {"openssl", "openssl"},
    {"dnsmasq", "dnsmasq"},
    {"unbound", "unbound"},
    {"knot_dns", "knot"},
    {"haproxy", "haproxy"},
    {"lighttpd", "lighttpd"},
    {"tomcat", "tomcat10"},
    {"memcached", "memcached"},
    {"mosquitto", "mosquitto"},
    {"net-snmp", "net-snmp"},
    {"cups", "cups"},
    {"ntp", "ntp"},
    {"openvpn", "openvpn"},
    {"strongswan", "strongswan"},
    {"orthanc", "orthanc"},
    {"dcmtk", "dcmtk"},
    {"xrdp", "xrdp"},
    {"cyrus_imap", "cyrus-imapd"},
    {"cyrus-imapd", "cyrus-imapd"},
    {"rsync", "rsync"},
    {"varnish", "varnish"},
    {"varnish_cache", "varnish"},
    {"linux_kernel", "linux"},
    {"dropbear_ssh", "dropbear"},
    {"libssh", "libssh"},
    {"openldap", "openldap"},
    {"asterisk", "asterisk"},
    {"courier-imap", "courier"},
    {"sendmail", "sendmail"},
    {"opensmtpd", "opensmtpd"},
};

/* Debian's releases by the number in a revision ("2+deb12u10"). */
static const struct {
	const char *mark, *release;
} releases[] = {
    {"deb9", "stretch"},
    {"deb10", "buster"},
    {"deb11", "bullseye"},
    {"deb12", "bookworm"},
    {"deb13", "trixie"},
};

bool distro_is(const char *system)
{
	static const char *const names[] = {"debian", "ubuntu", "raspbian", "red hat", "redhat",
	    "centos", "rocky", "alma", "fedora", "suse", "alpine", "amazon", "oracle linux",
	    "gentoo", "linux", "unix", "mint", "rhel"};

	for (size_t i = 0; system && i < ARRAY_LEN(names); i++)
		if (strcasestr(system, names[i]))
			return true;
	return false;
}

static const char *package_of(const struct matcher *m, const struct observed *o)
{
	vec_foreach (r, &o->named->rows) {
		struct knowledge_product p;

		if (!knowledge_product(m->k, *r, &p))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(packages); i++)
			if (strcmp(p.product, packages[i].product) == 0)
				return packages[i].package;
	}
	return NULL;
}

static const char *distro_of(const struct match_product *p)
{
	if (p->system && strcasestr(p->system, "ubuntu"))
		return "ubuntu";
	if (p->system && (strcasestr(p->system, "red hat") || strcasestr(p->system, "rhel")))
		return "rhel";
	return "debian";
}

static const char *release_of(const struct match_product *p)
{
	const char *mark = p->revision ? strstr(p->revision, "deb") : NULL;
	size_t n = 3;

	if (p->release)
		return p->release;
	if (!mark)
		return NULL;
	while (isdigit((unsigned char)mark[n]))
		n++;
	for (size_t i = 0; i < ARRAY_LEN(releases); i++)
		if (strlen(releases[i].mark) == n && strncmp(mark, releases[i].mark, n) == 0)
			return releases[i].release;
	return NULL;
}

/* "1:9.2p1-2+deb12u3" as "9.2p1", and without the epoch alone: we never see that. */
static struct span without_epoch(struct span v)
{
	ptrdiff_t at = span_find(v, ":");

	return at < 0 ? v : span_sub(v, (size_t)at + 1, v.n);
}

static struct span upstream_of(struct span v)
{
	v = without_epoch(v);
	for (size_t i = v.n; i-- > 0;)
		if (v.p[i] == '-')
			return span_sub(v, 0, i);
	return v;
}

/* Whether the upstream parts are the same, "1.10.1+dfsg" being "1.10.1". */
static bool same_upstream(struct span fix, const struct observed *o)
{
	struct span ours = span_trim(span_str(o->p->version));
	struct span theirs = upstream_of(fix);

	return theirs.n >= ours.n && memcmp(theirs.p, ours.p, ours.n) == 0 &&
	       (theirs.n == ours.n || theirs.p[ours.n] == '+' || theirs.p[ours.n] == '~');
}

/* The observed package's version against the one that has the fix: <0 is older. */
static int compare_fix(struct span fix, const struct observed *o)
{
	STR_AUTO(ours, 512);
	struct span theirs = without_epoch(fix);
	enum version_scheme scheme =
	    strcmp(distro_of(o->p), "rhel") == 0 ? VERSION_RPM : VERSION_DEB;

	/* What is repacked ("+dfsg") shows in the fix alone. */
	if (same_upstream(fix, o))
		str_span(&ours, upstream_of(fix));
	else
		str_span(&ours, span_trim(span_str(o->p->version)));
	str_addf(&ours, "-%s", o->p->revision);
	return version_compare(scheme, str_bytes(&ours), theirs);
}

static void set(struct match *match, int verdict, int reason)
{
	match->verdict = verdict;
	match->reason = reason;
}

/* One row that speaks of the match; false when it does not apply to the observed release. */
static bool judge_row(const struct matcher *m, const struct observed *o,
    const struct knowledge_fix *f, bool known_release, struct match *match)
{
	struct knowledge_version v = {.text = ""};
	struct span fix;

	if (f->state == FIX_NOT_AFFECTED) {
		if (known_release)
			set(match, MATCH_FIXED, MATCH_NOT_AFFECTED);
		return known_release;
	}
	if (f->state != FIX_RELEASED) {
		if (known_release)
			set(match, MIN(match->verdict, MATCH_PROBABLE), MATCH_NO_FIX_YET);
		return known_release;
	}
	if (!knowledge_version(m->k, f->version, &v))
		return false;
	fix = span_str(v.text);
	if (!known_release && !same_upstream(fix, o))
		return false;
	match->package_fixed = v.text;
	match->release = f->release;
	if (compare_fix(fix, o) >= 0)
		set(match, MATCH_FIXED, MATCH_FIXED_REVISION);
	else
		set(match, MATCH_CONFIRMED, MATCH_BY_REVISION);
	return true;
}

/* The revision is visible: the distribution's data decide. */
static void judge_revision(
    const struct matcher *m, const struct observed *o, const char *package, struct match *match)
{
	const char *release = release_of(o->p);
	struct knowledge_rows rows =
	    package ? knowledge_find_fixes(m->k, package, distro_of(o->p), release)
		    : (struct knowledge_rows){0, 0};
	struct knowledge_fix f;

	for (uint32_t i = rows.first; i < rows.end; i++)
		if (knowledge_fix(m->k, i, &f) && f.id == match->id &&
		    judge_row(m, o, &f, release != NULL, match))
			return;
	set(match, MATCH_POSSIBLE, MATCH_FIX_UNKNOWN);
}

/* Whether the package's version is one that a distribution mended in a release: Debian's
 * "+deb12u3", Ubuntu's "ubuntu0.2". A first packaging of an upstream version is none. */
static bool is_stable_update(const char *version)
{
	return strstr(version, "deb") || strstr(version, "ubuntu") || strstr(version, ".el");
}

/* Whether the pack has any distribution's data of the package but our own few: without them
 * nobody knows which versions it patches. */
static bool is_followed(const struct matcher *m, const char *package)
{
	static const char *const distros[] = {"debian", "ubuntu", "rhel"};

	for (size_t d = 0; d < ARRAY_LEN(distros); d++) {
		struct knowledge_rows rows =
		    knowledge_find_fixes(m->k, package, distros[d], NULL);

		if (rows.end - rows.first > STARTER_FIXES)
			return true;
	}
	return false;
}

/* Whether some release of a distribution is known to ship this upstream version with fixes of
 * its own. */
static bool is_patched_somewhere(
    const struct matcher *m, const struct observed *o, const char *package)
{
	static const char *const distros[] = {"debian", "ubuntu"};
	struct knowledge_version v;
	struct knowledge_fix f;

	for (size_t d = 0; d < ARRAY_LEN(distros); d++) {
		struct knowledge_rows rows =
		    knowledge_find_fixes(m->k, package, distros[d], NULL);

		for (uint32_t i = rows.first; i < rows.end; i++)
			if (knowledge_fix(m->k, i, &f) &&
			    knowledge_version(m->k, f.version, &v) &&
			    is_stable_update(v.text) && same_upstream(span_str(v.text), o))
				return true;
	}
	return false;
}

void distro_judge(const struct matcher *m, const struct observed *o, struct match *match)
{
	const char *package = package_of(m, o);

	if (match->verdict > MATCH_PROBABLE && !o->p->revision)
		return;
	if (o->p->revision) {
		int was = match->verdict, why = match->reason;

		judge_revision(m, o, package, match);
		/* What was uncertain for another reason stays so unless it is fixed. */
		if (was == MATCH_POSSIBLE && match->verdict < MATCH_POSSIBLE)
			set(match, was, why);
		return;
	}
	if (distro_is(o->p->system)) {
		set(match, MATCH_POSSIBLE, MATCH_FIX_HIDDEN);
		return;
	}
	if (!package || (o->p->system && strcasestr(o->p->system, "windows")))
		return;
	if (!is_followed(m, package) || is_patched_somewhere(m, o, package))
		set(match, MATCH_POSSIBLE, MATCH_OFTEN_PACKAGED);
	else if (match->verdict == MATCH_CONFIRMED)
		set(match, MATCH_PROBABLE, MATCH_BY_VERSION);
}
