/* The whole constituency, for the CERT. */
#include "api/v1.h"

#include "codec/json.h"
#include "desk/sector.h"

static int orgs(struct call *call)
{
	return v1_list(call, &v1_orgs, NULL, 0);
}

static int findings(struct call *call)
{
	return v1_list(call, &v1_cert_findings, NULL, 0);
}

static int orders(struct call *call)
{
	return v1_list(call, &v1_cert_orders, NULL, 0);
}

static int queue(struct call *call)
{
	return v1_list(call, &v1_queue, NULL, 0);
}

/* What is hidden because too few organisations have it is null. */
static void set_count(struct call *call, struct json *to, const char *name, int64_t v)
{
	if (v == FIGURES_HIDDEN)
		json_set_text(call->arena, to, name, NULL);
	else
		json_set_int(call->arena, to, name, v);
}

static void set_spread(struct call *call, const char *name, const struct figures_spread *s)
{
	struct json *one = json_new_object(call->arena);

	set_count(call, one, "orgs", s->orgs);
	set_count(call, one, "low", s->low);
	set_count(call, one, "median", s->median);
	set_count(call, one, "high", s->high);
	json_set_value(call->arena, call->data, name, one);
}

static void set_grades(struct call *call, const char *name, const struct figures_grades *g)
{
	static const char *const letters[] = {"a", "b", "c", "d", "e"};
	struct json *one = json_new_object(call->arena);

	set_count(call, one, "orgs", g->orgs);
	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		set_count(call, one, letters[i], g->of[i]);
	json_set_value(call->arena, call->data, name, one);
}

static int sector(struct call *call)
{
	struct figures_sector s;
	struct sector_day day = {0};
	int r = sector_newest(call->db, call->now, SECTOR_ALL, SECTOR_ALL, call->arena, &day);

	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	sector_spread(&day, &s);
	set_count(call, call->data, "orgs", s.orgs);
	set_spread(call, "open", &s.open);
	set_spread(call, "overdue", &s.overdue);
	set_spread(call, "median_age", &s.median_age);
	set_spread(call, "median_fix", &s.median_fix);
	set_spread(call, "services", &s.services);
	set_grades(call, "grade", &s.grade);
	set_grades(call, "tls", &s.tls);
	set_grades(call, "mail", &s.mail);
	set_grades(call, "dns", &s.dns);
	return 0;
}

/* Findings and orders are content of members: whoever only keeps the machines running, or tests
 * in an engagement, does not read all of them. */
const struct route v1_cert_routes[] = {
    {"GET", "/api/v1/cert/orgs", MAY_SECTOR, NULL, orgs, ROUTE_NO_LOG,
	"All organisations of the constituency.", NULL, NULL},
    {"GET", "/api/v1/cert/findings", MAY_VIEW, NULL, findings, 0,
	"The findings of the whole constituency.", NULL, NULL},
    {"GET", "/api/v1/cert/orders", MAY_VIEW, NULL, orders, 0,
	"The orders of the whole constituency.", NULL, NULL},
    {"GET", "/api/v1/cert/queue", MAY_SECTOR, NULL, queue, ROUTE_NO_LOG,
	"What waits, runs or was stopped, in the order of the queue.", NULL, NULL},
    {"GET", "/api/v1/cert/sector", MAY_SECTOR, NULL, sector, ROUTE_NO_LOG,
	"How figures are spread over the sector, without names (at least 5 each).", NULL, NULL},
    {.method = NULL},
};
