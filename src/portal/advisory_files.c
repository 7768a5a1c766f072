/*
 * Advisories for others' programs: a CSAF 2.0 trusted provider (section 7: TLP:CLEAR under
 * /.well-known/csaf for everybody, the rest under /csaf for who signs in or brings a token,
 * each the documents that they may see), security.txt, Atom.
 */
#include "api/appender.h"
#include "api/route.h"
#include "base/parse.h"
#include "codec/sha256.h"
#include "codec/sha512.h"
#include "portal/advisory.h"
#include "portal/advisory_sign.h"
#include "portal/routes.h"
#include "report/i18n.h"
#include "share/feed.h"

enum { DOCUMENTS = 5000, FILE_MAX = 8 << 20 };

static const int64_t DAY_MS = 24LL * 3600 * 1000;

/* --- which --- */

/* A document of the provider, in one of its languages. */
struct offered {
	struct advisory_document document;
	const char *lang; /* NULL: its own */
};

typedef VEC(struct offered) offered_list;

static int label_of(const char *folder)
{
	for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++)
		if (strcmp(csaf_folder(tlp), folder) == 0)
			return tlp;
	return -1;
}

static void add_langs(struct call *call, const struct advisory_document *d, offered_list *to)
{
	const char *own = d->advisory.lang;

	vec_push(call->arena, to, (struct offered){*d, NULL});
	vec_foreach (t, &d->texts)
		if (!own || strcmp(t->lang, own) != 0)
			vec_push(call->arena, to, (struct offered){*d, t->lang});
}

/* Those of the label that who asks sees, newest first. A document whose audience is narrower
 * than its label is none for the directory of everybody: audience_sees decides. */
static int offered(struct call *call, int tlp, offered_list *ret)
{
	struct desk_records found = {0};
	int r = desk_list(call->db, &advisory_revision_type,
	    "WHERE \"tlp\" = $1 AND \"number\" = (SELECT a.\"revision\" FROM advisory AS a "
	    "WHERE a.\"id\" = advisory_revision.\"advisory\") ORDER BY \"time\" DESC, \"id\" "
	    "LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(tlp_names[tlp]), DESK_INT(DOCUMENTS)), call->arena, &found);

	vec_foreach (v, &found.all) {
		const struct advisory_revision *revision = *v;
		struct advisory_document document = {0};
		int seen;

		r = advisory_load_published(
		    call->db, revision->advisory, call->arena, &document);
		if (r < 0)
			return call_db(call, r);
		seen = advisory_page_sees(call, &document.advisory);
		if (seen < 0)
			return seen;
		if (seen)
			add_langs(call, &document, ret);
	}
	return call_db(call, r);
}

static void entries_of(struct call *call, const offered_list *from, struct feed_entries *ret)
{
	vec_foreach (o, from)
		vec_push(call->arena, &ret->all,
		    (struct feed_entry){&o->document.advisory,
			advisory_text_in(&o->document, o->lang), o->lang});
}

static int64_t newest(const offered_list *from, int64_t otherwise)
{
	int64_t out = 0;

	vec_foreach (o, from)
		out = MAX(out, o->document.advisory.revised);
	return out ? out : otherwise;
}

/* --- sending --- */

static int send(struct call *call, const char *type, const struct str *out)
{
	/* What is public may be read by pages of anybody. */
	if (strncmp(call->rq->path, "/.well-known/", 13) == 0)
		serve_reply_header(call->reply, "Access-Control-Allow-Origin", "*");
	return call_send(call, type, NULL, str_bytes(out));
}

static int missing(struct call *call)
{
	return call_fail(call, ERR_NOTFOUND, TR("Not found"),
	    TR("Take names from the index of the directory"), "%.80s", call->rq->path);
}

/* When the house began, for feeds without entries: they must name a time that stays. */
static int began(struct call *call, int64_t *ret)
{
	return call_db(
	    call, desk_number(call->db, "SELECT min(\"created\") FROM org", NULL, 0, ret));
}

static int list_file(struct call *call, int tlp, const char *name)
{
	const struct csaf_publisher by = advisory_page_publisher(call);
	const struct feed_place place = {&by, tlp};
	struct feed_entries entries = {0};
	offered_list all = {0};
	int64_t start = 0;
	STR_AUTO(out, FILE_MAX);
	int r = offered(call, tlp, &all);

	if (r == 0)
		r = began(call, &start);
	if (r < 0)
		return r;
	entries_of(call, &all, &entries);
	if (strcmp(name, "index.txt") == 0)
		r = feed_index_write(&entries, call->arena, &out);
	else if (strcmp(name, "changes.csv") == 0)
		r = feed_changes_write(&entries, call->arena, &out);
	else if (strcmp(name, "feed.json") == 0)
		r = feed_rolie_write(&place, &entries, newest(&all, start), call->arena, &out);
	else
		return missing(call);
	if (r < 0)
		return r;
	return send(call,
	    strcmp(name, "feed.json") == 0     ? "application/json"
	    : strcmp(name, "changes.csv") == 0 ? "text/csv"
					       : "text/plain; charset=utf-8",
	    &out);
}

/* The folder itself (year 0), or one year of it. */
static int listing(struct call *call, int tlp, int64_t year)
{
	struct feed_entries entries = {0};
	offered_list all = {0};
	STR_AUTO(out, FILE_MAX);
	int r = offered(call, tlp, &all);

	if (r < 0)
		return r;
	entries_of(call, &all, &entries);
	r = feed_listing_write(&entries, (int)year, call->rq->path, call->arena, &out);
	return r < 0 ? r : send(call, "text/html; charset=utf-8", &out);
}

static int digest(
    struct call *call, const struct str *document, const char *file, const char *kind)
{
	char hex[SHA512_HEX];
	STR_AUTO(out, 1024);

	if (strcmp(kind, "sha256") == 0)
		(void)sha256_hex(str_bytes(document), hex);
	else
		(void)sha512_hex(str_bytes(document), hex);
	str_addf(&out, "%s  %s\n", hex, file);
	return send(call, "text/plain; charset=utf-8", &out);
}

static int send_document(struct call *call, const struct offered *o, const char *kind)
{
	const struct csaf_publisher by = advisory_page_publisher(call);
	const struct csaf_wish wish = {.lang = o->lang};
	const char *file = csaf_file(&o->document.advisory, o->lang, call->arena);
	const char *signature = NULL;
	STR_AUTO(out, CSAF_MAX);
	STR_AUTO(text, CSAF_MAX);
	int r = csaf_write(&o->document, &by, &wish, call->arena, &out);

	if (r < 0)
		return r;
	if (!*kind)
		return send(call, "application/json", &out);
	if (strcmp(kind, "sha256") == 0 || strcmp(kind, "sha512") == 0)
		return digest(call, &out, file, kind);
	r = advisory_sign(call, str_bytes(&out), &signature);
	if (r < 0)
		return r;
	if (!signature)
		return missing(call);
	str_add(&text, signature);
	return send(call, "text/plain; charset=utf-8", &text);
}

/* What follows ".json": nothing, or the kind of the file beside it. NULL: no such file. */
static const char *kind_of(const char *file)
{
	static const char *const kinds[] = {"", ".sha256", ".sha512", ".asc"};
	const char *end = strstr(file, ".json");

	for (size_t i = 0; end && i < ARRAY_LEN(kinds); i++)
		if (strcmp(end + 5, kinds[i]) == 0)
			return i ? end + 6 : "";
	return NULL;
}

/* "adv-2026-0001" or "adv-2026-0001-fr" begins with the number of the advisory. */
static int by_name(struct call *call, int tlp, const char *file, struct offered *ret)
{
	struct advisory_document document = {0};
	char *ref = arena_strndup(call->arena, file, strcspn(file, "."));
	struct advisory a;
	int r;

	for (char *c = ref; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	if (strlen(ref) > 3 && ref[strlen(ref) - 3] == '-')
		ref[strlen(ref) - 3] = '\0';
	r = desk_find(call->db, &advisory_type, "WHERE \"ref\" = $1",
	    DESK_PARAMS(DESK_TEXT(ref)), call->arena, &a);
	if (r == 0)
		r = advisory_page_published(call, a.id, &document);
	if (r == ERR_NOTFOUND)
		return missing(call);
	if (r < 0)
		return call_db(call, r);
	if (document.advisory.tlp != tlp)
		return missing(call);
	*ret = (struct offered){.document = document};
	vec_foreach (t, &document.texts)
		if (strncmp(csaf_file(&document.advisory, t->lang, call->arena), file,
			strcspn(file, ".") + 1) == 0) {
			ret->lang = t->lang;
			return 0;
		}
	return missing(call);
}

static int document_file(struct call *call, int tlp)
{
	const char *file = call_arg(call, "file"), *kind = kind_of(file);
	struct offered o = {0};
	const char *address;
	int r;

	if (!kind)
		return missing(call);
	r = by_name(call, tlp, file, &o);
	if (r < 0)
		return r;
	/* The year is of the address, too. */
	address = csaf_address(&o.document.advisory, o.lang, "", call->arena);
	if (strncmp(address, call->rq->path, strlen(address)) != 0)
		return missing(call);
	return send_document(call, &o, kind);
}

/* --- handlers --- */

static int clear_list(struct call *call)
{
	return list_file(call, TLP_CLEAR, call_arg(call, "file"));
}

/* The year of the address; none: the folder above the years. */
static int clear_listing(struct call *call)
{
	int64_t year = 0;

	if (*call_arg(call, "year") &&
	    parse_int(span_str(call_arg(call, "year")), 1, 9999, &year) < 0)
		return missing(call);
	return listing(call, TLP_CLEAR, year);
}

static int clear_file(struct call *call)
{
	return document_file(call, TLP_CLEAR);
}

static int label_list(struct call *call)
{
	int tlp = label_of(call_arg(call, "label"));

	return tlp <= TLP_CLEAR ? missing(call) : list_file(call, tlp, call_arg(call, "file"));
}

static int label_listing(struct call *call)
{
	int tlp = label_of(call_arg(call, "label"));
	int64_t year = 0;

	if (tlp <= TLP_CLEAR ||
	    (*call_arg(call, "year") &&
		parse_int(span_str(call_arg(call, "year")), 1, 9999, &year) < 0))
		return missing(call);
	return listing(call, tlp, year);
}

/* Who took what under a label is written down before it is sent. */
static int write_down(struct call *call)
{
	if (!call->app->appender)
		return 0;
	return appender_add(call->app->appender, &call->actor, "advisory.download", NULL,
	    call->rq->path, "done", call->now);
}

static int label_file(struct call *call)
{
	int tlp = label_of(call_arg(call, "label"));
	int r = tlp <= TLP_CLEAR ? missing(call) : document_file(call, tlp);

	return r < 0 ? r : write_down(call);
}

static int provider(struct call *call)
{
	const struct csaf_publisher by = advisory_page_publisher(call);
	struct feed_provider what = {.by = &by};
	offered_list all = {0};
	int64_t start = 0;
	STR_AUTO(out, FILE_MAX);
	int r = offered(call, TLP_CLEAR, &all);

	if (r == 0)
		r = began(call, &start);
	if (r == 0)
		r = advisory_sign_key(call, &what.fingerprint);
	if (r < 0)
		return r;
	what.updated = newest(&all, start);
	r = feed_provider_write(&what, call->arena, &out);
	return r < 0 ? r : send(call, "application/json", &out);
}

static int security(struct call *call)
{
	const struct csaf_publisher by = advisory_page_publisher(call);
	STR_AUTO(out, FILE_MAX);
	int r = feed_security_write(&by, call->now - call->now % DAY_MS, &out);

	return r < 0 ? r : send(call, "text/plain; charset=utf-8", &out);
}

static int atom(struct call *call)
{
	const struct csaf_publisher by = advisory_page_publisher(call);
	const struct feed_place place = {&by, TLP_CLEAR};
	struct feed_entries entries = {0};
	offered_list all = {0};
	int64_t start = 0;
	STR_AUTO(out, FILE_MAX);
	int r = offered(call, TLP_CLEAR, &all);

	if (r == 0)
		r = began(call, &start);
	if (r < 0)
		return r;
	/* One entry an advisory, in its own language. */
	vec_foreach (o, &all)
		if (!o->lang)
			vec_push(call->arena, &entries.all,
			    (struct feed_entry){&o->document.advisory,
				advisory_text_in(&o->document, NULL), NULL});
	r = feed_atom_write(&place, &entries, newest(&all, start), call->arena, &out);
	return r < 0 ? r : send(call, "application/atom+xml; charset=utf-8", &out);
}

static int key(struct call *call)
{
	const char *fingerprint = NULL, *armoured = NULL, *file = call_arg(call, "file");
	STR_AUTO(out, FILE_MAX);
	int r = advisory_sign_key(call, &fingerprint);

	if (r < 0)
		return r;
	if (!fingerprint || strcmp(file, arena_printf(call->arena, "%s.asc", fingerprint)) != 0)
		return missing(call);
	r = advisory_sign_public(call, &armoured);
	if (r < 0)
		return r;
	str_add(&out, armoured);
	return send(call, "application/pgp-keys", &out);
}

const struct route advisory_files_routes[] = {
    {"GET", "/.well-known/security.txt", MAY_PUBLIC, NULL, security, ROUTE_NO_LOG,
	"Whom to tell of a weakness of ours (RFC 9116), and where our advisories are.", NULL,
	NULL},
    {"GET", "/.well-known/csaf/provider-metadata.json", MAY_PUBLIC, NULL, provider,
	ROUTE_NO_LOG, "The CSAF provider.", NULL, NULL},
    {"GET", "/.well-known/csaf/openpgp/{file}", MAY_PUBLIC, NULL, key, ROUTE_NO_LOG,
	"The OpenPGP key that signs the documents.", NULL, NULL},
    {"GET", "/.well-known/csaf/clear/", MAY_PUBLIC, NULL, clear_listing, ROUTE_NO_LOG,
	"The years of the public documents, as a page.", NULL, NULL},
    {"GET", "/.well-known/csaf/clear/{year}/", MAY_PUBLIC, NULL, clear_listing, ROUTE_NO_LOG,
	"The public documents of a year, as a page.", NULL, NULL},
    {"GET", "/.well-known/csaf/clear/{file}", MAY_PUBLIC, NULL, clear_list, ROUTE_NO_LOG,
	"Public documents: index.txt, changes.csv, feed.json (ROLIE).", NULL, NULL},
    {"GET", "/.well-known/csaf/clear/{year}/{file}", MAY_PUBLIC, NULL, clear_file, ROUTE_NO_LOG,
	"A public CSAF document, its digests and its signature.", NULL, NULL},
    {"GET", "/csaf/{label}/", MAY_SIGN_IN, NULL, label_listing, ROUTE_NO_LOG,
	"The years of the documents under a label, as a page.", NULL, NULL},
    {"GET", "/csaf/{label}/{year}/", MAY_SIGN_IN, NULL, label_listing, ROUTE_NO_LOG,
	"The documents of a year under a label that who asks may see, as a page.", NULL, NULL},
    {"GET", "/csaf/{label}/{file}", MAY_SIGN_IN, NULL, label_list, ROUTE_NO_LOG,
	"Documents under a label that who asks may see: index.txt, changes.csv, feed.json.",
	NULL, NULL},
    {"GET", "/csaf/{label}/{year}/{file}", MAY_SIGN_IN, NULL, label_file, ROUTE_NO_LOG,
	"A CSAF document under a label, its digests and its signature.", NULL, NULL},
    {"GET", "/advisories.atom", MAY_PUBLIC, NULL, atom, ROUTE_NO_LOG,
	"Public advisories as an Atom feed.", NULL, NULL},
    {.method = NULL},
};
