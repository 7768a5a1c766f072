/* What an organisation has to do next, from what is missing. */
#include "desk/authorise.h"
#include "portal/bound.h"
#include "portal/org.h"
#include "report/i18n.h"

enum { DAY = 86400000, SOON_DAYS = 30 };

#define QUARTER "7776000000" /* desk/contact_remind.h: CONTACT_QUARTER */

/* A thing to do when there are such things; $1 is the organisation, $2 now. */
struct next_row {
	const char *text, *path, *sql;
	bool urgent;
};

/* clang-format off */
static const struct next_row rows[] = {
    {TR("Findings are past their deadline: mend them, or say what you do."), "findings?overdue=yes",
	"SELECT count(*) FROM tracked_finding WHERE \"org\" = $1 AND \"due\" > 0 AND \"due\" < $2 AND \"state\" IN "
	"('open', 'notified', 'acknowledged', 'in_progress')", true},
    {TR("An order waits for something of yours: see what is missing."), "orders?state=needs_info",
	"SELECT count(*) FROM audit_order WHERE \"org\" = $1 AND \"state\" = 'needs_info' AND \"created\" <= $2", true},
    {TR("A report was delivered: read it and take note."), "orders?state=delivered",
	"SELECT count(*) FROM audit_order WHERE \"org\" = $1 AND \"state\" = 'delivered' AND \"created\" <= $2", false},
    {TR("New findings wait for your answer."), "findings?open=yes",
	"SELECT count(*) FROM tracked_finding WHERE \"org\" = $1 AND \"state\" IN ('open', 'notified') AND \"first_seen\" <= $2", false},
    {TR("Something was found that may be yours: say yes or no."), "perimeter?state=proposed",
	"SELECT count(*) FROM perimeter_item WHERE \"org\" = $1 AND \"state\" = 'proposed' AND \"created\" <= $2", false},
    {TR("Prove that what you declared is yours."), "perimeter?state=pending",
	"SELECT count(*) FROM perimeter_item WHERE \"org\" = $1 AND \"state\" = 'pending' AND \"created\" <= $2", false},
    {TR("Proofs have lapsed: publish them again."), "perimeter?state=lapsed",
	"SELECT count(*) FROM perimeter_item WHERE \"org\" = $1 AND \"state\" = 'lapsed' AND \"created\" <= $2", false},
    {TR("Contacts are to be confirmed: are they still reached like this?"), "people?sort=confirmed",
	"SELECT count(*) FROM membership WHERE \"org\" = $1 AND \"since\" <= $2 AND (\"until\" = 0 OR \"until\" > $2) AND "
	"\"confirmed\" < $2 - " QUARTER, false},
};
/* clang-format on */

static void add(struct call *call, struct json *all, const char *text, const char *path,
    int64_t n, bool urgent)
{
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "text", text);
	json_set_text(call->arena, one, "href",
	    arena_printf(call->arena, "/orgs/%s/%s", call->org->id, path));
	json_set_int(call->arena, one, "n", n);
	json_set_bool(call->arena, one, "urgent", urgent);
	json_add_value(call->arena, all, one);
}

static int count(struct call *call, const char *sql, int64_t *ret)
{
	return desk_number(
	    call->db, sql, DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(call->now)), ret);
}

/* The way to a first audit: perimeter, authorisation, order. */
static int add_beginning(struct call *call, struct json *all)
{
	struct authorisation a;
	int64_t items = 0, proved = 0, orders = 0;
	int r = count(call,
	    "SELECT count(*) FROM perimeter_item WHERE \"org\" = $1 AND \"created\" <= $2",
	    &items);

	if (r == 0)
		r = count(call,
		    "SELECT count(*) FROM perimeter_item WHERE \"org\" = $1 AND \"state\" = "
		    "'verified' AND \"created\" <= $2",
		    &proved);
	if (r == 0)
		r = count(call,
		    "SELECT count(*) FROM audit_order WHERE \"org\" = $1 AND \"created\" <= $2",
		    &orders);
	if (r < 0)
		return r;
	if (!items && call->org->type != ORG_GROUP)
		add(call, all, TR("Declare your domains and networks."), "perimeter", 0, false);
	r = authorise_current(call->db, call->org->id, call->now, call->arena, &a);
	if (r == ERR_NOTFOUND && proved)
		add(call, all,
		    TR("Let the legal representative sign the authorisation: without it "
		       "nothing "
		       "is looked at."),
		    "authorisations", 0, false);
	if (r == 0 && a.until < call->now + (int64_t)SOON_DAYS * DAY)
		add(call, all, TR("The authorisation ends soon: sign the next one."),
		    "authorisations", 0, false);
	if (r == 0 && proved && !orders)
		add(call, all, TR("Order the first audit."), "orders/new", 0, false);
	return r == ERR_NOTFOUND ? 0 : r;
}

int org_next_steps(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(rows); i++) {
		int64_t n = 0;

		r = count(call, rows[i].sql, &n);
		if (n)
			add(call, all, rows[i].text, rows[i].path, n, rows[i].urgent);
	}
	if (r == 0)
		r = add_beginning(call, all);
	json_set_value(call->arena, call->data, "next", all);
	return call_db(call, r);
}
