/* The board of what is wrong with contacts, so that it is mended before they are needed. */
#include "api/v1.h"
#include "api/v1_contacts.h"
#include "desk/contact_health.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

/* By kind: what to do next, and whether somebody can say that it is done. */
static const struct {
	const char *kind, *next;
	bool closes;
} nexts[] = {
    {"key_expired",
	TR("Mails only point to the portal. Ask for a new key; the person has had three "
	   "reminders."),
	false},
    {"key_ends", TR("Reminders go out 60, 30 and 7 days before. There is nothing to do yet."),
	false},
    {"not_encrypted", TR("Mails only point to the portal. Ask for another key or certificate."),
	true},
    {"bounce",
	TR("Call: ask for the right address, and correct it in the organisation. Done: "
	   "mails are sent there again."),
	true},
    {"unanswered", TR("Call, and note the outcome."), true},
    {"mail_unconfirmed",
	TR("Send the invitation again, or call: nobody has proved this address."), false},
    {"unconfirmed",
	TR("A link to confirm goes out every 30 days. Call when there is no answer to two."),
	false},
    {"no_oncall",
	TR("Ask the organisation for somebody with the function on-call, or for a telephone "
	   "that is answered at any hour."),
	false},
};

/* Which rows somebody can say of that they are done. */
static void add_closes(struct call *call, struct json *row)
{
	const char *kind = json_text(json_get(row, "kind"), "");

	for (size_t i = 0; i < ARRAY_LEN(nexts); i++)
		if (strcmp(nexts[i].kind, kind) == 0)
			json_set_bool(call->arena, row, "closes",
			    nexts[i].closes && call_may(call, MAY_DECIDE));
}

/* What to do next, by the kind: so that exports have it, too. The texts hold no quotes. */
static struct list_column next_column(struct call *call)
{
	STR_AUTO(sql, 4096);

	str_add(&sql, "CASE b.\"kind\"");
	for (size_t i = 0; i < ARRAY_LEN(nexts); i++)
		str_addf(&sql, " WHEN '%s' THEN '%s'", nexts[i].kind, nexts[i].next);
	str_add(&sql, " ELSE '' END");
	return (struct list_column){
	    .name = "next", .label = TR("What to do next"), .sql = str_dup(&sql, call->arena)};
}

static int board(struct call *call)
{
	struct list list = v1_contacts;
	struct list_column *columns =
	    arena_array(call->arena, list.ncolumns + 1, sizeof(*columns));
	int r = cert_take(call);

	memcpy(columns, list.columns, list.ncolumns * sizeof(*columns));
	/* On the page these stand in other columns' cells. */
	for (size_t i = 0; i < list.ncolumns && !serve_query(call->rq, "format"); i++)
		if (strcmp(columns[i].name, "mail") == 0 ||
		    strcmp(columns[i].name, "phone") == 0 ||
		    strcmp(columns[i].name, "times") == 0 ||
		    strcmp(columns[i].name, "reason") == 0)
			columns[i].flags |= LIST_HIDE;
	columns[list.ncolumns++] = next_column(call);
	list.columns = columns;
	list.empty = TR("Nothing is wrong with any contact.");
	list.row = add_closes;
	return r < 0 ? r
		     : list_run(call, &list,
			   DESK_PARAMS(DESK_INT(call->now), DESK_INT(call->now - CONTACTS_MS)));
}

static int settle(struct call *call)
{
	int r = contact_health_close(call->db, &call->actor, call_arg(call, "id"), call->now);

	return r < 0 ? call_db(call, r) : call_redirect(call, TR("Saved."), "/cert/contacts");
}

const struct route cert_contacts_routes[] = {
    {"GET", "/cert/contacts", MAY_SECTOR, "cert_contacts", board, ROUTE_NO_LOG,
	"What is wrong with contacts, and what to do next.", NULL, TR("Contacts")},
    {"POST", "/cert/contacts/{id}/settle", MAY_DECIDE, NULL, settle, 0,
	"Says that it is mended.", NULL, NULL},
    {.method = NULL},
};
