#include "pack/kb.h"

#include "base/parse.h"
#include "codec/cursor.h"
#include "model/finding.h"

#include <stdio.h>

enum { KEY_MAX = 256 };

const char *const kb_langs[] = {"en", "fr", "nb", NULL};

const char *const kb_products[] = {"default", "nginx", "apache", "postfix", "dovecot",
    "openssh", "vsftpd", "proftpd", "knot", "bind", "exim", "iis", "mariadb", "mysql",
    "postgresql", "redis", "orthanc", "dcmtk", "mosquitto", "net-snmp", "samba", "xrdp",
    "windows", "tomcat", "exchange", "haproxy", NULL};

const char *const kb_fields[] = {"ssh.banner", "ftp.banner", "smtp.banner", "imap.banner",
    "pop3.banner", "telnet.banner", "mysql.version", "postgresql.error", "redis.info",
    "vnc.version", "http.server", "http.powered-by", "http.title", "http.cookie", "http.body",
    "http.location", "dns.version", "dicom.implementation", "snmp.sysdescr", "hl7.ack",
    "fhir.software", "orthanc.system", "mqtt.client", "snmp.engine", NULL};

static const char *const parts[] = {
    [KB_TITLE] = "title",
    [KB_WHAT] = "what",
    [KB_WHY] = "why",
    [KB_FIX] = "fix",
    [KB_VERIFY] = "verify",
};

static int index_of(const char *const names[], const char *name)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

/* The next member's text; "" after the last one, and for what a damaged value does not end. */
static const char *member(struct cursor *c)
{
	struct span s = cursor_left(c) ? cursor_cstr(c) : span_str("");

	return s.p ? (const char *)s.p : "";
}

static int64_t number(struct cursor *c, int64_t max)
{
	int64_t v = -1;

	return parse_int(span_str(member(c)), 0, max, &v) < 0 ? -1 : v;
}

int kb_finding(const struct pack *kb, const char *id, struct kb_finding_type *ret)
{
	struct kb_finding_type t = {0};
	char key[KEY_MAX];
	struct span value;
	struct cursor c;

	(void)snprintf(key, sizeof(key), "finding/%s", id);
	value = pack_get(kb, key);
	if (!value.p)
		return ERR_NOTFOUND;
	c = cursor_of(value);
	t.id = member(&c);
	t.category = index_of(category_names, member(&c));
	t.criticality = index_of(criticality_names, member(&c));
	t.cwe = number(&c, 99999);
	t.qod = number(&c, 100);
	while (cursor_left(&c) && t.nreferences < KB_REFERENCES)
		t.references[t.nreferences++] = member(&c);
	if (t.category < 0 || t.criticality < 0 || t.cwe < 0 || t.qod < 0 ||
	    strcmp(t.id, id) != 0)
		return ERR_CORRUPT;
	*ret = t;
	return 0;
}

struct pack_iter kb_findings(const struct pack *kb)
{
	return pack_iter(kb, "finding/");
}

bool kb_next_id(struct pack_iter *it, const char **ret_id)
{
	struct span value;
	const char *key;

	if (!pack_next(it, &key, &value))
		return false;
	*ret_id = key + strlen("finding/");
	return true;
}

static const char *text_of(const struct pack *kb, const char *id, const char *lang,
    const char *part, const char *product)
{
	char key[KEY_MAX];
	int n = snprintf(key, sizeof(key), "text/%s/%s/%s%s%s", id, lang, part,
	    product ? "/" : "", product ? product : "");

	return n < 0 || n >= KEY_MAX ? NULL : (const char *)pack_get(kb, key).p;
}

static const char *fix_of(
    const struct pack *kb, const char *id, const char *lang, const char *product)
{
	const char *text = product ? text_of(kb, id, lang, "fix", product) : NULL;

	return text ? text : text_of(kb, id, lang, "fix", "default");
}

const char *kb_text(const struct pack *kb, const char *id, const char *lang, enum kb_part part,
    const char *product)
{
	const char *text;

	text = part == KB_FIX ? fix_of(kb, id, lang, product)
			      : text_of(kb, id, lang, parts[part], NULL);
	if (text)
		return text;
	return part == KB_FIX ? fix_of(kb, id, "en", product)
			      : text_of(kb, id, "en", parts[part], NULL);
}

bool kb_has_fix(const struct pack *kb, const char *id, const char *product)
{
	return product && text_of(kb, id, "en", "fix", product) != NULL;
}

struct pack_iter kb_fingerprints(const struct pack *kb)
{
	return pack_iter(kb, "fingerprint/");
}

bool kb_next_fingerprint(struct pack_iter *it, struct kb_fingerprint *ret)
{
	struct span value;
	struct cursor c;
	const char *key;

	if (!pack_next(it, &key, &value))
		return false;
	c = cursor_of(value);
	ret->id = member(&c);
	ret->field = member(&c);
	ret->pattern = member(&c);
	ret->vendor = member(&c);
	ret->product = member(&c);
	ret->version = member(&c);
	ret->system = member(&c);
	ret->cpe = member(&c);
	ret->confidence = number(&c, 100);
	return true;
}

struct pack_iter kb_examples(const struct pack_iter *fingerprints, char key[KB_EXAMPLE_KEY])
{
	struct pack_iter last = *fingerprints;
	struct span value;
	const char *name = "fingerprint/";

	if (last.at)
		last.at--;
	(void)pack_next(&last, &name, &value);
	(void)snprintf(key, KB_EXAMPLE_KEY, "example/%.8s/", name + strlen("fingerprint/"));
	return pack_iter(fingerprints->pack, key);
}

bool kb_next_example(struct pack_iter *it, struct kb_example *ret)
{
	struct span value;
	struct cursor c;
	const char *key;

	if (!pack_next(it, &key, &value))
		return false;
	c = cursor_of(value);
	ret->match = strcmp(member(&c), "positive") == 0;
	ret->text = member(&c);
	ret->version = member(&c);
	ret->revision = member(&c);
	ret->system = member(&c);
	ret->cpe = member(&c);
	return true;
}

int kb_aliases(
    const struct pack *kb, const char *vendor, const char *product, struct kb_names *ret)
{
	char key[KB_NAME_MAX + 16];
	struct span value;
	int r = snprintf(key, sizeof(key), "alias/%s:%s", vendor, product);

	if (r < 0 || (size_t)r >= sizeof(key))
		return ERR_NOTFOUND;
	value = pack_get(kb, key);
	if (!value.p)
		return ERR_NOTFOUND;
	*ret = (struct kb_names){value};
	return 0;
}

bool kb_next_name(struct kb_names *names, const char **ret_name)
{
	struct cursor c = cursor_of(names->left);

	if (names->left.n == 0)
		return false;
	*ret_name = member(&c);
	names->left = span_sub(names->left, names->left.n - cursor_left(&c), names->left.n);
	return **ret_name != '\0';
}
