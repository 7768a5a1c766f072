/* The targeted check: whoever runs what a new vulnerability concerns, and has proved and
 * signed, is looked at now; hits become findings with deadlines. */
#include "api/v1.h"
#include "desk/advisory_match.h"
#include "desk/authorise.h"
#include "model/tracked.h"
#include "pack/knowledge_current.h"
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { ORGS = 500, ROWS = 500 };

/* Numbers are written in small letters too. */
static const char *upper(struct call *call, const char *text)
{
	struct span trimmed = span_trim(span_str(text));
	char *out = arena_strndup(call->arena, trimmed.p, MIN(trimmed.n, (size_t)CERT_NAME));

	for (char *c = out; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return out;
}

/* --- who may be looked at, and where it was seen --- */

static int find_places(struct call *call, const char *cve, struct advisory_matches *ret)
{
	const struct knowledge_pack *known = knowledge_hold();
	struct advisory ask = {0};
	int r;

	text_list_add(&ask.cves, call->arena, cve);
	r = advisory_match_find(call->db, known, &ask, NULL, call->arena, ret);
	knowledge_release(known);
	return call_db(call, r);
}

static int prepare_orgs(struct call *call, struct db_stmt **ret)
{
	int r = db_prepare(call->db,
	    "SELECT o.\"id\", o.\"name\" FROM org AS o WHERE o.\"state\" = 'active' AND EXISTS "
	    "(SELECT 1 FROM perimeter_item AS i WHERE i.\"org\" = o.\"id\" AND i.\"state\" = "
	    "'verified') AND EXISTS (SELECT 1 FROM authorisation AS a WHERE a.\"org\" = "
	    "o.\"id\" AND a.\"revoked\" = 0 AND a.\"since\" <= $1 AND a.\"until\" > $1) ORDER "
	    "BY o.\"name\", o.\"id\" LIMIT $2",
	    ret);

	if (r < 0)
		return call_db(call, r);
	db_bind_int(*ret, 1, call->now);
	db_bind_int(*ret, 2, ORGS);
	return 0;
}

/* Those where it was seen are chosen beforehand. */
static int set_orgs(struct call *call, const struct advisory_matches *found)
{
	struct json *seen = json_new_array(call->arena), *rest = json_new_array(call->arena);
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	size_t listed = 0;
	int r = prepare_orgs(call, &stmt);

	while (r == 0 && (r = db_step(stmt)) == 1) {
		const struct advisory_match *m = advisory_match_of(found, db_text(stmt, 0));
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "id", db_text(stmt, 0));
		json_set_text(call->arena, one, "name", db_text(stmt, 1));
		json_set_int(call->arena, one, "places", m ? m->n : 0);
		json_set_bool(call->arena, one, "here", m != NULL);
		json_add_value(call->arena, m ? seen : rest, one);
		listed += m != NULL;
		r = 0;
	}
	json_set_value(call->arena, call->data, "seen", seen);
	json_set_value(call->arena, call->data, "rest", rest);
	json_set_bool(call->arena, call->data, "any", seen->array.n > 0 || rest->array.n > 0);
	json_set_int(call->arena, call->data, "barred", (int64_t)(found->all.n - listed));
	return call_db(call, r);
}

/* --- what was ordered, and what came of it --- */

static int set_orders(struct call *call, const char *cve)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int64_t ended = 0;
	int r = desk_list(call->db, &audit_order_type,
	    "WHERE \"type\" = 'targeted' AND \"cve\" = $1 ORDER BY \"created\" DESC, \"id\" "
	    "LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(cve), DESK_INT(ROWS)), call->arena, &found);

	vec_foreach (o, &found.all) {
		const struct audit_order *order = *o;
		struct json *one =
		    call->json ? json_copy(call->arena, v1_json(call, &audit_order_type, order))
			       : bound_json(call, &audit_order_type, order);
		struct org org = {0};

		if (r == 0)
			r = desk_get(call->db, &org_type, order->org, call->arena, &org);
		json_set_text(call->arena, one, "org_name", org.name);
		json_add_value(call->arena, all, one);
		ended += order->ended > 0;
	}
	json_set_value(call->arena, call->data, "orders", all);
	json_set_int(call->arena, call->data, "ordered", (int64_t)all->array.n);
	json_set_int(call->arena, call->data, "ended", ended);
	return call_db(call, r);
}

static int prepare_hits(struct call *call, const char *cve, struct db_stmt **ret)
{
	int r = db_prepare(call->db,
	    "SELECT t.\"id\", t.\"org\", o.\"name\", t.\"ref\", f.\"software\", t.\"subject\", "
	    "t.\"port\", t.\"criticality\", t.\"state\", t.\"due\" FROM audit_order AS a JOIN "
	    "finding AS f ON f.\"run\" = a.\"run\" JOIN tracked_finding AS t ON t.\"org\" = "
	    "a.\"org\" AND t.\"type\" = f.\"type\" AND t.\"key\" = f.\"key\" JOIN org AS o ON "
	    "o.\"id\" = a.\"org\" WHERE a.\"type\" = 'targeted' AND a.\"cve\" = $1 AND "
	    "f.\"cves\" LIKE $2 GROUP BY t.\"id\", t.\"org\", o.\"name\", t.\"ref\", "
	    "f.\"software\", t.\"subject\", t.\"port\", t.\"criticality\", t.\"state\", "
	    "t.\"due\" ORDER BY t.\"due\", t.\"id\" LIMIT $3",
	    ret);

	if (r < 0)
		return call_db(call, r);
	db_bind_text(*ret, 1, cve);
	db_bind_text(*ret, 2, arena_printf(call->arena, "%%\"%s %%", cve));
	db_bind_int(*ret, 3, ROWS);
	return 0;
}

static int set_hits(struct call *call, const char *cve)
{
	struct json *all = json_new_array(call->arena);
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = prepare_hits(call, cve, &stmt);

	while (r == 0 && (r = db_step(stmt)) == 1) {
		struct json *one = json_new_object(call->arena);
		int64_t port = db_int(stmt, 6);

		json_set_text(call->arena, one, "id", db_text(stmt, 0));
		json_set_text(call->arena, one, "org", db_text(stmt, 1));
		json_set_text(call->arena, one, "org_name", db_text(stmt, 2));
		json_set_text(call->arena, one, "ref", db_text(stmt, 3));
		json_set_text(call->arena, one, "software", db_text(stmt, 4));
		json_set_text(call->arena, one, "place",
		    port ? arena_printf(call->arena, "%s:%d", db_text(stmt, 5), (int)port)
			 : db_text(stmt, 5));
		json_set_text(call->arena, one, "criticality", db_text(stmt, 7));
		json_set_text(call->arena, one, "state", db_text(stmt, 8));
		v1_set_time(call, one, "due", db_int(stmt, 9));
		json_add_value(call->arena, all, one);
		r = 0;
	}
	json_set_value(call->arena, call->data, "hits", all);
	return call_db(call, r);
}

static int fill(struct call *call, const char *cve)
{
	struct advisory_matches found = {0};
	int r;

	json_set_text(call->arena, call->data, "cve", cve);
	json_set_bool(call->arena, call->data, "asked", false);
	if (!*cve || !cert_is_cve(cve)) {
		if (*cve)
			call_wrong(
			    call, "cve", TR("Write the number of a CVE: CVE-2024-6387."));
		return 0;
	}
	json_set_bool(call->arena, call->data, "asked", true);
	r = find_places(call, cve, &found);
	if (r == 0)
		r = set_orgs(call, &found);
	if (r == 0)
		r = set_orders(call, cve);
	return r < 0 ? r : set_hits(call, cve);
}

static int show(struct call *call)
{
	const char *asked = serve_query(call->rq, "cve");
	int r = cert_take(call);

	return r < 0 ? r : fill(call, upper(call, asked ? asked : ""));
}

/* --- ordering --- */

/* The intensity at which versions are seen, as far as it is authorised. */
static int profile_of(struct call *call, const char *org, int *ret)
{
	struct authorisation a;
	int r = authorise_current(call->db, org, call->now, call->arena, &a);

	if (r == 0)
		*ret = MIN(a.profile, (int)PROFILE_STANDARD);
	return r;
}

static int order_one(struct call *call, const struct order_house *house, const char *org,
    const char *cve, const char *reason)
{
	struct audit_order wish = {
	    .org = org, .type = ORDER_OF_TARGETED, .cve = cve, .reason = reason};
	struct order_list made = {0};
	int r = profile_of(call, org, &wish.profile);

	return r < 0 ? r
		     : order_submit(call->db, house, &call->actor, cert_roles(call), &wish,
			   call->now, call->arena, &made);
}

static int order(struct call *call)
{
	const char *cve = upper(call, call_field(call, "cve"));
	struct text_list orgs = call_fields(call, "orgs");
	struct order_house house;
	const char *reason = cert_need(call, "reason", CERT_REASON);
	int r = 0;

	if (!cert_is_cve(cve))
		call_wrong(call, "cve", TR("Write the number of a CVE: CVE-2024-6387."));
	if (!orgs.n || orgs.n > ORGS)
		call_wrong(call, "orgs", TR("Choose at least one"));
	cert_house(call, &house);
	/* Each is an order of its own: one whose authorisation has just ended stops no other.
	 */
	for (size_t i = 0; r == 0 && !call->wrong && i < orgs.n; i++) {
		r = order_one(call, &house, orgs.items[i], cve, reason);
		if (r == ERR_DENIED || r == ERR_NOTFOUND)
			r = 0;
	}
	r = cert_refused(call, r);
	if (r == 0 && !call->wrong && !call->json)
		return call_redirect(
		    call, TR("The checks are ordered."), "/cert/check?cve=%s", cve);
	cert_keep(call, "reason");
	return r < 0 ? r : fill(call, cve);
}

const struct route cert_check_routes[] = {
    {"GET", "/cert/check", MAY_REVIEW, "cert_check", show, 0,
	"A targeted check for a vulnerability: whom, what was ordered, what was found.", "cve?",
	TR("Targeted check")},
    {"POST", "/cert/check", MAY_REVIEW, "cert_check", order, 0,
	"Orders a targeted check at these organisations.", "cve orgs reason",
	TR("Targeted check")},
    {"GET", "/api/v1/cert/check", MAY_REVIEW, NULL, show, 0,
	"A targeted check for a vulnerability: whom, what was ordered, what was found.", "cve?",
	NULL},
    {"POST", "/api/v1/cert/check", MAY_REVIEW, NULL, order, 0,
	"Orders a targeted check at these organisations; the reply is the check as it is then.",
	"cve orgs reason", NULL},
    {.method = NULL},
};
