/* Files of a case: evidence in and out, and the pack for a board or an audit. */
#include "base/limits.h"
#include "codec/base64.h"
#include "desk/incident_evidence.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "report/i18n.h"

enum { PACK_FILES = 24 << 20 /* bytes of evidence in one pack */ };

/* One key for all servers of the database: the file is made by whoever needs it first. */
static int open_key(struct call *call, struct vault_key *ret)
{
	return vault_open(arena_printf(call->arena, "%s/" VAULT_FILE, call->app->settings.data),
	    true, ret, &call->msg);
}

const struct serve_file *incident_file_sent(const struct call *call)
{
	for (size_t i = 0; i < call->rq->nfiles; i++)
		if (strcmp(call->rq->files[i].name, "file") == 0 && call->rq->files[i].bytes.n)
			return &call->rq->files[i];
	return NULL;
}

int incident_file_take(struct incident_page *page, const char *party)
{
	struct call *call = page->call;
	const struct serve_file *file = incident_file_sent(call);
	struct incident_evidence e = {.incident = page->c.incident.id,
	    .party = party,
	    .note = cert_text(call, "note", 2000),
	    .taken = incident_form_time(call, "taken")};
	struct vault_key key;
	int r;

	if (!file)
		call_wrong(call, "file", TR("Choose a file."));
	else if (file->bytes.n > INCIDENT_EVIDENCE_MAX)
		call_wrong(call, "file", TR("The file is larger than 3 MB."));
	if (call->wrong || !file)
		return 0;
	e.name = arena_printf(call->arena, "%.200s", *file->filename ? file->filename : "-");
	e.media = arena_printf(call->arena, "%.100s", file->type);
	r = open_key(call, &key);
	if (r < 0)
		return r;
	r = incident_evidence_put(
	    call->db, &call->actor, &key, &e, file->bytes, call->now, call->arena);
	vault_forget(&key);
	return r;
}

static int find(struct incident_page *page, struct incident_evidence *ret)
{
	struct call *call = page->call;
	const char *id = call_arg(call, "file");
	int r = desk_get(call->db, &incident_evidence_type, id, call->arena, ret);

	if (r == ERR_NOTFOUND || (r == 0 && (strcmp(ret->incident, page->c.incident.id) != 0 ||
						!incident_page_shows_of(page, ret->party))))
		return incident_page_missing(call, id);
	return call_db(call, r);
}

int incident_file_send(struct incident_page *page)
{
	struct call *call = page->call;
	struct incident_evidence e = {0};
	struct vault_key key;
	STR_AUTO(out, INCIDENT_EVIDENCE_MAX + VAULT_MORE);
	int r = find(page, &e);

	if (r == 0 && e.destroyed)
		return call_fail(call, ERR_NOTFOUND, TR("The file was destroyed"),
		    TR("Its log of custody says when and why"), "%s", e.name);
	if (r == 0)
		r = open_key(call, &key);
	if (r < 0)
		return r;
	r = incident_evidence_take(
	    call->db, &call->actor, &key, &e, CUSTODY_FETCHED, call->now, &out);
	vault_forget(&key);
	/* Never shown by the browser, whatever it is. */
	return r < 0 ? call_db(call, r)
		     : call_send(call, "application/octet-stream", e.name, str_bytes(&out));
}

/* --- the pack --- */

static int add_file(struct incident_page *page, const struct vault_key *key, struct json *to,
    const struct incident_evidence *e)
{
	struct call *call = page->call;
	STR_AUTO(bytes, INCIDENT_EVIDENCE_MAX + VAULT_MORE);
	STR_AUTO(text, (size_t)2 * INCIDENT_EVIDENCE_MAX);
	int r = incident_evidence_take(
	    call->db, &call->actor, key, e, CUSTODY_FETCHED, call->now, &bytes);

	if (r < 0)
		return call_db(call, r);
	base64_encode(str_bytes(&bytes), &text);
	json_set_text(call->arena, to, "base64", str_text(&text));
	return 0;
}

/* The bytes of the files that the page shows, as long as they fit. */
static int add_files(struct incident_page *page)
{
	struct call *call = page->call;
	const struct json *listed = json_get(call->data, "evidence");
	struct json *all = json_new_array(call->arena);
	struct vault_key key;
	int64_t sum = 0;
	int r = listed->array.n ? open_key(call, &key) : 0;

	for (size_t i = 0; r == 0 && i < listed->array.n; i++) {
		struct json *one = json_new_object(call->arena);
		struct incident_evidence e;

		r = call_db(call, desk_get(call->db, &incident_evidence_type,
				      json_text(json_get(&listed->array.items[i], "id"), ""),
				      call->arena, &e));
		if (r < 0)
			break;
		json_set_text(call->arena, one, "name", e.name);
		json_set_text(call->arena, one, "sha256", e.sha256);
		json_set_int(call->arena, one, "size", e.size);
		if (!e.destroyed && sum + e.size <= PACK_FILES)
			r = add_file(page, &key, one, &e);
		sum += e.size;
		json_add_value(call->arena, all, one);
	}
	if (listed->array.n)
		vault_forget(&key);
	json_set_value(call->arena, call->data, "files", all);
	return r;
}

/* The contents of what was submitted. */
static int add_submissions(struct incident_page *page)
{
	struct call *call = page->call;
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &obligation_type,
	    "WHERE \"incident\" = $1 AND \"sent\" > 0 ORDER BY \"sent\", \"id\" LIMIT 1000",
	    DESK_PARAMS(DESK_TEXT(page->c.incident.id)), call->arena, &found);

	vec_foreach (v, &found.all) {
		const struct obligation *o = *v;
		struct json *one;

		if (!incident_page_shows_of(page, o->party))
			continue;
		one = incident_page_clock(page, o);
		json_set_text(call->arena, one, "content", o->content);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "submissions", all);
	return call_db(call, r);
}

int incident_pack_send(struct incident_page *page)
{
	static const char *const members[] = {"case", "party", "parties", "clocks",
	    "submissions", "entries", "posts", "tasks", "observables", "links", "evidence",
	    "files"};
	struct call *call = page->call;
	struct json *to = json_new_object(call->arena);
	struct json_writer w;
	STR_AUTO(out, LIMIT_DOCUMENT);
	int r = incident_page_fill(page);

	if (r == 0)
		r = add_submissions(page);
	if (r == 0)
		r = add_files(page);
	if (r < 0)
		return r;
	json_set_text(call->arena, to, "kind", "varde-incident-pack");
	json_set_int(call->arena, to, "format", 1);
	json_set_int(call->arena, to, "made", call->now);
	json_set_text(call->arena, to, "made_by", call->who.name);
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const struct json *v = json_get(call->data, members[i]);

		if (v)
			json_set_value(call->arena, to, members[i], v);
	}
	json_write_init(&w, &out, 1);
	json_write_value(&w, to);
	return call_send(call, "application/json",
	    arena_printf(
		call->arena, "%s.json", page->party ? page->party->ref : page->c.incident.ref),
	    str_bytes(&out));
}
