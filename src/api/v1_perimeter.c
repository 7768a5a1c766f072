/* The perimeter with its proofs, and the authorisations. Signing one is for people who have
 * read its text: there is no route for it here. */
#include "api/refusal.h"
#include "api/v1.h"

#include "base/limits.h"
#include "codec/json.h"
#include "desk/authorise.h"
#include "desk/perimeter.h"
#include "desk/proof.h"

static const struct list_column item_columns[] = {
    {"id", "Identifier", "i.id", LIST_TEXT, 0, NULL, NULL},
    {"type", "Kind", "i.type", LIST_ENUM, LIST_FILTER, item_kind_names, NULL},
    {"value", "Name or network", "i.value", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH,
	NULL, NULL},
    {"state", "State", "i.state", LIST_ENUM, LIST_FILTER, item_state_names, NULL},
    {"source", "Source", "i.source", LIST_ENUM, LIST_FILTER, item_source_names, NULL},
    {"note", "Remark", "i.note", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"created", "Declared", "i.created", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"verified", "Proved", "i.verified", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"lapses", "Lapses", "i.lapses", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"version", "Version", "i.version", LIST_INT, 0, NULL, NULL},
};

const struct list v1_perimeter = {.name = "perimeter",
    .from = "perimeter_item AS i",
    .where = "i.org = $1",
    .columns = item_columns,
    .ncolumns = ARRAY_LEN(item_columns),
    .sort = "value",
    .key = "i.id"};

static const struct list_column authorisation_columns[] = {
    {"id", "Identifier", "a.id", LIST_TEXT, 0, NULL, NULL},
    {"signer_name", "Signed by", "a.signer_name", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"signer_function", "Function", "a.signer_function", LIST_TEXT, 0, NULL, NULL},
    {"profile", "Intensity", "a.profile", LIST_ENUM, LIST_FILTER, profile_names, NULL},
    {"since", "From", "a.since", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"until", "Until", "a.until", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"signed_at", "Signed", "a.signed_at", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"revoked", "Revoked", "a.revoked", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"hash", "SHA-256 of the statement", "a.hash", LIST_TEXT, 0, NULL, NULL},
};

const struct list v1_authorisations = {.name = "authorisations",
    .from = "authorisation AS a",
    .where = "a.org = $1",
    .columns = authorisation_columns,
    .ncolumns = ARRAY_LEN(authorisation_columns),
    .sort = "-signed_at",
    .key = "a.id"};

static const char *const outcomes[] = {"refused", "new", "twice", "known", "disputed"};

static int perimeter(struct call *call)
{
	return v1_list(call, &v1_perimeter, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

static int item(struct call *call)
{
	struct item i;
	int r = v1_find(call, &item_type, call_arg(call, "id"), &i);

	return r < 0 ? r : v1_record(call, &item_type, &i);
}

static void set_lines(struct call *call, const struct item_lines *lines)
{
	struct json *all = json_new_array(call->arena);

	vec_foreach (line, &lines->all) {
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "line", (int64_t)line->number);
		json_set_text(call->arena, one, "text", line->text);
		json_set_text(call->arena, one, "outcome", outcomes[line->outcome]);
		if (line->why)
			json_set_text(call->arena, one, "why", refusal_detail(call, line->why));
		json_set_text(call->arena, one, "id", line->id);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "lines", all);
}

static void set_counts(struct call *call, const struct item_counts *counts)
{
	json_set_int(call->arena, call->data, "added", (int64_t)counts->added);
	json_set_int(call->arena, call->data, "known", (int64_t)counts->known);
	json_set_int(call->arena, call->data, "disputed", (int64_t)counts->disputed);
	json_set_int(call->arena, call->data, "refused", (int64_t)counts->refused);
}

/* The good lines are declared, the others are named in the reply. */
static int declare(struct call *call)
{
	struct item_rules rules = {.loopback = call->app->settings.loopback,
	    .cert = who_may(&call->who, MAY_DECIDE, NULL)};
	struct item_lines lines = {0};
	struct item_counts counts = {0};
	int r =
	    item_parse_list(span_str(call_field(call, "lines")), &rules, call->arena, &lines);

	if (r < 0)
		r = call_fail(call, r, "the list is too long", "send it in parts", "%d bytes",
		    LIMIT_PASTE);
	else
		r = call_db(call, item_declare(call->db, &call->actor, call->org->id, &lines,
				      ITEM_FROM_DECLARED, call->arena, call->now, &counts));
	if (r == 0) {
		set_counts(call, &counts);
		set_lines(call, &lines);
	}
	return r;
}

static int retire(struct call *call)
{
	struct item i;
	int r = v1_find(call, &item_type, call_arg(call, "id"), &i);

	if (r < 0 || !v1_matches(call, i.version))
		return r;
	r = item_retire(
	    call->db, &call->actor, i.id, call_field(call, "reason"), call->arena, call->now);
	if (r < 0)
		return call_db(call, r);
	r = v1_find(call, &item_type, i.id, &i);
	return r < 0 ? r : v1_record(call, &item_type, &i);
}

/* One proof with what must be published. */
static struct json *proof_json(
    struct call *call, const struct item *item, const struct proof *proof)
{
	struct json *one = json_new_object(call->arena);
	struct proof_texts texts;

	json_set_text(call->arena, one, "id", proof->id);
	json_set_text(call->arena, one, "method", proof_method_names[proof->method]);
	json_set_text(call->arena, one, "state", proof_state_names[proof->state]);
	json_set_text(call->arena, one, "detail", proof->detail);
	if (proof->method == PROOF_ATTESTED)
		return one;
	proof_texts(item, proof->token, call->arena, &texts);
	json_set_text(
	    call->arena, one, "name", proof->method == PROOF_DNS ? texts.dns_name : texts.url);
	json_set_text(call->arena, one, "value",
	    proof->method == PROOF_DNS ? texts.dns_value : texts.body);
	return one;
}

static int set_proofs(struct call *call, bool make)
{
	struct json *items = json_new_array(call->arena);
	struct proof_list proofs = {0};
	struct item i;
	int r = v1_find(call, &item_type, call_arg(call, "id"), &i);

	if (r < 0)
		return r;
	r = make ? proof_new(call->db, &call->actor, i.id, call->arena, call->now, &proofs)
		 : proof_of(call->db, i.id, call->arena, &proofs);
	if (r == 0)
		vec_foreach (p, &proofs.all)
			json_add_value(call->arena, items, proof_json(call, &i, p));
	json_set_value(call->arena, call->data, "items", items);
	return call_db(call, r);
}

static int proofs(struct call *call)
{
	return set_proofs(call, false);
}

static int make_proofs(struct call *call)
{
	return set_proofs(call, true);
}

static int authorisations(struct call *call)
{
	return v1_list(call, &v1_authorisations, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

static int authorisation(struct call *call)
{
	struct authorisation a;
	int r = v1_find(call, &authorisation_type, call_arg(call, "id"), &a);

	return r < 0 ? r : v1_record(call, &authorisation_type, &a);
}

static int revoke(struct call *call)
{
	struct authorisation a;
	int r = v1_find(call, &authorisation_type, call_arg(call, "id"), &a);

	if (r < 0)
		return r;
	r = authorise_revoke(
	    call->db, &call->actor, a.id, call_field(call, "reason"), call->arena, call->now);
	return r < 0 ? call_db(call, r) : authorisation(call);
}

#define ORG "/api/v1/orgs/{org}"

const struct route v1_perimeter_routes[] = {
    {"GET", ORG "/perimeter", MAY_VIEW, NULL, perimeter, 0,
	"What an organisation says is its own.", NULL, NULL},
    {"POST", ORG "/perimeter", MAY_DECLARE, NULL, declare, 0,
	"Declares domains, hosts, addresses and networks, one a line.", "lines", NULL},
    {"GET", ORG "/perimeter/{id}", MAY_VIEW, NULL, item, 0, "An item of the perimeter.", NULL,
	NULL},
    {"POST", ORG "/perimeter/{id}/retire", MAY_DECLARE, NULL, retire, 0,
	"Takes an item out of the perimeter.", "reason", NULL},
    {"GET", ORG "/perimeter/{id}/proofs", MAY_DECLARE, NULL, proofs, 0,
	"The ways of proving an item, and what must be published.", NULL, NULL},
    {"POST", ORG "/perimeter/{id}/proofs", MAY_DECLARE, NULL, make_proofs, 0,
	"Makes the ways of proving an item, or gives those that are there.", "", NULL},
    {"GET", ORG "/authorisations", MAY_VIEW, NULL, authorisations, 0,
	"The signed authorisations.", NULL, NULL},
    {"GET", ORG "/authorisations/{id}", MAY_VIEW, NULL, authorisation, 0,
	"An authorisation with the statement that was signed.", NULL, NULL},
    {"POST", ORG "/authorisations/{id}/revoke", MAY_REVOKE, NULL, revoke, 0,
	"Revokes an authorisation at once: what runs is stopped.", "reason", NULL},
    {.method = NULL},
};
