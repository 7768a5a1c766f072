#include "feed/csaf_client.h"

#include "base/map.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "codec/sha512.h"
#include "feed/feed.h"

enum { SMALL = 1 << 20, KEY_MAX = 4 << 20, ID_MAX = 100, SECURITY_MAX = 64 << 10 };

static const char *const hint_publisher =
    "nothing of this provider was taken, what was known before stays in use; ask the provider, "
    "or switch it off (varde kb providers --off)";
static const char *const hint_host = "nothing of this provider was taken; if that host is "
				     "right, allow it with varde kb providers "
				     "--host NAME=HOST";

static int refuse(struct msg *msg, int err, const char *hint, const char *what,
    const char *detail, ...) PRINTF(5, 6);

static int refuse(
    struct msg *msg, int err, const char *hint, const char *what, const char *detail, ...)
{
	char text[sizeof(msg->detail)];
	va_list ap;

	va_start(ap, detail);
	(void)vsnprintf(text, sizeof(text), detail, ap);
	va_end(ap);
	*msg = (struct msg){0};
	msg_what(msg, "%s", what);
	msg_detail(msg, "%s", text);
	msg_hint(msg, "%s", hint);
	return err;
}

static void remark(struct csaf_client *c, const char *why, const char *which)
{
	size_t i = 0;

	while (i < c->nremarks && strcmp(c->remarks[i].why, why) != 0)
		i++;
	if (i == CSAF_REMARKS)
		return;
	if (i == c->nremarks)
		c->remarks[c->nremarks++] =
		    (struct csaf_remark){why, arena_strdup(c->arena, which), 0};
	c->remarks[i].n++;
}

bool csaf_client_may(const struct csaf_client *c, const char *url)
{
	struct arena *arena = arena_new();
	const char *host = csaf_provider_host(url, arena);
	/* what is public never leads to this machine, nor TLS to what is plain */
	bool plain = c->url && strncmp(c->url, "http:", 5) == 0,
	     ok = host && (plain || strncmp(url, "https:", 6) == 0) &&
		  ((c->url && csaf_provider_same_site(c->url, url)) ||
		      text_list_has(&c->hosts, host));

	arena_free(arena);
	return ok;
}

static int get(struct csaf_client *c, const char *url, int64_t max, struct arena *arena,
    struct span *ret, struct msg *msg)
{
	struct csaf_ask ask = {.url = url, .max = max};

	if (!csaf_client_may(c, url))
		return refuse(msg, ERR_DENIED, hint_host, "the provider leads to another host",
		    "%.300s", url);
	ask.own = csaf_provider_same_site(c->url, url);
	return c->fetch(c->arg, &ask, arena, ret, msg);
}

/* --- where the metadata is --- */

static int read_metadata(
    struct csaf_client *c, const char *url, struct span text, struct msg *msg)
{
	struct csaf_provider p = {0};
	const char *host;
	int r = csaf_provider_aggregator(text, c->arena, &c->members, msg);

	if (r == ERR_UNSUPPORTED)
		r = csaf_provider_read(text, c->arena, &p, msg);
	else if (r == 0)
		return 0;
	if (r < 0)
		return r;
	host = csaf_provider_host(p.canonical, c->arena);
	if (!csaf_provider_same_site(url, p.canonical) &&
	    !(host && text_list_has(&c->hosts, host)))
		return refuse(msg, ERR_DENIED, hint_host,
		    "the metadata says that it belongs to another host", "%.150s has %.150s",
		    url, p.canonical);
	c->provider = p;
	c->url = arena_strdup(c->arena, url);
	return 0;
}

static int try_metadata(struct csaf_client *c, const char *url, bool direct, struct msg *msg)
{
	struct csaf_ask ask = {.url = url, .max = CSAF_FILE, .direct = direct};
	struct arena *arena = arena_new();
	struct span text = {0};
	int r = c->fetch(c->arg, &ask, arena, &text, msg);

	if (r == 0)
		r = read_metadata(c, url, text, msg);
	arena_free(arena);
	return r;
}

/* What the CSAF: lines of a security.txt name, the first that is one. */
static int try_security(struct csaf_client *c, const char *url, struct msg *msg)
{
	struct csaf_ask ask = {.url = url, .max = SECURITY_MAX};
	struct text_list said = {0};
	struct span text = {0};
	int r = c->fetch(c->arg, &ask, c->arena, &text, msg);

	if (r < 0)
		return r;
	csaf_provider_security(text, c->arena, &said);
	r = ERR_NOTFOUND;
	for (size_t i = 0; r < 0 && i < said.n && i < 8; i++) {
		bool here = strncmp(url, "http:", 5) == 0;

		/* a public file does not lead to this machine */
		if (here || strncmp(said.items[i], "https:", 6) == 0)
			r = try_metadata(c, said.items[i], false, msg);
	}
	return r;
}

static int find_domain(struct csaf_client *c, const struct text_list *places, struct msg *msg)
{
	struct msg first = {0};
	int r = ERR_NOTFOUND;

	for (size_t i = 0; i < places->n; i++) {
		const char *place = places->items[i];
		size_t n = strlen(place);
		struct msg why = {0};

		/* requirements 9 and 10: served there, not elsewhere */
		r = n > 12 && strcmp(place + n - 12, "security.txt") == 0
			? try_security(c, place, &why)
			: try_metadata(c, place, true, &why);
		if (r == 0 || r == ERR_CANCELLED)
			return r;
		if (r != ERR_NOTFOUND && why.what[0] && !first.what[0])
			first = why;
	}
	if (first.what[0]) {
		*msg = first;
		return r;
	}
	return refuse(msg, ERR_NOTFOUND,
	    "ask the provider for the address of its provider-metadata.json, and give that",
	    "the provider's metadata is not found",
	    "%.200s: neither the well-known address, nor security.txt, nor "
	    "csaf.data.security has it",
	    c->place);
}

int csaf_client_find(struct csaf_client *c, struct msg *msg)
{
	struct text_list places = {0};

	if (strstr(c->place, "://"))
		return try_metadata(c, c->place, false, msg);
	csaf_provider_places(c->place, c->arena, &places);
	if (!places.n)
		return refuse(msg, ERR_SYNTAX, "write maker.example, or https://...",
		    "the provider is neither a domain nor an address", "%.200s", c->place);
	return find_domain(c, &places, msg);
}

/* --- keys --- */

static bool is_pinned(const struct csaf_client *c)
{
	vec_foreach (key, &c->provider.keys)
		if (key->fingerprint && text_list_has(&c->pins, key->fingerprint))
			return true;
	return c->pins.n == 0;
}

static int add_key(struct csaf_client *c, const struct csaf_key *key, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct span bytes = {0};
	int r = get(c, key->url, KEY_MAX, arena, &bytes, msg);

	if (r == 0 && !c->pgp)
		r = openpgp_new(&c->pgp, msg);
	if (r == 0)
		r = openpgp_add(c->pgp, bytes, key->fingerprint, msg);
	arena_free(arena);
	return r;
}

int csaf_client_keys(struct csaf_client *c, struct msg *msg)
{
	const char *role = c->provider.role;
	int r = 0;

	c->strict = c->is_signed || (role && strcmp(role, "csaf_trusted_provider") == 0);
	if (!is_pinned(c))
		return refuse(msg, ERR_DENIED,
		    "nothing of this provider was taken; ask it by another way whether its "
		    "keys "
		    "are new, and give --accept then",
		    "the provider names none of the keys that it had before", "%.300s", c->url);
	vec_foreach (key, &c->provider.keys) {
		if (!key->fingerprint)
			continue; /* whose it is cannot be told */
		r = add_key(c, key, msg);
		if (r < 0)
			return r;
	}
	if (c->strict && !c->pgp)
		return refuse(msg, ERR_DENIED, hint_publisher,
		    "the provider is to sign its documents, and names no key", "%.300s",
		    c->url);
	return 0;
}

void csaf_client_done(struct csaf_client *c)
{
	openpgp_free(c->pgp);
	c->pgp = NULL;
}

/* --- lists --- */

static const char *base_of(const char *url)
{
	const char *slash = strrchr(url, '/');

	return slash ? slash + 1 : url;
}

static int add_entries(struct csaf_client *c, struct map *names, const char *folder,
    const struct csaf_entries *from, struct msg *msg)
{
	vec_foreach (e, &from->all) {
		struct csaf_entry one = *e;
		const char *const all[] = {one.sha256, one.sha512, one.signature};

		if (folder)
			one.url = arena_printf(c->arena, "%s%s", folder, e->url);
		for (size_t i = 0; i < ARRAY_LEN(all); i++)
			if (all[i] && !csaf_client_may(c, all[i]))
				one.url = all[i];
		if (!csaf_client_may(c, one.url))
			return refuse(msg, ERR_DENIED, hint_host,
			    "the provider's list leads to another host", "%.300s", one.url);
		if (!map_set(names, base_of(one.url), c))
			continue; /* the same file by another list */
		if (c->entries.all.n >= CSAF_MANY)
			return refuse(msg, ERR_LIMIT, hint_publisher,
			    "the provider lists more documents than can be right", "%d",
			    CSAF_MANY);
		vec_push(c->arena, &c->entries.all, one);
	}
	for (size_t i = 0; i < from->left; i++)
		remark(c, "a line of a list that is not understood", folder ? folder : "");
	return 0;
}

static int list_folder(
    struct csaf_client *c, struct map *names, const char *url, struct msg *msg)
{
	struct csaf_entries found = {0};
	struct span text = {0};
	int r = get(
	    c, arena_printf(c->arena, "%schanges.csv", url), CSAF_FILE, c->arena, &text, msg);

	if (r == 0) {
		csaf_provider_changes(text, c->arena, &found);
	} else if (r == ERR_NOTFOUND) {
		r = get(c, arena_printf(c->arena, "%sindex.txt", url), CSAF_FILE, c->arena,
		    &text, msg);
		if (r == 0)
			csaf_provider_index(text, c->arena, &found);
	}
	if (r < 0)
		return r;
	if (!found.all.n && found.left)
		return refuse(msg, ERR_SYNTAX, hint_publisher, "the provider's list is not one",
		    "%.300s", url);
	return add_entries(c, names, url, &found, msg);
}

static int list_feed(struct csaf_client *c, struct map *names, const char *url, struct msg *msg)
{
	struct csaf_entries found = {0};
	struct span text = {0};
	int r = get(c, url, CSAF_FILE, c->arena, &text, msg);

	if (r == 0)
		r = csaf_provider_rolie(text, c->arena, &found, msg);
	return r == 0 ? add_entries(c, names, NULL, &found, msg) : r;
}

static bool is_wanted(const struct csaf_client *c, const char *url)
{
	size_t n = strlen(url), m = c->only ? strlen(c->only) : 0;

	return n >= m && (!c->only || strcmp(url + n - m, c->only) == 0);
}

int csaf_client_list(struct csaf_client *c, struct msg *msg)
{
	struct map names;
	size_t found = 0;
	int r = 0;

	map_init(&names, c->arena);
	for (size_t i = 0; i < c->provider.left; i++)
		remark(c, "a place with documents that is not https", c->url);
	for (int rolie = 1; r == 0 && rolie >= 0; rolie--)
		vec_foreach (s, &c->provider.sources) {
			if (s->rolie != (rolie == 1) || !is_wanted(c, s->url))
				continue;
			found++;
			if (csaf_provider_tlp(s->tlp) > c->clearance) {
				remark(
				    c, "a feed whose TLP label is above the clearance", s->url);
				continue;
			}
			r = s->rolie ? list_feed(c, &names, s->url, msg)
				     : list_folder(c, &names, s->url, msg);
			if (r < 0)
				return r;
		}
	if (!found)
		return refuse(msg, ERR_SYNTAX, hint_publisher,
		    "the provider's metadata names no place with documents", "%.300s", c->url);
	return r;
}

/* --- one document --- */

static const char *beside(
    const struct csaf_entry *e, const char *linked, const char *end, struct arena *arena)
{
	return linked ? linked : arena_printf(arena, "%s%s", e->url, end);
}

static int wrong_digest(const char *url, struct msg *msg)
{
	return refuse(msg, ERR_DENIED, hint_publisher, "a document is not what its digest says",
	    "%.300s", url);
}

/* 1: it is right, 0: there is none. */
static int check_digests(struct csaf_client *c, const struct csaf_entry *e, struct span bytes,
    struct arena *arena, struct msg *msg)
{
	char hex[SHA512_HEX], hex256[SHA256_HEX];
	struct span text = {0};
	int found = 0,
	    r = get(c, beside(e, e->sha512, ".sha512", arena), SMALL, arena, &text, msg);

	if (r == 0 && !csaf_provider_digest_is(text, sha512_hex(bytes, hex)))
		return wrong_digest(e->url, msg);
	found |= r == 0;
	if ((r < 0 && r != ERR_NOTFOUND) || (r == 0 && !e->sha256))
		return r < 0 ? r : 1;
	r = get(c, beside(e, e->sha256, ".sha256", arena), SMALL, arena, &text, msg);
	if (r == 0 && !csaf_provider_digest_is(text, sha256_hex(bytes, hex256)))
		return wrong_digest(e->url, msg);
	return r < 0 && r != ERR_NOTFOUND ? r : found || r == 0;
}

/* 1: it is right, 0: there is none. */
static int check_signature(struct csaf_client *c, const struct csaf_entry *e, struct span bytes,
    struct arena *arena, struct msg *msg)
{
	struct span text = {0};
	struct msg why = {0};
	int r;

	if (!c->pgp)
		return 0;
	r = get(c, beside(e, e->signature, ".asc", arena), SMALL, arena, &text, msg);
	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : r;
	r = openpgp_verify(c->pgp, bytes, text, &why);
	if (r == ERR_DENIED || r == ERR_SYNTAX)
		return refuse(msg, ERR_DENIED, hint_publisher,
		    "a document is not signed as it should be", "%.180s: %.180s", e->url,
		    why.detail);
	if (r < 0)
		*msg = why;
	return r < 0 ? r : 1;
}

int csaf_client_prove(struct csaf_client *c, const struct csaf_entry *entry, struct span bytes,
    struct arena *arena, struct msg *msg)
{
	int r = check_digests(c, entry, bytes, arena, msg);

	if (r < 0)
		return r;
	if (r == 0 && c->strict)
		return refuse(msg, ERR_DENIED, hint_publisher,
		    "a document has no digest beside it", "%.300s", entry->url);
	r = check_signature(c, entry, bytes, arena, msg);
	if (r < 0)
		return r;
	if (r == 0 && c->strict)
		return refuse(msg, ERR_DENIED, hint_publisher,
		    "a document has no signature beside it", "%.300s", entry->url);
	c->verified += r;
	return 0;
}

/* Why it is not what the standard asks for; NULL: it is. */
static const char *objection(struct csaf_client *c, const struct csaf_entry *e,
    const struct json *v, struct arena *arena)
{
	const struct json *document = json_get(v, "document"),
			  *publisher = json_get(document, "publisher");
	const char *id = json_text(json_get(json_get(document, "tracking"), "id"), NULL),
		   *space = json_text(json_get(publisher, "namespace"), NULL);

	if (strcmp(json_text(json_get(document, "csaf_version"), ""), "2.0") != 0)
		return "a document that is not of CSAF 2.0";
	if (!id || !*id)
		return "a document without a number";
	if (strcmp(csaf_provider_filename(id, arena), base_of(e->url)) != 0)
		return "a document whose file has another name than its number gives";
	if (c->provider.space && (!space || !csaf_provider_same_site(space, c->provider.space)))
		return "a document in the name of another publisher";
	return NULL;
}

/* Why it is not for us; NULL: it is. */
static const char *reserved(const struct csaf_client *c, const struct json *v)
{
	const struct json *document = json_get(v, "document"),
			  *tlp = json_get(json_get(document, "distribution"), "tlp");

	if (csaf_provider_tlp(json_text(json_get(tlp, "label"), NULL)) > c->clearance)
		return "a document whose TLP label is above the clearance";
	if (strcmp(json_text(json_get(json_get(document, "tracking"), "status"), ""),
		"draft") == 0)
		return "a draft";
	return NULL;
}

static const char *why_not(struct csaf_client *c, const struct csaf_entry *entry,
    const struct json *v, struct arena *arena)
{
	const char *why = v ? objection(c, entry, v, arena) : "a document that is malformed";

	if (why) {
		c->odd++;
		return why;
	}
	return reserved(c, v);
}

static void name(const struct json *v, struct arena *arena, struct csaf_document *ret)
{
	const struct json *document = json_get(v, "document");
	const char *space =
		       json_text(json_get(json_get(document, "publisher"), "namespace"), ""),
		   *id = feed_text(arena,
		       json_text(json_get(json_get(document, "tracking"), "id"), NULL), ID_MAX);

	ret->id = feed_text(
	    arena, *space ? arena_printf(arena, "%s %s", id, space) : id, (size_t)2 * ID_MAX);
}

/* Whether the digest beside it is the known one. */
static int is_known(struct csaf_client *c, const struct csaf_entry *e, const char *known,
    struct arena *arena, struct msg *msg)
{
	struct span text = {0};
	int r;

	if (!known)
		return 0;
	r = get(c, beside(e, e->sha512, ".sha512", arena), SMALL, arena, &text, msg);
	if (r < 0)
		return r == ERR_NOTFOUND ? 0 : r;
	return csaf_provider_digest_is(text, known);
}

int csaf_client_take(struct csaf_client *c, const struct csaf_entry *entry, const char *known,
    struct arena *arena, struct csaf_document *ret, struct msg *msg)
{
	struct csaf_document d = {.verdict = CSAF_LEAVE};
	char hex[SHA512_HEX];
	struct json *v = NULL;
	const char *why;
	int r = is_known(c, entry, known, arena, msg);

	if (r > 0) {
		*ret = (struct csaf_document){.verdict = CSAF_SAME};
		return 0;
	}
	if (r == 0)
		r = get(c, entry->url, CSAF_FILE, arena, &d.bytes, msg);
	if (r == ERR_NOTFOUND)
		return refuse(msg, ERR_NOTFOUND, hint_publisher,
		    "a document that the provider lists is not there", "%.300s", entry->url);
	if (r == 0)
		r = csaf_client_prove(c, entry, d.bytes, arena, msg);
	if (r < 0)
		return r;
	if (json_parse(d.bytes, arena, &v, NULL) < 0)
		v = NULL;
	why = why_not(c, entry, v, arena);
	if (why) {
		remark(c, why, entry->url);
	} else {
		d.verdict = CSAF_TAKE;
		name(v, arena, &d);
		c->taken++;
	}
	d.sha512 = arena_strdup(arena, sha512_hex(d.bytes, hex));
	*ret = d;
	return 0;
}
