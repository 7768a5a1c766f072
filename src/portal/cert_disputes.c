/* Things that two organisations claim, and proofs that the CERT attests. */
#include "desk/org.h"
#include "desk/perimeter.h"
#include "desk/proof.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"id", "", "i.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"value", TR("What"), "i.\"value\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"kind", TR("Kind"), "i.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, item_kind_names,
	NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"state", TR("State"), "i.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, item_state_names,
	NULL},
    {"created", TR("Declared"), "i.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"verified", TR("Last proved"), "i.\"verified\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

#define FROM "perimeter_item AS i JOIN org AS o ON o.\"id\" = i.\"org\""

static int disputes(struct call *call)
{
	static const struct list list = {.name = "disputes",
	    .from = FROM,
	    .where = "i.\"state\" = 'disputed'",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "value",
	    .key = "i.\"id\"",
	    .empty = TR("No two organisations claim the same thing.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

static int proofs(struct call *call)
{
	static const struct list list = {.name = "unproved",
	    .from = FROM,
	    .where = "i.\"state\" IN ('pending', 'lapsed')",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "created",
	    .key = "i.\"id\"",
	    .empty = TR("Everything that was declared is proved.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

static int set_proofs(struct call *call, const char *item, struct json *claim)
{
	struct json *all = json_new_array(call->arena);
	struct proof_list list = {0};
	int r = proof_of(call->db, item, call->arena, &list);

	vec_foreach (p, &list.all) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "method", proof_method_names[p->method]);
		json_set_text(call->arena, one, "state", proof_state_names[p->state]);
		json_set_text(call->arena, one, "detail", p->detail);
		json_set_text(call->arena, one, "reason", p->reason);
		if (p->checked)
			json_set_int(call->arena, one, "checked", p->checked);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, claim, "proofs", all);
	return call_db(call, r);
}

static int add_claim(struct call *call, const struct item *item, struct json *claims)
{
	struct json *one = json_new_object(call->arena);
	struct org org;
	int r = org_get(call->db, item->org, call->arena, &org);

	if (r < 0)
		return call_db(call, r);
	json_set_text(call->arena, one, "id", item->id);
	json_set_text(call->arena, one, "value", item->value);
	json_set_text(call->arena, one, "kind", item_kind_names[item->type]);
	json_set_text(call->arena, one, "state", item_state_names[item->state]);
	json_set_text(call->arena, one, "org", org.name);
	json_set_text(call->arena, one, "org_id", org.id);
	json_set_text(call->arena, one, "region", org.region);
	json_set_text(call->arena, one, "emergency", org.emergency);
	json_set_text(call->arena, one, "note", item->note);
	json_set_text(call->arena, one, "supplier", item->supplier);
	json_set_text(call->arena, one, "by", cert_person(call, item->created_by));
	json_set_int(call->arena, one, "created", item->created);
	if (item->verified)
		json_set_int(call->arena, one, "verified", item->verified);
	r = set_proofs(call, item->id, one);
	json_add_value(call->arena, claims, one);
	return r;
}

static int find(struct call *call, struct item *item)
{
	int r = desk_get(call->db, &item_type, call_arg(call, "id"), call->arena, item);

	return r < 0 ? call_db(call, r) : cert_at(call, item->org);
}

static int show(struct call *call, const struct item *item, bool rivals)
{
	struct json *claims = json_new_array(call->arena);
	struct item_list others = {0};
	int r = add_claim(call, item, claims);

	if (r == 0 && rivals)
		r = call_db(call, item_rivals(call->db, item, call->arena, &others));
	for (size_t i = 0; r == 0 && i < others.all.n; i++)
		r = add_claim(call, &others.all.items[i], claims);
	json_set_value(call->arena, call->data, "claims", claims);
	json_set_text(call->arena, call->data, "item", item->id);
	json_set_text(call->arena, call->data, "heading", item->value);
	return r;
}

static int dispute(struct call *call)
{
	struct item item;
	int r = find(call, &item);

	if (r == 0 && item.state != ITEM_DISPUTED)
		return call_fail(call, ERR_NOTFOUND, "there is no such dispute",
		    "it may have been decided meanwhile", "%s", item.value);
	return r < 0 ? r : show(call, &item, true);
}

/* The winner is this item or one of those that claim the same. */
static bool is_claim(struct call *call, const struct item *item, const char *id)
{
	struct item_list others = {0};

	if (strcmp(item->id, id) == 0)
		return true;
	if (item_rivals(call->db, item, call->arena, &others) < 0)
		return false;
	vec_foreach (o, &others.all)
		if (strcmp(o->id, id) == 0)
			return true;
	return false;
}

static int decide(struct call *call)
{
	const char *winner = call_field(call, "winner");
	const char *reason = cert_need(call, "reason", CERT_REASON);
	struct item item;
	int r = find(call, &item);

	if (r < 0)
		return r;
	if (!is_claim(call, &item, winner))
		call_wrong(call, "winner", TR("Choose whose it is."));
	if (!call->wrong)
		r = cert_refused(call, dispute_resolve(call->db, &call->actor, winner, reason,
					   call->arena, call->now));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("The dispute was decided."), "/cert/disputes");
	cert_keep(call, "reason");
	return r < 0 ? r : show(call, &item, true);
}

static int proof(struct call *call)
{
	struct item item;
	int r = find(call, &item);

	return r < 0 ? r : show(call, &item, false);
}

static int attest(struct call *call)
{
	const char *reason = cert_need(call, "reason", CERT_REASON);
	struct item item;
	int r = find(call, &item);

	if (r < 0)
		return r;
	if (!call->wrong)
		r = cert_refused(call, proof_attest(call->db, &call->actor, item.id, reason,
					   call->arena, call->now));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("The proof was attested."), "/cert/proofs");
	cert_keep(call, "reason");
	return r < 0 ? r : show(call, &item, false);
}

const struct route cert_disputes_routes[] = {
    {"GET", "/cert/disputes", MAY_DECIDE, "cert_disputes", disputes, ROUTE_NO_LOG,
	"Things that more than one organisation claims.", NULL, TR("Disputes")},
    {"GET", "/cert/disputes/{id}", MAY_DECIDE, "cert_dispute", dispute, 0,
	"All claims on one thing, side by side.", NULL, NULL},
    {"POST", "/cert/disputes/{id}", MAY_DECIDE, "cert_dispute", decide, 0,
	"Decides whose it is.", "winner reason", NULL},
    {"GET", "/cert/proofs", MAY_DECIDE, "cert_proofs", proofs, ROUTE_NO_LOG,
	"Declared things without a proof.", NULL, TR("Proofs to attest")},
    {"GET", "/cert/proofs/{id}", MAY_DECIDE, "cert_proof", proof, 0,
	"A declared thing and its proofs.", NULL, NULL},
    {"POST", "/cert/proofs/{id}", MAY_DECIDE, "cert_proof", attest, 0,
	"Attests that it is theirs.", "reason", NULL},
    {.method = NULL},
};
