/*
 * MISP for members' instances and scripts (share/misp.h): the feed under /misp/, and of MISP's
 * REST interface what PyMISP needs to look, to report a sighting, and to ask warning lists.
 */
#include "codec/json.h"
#include "desk/ioc.h"
#include "portal/cert.h"
#include "portal/feed.h"
#include "portal/routes.h"
#include "share/misp_search.h"
#include "share/uuid.h"

#include <inttypes.h>

enum { QUERY_MAX = 1000, VALUES_MAX = 1000, NOTE_MAX = 500, FOUND_MAX = 50 };

#define JSON_TYPE "application/json"

/* The version of the interface that is answered here: clients compare it with theirs. */
#define MISP_VERSION "2.5.0"

/* --- replies --- */

/* As MISP says that something went wrong. */
static int say(struct call *call, int status, const char *text)
{
	struct json_writer w;

	str_clear(&call->reply->body);
	json_write_init(&w, &call->reply->body, 0);
	json_write_object(&w);
	json_member_text(&w, "name", text);
	json_member_text(&w, "message", text);
	json_member_text(&w, "url", call->rq->path);
	json_write_object_end(&w);
	call->reply->status = status;
	serve_reply_header(call->reply, "Content-Type", JSON_TYPE);
	call->replied = true;
	return 0;
}

/* A reader, what they see, and its events: what every answer begins with. */
struct asking {
	struct feed_reader reader;
	struct served *served;
	struct share_view view;
	struct misp_events events;
};

/* 0; 1 when it was refused and answered; or an error. */
static int begin(struct call *call, struct asking *ret)
{
	int r = feed_open(call, &ret->reader);

	if (r > 0) {
		(void)say(call, r, ret->reader.why);
		return 1;
	}
	if (r == 0)
		r = feed_view(call, &ret->reader, &ret->served, &ret->view);
	if (r == 0)
		misp_events_of(&ret->view, call->arena, &ret->events);
	return r;
}

static int finish(
    struct call *call, struct asking *a, const char *type, const char *query, size_t lines)
{
	const struct feed_sent sent = {.type = type, .query = query, .lines = lines};

	served_release(a->served);
	return feed_send(call, &a->reader, &sent);
}

static int missing(struct call *call, struct asking *a)
{
	served_release(a->served);
	return say(call, 404, "Not found");
}

/* --- the feed --- */

static int manifest(struct call *call)
{
	struct asking a = {0};
	int r = begin(call, &a);

	if (r)
		return r < 0 ? r : 0;
	misp_manifest_write(&a.view, &a.events, &call->reply->body);
	return finish(call, &a, JSON_TYPE, "misp/manifest.json", a.events.all.n);
}

static int hashes(struct call *call)
{
	struct asking a = {0};
	size_t lines = 0;
	int r = begin(call, &a);

	if (r)
		return r < 0 ? r : 0;
	misp_hashes_write(&a.view, &a.events, &call->reply->body);
	vec_foreach (e, &a.events.all)
		lines += e->active;
	return finish(call, &a, "text/csv; charset=utf-8", "misp/hashes.csv", lines);
}

static int send_event(
    struct call *call, struct asking *a, const char *id, const struct misp_pick *pick)
{
	const struct misp_event *e = misp_event_find(&a->events, id);
	struct json_writer w;

	if (!e)
		return missing(call, a);
	json_write_init(&w, &call->reply->body, 0);
	misp_event_write(&a->view, e, pick, false, &w);
	return finish(
	    call, a, JSON_TYPE, arena_printf(call->arena, "misp/event %s", e->uuid), e->rows.n);
}

/* UUID.json: with what was deleted, so that receivers delete it too. */
static int file(struct call *call)
{
	const char *name = call_arg(call, "file");
	const char *end = strstr(name, ".json");
	struct asking a = {0};
	int r = begin(call, &a);

	if (r)
		return r < 0 ? r : 0;
	if (!end || end[strlen(".json")])
		return missing(call, &a);
	return send_event(
	    call, &a, arena_strndup(call->arena, name, (size_t)(end - name)), NULL);
}

/* --- the interface --- */

static int version(struct call *call)
{
	struct feed_reader reader;
	int r = feed_open(call, &reader);

	if (r)
		return r < 0 ? r : say(call, r, reader.why);
	json_set_text(call->arena, call->data, "version", MISP_VERSION);
	json_set_text(call->arena, call->data, "pymisp_recommended_version", MISP_VERSION);
	json_set_bool(call->arena, call->data, "perm_sync", false);
	json_set_bool(call->arena, call->data, "perm_sighting", reader.answers);
	json_set_bool(call->arena, call->data, "perm_galaxy_editor", false);
	return 0;
}

static int client_version(struct call *call)
{
	struct feed_reader reader;
	int r = feed_open(call, &reader);

	if (r)
		return r < 0 ? r : say(call, r, reader.why);
	json_set_text(call->arena, call->data, "version", MISP_VERSION);
	return 0;
}

/* Who asks, as MISP has people: a device is nobody's account, and its address is none. */
static int me(struct call *call)
{
	struct json *user = json_new_object(call->arena), *role = json_new_object(call->arena);
	struct feed_reader reader;
	int r = feed_open(call, &reader);

	if (r)
		return r < 0 ? r : say(call, r, reader.why);
	json_set_text(call->arena, user, "id", "1");
	json_set_text(call->arena, user, "org_id", *reader.org ? "2" : "1");
	json_set_text(call->arena, user, "email", reader.name);
	json_set_text(call->arena, user, "role_id", "1");
	json_set_bool(call->arena, user, "autoalert", false);
	json_set_bool(call->arena, user, "disabled", false);
	json_set_text(call->arena, role, "id", "1");
	json_set_text(call->arena, role, "name", "Read only");
	json_set_bool(call->arena, role, "perm_add", false);
	json_set_bool(call->arena, role, "perm_modify", false);
	json_set_bool(call->arena, role, "perm_publish", false);
	json_set_bool(call->arena, role, "perm_sync", false);
	json_set_bool(call->arena, role, "perm_auth", true);
	json_set_bool(call->arena, role, "perm_sighting", reader.answers);
	json_set_value(call->arena, call->data, "User", user);
	json_set_value(call->arena, call->data, "Role", role);
	json_set_value(call->arena, call->data, "UserSetting", json_new_array(call->arena));
	return 0;
}

/* The body of a request as JSON; NULL: none. ERR_SYNTAX, answered. */
static int read_body(struct call *call, struct json **ret)
{
	*ret = NULL;
	if (!span_trim(call->rq->body).n)
		return 0;
	if (json_parse(call->rq->body, call->arena, ret, NULL) < 0) {
		(void)say(call, 400, "The body is not JSON");
		return 1;
	}
	return 0;
}

/* Reads what is searched for; 1 when it was refused and answered. */
static int read_search(struct call *call, struct misp_query *ret)
{
	struct json *body;
	struct msg why = {0};
	int r = read_body(call, &body);

	if (r)
		return r;
	r = misp_query_read(body, call->now, call->arena, ret, &why);
	if (r < 0)
		(void)say(call, 400,
		    arena_printf(call->arena, "%s: %s; %s", why.what, why.detail, why.hint));
	return r < 0;
}

static int search(struct call *call, bool events)
{
	static const char *const types[] = {JSON_TYPE, "text/csv; charset=utf-8",
	    "text/plain; charset=utf-8", "text/plain; charset=utf-8"};
	struct asking a = {0};
	struct misp_query q;
	STR_AUTO(query, QUERY_MAX);
	size_t n;
	int r = begin(call, &a);

	if (r)
		return r < 0 ? r : 0;
	r = read_search(call, &q);
	if (r) {
		served_release(a.served);
		return 0;
	}
	str_addf(&query, "misp/%s ", events ? "events" : "attributes");
	misp_query_text(&q, &query);
	n = events && q.format == MISP_JSON
		? misp_search_events(&a.view, &a.events, &q, &call->reply->body)
		: misp_search_attributes(&a.view, &a.events, &q, &call->reply->body);
	return finish(call, &a, types[q.format], str_text(&query), n);
}

static int search_events(struct call *call)
{
	return search(call, true);
}

static int search_attributes(struct call *call)
{
	return search(call, false);
}

static bool is_active(const void *arg, const struct blocklist_row *row)
{
	return !view_over(arg, row);
}

static int view_event(struct call *call)
{
	struct asking a = {0};
	const struct misp_pick pick = {is_active, &a.view};
	struct json *body;
	bool deleted;
	int r = read_body(call, &body);

	if (r == 0)
		r = begin(call, &a);
	if (r)
		return r < 0 ? r : 0;
	deleted = json_get(body, "deleted") && !(json_get(body, "deleted")->type == JSON_BOOL &&
						   !json_bool(json_get(body, "deleted"), true));
	return send_event(call, &a, call_arg(call, "id"), deleted ? NULL : &pick);
}

/* --- sightings --- */

static bool is_meant(const struct json *body, const char *id, const struct blocklist_row *row)
{
	const struct json *values = json_get(body, "values");
	const char *value = json_text(json_get(body, "value"), NULL);
	char uuid[UUID_TEXT], number[24];

	if (id) {
		(void)snprintf(number, sizeof(number), "%" PRId64, row->number);
		return strcmp(id, view_uuid(row, uuid)) == 0 ||
		       (row->number && strcmp(id, number) == 0);
	}
	if (value && strcmp(value, misp_value(row)) == 0)
		return true;
	for (size_t i = 0; i < MIN(json_count(values), (size_t)VALUES_MAX); i++)
		if (strcmp(json_text(&values->array.items[i], ""), misp_value(row)) == 0)
			return true;
	return false;
}

/* The id in the path or the body, or NULL: values are named. */
static const char *sighted_id(struct call *call, const struct json *body)
{
	const char *id = call_arg(call, "id");
	const struct json *own =
	    json_get(body, "uuid") ? json_get(body, "uuid") : json_get(body, "id");

	if (*id)
		return id;
	if (own && own->type == JSON_INT)
		return arena_printf(call->arena, "%" PRId64, own->integer);
	return json_text(own, NULL);
}

static void set_sighting(
    struct call *call, const struct blocklist_row *row, enum sighting_kind kind)
{
	struct json *one = json_new_object(call->arena);
	char uuid[UUID_TEXT];

	json_set_text(call->arena, one, "attribute_uuid", view_uuid(row, uuid));
	json_set_text(call->arena, one, "attribute_id",
	    arena_printf(call->arena, "%" PRId64, row->number));
	json_set_text(call->arena, one, "date_sighting",
	    arena_printf(call->arena, "%" PRId64, call->now / 1000));
	json_set_text(call->arena, one, "type", kind == SIGHTING_SEEN ? "0" : "1");
	json_set_value(call->arena, call->data, "Sighting", one);
}

/* Stores it for each that is meant; gives how many, or an error. */
static int sight(struct call *call, struct asking *a, const struct json *body,
    enum sighting_kind kind, const char *note)
{
	const char *id = sighted_id(call, body);
	const char *org = *a->reader.org ? a->reader.org : NULL;
	int n = 0;

	for (size_t i = 0; i < a->view.n && n < FOUND_MAX; i++) {
		const struct blocklist_row *row = &a->view.rows[i];
		int r;

		if (!view_sees(&a->view, row) || view_over(&a->view, row) ||
		    !is_meant(body, id, row))
			continue;
		r = ioc_seen(call->db, &a->reader.actor, row->id, kind, org, note, call->arena,
		    call->now);
		if (r < 0 && r != ERR_NOTFOUND)
			return call_db(call, r);
		if (r == 0 && n++ == 0)
			set_sighting(call, row, kind);
	}
	return n;
}

static int add_sighting(struct call *call)
{
	struct asking a = {0};
	const char *source;
	struct json *body;
	int64_t kind;
	int r = read_body(call, &body);

	if (r == 0)
		r = begin(call, &a);
	if (r)
		return r < 0 ? r : 0;
	kind =
	    json_int(json_get(body, "type"), json_text(json_get(body, "type"), "0")[0] - '0');
	source = json_text(json_get(body, "source"), NULL);
	if (!a.reader.answers)
		r = say(call, 403, "This token may not report sightings");
	else if (kind != 0 && kind != 1)
		r = say(call, 400, "A sighting is of type 0 (seen) or 1 (false positive)");
	else
		r = sight(call, &a, body, kind ? SIGHTING_FALSE_POSITIVE : SIGHTING_SEEN,
		    source ? arena_strndup(
				 call->arena, source, MIN(strlen(source), (size_t)NOTE_MAX))
			   : NULL);
	served_release(a.served);
	if (r == 0 && !call->replied)
		return say(call, 404, "Nothing that is published has this value or id");
	return MIN(r, 0);
}

/* --- warning lists --- */

static void add_value(
    struct call *call, struct ioc_warn *warn, const char *text, struct text_list *values)
{
	struct ioc *ioc = ARENA_NEW(call->arena, struct ioc);
	struct msg why = {0};

	if (values->n >= VALUES_MAX ||
	    ioc_parse(span_str(text), -1, call->arena, ioc, &why) < 0)
		return;
	text_list_add(values, call->arena, text);
	ioc_warn_add(warn, ioc);
}

static int check_values(struct call *call)
{
	struct text_list values = {0};
	struct feed_reader reader;
	struct ioc_warn warn;
	struct json *body;
	int r = feed_open(call, &reader);

	if (r)
		return r < 0 ? r : say(call, r, reader.why);
	if (read_body(call, &body))
		return 0;
	ioc_warn_init(&warn, call->arena);
	if (body && body->type == JSON_STRING)
		add_value(call, &warn, json_text(body, ""), &values);
	for (size_t i = 0; body && i < json_count(body); i++)
		add_value(call, &warn, json_text(&body->array.items[i], ""), &values);
	ioc_warn_folder(&warn, cert_warnings(call));
	for (size_t i = 0; i < warn.all.n; i++) {
		const struct ioc *ioc = warn.all.items[i];
		struct json *lists = json_new_array(call->arena);

		for (size_t k = 0; k < ioc->warnings.n; k++) {
			struct json *one = json_new_object(call->arena);

			json_set_text(call->arena, one, "name", ioc->warnings.items[k]);
			json_set_text(call->arena, one, "matched", ioc->value);
			json_add_value(call->arena, lists, one);
		}
		if (ioc->warnings.n && i < values.n)
			json_set_value(call->arena, call->data, values.items[i], lists);
	}
	return 0;
}

#define FEED(path, fn, doc)                                                      \
	{                                                                        \
		"GET", path, MAY_PUBLIC, NULL, fn, ROUTE_NO_LOG, doc, NULL, NULL \
	}
#define POST(path, fn, doc)                                                                   \
	{                                                                                     \
		"POST", path, MAY_PUBLIC, NULL, fn, ROUTE_NO_LOG | ROUTE_RAW, doc, NULL, NULL \
	}

const struct route misp_routes[] = {
    FEED("/misp/manifest.json", manifest, "The MISP feed: its events."),
    FEED("/misp/hashes.csv", hashes, "The MISP feed: digests of its values."),
    FEED("/misp/servers/getVersion", version, "As MISP: the version of the interface."),
    FEED("/misp/servers/getVersion.json", version, "As MISP: the version of the interface."),
    FEED("/misp/servers/getPyMISPVersion", client_version, "As MISP: the client's version."),
    FEED("/misp/servers/getPyMISPVersion.json", client_version,
	"As MISP: the client's version."),
    FEED("/misp/users/view/me", me, "As MISP: who asks."),
    FEED("/misp/users/view/me.json", me, "As MISP: who asks."),
    FEED("/misp/events/view/{id}", view_event, "As MISP: an event."),
    POST("/misp/events/view/{id}", view_event, "As MISP: an event."),
    POST("/misp/events/restSearch", search_events, "As MISP: a search of events."),
    POST("/misp/attributes/restSearch", search_attributes, "As MISP: a search of attributes."),
    POST("/misp/sightings/add", add_sighting, "As MISP: something was seen."),
    POST("/misp/sightings/add/{id}", add_sighting, "As MISP: an attribute was seen."),
    POST("/misp/warninglists/checkValue", check_values,
	"As MISP: the warning lists that have a value."),
    FEED("/misp/{file}", file, "The MISP feed: an event, UUID.json."),
    {.method = NULL},
};
