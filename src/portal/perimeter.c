/* The perimeter: what the organisation says is its own, and what was found and may be. */
#include "desk/perimeter.h"
#include "api/refusal.h"
#include "base/limits.h"
#include "desk/proof.h"
#include "portal/bound.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { PROOFS_AT_ONCE = 50, LINES_SHOWN = 500 };

static const struct list_column columns[] = {
    {"value", TR("What"), "i.\"value\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "i.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, item_kind_names,
	NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"state", TR("State"), "i.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, item_state_names,
	NULL},
    {"source", TR("Source"), "i.\"source\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	item_source_names, NULL},
    {"lapses", TR("Proof holds until"), "i.\"lapses\"", LIST_TIME, LIST_SORT | LIST_FILTER,
	NULL, NULL},
    {"note", TR("Remark"), "i.\"note\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"id", "", "i.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org", "", "i.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

/* How many items are in each state, for what to do next. */
static int set_counts(struct call *call)
{
	struct json *counts = json_new_object(call->arena);
	static const char sql[] =
	    "SELECT count(*) FROM perimeter_item WHERE \"org\" = $1 AND \"state\" = $2";

	for (int s = 0; item_state_names[s]; s++) {
		int64_t n = 0;
		int r = desk_number(call->db, sql,
		    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_TEXT(item_state_names[s])), &n);

		if (r < 0)
			return call_db(call, r);
		json_set_int(call->arena, counts, item_state_names[s], n);
	}
	json_set_value(call->arena, call->data, "counts", counts);
	return 0;
}

static int list(struct call *call)
{
	struct list_column own[ARRAY_LEN(columns)];
	struct list list = {.name = "perimeter",
	    .from = "perimeter_item AS i JOIN org AS o ON o.\"id\" = i.\"org\"",
	    .where = "o.\"path\" >= $1 AND o.\"path\" < $2",
	    .columns = own,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "value",
	    .key = "i.\"id\"",
	    .empty = TR("Nothing is declared. Enter your domains, hosts and networks.")};
	int r;

	memcpy(own, columns, sizeof(own));
	if (!bound_below(call))
		own[2].flags |= LIST_HIDE;
	json_set_bool(call->arena, call->data, "below", bound_below(call));
	bound_typed(call);
	r = set_counts(call);
	return r < 0 ? r
		     : list_run(call, &list,
			   DESK_PARAMS(
			       DESK_TEXT(call->org->path), DESK_TEXT(bound_path_end(call))));
}

/* The pasted text and then the file, if one was sent. */
static int read_list(struct call *call, struct span *ret)
{
	STR_AUTO(text, 2 * LIMIT_PASTE + 2);

	str_add(&text, call_field(call, "list"));
	for (size_t i = 0; i < call->rq->nfiles; i++) {
		str_add(&text, "\n");
		str_span(&text, call->rq->files[i].bytes);
	}
	if (str_ok(&text) < 0 || text.n > LIMIT_PASTE) {
		call_wrong(call, "list", TR("The list is too long: send it in parts"));
		return 0;
	}
	*ret = span_str(str_dup(&text, call->arena));
	if (!span_trim(*ret).n)
		call_wrong(call, "list", TR("Enter at least one domain, host or network"));
	return 0;
}

static void show_lines(struct call *call, const struct item_lines *lines)
{
	static const char *const names[] = {[LINE_REFUSED] = "line_refused",
	    [LINE_NEW] = "line_new",
	    [LINE_TWICE] = "line_twice",
	    [LINE_KNOWN] = "line_known",
	    [LINE_DISPUTED] = "line_disputed"};
	struct json *all = json_new_array(call->arena);
	size_t shown = 0;

	/* What was refused comes first: it is what there is to do. */
	for (int pass = 0; pass < 2; pass++)
		vec_foreach (l, &lines->all) {
			struct json *one;

			if ((l->outcome == LINE_REFUSED) != (pass == 0) ||
			    shown++ >= LINES_SHOWN)
				continue;
			one = json_new_object(call->arena);
			json_set_int(call->arena, one, "number", (int64_t)l->number);
			json_set_text(call->arena, one, "text", l->text);
			json_set_text(call->arena, one, "outcome", names[l->outcome]);
			json_set_bool(call->arena, one, "refused", l->outcome == LINE_REFUSED);
			if (l->why)
				json_set_text(
				    call->arena, one, "why", refusal_detail(call, l->why));
			json_set_text(call->arena, one, "id", l->id);
			json_add_value(call->arena, all, one);
		}
	json_set_value(call->arena, call->data, "lines", all);
	json_set_bool(call->arena, call->data, "cut", shown > LINES_SHOWN);
}

/* What to publish is there at once, when the list is short. */
static int make_proofs(struct call *call, const struct item_lines *lines)
{
	size_t made = 0;

	vec_foreach (l, &lines->all) {
		struct proof_list proofs = {0};
		int r;

		if (!l->id || l->outcome == LINE_REFUSED || made++ >= PROOFS_AT_ONCE)
			continue;
		r = proof_new(call->db, &call->actor, l->id, call->arena, call->now, &proofs);
		if (r < 0 && r != ERR_DENIED)
			return call_db(call, r);
	}
	return 0;
}

static int declare(struct call *call)
{
	const struct item_rules rules = {.loopback = call->app->settings.loopback,
	    .cert = who_may(&call->who, MAY_DECIDE, NULL)};
	struct item_lines lines = {0};
	struct item_counts counts = {0};
	struct span text = {0};
	int r = read_list(call, &text);

	if (r < 0 || call->wrong)
		return r < 0 ? r : list(call);
	r = item_parse_list(text, &rules, call->arena, &lines);
	if (r == ERR_LIMIT) {
		call_wrong(call, "list", TR("The list is too long: send it in parts"));
		return list(call);
	}
	if (r == 0)
		r = item_declare(call->db, &call->actor, call->org->id, &lines,
		    ITEM_FROM_DECLARED, call->arena, call->now, &counts);
	if (r < 0) {
		r = bound_refused(call, r);
		return r < 0 ? r : list(call);
	}
	json_set_int(call->arena, call->data, "added", (int64_t)counts.added);
	json_set_int(call->arena, call->data, "known", (int64_t)counts.known);
	json_set_int(call->arena, call->data, "disputed", (int64_t)counts.disputed);
	json_set_int(call->arena, call->data, "refused", (int64_t)lines.refused);
	show_lines(call, &lines);
	bound_crumb(call, TR("Perimeter"), "perimeter");
	call->page = "perimeter_result";
	return make_proofs(call, &lines);
}

static int set_proofs(struct call *call, const struct item *item)
{
	struct json *all = json_new_array(call->arena);
	struct proof_list proofs = {0};
	struct proof_texts texts;
	int r = proof_of(call->db, item->id, call->arena, &proofs);

	vec_foreach (p, &proofs.all) {
		struct json *one = bound_json(call, &proof_type, p);

		json_set_text(
		    call->arena, one, "attested_name", bound_person(call, p->attested_by));
		json_set_bool(call->arena, one, "is_dns", p->method == PROOF_DNS);
		json_set_bool(call->arena, one, "is_http", p->method == PROOF_HTTP);
		json_set_bool(call->arena, one, "is_attested", p->method == PROOF_ATTESTED);
		if (p->token) {
			proof_texts(item, p->token, call->arena, &texts);
			json_set_text(call->arena, one, "dns_name", texts.dns_name);
			json_set_text(call->arena, one, "dns_value", texts.dns_value);
			json_set_text(call->arena, one, "url", texts.url);
			json_set_text(call->arena, one, "file", texts.body);
			json_set_bool(call->arena, call->data, "tokens", true);
		}
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "proofs", all);
	return call_db(call, r);
}

/* The page of an item. */
static int fill(struct call *call, const struct item *item)
{
	bool gone = item->state == ITEM_RETIRED || item->state == ITEM_EXCLUDED;
	struct json *one = bound_json(call, &item_type, item);

	json_set_text(call->arena, one, "created_name", bound_person(call, item->created_by));
	json_set_bool(call->arena, one, "is_proposed", item->state == ITEM_PROPOSED);
	json_set_bool(call->arena, one, "is_disputed", item->state == ITEM_DISPUTED);
	json_set_bool(call->arena, one, "is_excluded", item->state == ITEM_EXCLUDED);
	json_set_bool(call->arena, one, "is_retired", item->state == ITEM_RETIRED);
	json_set_bool(call->arena, one, "is_verified", item->state == ITEM_VERIFIED);
	json_set_bool(call->arena, one, "provable", !gone && item->state != ITEM_PROPOSED);
	json_set_bool(call->arena, one, "is_network", item->type == ITEM_NETWORK);
	json_set_value(call->arena, call->data, "item", one);
	json_set_text(call->arena, call->data, "heading", item->value);
	bound_typed(call);
	bound_crumb(call, TR("Perimeter"), "perimeter");
	return set_proofs(call, item);
}

static int show(struct call *call)
{
	struct item item;
	int r = bound_item(call, &item);

	return r < 0 ? r : fill(call, &item);
}

static int done(struct call *call, const struct item *item, int r, const char *note)
{
	if (r == 0)
		return call_redirect(
		    call, note, "/orgs/%s/perimeter/%s", call->org->id, item->id);
	r = bound_refused(call, r);
	return r < 0 ? r : fill(call, item);
}

static int prove(struct call *call)
{
	struct proof_list proofs = {0};
	struct item item;
	int r = bound_item(call, &item);

	if (r < 0)
		return r;
	r = proof_new(call->db, &call->actor, item.id, call->arena, call->now, &proofs);
	return done(call, &item, r, TR("Publish one of these, then let it be checked."));
}

/* The next look is due now; a worker takes it. */
static int ask_check(struct call *call, const struct item *item)
{
	int r = db_begin(call->db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_exec(call->db,
	    "UPDATE proof SET \"next\" = $1 WHERE \"item\" = $2 AND \"method\" <> 'attested'",
	    DESK_PARAMS(DESK_INT(call->now), DESK_TEXT(item->id)), NULL);
	if (r == 0)
		r = log_append(call->db, &call->actor, "proof.ask", item->org, item->id, NULL,
		    NULL, call->now);
	return db_end(call->db, r);
}

static int check(struct call *call)
{
	struct item item;
	int r = bound_item(call, &item);

	if (r < 0)
		return r;
	return done(call, &item, ask_check(call, &item),
	    TR("Varde looks as soon as a worker is free: load this page again in a minute."));
}

static int confirm(struct call *call)
{
	bool ours = strcmp(call_field(call, "ours"), "yes") == 0;
	struct item item;
	int r = bound_item(call, &item);

	if (r < 0)
		return r;
	if (!ours && strcmp(call_field(call, "ours"), "no") != 0) {
		call_wrong(call, "form", TR("Say yes or no"));
		return fill(call, &item);
	}
	r = item_confirm(call->db, &call->actor, item.id, ours, call->arena, call->now);
	return done(call, &item, r,
	    ours ? TR("It is in your perimeter now. Prove that it is yours.")
		 : TR("It is not taken into your perimeter."));
}

typedef int (*take_out)(struct db *db, const struct actor *actor, const char *id,
    const char *reason, struct arena *arena, int64_t now);

static int with_reason(
    struct call *call, take_out act, const struct bound_question *question, const char *note)
{
	const char *reason = call_field(call, "reason");
	struct item item;
	int r = bound_item(call, &item);

	if (r < 0)
		return r;
	if (!*reason) {
		call_wrong(call, "reason", TR("Say why, so that somebody else understands it"));
		return fill(call, &item);
	}
	if (question && !bound_confirmed(call, question))
		return 0;
	return done(call, &item,
	    act(call->db, &call->actor, item.id, reason, call->arena, call->now), note);
}

static int exclude(struct call *call)
{
	return with_reason(call, item_exclude, NULL, TR("It is never touched from now on."));
}

static int retire(struct call *call)
{
	const struct bound_question question = {TR("Take it out of your perimeter?"),
	    TR("Nothing of it is looked at any more; its proof ends."), TR("Take it out"),
	    arena_printf(call->arena, "perimeter/%s", call_arg(call, "id"))};

	return with_reason(call, item_retire, &question, TR("It is out of your perimeter."));
}

static int include(struct call *call)
{
	struct item item;
	int r = bound_item(call, &item);

	if (r < 0)
		return r;
	return done(call, &item,
	    item_include(call->db, &call->actor, item.id, call->arena, call->now),
	    TR("It is in your perimeter again."));
}

#define ONE "/orgs/{org}/perimeter/{id}"

const struct route perimeter_routes[] = {
    {"GET", "/orgs/{org}/perimeter", MAY_VIEW, "perimeter", list, 0,
	"What the organisation says is its own.", NULL, TR("Perimeter")},
    {"POST", "/orgs/{org}/perimeter", MAY_DECLARE, "perimeter", declare, 0,
	"Declares a list: one domain, host or network a line, or a CSV file.", "list? file?",
	TR("Perimeter")},
    {"GET", ONE, MAY_VIEW, "perimeter_item", show, 0,
	"One thing of the perimeter and how it is proved.", NULL, TR("Perimeter")},
    {"POST", ONE "/prove", MAY_DECLARE, "perimeter_item", prove, 0,
	"Makes what is to be published as a proof.", NULL, TR("Perimeter")},
    {"POST", ONE "/check", MAY_DECLARE, "perimeter_item", check, 0,
	"Has the proofs looked at now.", NULL, TR("Perimeter")},
    {"POST", ONE "/confirm", MAY_DECLARE, "perimeter_item", confirm, 0,
	"Answers whether something discovered is theirs.", "ours", TR("Perimeter")},
    {"POST", ONE "/exclude", MAY_DECLARE, "perimeter_item", exclude, 0,
	"Marks it as never to be touched.", "reason", TR("Perimeter")},
    {"POST", ONE "/include", MAY_DECLARE, "perimeter_item", include, 0,
	"Takes the exclusion back.", NULL, TR("Perimeter")},
    {"POST", ONE "/retire", MAY_DECLARE, "perimeter_item", retire, 0,
	"Takes it out of the perimeter.", "reason", TR("Perimeter")},
    {.method = NULL},
};
