#include "share/taxii.h"

#include "base/parse.h"
#include "base/time.h"
#include "share/stix.h"
#include "share/uuid.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIXED = 8, LIMIT_MAX = 1000000, IDS_MAX = 1000 };

/* --- what is asked for --- */

static int wrong(struct msg *msg, const char *name, const char *value)
{
	msg_what(msg, "the filter cannot be understood");
	msg_detail(msg, "%.40s=%.80s", name, value);
	msg_hint(msg, "TAXII 2.1, section 3.4, has what may be asked for");
	return ERR_SYNTAX;
}

static void add_all(struct text_list *list, const char *value, struct arena *arena)
{
	struct span rest = span_str(value), part;

	while (span_split(&rest, ',', &part))
		if (part.n && list->n < IDS_MAX)
			text_list_add(
			    list, arena, arena_strndup(arena, (const char *)part.p, part.n));
}

/* "TIME.PLACE" of the last object that was sent. */
static int read_next(const char *value, struct taxii_query *q)
{
	struct span rest = span_str(value), time, place;

	if (!span_split(&rest, '.', &time) || !span_split(&rest, '.', &place) || rest.p ||
	    parse_int(time, 0, INT64_MAX, &q->next_time) < 0 ||
	    parse_int(place, 0, INT64_MAX, &q->next_place) < 0)
		return ERR_SYNTAX;
	return 0;
}

static int read_versions(const char *value, struct arena *arena, struct taxii_query *q)
{
	int64_t ms;

	add_all(&q->versions, value, arena);
	for (size_t i = 0; i < q->versions.n; i++) {
		const char *v = q->versions.items[i];

		if (strcmp(v, "first") != 0 && strcmp(v, "last") != 0 &&
		    strcmp(v, "all") != 0 && time_parse(span_str(v), &ms) < 0)
			return ERR_SYNTAX;
	}
	return 0;
}

int taxii_query_read(const struct taxii_arg *args, size_t n, struct arena *arena,
    struct taxii_query *ret, struct msg *msg)
{
	struct taxii_query q = {.added_after = -1, .next_time = -1, .limit = TAXII_PAGE};

	for (size_t i = 0; i < n; i++) {
		const char *name = args[i].name, *value = args[i].value;
		int r = 0;

		if (strcmp(name, "added_after") == 0)
			r = time_parse(span_str(value), &q.added_after);
		else if (strcmp(name, "limit") == 0)
			r = parse_int(span_str(value), 1, LIMIT_MAX, &q.limit);
		else if (strcmp(name, "next") == 0)
			r = read_next(value, &q);
		else if (strcmp(name, "match[id]") == 0)
			add_all(&q.ids, value, arena);
		else if (strcmp(name, "match[type]") == 0)
			add_all(&q.types, value, arena);
		else if (strcmp(name, "match[version]") == 0)
			r = read_versions(value, arena, &q);
		else if (strcmp(name, "match[spec_version]") == 0)
			add_all(&q.spec_versions, value, arena);
		if (r < 0)
			return wrong(msg, name, value);
	}
	q.limit = MIN(q.limit, TAXII_PAGE);
	*ret = q;
	return 0;
}

/* --- resources --- */

void taxii_discovery_write(const struct share_view *view, struct str *out)
{
	struct json_writer w;
	STR_AUTO(root, 2048);

	str_addf(&root, "%s/taxii2/api/", view->url);
	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "title", view->name);
	if (view->contact)
		json_member_text(&w, "contact", view->contact);
	json_member_text(&w, "default", str_text(&root));
	json_write_key(&w, "api_roots");
	json_write_array(&w);
	json_write_text(&w, str_text(&root));
	json_write_array_end(&w);
	json_write_object_end(&w);
}

void taxii_root_write(const struct share_view *view, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "title", view->name);
	json_write_key(&w, "versions");
	json_write_array(&w);
	json_write_text(&w, TAXII_MEDIA);
	json_write_array_end(&w);
	json_member_int(&w, "max_content_length", 4096); /* nothing is taken */
	json_write_object_end(&w);
}

static const struct {
	const char *alias, *title, *description;
} collections[] = {
    [IOC_LIST_DEFAULT] = {"indicators", "Indicators",
	"What the CERT publishes for blocking and for looking for"},
    [IOC_LIST_AUTH] = {"sign-ins", "Sign-ins", "Addresses from which nobody should sign in"},
};

static const char *collection_id(const struct share_view *view, int list, char *to)
{
	char name[600];

	(void)snprintf(name, sizeof(name), "%.500s\n%s", view->url, ioc_list_names[list]);
	return uuid_of("taxii-collection", name, to);
}

int taxii_collection(const struct share_view *view, const char *id)
{
	char uuid[UUID_TEXT];

	for (int list = 0; list < (int)ARRAY_LEN(collections); list++)
		if (strcmp(id, collections[list].alias) == 0 ||
		    strcmp(id, collection_id(view, list, uuid)) == 0)
			return list;
	return -1;
}

static void put_collection(const struct share_view *view, int list, struct json_writer *w)
{
	char uuid[UUID_TEXT];

	json_write_object(w);
	json_member_text(w, "id", collection_id(view, list, uuid));
	json_member_text(w, "title", collections[list].title);
	json_member_text(w, "description", collections[list].description);
	json_member_text(w, "alias", collections[list].alias);
	json_member_bool(w, "can_read", true);
	json_member_bool(w, "can_write", false);
	json_write_key(w, "media_types");
	json_write_array(w);
	json_write_text(w, TAXII_STIX);
	json_write_array_end(w);
	json_write_object_end(w);
}

void taxii_collections_write(const struct share_view *view, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_write_key(&w, "collections");
	json_write_array(&w);
	for (int list = 0; list < (int)ARRAY_LEN(collections); list++)
		put_collection(view, list, &w);
	json_write_array_end(&w);
	json_write_object_end(&w);
}

void taxii_collection_write(const struct share_view *view, int list, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	put_collection(view, list, &w);
}

void taxii_error_write(int status, const char *title, const char *detail, struct str *out)
{
	struct json_writer w;
	char text[8];

	(void)snprintf(text, sizeof(text), "%d", status);
	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "title", title);
	if (detail && *detail)
		json_member_text(&w, "description", detail);
	json_member_text(&w, "http_status", text);
	json_write_object_end(&w);
}

/* --- objects --- */

enum kind { MARKING, IDENTITY, INDICATOR, SIGHTING };

static const char *const type_names[] = {
    "marking-definition", "identity", "indicator", "sighting"};

/* An object of the collection: time and place are its order, which stays. */
struct entry {
	int64_t added, place;
	enum kind kind;
	union {
		const struct blocklist_row *row;
		enum tlp tlp;
	};
};

struct entries {
	VEC(struct entry) all;
};

static int by_added(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->added != y->added)
		return x->added < y->added ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static bool is_asked(const struct text_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], text) == 0)
			return true;
	return list->n == 0;
}

static const char *id_of(const struct share_view *view, const struct entry *e, char *to)
{
	switch (e->kind) {
	case MARKING:
		(void)snprintf(to, STIX_ID, "%s", tlp_stix(e->tlp));
		return to;
	case IDENTITY:
		return stix_identity_id(view, to);
	case SIGHTING:
		return stix_sighting_id(e->row, to);
	case INDICATOR:
		break;
	}
	return stix_indicator_id(e->row, to);
}

/* We hold one version of each, which is the first and the last. */
static bool version_fits(const struct taxii_query *q, const struct entry *e)
{
	int64_t ms;

	for (size_t i = 0; i < q->versions.n; i++)
		if (time_parse(span_str(q->versions.items[i]), &ms) < 0 || ms == e->added)
			return true;
	return q->versions.n == 0;
}

/* All but what depends on time and page. */
static bool fits(const struct share_view *view, const struct taxii_query *q,
    const struct entry *e, struct taxii_page *page)
{
	char id[STIX_ID];

	if (!is_asked(&q->types, type_names[e->kind]) || !is_asked(&q->spec_versions, "2.1"))
		return false;
	if (q->ids.n && !is_asked(&q->ids, id_of(view, e, id)))
		return false;
	page->known = true;
	return version_fits(q, e);
}

static void add(const struct share_view *view, const struct taxii_query *q, struct entry e,
    struct arena *arena, struct entries *to, struct taxii_page *page)
{
	if (q->added_after >= 0 && e.added <= q->added_after)
		return;
	if (e.added < q->next_time || (e.added == q->next_time && e.place <= q->next_place))
		return;
	if (fits(view, q, &e, page))
		vec_push(arena, &to->all, e);
}

static void collect(const struct share_view *view, int list, const struct taxii_query *q,
    struct arena *arena, struct entries *to, struct taxii_page *page)
{
	for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++)
		if (view->tlps >> tlp & 1)
			add(view, q,
			    (struct entry){STIX_ALWAYS, tlp, MARKING, {.tlp = (enum tlp)tlp}},
			    arena, to, page);
	add(view, q,
	    (struct entry){.added = STIX_ALWAYS, .place = TLP_RED + 1, .kind = IDENTITY}, arena,
	    to, page);
	for (size_t i = 0; i < view->n; i++) {
		const struct blocklist_row *row = &view->rows[i];
		int64_t place = FIXED + 2 * row->number;

		if (row->list != list || !view_sees(view, row))
			continue;
		add(view, q, (struct entry){view_changed(row), place, INDICATOR, {.row = row}},
		    arena, to, page);
		if (row->seen && !row->ended)
			add(view, q,
			    (struct entry){row->seen_to, place + 1, SIGHTING, {.row = row}},
			    arena, to, page);
	}
	if (to->all.n)
		qsort(to->all.items, to->all.n, sizeof(*to->all.items), by_added);
}

static void put_object(
    const struct share_view *view, const struct entry *e, struct json_writer *w)
{
	switch (e->kind) {
	case MARKING:
		stix_marking_write(e->tlp, w);
		break;
	case IDENTITY:
		stix_identity_write(view, w);
		break;
	case SIGHTING:
		stix_sighting_write(view, e->row, w);
		break;
	case INDICATOR:
		stix_indicator_write(view, e->row, w);
		break;
	}
}

static void put_record(
    const struct share_view *view, const struct entry *e, struct json_writer *w)
{
	char id[STIX_ID], added[TIME_TEXT];

	(void)time_text(e->added, added);
	json_write_object(w);
	json_member_text(w, "id", id_of(view, e, id));
	json_member_text(w, "date_added", added);
	json_member_text(w, "version", added);
	json_member_text(w, "media_type", TAXII_STIX);
	json_write_object_end(w);
}

static void put_entry(const struct share_view *view, const struct entry *e,
    enum taxii_what what, struct json_writer *w)
{
	char version[TIME_TEXT];

	if (what == TAXII_OBJECTS)
		put_object(view, e, w);
	else if (what == TAXII_MANIFEST)
		put_record(view, e, w);
	else
		json_write_text(w, time_text(e->added, version));
}

void taxii_write(const struct share_view *view, int list, const struct taxii_query *q,
    enum taxii_what what, struct arena *arena, struct str *out, struct taxii_page *ret)
{
	struct taxii_page page = {0};
	struct entries all = {0};
	struct json_writer w;
	char next[64];

	collect(view, list, q, arena, &all, &page);
	page.n = MIN(all.all.n, (size_t)q->limit);
	json_write_init(&w, out, 0);
	json_write_object(&w);
	if (page.n < all.all.n) {
		const struct entry *last = &all.all.items[page.n - 1];

		json_member_bool(&w, "more", true);
		(void)snprintf(
		    next, sizeof(next), "%" PRId64 ".%" PRId64, last->added, last->place);
		json_member_text(&w, "next", next);
	}
	if (page.n) {
		json_write_key(&w, what == TAXII_VERSIONS ? "versions" : "objects");
		json_write_array(&w);
		for (size_t i = 0; i < page.n; i++)
			put_entry(view, &all.all.items[i], what, &w);
		json_write_array_end(&w);
		page.first = all.all.items[0].added;
		page.last = all.all.items[page.n - 1].added;
	}
	json_write_object_end(&w);
	*ret = page;
}
