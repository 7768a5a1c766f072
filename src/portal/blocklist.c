/* The blocklist at a member: keys, how to configure what fetches it, reporting a false alarm.
 */
#include "portal/blocklist.h"

#include "auth/secret.h"
#include "desk/feed_key.h"
#include "desk/ioc.h"
#include "portal/bound.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { SOURCES_MAX = 20, NAME_MAX_BYTES = 200, NOTE_MAX = 2000 };

#define DAY_MS INT64_C(86400000)

/* Days that a key may be good for. */
static const int lives[] = {30, 90, 365, 730};

/* --- how to configure what fetches it --- */

#define RECIPE_URLS 3

/* Product names are not translated. */
static const struct recipe {
	const char *product, *how;
	struct {
		const char *what, *query; /* of GET /v3; a path when it begins with a slash */
	} urls[RECIPE_URLS];
} recipes[] = {
    {"FortiGate",
	TR("Security Fabric, External Connectors: make a threat feed of the kind IP Address "
	   "and one of the kind FortiGuard Category, with a refresh rate of 5 minutes. Deny "
	   "the addresses in a policy, and block the category in a web filter."),
	{{TR("Addresses"), "format=list_cidr&type=ipv4&type=ipv4_cidr"},
	    {TR("Domains"), "format=list&type=domain&type=wildcard_domain"}}},
    {"Palo Alto",
	TR("Objects, External Dynamic Lists: make a list of the kind IP, one of the kind "
	   "Domain "
	   "and one of the kind URL, checked every five minutes, and use them in a policy that "
	   "denies."),
	{{TR("Addresses"), "format=paloalto&type=ipv4&type=ipv4_cidr&type=ipv6&type=ipv6_cidr"},
	    {TR("Domains"), "format=paloalto&type=domain&type=wildcard_domain"},
	    {TR("URLs"), "format=paloalto&type=url"}}},
    {"Squid",
	TR("Fetch the files every five minutes, use them as acl blocked dstdomain, acl "
	   "blocked_net dst and acl blocked_url url_regex, deny them with http_access, and "
	   "reload Squid when they have changed."),
	{{TR("Domains"), "format=squid&type=domain&type=wildcard_domain"},
	    {TR("Addresses"), "format=squid&type=ipv4&type=ipv4_cidr&type=ipv6&type=ipv6_cidr"},
	    {TR("URLs"), "format=squid&type=url"}}},
    {"Splunk Enterprise Security",
	TR("Configure, Threat Intelligence Sources, New, Line Oriented: one source for each "
	   "type, fetched every 12 hours, 52 MB at most, with the file parser line."),
	{{TR("Domains"), "format=list&type=domain"}, {TR("Addresses"), "format=list&type=ipv4"},
	    {TR("URLs"), "format=list&type=url"}}},
    {"Microsoft Sentinel",
	TR("Let a function or playbook fetch the list with its context and put it into a "
	   "watchlist or into threat intelligence. What stands behind the hash sign says how "
	   "sure an indicator is and what it is for."),
	{{TR("All"), "format=list_context&type=domain&type=ipv4&type=ipv6&type=url"}}},
    {"Microsoft Defender for Endpoint",
	TR("Let a script put the list into the indicators; there is room for 15,000. Fetch the "
	   "checksum first, and the list only when it has changed."),
	{{TR("List"), "format=list&type=domain&type=ipv4&type=ipv6&limit=15000"},
	    {TR("Checksum"),
		"format=list&type=domain&type=ipv4&type=ipv6&limit=15000&hash=md5"},
	    {TR("Removed"), "format=list&type=domain&type=ipv4&type=ipv6&state=removed"}}},
    {"Microsoft Entra",
	TR("Let a script put the addresses into a named location; there is room for 2,000 "
	   "networks in one. Block sign-ins from it in conditional access, and keep an account "
	   "for emergencies out of that policy."),
	{{TR("Addresses of attackers who sign in"),
	    "format=list_cidr&type=ipv4&type=ipv4_cidr&type=ipv6&type=ipv6_cidr&list_name=auth&"
	    "limit=2000"}}},
    {"MISP",
	TR("Sync Actions, Feeds, Add Feed: the source format is MISP Feed, the URL is the "
	   "first one, and the headers have a line with your key: X-API-Key: KEY. What is "
	   "withdrawn is deleted at the next fetch. Scripts with PyMISP take the same URL, and "
	   "your key as theirs."),
	{{TR("Feed"), "/misp/"}, {TR("Manifest"), "/misp/manifest.json"}}},
    {"STIX/TAXII 2.1 (OpenCTI, Sentinel, QRadar, Elastic)",
	TR("Add a TAXII 2.1 server with the first URL, any name as the user, and your key as "
	   "the password. The collection is indicators; sign-ins has addresses of attackers "
	   "who "
	   "sign in. What is withdrawn is revoked."),
	{{TR("Server"), "/taxii2/"}, {TR("API root"), "/taxii2/api/"},
	    {TR("Collection"), "/taxii2/api/collections/indicators/"}}},
    {"Suricata",
	TR("Add the first URL to suricata-update, with your key as its HTTP header X-API-Key, "
	   "or "
	   "fetch the files every hour into the folder of rules and reload. The lists stand "
	   "beside the rules that name them. Each indicator keeps its own numbers (sid) from "
	   "910000000."),
	{{TR("Rules"), "/suricata/varde.rules"},
	    {TR("Rules of lists"), "/suricata/varde-lists.rules"},
	    {TR("List of domains"), "/suricata/varde-domains.lst"}}},
    {"CSV",
	TR("For spreadsheets and scripts: send a search of MISP as JSON, with csv as its "
	   "returnFormat, and your key in the header Authorization."),
	{{TR("Search"), "/misp/attributes/restSearch"}}},
};

/* The address of a recipe, with the key where it belongs: in the query of the blocklist's
 * contract; the others take it in a header. */
static const char *recipe_url(struct call *call, const char *key, const char *query)
{
	if (*query == '/')
		return arena_printf(call->arena, "%s%s", call->app->settings.url, query);
	return arena_printf(
	    call->arena, "%s/v3?apikey=%s&%s", call->app->settings.url, key, query);
}

static void set_recipes(struct call *call, const char *key)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		struct json *one = json_new_object(call->arena);
		struct json *urls = json_new_array(call->arena);

		for (size_t k = 0; k < RECIPE_URLS && recipes[i].urls[k].what; k++) {
			struct json *url = json_new_object(call->arena);

			json_set_text(call->arena, url, "label", recipes[i].urls[k].what);
			json_set_text(call->arena, url, "url",
			    recipe_url(call, key, recipes[i].urls[k].query));
			json_set_text(call->arena, url, "mark",
			    arena_printf(call->arena, "url-%zu-%zu", i, k));
			json_add_value(call->arena, urls, url);
		}
		json_set_text(call->arena, one, "product", recipes[i].product);
		json_set_text(call->arena, one, "how", recipes[i].how);
		json_set_value(call->arena, one, "urls", urls);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "recipes", all);
	json_set_text(call->arena, call->data, "base",
	    arena_printf(call->arena, "%s/v3", call->app->settings.url));
}

/* --- keys --- */

static const char *joined(struct arena *arena, struct text_list list)
{
	const char *text = "";

	for (size_t i = 0; i < list.n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", list.items[i]);
	return text;
}

static int set_keys(struct call *call)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records keys = {0};
	int r = feed_key_of(call->db, call->org->id, call->arena, &keys);

	for (size_t i = 0; r == 0 && i < keys.all.n; i++) {
		const struct feed_key *k = keys.all.items[i];
		struct json *row = json_new_object(call->arena);

		json_set_text(call->arena, row, "id", k->id);
		json_set_text(call->arena, row, "name", k->name);
		json_set_text(call->arena, row, "sources", joined(call->arena, k->sources));
		json_set_int(call->arena, row, "expires", k->expires);
		json_set_int(call->arena, row, "used", k->used);
		json_set_bool(call->arena, row, "over", k->expires <= call->now);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "keys", rows);
	json_set_bool(call->arena, call->data, "none", !keys.all.n);
	return call_db(call, r);
}

static void set_lives(struct call *call)
{
	const char *chosen = call_field(call, "days");
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(lives); i++) {
		struct json *one = json_new_object(call->arena);
		const char *text = arena_printf(call->arena, "%d", lives[i]);

		json_set_int(call->arena, one, "days", lives[i]);
		json_set_bool(call->arena, one, "chosen",
		    *chosen ? strcmp(text, chosen) == 0 : lives[i] == 365);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "lives", all);
}

/* The page; key stands in the addresses that are shown. */
static int fill(struct call *call, const char *key)
{
	int64_t active = 0;
	int r = set_keys(call);

	set_lives(call);
	set_recipes(call, key);
	if (r == 0)
		r = call_db(call,
		    desk_number(call->db, "SELECT count(*) FROM ioc WHERE \"state\" = 'active'",
			NULL, 0, &active));
	json_set_int(call->arena, call->data, "active", active);
	return r;
}

static int page(struct call *call)
{
	return fill(call, "KEY");
}

/* Addresses and networks, one a line. */
static void read_sources(struct call *call, struct feed_key *key)
{
	struct span rest = span_str(call_field(call, "sources")), line;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n && key->sources.n < SOURCES_MAX)
			text_list_add(&key->sources, call->arena,
			    arena_strndup(call->arena, line.p, line.n));
	}
	if (!key->sources.n)
		call_wrong(call, "sources",
		    TR("Write the address that it comes from, as the Internet sees it."));
}

static void read_days(struct call *call, struct feed_key *key)
{
	const char *days = call_field(call, "days");

	for (size_t i = 0; i < ARRAY_LEN(lives); i++)
		if (strcmp(days, arena_printf(call->arena, "%d", lives[i])) == 0)
			key->expires = call->now + lives[i] * DAY_MS;
	if (!key->expires)
		call_wrong(call, "days", "Choose one of the list.");
}

static int create(struct call *call)
{
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct feed_key key = {.org = call->org->id, .name = call_field(call, "name")};
	const char *text;
	int r;

	forms_keep(call, "name sources");
	(void)forms_need(call, "name", NAME_MAX_BYTES);
	read_sources(call, &key);
	read_days(call, &key);
	if (call->wrong)
		return page(call);
	text = arena_printf(call->arena, FEED_KEY_PREFIX "%s", secret_token(secret));
	secret_wipe(secret, sizeof(secret));
	key.hash = secret_hash(span_str(text), hash);
	r = feed_key_new(call->db, &call->actor, &key, call->now, call->arena);
	if (r == ERR_RANGE) {
		call_wrong(call, "sources",
		    "Write one address or network a line: 192.0.2.7 or 192.0.2.0/24.");
		return page(call);
	}
	if (r < 0)
		return call_db(call, r);
	json_set_text(call->arena, call->data, "made", text);
	json_set_text(call->arena, call->data, "made_name", key.name);
	json_set_text(call->arena, call->data, "name", "");
	json_set_text(call->arena, call->data, "sources", "");
	return fill(call, text);
}

static int revoke(struct call *call)
{
	int r = feed_key_revoke(
	    call->db, &call->actor, call->org->id, call_arg(call, "id"), call->now);

	if (r < 0)
		return call_db(call, r);
	return call_redirect(
	    call, TR("The key is revoked."), "/orgs/%s/blocklist", call->org->id);
}

/* --- reporting a false alarm --- */

/* A line of the list, with or without its context: by its id, else by its value. */
static int find_line(struct call *call, const char *line, struct ioc *ret)
{
	const char *id = strstr(line, " id:");
	struct ioc value = {0};
	struct msg why = {0};
	size_t n = strcspn(line, " \t#");

	if (id)
		return desk_find(call->db, &ioc_type,
		    "WHERE \"id\" = $1 AND \"state\" = 'active'",
		    DESK_PARAMS(
			DESK_TEXT(arena_strndup(call->arena, id + 4, strcspn(id + 4, " \t#")))),
		    call->arena, ret);
	if (ioc_parse(span_of(line, n), -1, call->arena, &value, &why) < 0)
		return ERR_NOTFOUND;
	return desk_find(call->db, &ioc_type,
	    "WHERE \"value\" = $1 AND \"state\" = 'active' ORDER BY \"added\" DESC",
	    DESK_PARAMS(DESK_TEXT(value.value)), call->arena, ret);
}

static int report(struct call *call)
{
	struct ioc ioc = {0};
	int r;

	forms_keep(call, "line note");
	(void)forms_need(call, "line", NOTE_MAX);
	(void)forms_need(call, "note", NOTE_MAX);
	if (call->wrong)
		return page(call);
	r = find_line(call, call_field(call, "line"), &ioc);
	if (r == 0)
		r = ioc_seen(call->db, &call->actor, ioc.id, SIGHTING_FALSE_POSITIVE,
		    call->org->id, call_field(call, "note"), call->arena, call->now);
	if (r == ERR_NOTFOUND) {
		call_wrong(call, "line",
		    TR("This is not on the list now. Copy the line as your system shows it."));
		return page(call);
	}
	if (r < 0)
		return call_db(call, r);
	return call_redirect(
	    call, TR("Thank you. The CERT looks at it."), "/orgs/%s/blocklist", call->org->id);
}

const struct route blocklist_routes[] = {
    {"GET", "/v3", MAY_PUBLIC, NULL, blocklist_feed, ROUTE_NO_LOG,
	"The blocklist, for a key: format, type, list_name, confidence, impact, fp_rate, "
	"kill_chain, category, malware_family, limit, hash, state.",
	NULL, NULL},
    {"GET", "/orgs/{org}/blocklist", MAY_VIEW, "blocklist", page, 0,
	"How the organisation fetches the blocklist.", NULL, TR("Blocklist")},
    {"POST", "/orgs/{org}/blocklist", MAY_DECLARE, "blocklist", create, 0,
	"Makes a key for the blocklist, which is shown once.", "name sources days",
	TR("Blocklist")},
    {"POST", "/orgs/{org}/blocklist/keys/{id}/revoke", MAY_DECLARE, NULL, revoke, 0,
	"Revokes a key.", NULL, NULL},
    {"POST", "/orgs/{org}/blocklist/report", MAY_ANSWER, "blocklist", report, 0,
	"Says that a line of the blocklist is a false alarm.", "line note", TR("Blocklist")},
    {.method = NULL},
};
