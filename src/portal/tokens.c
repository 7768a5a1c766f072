/* Tokens for programs: made in one's own name, for less than what one may, for a year at most.
 */
#include "auth/secret.h"
#include "desk/org.h"
#include "desk/signin.h"
#include "portal/forms.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum { DAY = 24 * 3600 * 1000, SOURCES_MAX = 20 };

/* Days that a token may be good for. */
static const int lives[] = {7, 30, 90, 180, 365};

/* --- what may be chosen --- */

/* Whether who asks has the permission anywhere. */
static bool has(const struct call *call, enum permission p)
{
	vec_foreach (s, &call->who.standings)
		if (role_has((enum role)s->role, p))
			return true;
	return false;
}

static bool in(struct text_list list, const char *text)
{
	for (size_t i = 0; i < list.n; i++)
		if (strcmp(list.items[i], text) == 0)
			return true;
	return false;
}

static void add_scopes(struct call *call)
{
	struct text_list chosen = call_fields(call, "scope");
	struct json *all = json_new_array(call->arena);

	for (int p = MAY_VIEW; p < PERMISSIONS; p++) {
		struct json *one = json_new_object(call->arena);

		if (!has(call, (enum permission)p))
			continue;
		json_set_text(call->arena, one, "name", permission_names[p]);
		json_set_bool(call->arena, one, "chosen", in(chosen, permission_names[p]));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "scopes", all);
}

/* The organisations where who asks has a role; each once. */
static int add_orgs(struct call *call)
{
	const char *chosen = call_field(call, "org"), *last = "";
	struct json *all = json_new_array(call->arena);

	vec_foreach (s, &call->who.standings) {
		struct json *one = json_new_object(call->arena);
		struct org org;
		int r;

		if (!s->org || strcmp(s->org, last) == 0)
			continue;
		r = org_get(call->db, s->org, call->arena, &org);
		if (r < 0)
			return call_db(call, r);
		last = org.id;
		json_set_text(call->arena, one, "id", org.id);
		json_set_text(call->arena, one, "name", org.name);
		json_set_bool(call->arena, one, "chosen", strcmp(org.id, chosen) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "token_orgs", all);
	return 0;
}

static void add_lives(struct call *call)
{
	const char *chosen = call_field(call, "days");
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(lives); i++) {
		struct json *one = json_new_object(call->arena);
		const char *text = arena_printf(call->arena, "%d", lives[i]);

		json_set_int(call->arena, one, "days", lives[i]);
		json_set_bool(call->arena, one, "chosen",
		    *chosen ? strcmp(text, chosen) == 0 : lives[i] == 90);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "lives", all);
}

static const char *joined(struct arena *arena, struct text_list list)
{
	const char *text = "";

	for (size_t i = 0; i < list.n; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", list.items[i]);
	return text;
}

static int add_tokens(struct call *call)
{
	struct json *rows = json_new_array(call->arena);
	struct desk_records tokens = {0};
	int r = signin_tokens(call->db, call->who.person, call->arena, &tokens);

	if (r < 0)
		return call_db(call, r);
	for (size_t i = 0; i < tokens.all.n; i++) {
		const struct token *t = tokens.all.items[i];
		struct json *row = json_new_object(call->arena);

		json_set_text(call->arena, row, "id", t->id);
		json_set_text(call->arena, row, "name", t->name);
		json_set_text(call->arena, row, "scopes", joined(call->arena, t->scopes));
		json_set_text(call->arena, row, "sources", joined(call->arena, t->sources));
		json_set_int(call->arena, row, "created", t->created);
		json_set_int(call->arena, row, "expires", t->expires);
		json_set_int(call->arena, row, "used", t->used);
		json_set_bool(call->arena, row, "over", t->expires <= call->now);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, "tokens", rows);
	json_set_bool(call->arena, call->data, "none", !tokens.all.n);
	return 0;
}

static int page(struct call *call)
{
	int r = add_orgs(call);

	add_scopes(call);
	add_lives(call);
	return r < 0 ? r : add_tokens(call);
}

/* --- making one --- */

static void read_scopes(struct call *call, struct token *token)
{
	struct text_list chosen = call_fields(call, "scope");

	for (int p = MAY_VIEW; p < PERMISSIONS; p++)
		if (has(call, (enum permission)p) && in(chosen, permission_names[p]))
			text_list_add(&token->scopes, call->arena, permission_names[p]);
	if (!token->scopes.n)
		call_wrong(call, "scope", "Choose at least one.");
}

/* Addresses and networks, one a line. */
static void read_sources(struct call *call, struct token *token)
{
	struct span rest = span_str(call_field(call, "sources")), line;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n && token->sources.n < SOURCES_MAX)
			text_list_add(&token->sources, call->arena,
			    arena_strndup(call->arena, line.p, line.n));
	}
}

static void read_days(struct call *call, struct token *token)
{
	const char *days = call_field(call, "days");

	for (size_t i = 0; i < ARRAY_LEN(lives); i++)
		if (strcmp(days, arena_printf(call->arena, "%d", lives[i])) == 0)
			token->expires = call->now + lives[i] * (int64_t)DAY;
	if (!token->expires)
		call_wrong(call, "days", "Choose one of the list.");
}

/* The organisation it counts for; none is allowed for the CERT alone. */
static void read_org(struct call *call, struct token *token)
{
	const char *org = call_field(call, "org");

	if (!*org && who_is_cert(&call->who))
		return;
	vec_foreach (s, &call->who.standings)
		if (s->org && strcmp(s->org, org) == 0)
			token->org = s->org;
	if (!token->org)
		call_wrong(call, "org", "Choose one of the list.");
}

static int create(struct call *call)
{
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct token token = {.person = call->who.person, .name = call_field(call, "name")};
	const char *text;
	int r;

	forms_keep(call, "name sources");
	(void)forms_need(call, "name", 200);
	read_scopes(call, &token);
	read_sources(call, &token);
	read_days(call, &token);
	read_org(call, &token);
	if (call->wrong)
		return page(call);
	text = arena_printf(call->arena, SIGNIN_TOKEN_PREFIX "%s", secret_token(secret));
	secret_wipe(secret, sizeof(secret));
	token.hash = secret_hash(span_str(text), hash);
	r = signin_token_new(call->db, &call->actor, &token, call->now, call->arena);
	if (r == ERR_RANGE) {
		call_wrong(call, "sources",
		    "Write one address or network a line: 192.0.2.7 or 192.0.2.0/24.");
		return page(call);
	}
	if (r < 0)
		return call_db(call, r);
	json_set_text(call->arena, call->data, "made", text);
	json_set_text(call->arena, call->data, "made_name", token.name);
	json_set_text(call->arena, call->data, "name", "");
	json_set_text(call->arena, call->data, "sources", "");
	return page(call);
}

/* One of one's own. */
static int revoke(struct call *call)
{
	const char *id = call_arg(call, "id");
	struct desk_records tokens = {0};
	int r = signin_tokens(call->db, call->who.person, call->arena, &tokens);

	for (size_t i = 0; r == 0 && i < tokens.all.n; i++) {
		const struct token *t = tokens.all.items[i];

		if (strcmp(t->id, id) != 0)
			continue;
		r = signin_token_revoke(call->db, &call->actor, id, call->now);
		return r < 0 ? call_db(call, r)
			     : call_redirect(call, "The token is revoked.", "/profile/tokens");
	}
	if (r < 0)
		return call_db(call, r);
	return call_fail(call, ERR_NOTFOUND, "there is no such token",
	    TR("Look at the list of your tokens"), "revoked already, or somebody else's");
}

const struct route tokens_routes[] = {
    {"GET", "/profile/tokens", MAY_SIGN_IN, "tokens", page, ROUTE_NO_LOG,
	"The own tokens for programs.", NULL, TR("API tokens")},
    {"POST", "/profile/tokens", MAY_SIGN_IN, "tokens", create, 0,
	"Makes a token, which is shown once.", "name org? scope sources? days",
	TR("API tokens")},
    {"POST", "/profile/tokens/{id}/revoke", MAY_SIGN_IN, NULL, revoke, 0, "Revokes a token.",
	NULL, NULL},
    {.method = NULL},
};
