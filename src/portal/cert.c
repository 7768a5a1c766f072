#include "portal/cert.h"

#include "api/appender.h"
#include "api/house.h"
#include "api/refusal.h"
#include "api/route.h"
#include "desk/people.h"
#include "os/file.h"
#include "pack/kb.h"
#include "report/i18n.h"

unsigned cert_roles(const struct call *call)
{
	unsigned roles = 0;

	vec_foreach (s, &call->who.standings)
		if (!s->org)
			roles |= 1u << s->role;
	return roles;
}

int cert_at(struct call *call, const char *org)
{
	struct org *at = ARENA_ARRAY(call->arena, 1, struct org);
	int r = desk_get(call->db, &org_type, org, call->arena, at);

	if (r == 0)
		call->org = at;
	return call_db(call, r);
}

int cert_take(struct call *call)
{
	if (!call->app->appender)
		return 0;
	return appender_add(call->app->appender, &call->actor,
	    arena_printf(call->arena, "%s %s", call->route->method, call->route->path), NULL,
	    call->rq->path, "done", call->now);
}

bool cert_is_cve(const char *text)
{
	size_t n = strlen(text);

	if (strncmp(text, "CVE-", 4) != 0 || n < 13 || n > 20 || text[8] != '-')
		return false;
	for (size_t i = 4; i < n; i++)
		if (i != 8 && (text[i] < '0' || text[i] > '9'))
			return false;
	return true;
}

void cert_house(struct call *call, struct order_house *ret)
{
	house_init(&call->app->settings, call->arena, ret);
}

const char *cert_text(struct call *call, const char *field, size_t max)
{
	const char *text = call_field(call, field);

	if (strlen(text) > max) {
		call_wrong(call, field, TR("This is too long."));
		return NULL;
	}
	return *text ? text : NULL;
}

const char *cert_need(struct call *call, const char *field, size_t max)
{
	if (!*call_field(call, field))
		call_wrong(call, field, TR("This is needed."));
	return cert_text(call, field, max);
}

int cert_choice(const struct call *call, const char *field, const char *const *names)
{
	const char *text = call_field(call, field);

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], text) == 0)
			return i;
	return -1;
}

void cert_options(
    struct call *call, const char *name, const char *const *names, int from, int to, int chosen)
{
	struct json *all = json_new_array(call->arena);
	int typed = cert_choice(call, name, names);

	for (int i = from; i <= to && names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", names[i]);
		json_set_bool(call->arena, one, "chosen", i == (typed >= 0 ? typed : chosen));
		json_add_value(call->arena, all, one);
	}
	json_set_value(
	    call->arena, call->data, arena_printf(call->arena, "%s_options", name), all);
}

void cert_keep(struct call *call, const char *fields)
{
	while (*fields) {
		size_t n = strcspn(fields, " ");
		const char *name = arena_strndup(call->arena, fields, n);

		json_set_text(call->arena, call->data, name, call_field(call, name));
		fields += n + strspn(fields + n, " ");
	}
}

const char *cert_person(struct call *call, const char *id)
{
	struct person person;

	if (!id || !*id)
		return "Varde";
	return people_get(call->db, id, call->arena, &person) == 0 ? person.name : id;
}

int cert_number(
    struct call *call, const char *sql, const struct desk_param *params, size_t n, int64_t *ret)
{
	*ret = 0;
	return call_db(call, desk_number(call->db, sql, params, n, ret));
}

const char *cert_title(const struct call *call, const char *type)
{
	const char *title = kb_text(kb_builtin(), type, call->lang, KB_TITLE, NULL);

	return title ? title : type;
}

void cert_titles(struct call *call)
{
	const struct json *rows = json_get(json_get(call->data, "list"), "rows");

	for (size_t i = 0; rows && i < rows->array.n; i++) {
		struct json *row = &rows->array.items[i];

		const char *own = json_text(json_get(row, "own_title"), "");

		json_set_text(call->arena, row, "title",
		    *own ? own : cert_title(call, json_text(json_get(row, "type"), "")));
	}
}

int cert_refused(struct call *call, int r)
{
	const struct msg *msg = db_msg(call->db);

	if (r != ERR_DENIED && r != ERR_RANGE && r != ERR_UNSUPPORTED && r != ERR_EXISTS &&
	    r != ERR_SYNTAX && r != ERR_BUSY)
		return call_db(call, r);
	call_wrong(call, "form", msg->what);
	json_set_text(call->arena, call->data, "refused_detail", refusal_detail(call, msg));
	json_set_text(call->arena, call->data, "refused_hint", msg->hint);
	return 0;
}

const char *cert_warnings(struct call *call)
{
	const char *where = call->app->settings.db;
	const char *folder = where && !strstr(where, "://") ? file_folder(call->arena, where)
							    : call->app->settings.data;

	return folder ? arena_printf(call->arena, "%s/knowledge/warninglists", folder) : NULL;
}
