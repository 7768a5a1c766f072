#include "portal/nav.h"

#include "report/i18n.h"

/* A row without a path is the heading of what follows; the first rows need none. */
const struct nav_row nav_org[] = {
    {TR("Overview"), "/orgs/{org}", MAY_VIEW},
    {TR("To act on"), NULL, MAY_PUBLIC},
    {TR("Findings"), "/orgs/{org}/findings", MAY_VIEW},
    {TR("Alerts"), "/orgs/{org}/alerts", MAY_VIEW},
    {TR("Advisories"), "/orgs/{org}/advisories", MAY_VIEW},
    {TR("Notices"), "/orgs/{org}/notices", MAY_VIEW},
    {TR("Incidents"), "/orgs/{org}/incidents", MAY_VIEW},
    {TR("What is looked at"), NULL, MAY_PUBLIC},
    {TR("Exposure"), "/orgs/{org}/exposure", MAY_VIEW},
    {TR("Perimeter"), "/orgs/{org}/perimeter", MAY_VIEW},
    {TR("Authorisation"), "/orgs/{org}/authorisations", MAY_VIEW},
    {TR("Audits"), "/orgs/{org}/orders", MAY_VIEW},
    {TR("Penetration tests"), "/orgs/{org}/pentests", MAY_VIEW},
    {TR("To know"), NULL, MAY_PUBLIC},
    {TR("Watch"), "/watch", MAY_PUBLIC},
    {TR("Knowledge"), "/knowledge", MAY_SIGN_IN},
    {TR("Picture of the sector"), "/picture", MAY_SIGN_IN},
    {TR("Blocklist"), "/orgs/{org}/blocklist", MAY_VIEW},
    {TR("The organisation"), NULL, MAY_PUBLIC},
    {TR("People"), "/orgs/{org}/people", MAY_VIEW},
    {TR("Evidence pack"), "/orgs/{org}/evidence", MAY_REPORT},
    {TR("Log"), "/orgs/{org}/log", MAY_SEE_LOG},
    {NULL, NULL, MAY_PUBLIC},
};

const struct nav_row nav_cert[] = {
    {TR("Duty board"), "/cert", MAY_SECTOR},
    {TR("What happens"), NULL, MAY_PUBLIC},
    {TR("Alerts"), "/cert/alerts", MAY_VIEW},
    {TR("Incidents"), "/cert/incidents", MAY_VIEW},
    {TR("Legal deadlines"), "/cert/clocks", MAY_VIEW},
    {TR("Findings"), "/cert/findings", MAY_VIEW},
    {TR("To tell"), NULL, MAY_PUBLIC},
    {TR("Notices"), "/cert/notices", MAY_VIEW},
    {TR("Advisories"), "/cert/advisories", MAY_VIEW},
    {TR("Indicators"), "/cert/iocs", MAY_VIEW},
    {TR("Articles"), "/cert/watch", MAY_VIEW},
    {TR("Audits and tests"), NULL, MAY_PUBLIC},
    {TR("Queue"), "/cert/queue", MAY_SECTOR},
    {TR("Review"), "/cert/review", MAY_REVIEW},
    {TR("Imports"), "/cert/import", MAY_REVIEW},
    {TR("Penetration tests"), "/cert/pentests", MAY_PENTEST},
    {TR("To know"), NULL, MAY_PUBLIC},
    {TR("Who runs this?"), "/cert/who", MAY_VIEW},
    {TR("Knowledge"), "/knowledge", MAY_SIGN_IN},
    {TR("Sector"), "/cert/sector", MAY_SECTOR},
    {TR("Picture of the sector"), "/picture", MAY_SIGN_IN},
    {TR("Watch"), "/watch", MAY_PUBLIC},
    {TR("Members"), NULL, MAY_PUBLIC},
    {TR("Organisations"), "/cert/orgs", MAY_SECTOR},
    {TR("Contacts"), "/cert/contacts", MAY_SECTOR},
    {TR("Enrolments"), "/cert/enrolments", MAY_DECIDE},
    {TR("Disputes"), "/cert/disputes", MAY_DECIDE},
    {TR("This installation"), NULL, MAY_PUBLIC},
    {TR("Workers"), "/cert/workers", MAY_OPERATE},
    {TR("Sensors"), "/cert/sensors", MAY_OPERATE},
    {TR("Accounts"), "/cert/people", MAY_ADMINISTER},
    {TR("Audit log"), "/cert/log", MAY_AUDIT},
    {NULL, NULL, MAY_PUBLIC},
};

/* The path with the organisation's id in its place. */
static const char *filled(struct call *call, const char *path)
{
	const char *at = strstr(path, "{org}");

	if (!at)
		return path;
	return arena_printf(
	    call->arena, "%.*s%s%s", (int)(at - path), path, call->org->id, at + 5);
}

/* A page is here when it is the row's, or below it; the first row of a menu is only itself. */
static bool here(const struct call *call, const char *href, bool first)
{
	size_t n = strlen(href);

	if (strncmp(call->rq->path, href, n) != 0)
		return false;
	return call->rq->path[n] == '\0' || (!first && call->rq->path[n] == '/');
}

/* The rows gathered so far become a group, when there are any. */
static void end_group(
    struct call *call, const char *label, struct json **rows, struct json *menu)
{
	struct json *group;

	if (!(*rows)->array.n)
		return;
	group = json_new_object(call->arena);
	json_set_text(call->arena, group, "heading", label);
	json_set_value(call->arena, group, "rows", *rows);
	json_add_value(call->arena, menu, group);
	*rows = json_new_array(call->arena);
}

/* A heading without a row that may be shown is left out; own: only what is the organisation's,
 * the CERT's menu having the rest. */
static void add_groups(struct call *call, const struct nav_row *rows, const char *path,
    bool own, struct json *menu)
{
	struct json *group = json_new_array(call->arena);
	const char *label = NULL;

	for (const struct nav_row *row = rows; row->label; row++) {
		struct json *one;
		const char *href;

		if (!row->path) {
			end_group(call, label, &group, menu);
			label = row->label;
			continue;
		}
		if (!who_may(&call->who, row->need, path) ||
		    (own && !strstr(row->path, "{org}")))
			continue;
		one = json_new_object(call->arena);
		href = filled(call, row->path);
		json_set_text(call->arena, one, "label", row->label);
		json_set_text(call->arena, one, "href", href);
		json_set_bool(call->arena, one, "here", here(call, href, row == rows));
		json_add_value(call->arena, group, one);
	}
	end_group(call, label, &group, menu);
}

/* The organisations of one's own standings. */
static void add_orgs(struct call *call, struct json *to)
{
	struct json *orgs = json_new_array(call->arena);
	struct text_list seen = {0};

	vec_foreach (s, &call->who.standings) {
		struct org org;
		struct json *one;

		if (!s->org || text_list_has(&seen, s->org) ||
		    desk_get(call->db, &org_type, s->org, call->arena, &org) < 0)
			continue;
		text_list_add(&seen, call->arena, s->org);
		one = json_new_object(call->arena);
		json_set_text(call->arena, one, "id", org.id);
		json_set_text(call->arena, one, "name", org.name);
		json_set_bool(
		    call->arena, one, "here", call->org && strcmp(call->org->id, org.id) == 0);
		json_add_value(call->arena, orgs, one);
	}
	json_set_value(call->arena, to, "orgs", orgs);
	/* One alone needs no choice. */
	json_set_bool(call->arena, to, "has_orgs", orgs->array.n > 1);
}

/* The menu of the call's organisation; on pages of none in particular that of the reader's own,
 * so that they lead back. */
static void add_org_menu(struct call *call, struct json *to, struct json *menu)
{
	struct org *const at = call->org;
	struct org own;

	for (size_t i = 0; !call->org && i < call->who.standings.n; i++) {
		const char *id = call->who.standings.items[i].org;

		if (id && desk_get(call->db, &org_type, id, call->arena, &own) == 0)
			call->org = &own;
	}
	if (call->org) {
		add_groups(call, nav_org, call->org->path, who_is_cert(&call->who), menu);
		json_set_text(call->arena, to, "menu_org", call->org->name);
	}
	call->org = at;
}

void nav_fill(struct call *call, struct json *to)
{
	struct json *cert = json_new_array(call->arena), *org = json_new_array(call->arena);

	if (!call->who.person)
		return;
	if (who_is_cert(&call->who))
		add_groups(call, nav_cert, NULL, false, cert);
	add_org_menu(call, to, org);
	json_set_value(call->arena, to, "cert_menu", cert);
	json_set_value(call->arena, to, "org_menu", org);
	json_set_bool(call->arena, to, "has_cert_menu", cert->array.n > 0);
	json_set_bool(call->arena, to, "has_org_menu", org->array.n > 0);
	/* Whoever looks at an organisation's pages has its menu at hand. */
	json_set_bool(call->arena, to, "org_first", strncmp(call->rq->path, "/orgs/", 6) == 0);
	add_orgs(call, to);
}
