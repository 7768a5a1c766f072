#include "match/package.h"

#include "base/macros.h"

enum { VERSION_MAX = 512 };

/* Source packages by NVD's name of the product; of Red Hat where it is another. */
static const struct {
	const char *product, *debian, *rhel;
} packages[] = {
    {"openssh", "openssh", NULL},
    {"http_server", "apache2", "httpd"},
    {"nginx", "nginx", NULL},
    {"exim", "exim4", "exim"},
    {"postfix", "postfix", NULL},
    {"dovecot", "dovecot", NULL},
    {"sendmail", "sendmail", NULL},
    {"opensmtpd", "opensmtpd", NULL},
    {"imap", "cyrus-imapd", NULL},
    {"courier-imap", "courier", NULL},
    {"bind", "bind9", "bind"},
    {"unbound", "unbound", NULL},
    {"knot_dns", "knot", NULL},
    {"knot_resolver", "knot-resolver", NULL},
    {"authoritative_server", "pdns", NULL},
    {"recursor", "pdns-recursor", NULL},
    {"dnsmasq", "dnsmasq", NULL},
    {"squid", "squid", NULL},
    {"haproxy", "haproxy", NULL},
    {"varnish_cache", "varnish", NULL},
    {"lighttpd", "lighttpd", NULL},
    {"redis", "redis", NULL},
    {"memcached", "memcached", NULL},
    {"samba", "samba", NULL},
    {"vsftpd", "vsftpd", NULL},
    {"proftpd", "proftpd-dfsg", "proftpd"},
    {"pure-ftpd", "pure-ftpd", NULL},
    {"mosquitto", "mosquitto", NULL},
    {"net-snmp", "net-snmp", NULL},
    {"webmail", "roundcube", "roundcubemail"},
    {"phpmyadmin", "phpmyadmin", NULL},
    {"openvpn", "openvpn", NULL},
    {"strongswan", "strongswan", NULL},
    {"openssl", "openssl", NULL},
    {"gnutls", "gnutls28", "gnutls"},
    {"cups", "cups", NULL},
    {"xrdp", "xrdp", NULL},
    {"orthanc", "orthanc", NULL},
    {"dcmtk", "dcmtk", NULL},
    {"dropbear_ssh", "dropbear", NULL},
    {"libssh", "libssh", NULL},
    {"asterisk", "asterisk", NULL},
    {"ntp", "ntp", NULL},
    {"rsync", "rsync", NULL},
    {"cyrus_imap", "cyrus-imapd", NULL},
    {"cyrus-imapd", "cyrus-imapd", NULL},
    {"varnish", "varnish", NULL},
    {"linux_kernel", "linux", "kernel"},
    {"openldap", "openldap", NULL},
};

/* Products whose source packages carry a version in their name, with that of Debian 12. */
static const struct {
	const char *product, *usual;
	const char *stem; /* what stands before the version; Red Hat has none in the name */
	int numbers;      /* of the version, that stand in the name */
} versioned[] = {
    {"php", "php8.2", "php", 2},
    {"mysql", "mysql-8.0", "mysql-", 2},
    {"mariadb", "mariadb", "mariadb-", 2},
    {"postgresql", "postgresql-15", "postgresql-", 1},
    {"tomcat", "tomcat10", "tomcat", 1},
};

/* Debian's releases by the number in a revision ("2+deb12u10"). */
static const char *const debian_releases[] = {[7] = "wheezy",
    [8] = "jessie",
    [9] = "stretch",
    [10] = "buster",
    [11] = "bullseye",
    [12] = "bookworm",
    [13] = "trixie",
    [14] = "forky"};

/* Upstream versions that one release alone ships: for revisions that do not name theirs. */
static const struct {
	const char *distro, *package, *upstream, *release;
} shipped[] = {
    {"debian", "openssh", "6.7p1", "jessie"},
    {"debian", "openssh", "7.4p1", "stretch"},
    {"debian", "openssh", "7.9p1", "buster"},
    {"debian", "openssh", "8.4p1", "bullseye"},
    {"debian", "openssh", "9.2p1", "bookworm"},
    {"debian", "openssh", "10.0p1", "trixie"},
    {"debian", "openssh", "10.0p2", "trixie"},
    {"ubuntu", "openssh", "6.6.1p1", "14.04"},
    {"ubuntu", "openssh", "7.2p2", "16.04"},
    {"ubuntu", "openssh", "7.6p1", "18.04"},
    {"ubuntu", "openssh", "8.2p1", "20.04"},
    {"ubuntu", "openssh", "8.9p1", "22.04"},
    {"ubuntu", "openssh", "9.6p1", "24.04"},
    {"debian", "nginx", "1.14.2", "buster"},
    {"debian", "nginx", "1.18.0", "bullseye"},
    {"debian", "nginx", "1.22.1", "bookworm"},
    {"debian", "nginx", "1.26.3", "trixie"},
    {"ubuntu", "nginx", "1.14.0", "18.04"},
    {"ubuntu", "nginx", "1.24.0", "24.04"},
    {"debian", "exim4", "4.92", "buster"},
    {"debian", "exim4", "4.94.2", "bullseye"},
    {"debian", "exim4", "4.96", "bookworm"},
    {"ubuntu", "exim4", "4.93", "20.04"},
    {"ubuntu", "exim4", "4.95", "22.04"},
    {"ubuntu", "exim4", "4.97", "24.04"},
    {"ubuntu", "apache2", "2.4.18", "16.04"},
    {"ubuntu", "apache2", "2.4.29", "18.04"},
    {"ubuntu", "apache2", "2.4.41", "20.04"},
    {"ubuntu", "apache2", "2.4.52", "22.04"},
    {"ubuntu", "apache2", "2.4.58", "24.04"},
    {"ubuntu", "bind9", "9.11.3", "18.04"},
    {"ubuntu", "bind9", "9.16.1", "20.04"},
    {"ubuntu", "php7.0", "7.0.33", "16.04"},
    {"ubuntu", "php7.2", "7.2.24", "18.04"},
    {"ubuntu", "php7.4", "7.4.3", "20.04"},
    {"ubuntu", "php8.1", "8.1.2", "22.04"},
    {"ubuntu", "php8.3", "8.3.6", "24.04"},
};

/* Systems by a part of their name; those that rebuild Red Hat's packages share its numbers. */
static const struct {
	const char *mark, *distro;
} systems[] = {
    {"debian", "debian"},
    {"raspbian", "debian"},
    {"ubuntu", "ubuntu"},
    {"red hat", "rhel"},
    {"redhat", "rhel"},
    {"rhel", "rhel"},
    {"centos", "rhel"},
    {"rocky", "rhel"},
    {"almalinux", "rhel"},
};

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Length of the digits at i. */
static size_t digits_at(struct span a, size_t i)
{
	size_t n = 0;

	while (i + n < a.n && is_digit(a.p[i + n]))
		n++;
	return n;
}

/* The offset after the mark when a digit stands there, or 0. */
static size_t after_mark(struct span a, const char *mark)
{
	ptrdiff_t at = span_find(a, mark);
	size_t end = (size_t)at + strlen(mark);

	return at >= 0 && digits_at(a, end) ? end : 0;
}

/* What a revision says of who made it. */
static const char *distro_of_revision(struct span revision)
{
	if (span_find(revision, "ubuntu") >= 0)
		return "ubuntu";
	if (after_mark(revision, "+deb") || after_mark(revision, "~deb"))
		return "debian";
	if (after_mark(revision, ".el"))
		return "rhel";
	return NULL;
}

static const char *distro_of_system(const char *system)
{
	for (size_t i = 0; system && i < ARRAY_LEN(systems); i++)
		if (span_ifind(span_str(system), systems[i].mark) >= 0)
			return systems[i].distro;
	return NULL;
}

/* Marks of builds that are not the distribution's: MariaDB's, PostgreSQL's, nginx', PHP's own
 * repositories, and private ones. */
static bool is_foreign(struct span revision)
{
	static const char *const marks[] = {"maria", "pgdg", "gbp", "ppa", "~bookworm",
	    "~bullseye", "~buster", "~trixie", "~jammy", "~focal", "~noble", "+debian",
	    "nodesource", ".remi", ".ius", ".ngx"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (span_find(revision, marks[i]) >= 0)
			return true;
	return false;
}

/* "ubuntu0.22.04.1": the release stands in the revision of a security update. */
static const char *ubuntu_release(struct span revision, struct arena *arena)
{
	size_t at = after_mark(revision, "ubuntu"), n;

	if (!at)
		return NULL;
	at += digits_at(revision, at);
	if (at >= revision.n || revision.p[at] != '.')
		return NULL;
	n = digits_at(revision, ++at);
	if (n != 2 || at + 2 >= revision.n || revision.p[at + 2] != '.' ||
	    digits_at(revision, at + 3) != 2)
		return NULL;
	return arena_strndup(arena, revision.p + at, 5);
}

/* Ubuntu's fixes after a release's support ("+esm3") are those of Ubuntu Pro. */
static bool is_pro(const struct package *p, struct span revision)
{
	return strcmp(p->distro, "ubuntu") == 0 && span_find(revision, "esm") >= 0;
}

static const char *debian_release(struct span revision)
{
	size_t at = after_mark(revision, "+deb"), number = 0;

	if (!at)
		at = after_mark(revision, "~deb");
	if (!at || digits_at(revision, at) > 2)
		return NULL;
	for (size_t n = digits_at(revision, at); n; n--, at++)
		number = number * 10 + (size_t)(revision.p[at] - '0');
	return number < ARRAY_LEN(debian_releases) ? debian_releases[number] : NULL;
}

static const char *rhel_release(struct span revision, struct arena *arena)
{
	size_t at = after_mark(revision, ".el");

	return at ? arena_strndup(arena, revision.p + at, digits_at(revision, at)) : NULL;
}

static const char *release_of(
    const struct package *p, struct span revision, const char *upstream, struct arena *arena)
{
	const char *release = strcmp(p->distro, "ubuntu") == 0 ? ubuntu_release(revision, arena)
			      : strcmp(p->distro, "debian") == 0
				  ? debian_release(revision)
				  : rhel_release(revision, arena);

	for (size_t i = 0; !release && p->package && upstream && i < ARRAY_LEN(shipped); i++)
		if (strcmp(shipped[i].distro, p->distro) == 0 &&
		    strcmp(shipped[i].package, p->package) == 0 &&
		    strcmp(shipped[i].upstream, upstream) == 0)
			release = shipped[i].release;
	return release && is_pro(p, revision) ? arena_printf(arena, "pro-%s", release)
					      : release;
}

/* The first n numbers of a version, "10.11" of "10.11.6"; NULL when there are fewer. */
static const char *numbers(struct span version, int n, struct arena *arena)
{
	size_t at = 0;

	for (int i = 0; i < n; i++) {
		size_t digits;

		if (i && (at >= version.n || version.p[at++] != '.'))
			return NULL;
		digits = digits_at(version, at);
		if (!digits)
			return NULL;
		at += digits;
	}
	return arena_strndup(arena, version.p, at);
}

const char *package_usual(const char *product)
{
	for (size_t i = 0; product && i < ARRAY_LEN(packages); i++)
		if (strcmp(packages[i].product, product) == 0)
			return packages[i].debian;
	for (size_t i = 0; product && i < ARRAY_LEN(versioned); i++)
		if (strcmp(versioned[i].product, product) == 0)
			return versioned[i].usual;
	return NULL;
}

/* From 10.11 on Debian and Ubuntu ship one MariaDB under its own name. */
static bool is_one_mariadb(const char *product, const char *version)
{
	return strcmp(product, "mariadb") == 0 &&
	       version_compare(VERSION_GENERIC, span_str(version), span_str("10.11")) >= 0;
}

const char *package_name(
    const char *product, const char *distro, const char *version, struct arena *arena)
{
	bool rhel = strcmp(distro, "rhel") == 0;

	for (size_t i = 0; product && i < ARRAY_LEN(packages); i++)
		if (strcmp(packages[i].product, product) == 0)
			return rhel && packages[i].rhel ? packages[i].rhel : packages[i].debian;
	for (size_t i = 0; product && i < ARRAY_LEN(versioned); i++) {
		const char *part;

		if (strcmp(versioned[i].product, product) != 0)
			continue;
		part = numbers(span_str(version), versioned[i].numbers, arena);
		if (rhel || (part && is_one_mariadb(product, part)))
			return versioned[i].product;
		return part ? arena_printf(arena, "%s%s", versioned[i].stem, part) : NULL;
	}
	return NULL;
}

/* a without what repeats the distribution's name at either end: "RedHat-", "-Debian". */
static struct span without_names(struct span a)
{
	static const char *const heads[] = {"RedHat-", "Debian-", "Ubuntu-"};
	static const char *const tails[] = {"-Debian", "-Ubuntu", "-RedHat"};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (span_istarts(a, heads[i]))
			a = span_sub(a, strlen(heads[i]), a.n);
	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		size_t n = strlen(tails[i]);

		if (a.n > n && span_ifind(span_sub(a, a.n - n, n), tails[i]) == 0)
			a.n -= n;
	}
	return a;
}

static size_t last_hyphen(struct span a)
{
	for (size_t i = a.n; i > 0; i--)
		if (a.p[i - 1] == '-')
			return i - 1;
	return a.n;
}

static bool is_separator(uint8_t c)
{
	return c <= ' ' || strchr("/()[],;\"'<>", c);
}

/* The revision in a banner: a word that ends in a distribution's mark, what follows its last
 * hyphen. Empty when there is none. */
static struct span banner_revision(struct span banner)
{
	while (banner.n) {
		size_t n = 0;
		struct span word;

		while (n < banner.n && !is_separator(banner.p[n]))
			n++;
		word = without_names(span_sub(banner, 0, n));
		if (word.n && is_digit(word.p[0]) && distro_of_revision(word)) {
			size_t at = last_hyphen(word);

			/* Without one the whole word may be a foreign build's version. */
			return at < word.n ? span_sub(word, at + 1, word.n) : word;
		}
		banner = span_sub(banner, n + 1, banner.n);
	}
	return (struct span){0};
}

/* The package's whole version: upstream's and the revision, which may repeat it. */
static const char *join_version(const char *upstream, struct span revision, struct arena *arena)
{
	size_t at = last_hyphen(revision);

	if (revision.n == 0)
		return NULL;
	if (at < revision.n && is_digit(revision.p[0]) && at > 0 &&
	    (!upstream || span_starts(revision, upstream) ||
		memchr(revision.p, '.', at) != NULL))
		return arena_strndup(arena, revision.p, revision.n);
	if (!upstream)
		return NULL;
	return arena_printf(
	    arena, "%s-%.*s", upstream, (int)revision.n, (const char *)revision.p);
}

bool package_identify(const struct package_seen *seen, struct arena *arena, struct package *ret)
{
	struct span revision = without_names(span_trim(span_str(seen->revision)));
	struct package p = {0};

	if (revision.n == 0)
		revision = banner_revision(span_str(seen->banner));
	p.distro = distro_of_revision(revision);
	if (!p.distro)
		p.distro = distro_of_system(seen->system);
	if (!p.distro || revision.n > VERSION_MAX)
		return false;
	p.scheme = strcmp(p.distro, "rhel") == 0 ? VERSION_RPM : VERSION_DEB;
	p.package = package_name(seen->product, p.distro, seen->version, arena);
	p.release =
	    seen->release ? seen->release : release_of(&p, revision, seen->version, arena);
	p.foreign = is_foreign(revision);
	p.version = join_version(seen->version, revision, arena);
	*ret = p;
	return true;
}

static struct span without_epoch(struct span v)
{
	size_t n = digits_at(v, 0);

	return n && n < v.n && v.p[n] == ':' ? span_sub(v, n + 1, v.n) : v;
}

/* The upstream part of a package's version, without its epoch. */
static struct span upstream_of(const char *version)
{
	struct span v = without_epoch(span_str(version));

	return span_sub(v, 0, last_hyphen(v));
}

static bool same_upstream(struct span ours, struct span theirs)
{
	return ours.n && theirs.n >= ours.n && memcmp(theirs.p, ours.p, ours.n) == 0 &&
	       (theirs.n == ours.n || theirs.p[ours.n] == '+' || theirs.p[ours.n] == '~');
}

bool package_is_upstream(const char *upstream, const char *version)
{
	return same_upstream(span_trim(span_str(upstream)), upstream_of(version));
}

int package_compare(const struct package *package, const char *version)
{
	struct span ours = without_epoch(span_str(package->version)),
		    theirs = without_epoch(span_str(version));
	struct span upstream = upstream_of(package->version), other = upstream_of(version);
	STR_AUTO(same, (size_t)VERSION_MAX * 2);

	/* What is repacked shows in theirs alone. */
	if (same_upstream(upstream, other)) {
		str_span(&same, other);
		str_span(&same, span_sub(ours, upstream.n, ours.n));
		if (str_ok(&same) == 0)
			ours = str_bytes(&same);
	}
	return version_compare(package->scheme, ours, theirs);
}

enum package_verdict package_judge(const struct package *package, const struct know_fix *fix)
{
	if (package->foreign || strcmp(package->distro, fix->distro) != 0 ||
	    !package->package || strcmp(package->package, fix->package) != 0)
		return PACKAGE_OTHER;
	if (!package->release)
		return PACKAGE_UNKNOWN;
	if (strcmp(package->release, fix->release) != 0)
		return PACKAGE_OTHER;
	if (fix->state == FIX_NOT_AFFECTED)
		return PACKAGE_FIXED;
	if (fix->state != FIX_RELEASED)
		return PACKAGE_OPEN;
	if (!package->version || !fix->version)
		return PACKAGE_UNKNOWN;
	return package_compare(package, fix->version) >= 0 ? PACKAGE_FIXED : PACKAGE_OPEN;
}
