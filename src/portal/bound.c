#include "portal/bound.h"

#include "api/house.h"
#include "api/refusal.h"

#include "base/time.h"
#include "desk/people.h"
#include "report/i18n.h"

static int get(struct call *call, const struct record_type *type, void *rec)
{
	const char *id = call_arg(call, "id");
	const struct field *org = record_field(type, "org");
	int r = desk_get(call->db, type, id, call->arena, rec);

	if (r == 0 && call->org && strcmp(field_text(org, rec), call->org->id) != 0)
		r = ERR_NOTFOUND;
	if (r == ERR_NOTFOUND)
		return call_fail(call, r, TR("Not found"),
		    TR("Go back to the list: it may have been removed"), "%.40s", id);
	return call_db(call, r);
}

int bound_item(struct call *call, struct item *ret)
{
	return get(call, &item_type, ret);
}

int bound_order(struct call *call, struct audit_order *ret)
{
	return get(call, &audit_order_type, ret);
}

int bound_finding(struct call *call, struct tracked *ret)
{
	return get(call, &tracked_type, ret);
}

int bound_authorisation(struct call *call, struct authorisation *ret)
{
	return get(call, &authorisation_type, ret);
}

unsigned bound_roles(const struct call *call)
{
	unsigned roles = 0;

	vec_foreach (s, &call->who.standings) {
		bool cert = role_of_cert((enum role)s->role);
		bool here = s->path && strcmp(call->org->path, s->path) == 0;
		bool above = s->path && s->role == ROLE_GROUP_OFFICER &&
			     strncmp(call->org->path, s->path, strlen(s->path)) == 0;

		if (s->org ? !cert && (here || above) : cert)
			roles |= 1u << s->role;
	}
	return roles;
}

const struct order_house *bound_house(const struct call *call)
{
	struct order_house *house = ARENA_ARRAY(call->arena, 1, struct order_house);

	house_init(&call->app->settings, call->arena, house);
	return house;
}

int bound_items(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct text_list chosen = call_fields(call, "items");
	struct desk_records items = {0};
	int r = desk_list(call->db, &item_type,
	    "WHERE \"org\" = $1 AND \"state\" = 'verified' ORDER BY \"value\" LIMIT 500",
	    DESK_PARAMS(DESK_TEXT(call->org->id)), call->arena, &items);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (i, &items.all) {
		const struct item *item = *i;
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "id", item->id);
		json_set_text(call->arena, one, "value", item->value);
		json_set_bool(call->arena, one, "here", text_list_has(&chosen, item->id));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "items", all);
	return 0;
}

bool bound_below(const struct call *call)
{
	return call->org->type == ORG_GROUP &&
	       who_may(
		   &call->who, MAY_VIEW, arena_printf(call->arena, "%s-/", call->org->path));
}

const char *bound_path_end(const struct call *call)
{
	char *end = arena_strdup(call->arena, call->org->path);

	/* The byte after '/' ends what lies below; '!' comes before any identifier. */
	if (!bound_below(call))
		return arena_printf(call->arena, "%s!", end);
	end[strlen(end) - 1] = '/' + 1;
	return end;
}

struct json *bound_json(struct call *call, const struct record_type *type, const void *rec)
{
	struct json *to = json_new_object(call->arena), *list;
	const struct text_list *texts;

	for (size_t i = 0; i < type->nfields; i++) {
		const struct field *f = &type->fields[i];

		switch (f->type) {
		case FIELD_TEXT:
			json_set_text(call->arena, to, f->name, field_text(f, rec));
			break;
		case FIELD_ENUM:
			json_set_text(call->arena, to, f->name, field_enum(f, rec));
			break;
		case FIELD_BOOL:
			json_set_bool(call->arena, to, f->name, field_int(f, rec) != 0);
			break;
		case FIELD_LIST:
			list = json_new_array(call->arena);
			texts = field_list(f, rec);
			for (size_t k = 0; k < texts->n; k++)
				json_add_text(call->arena, list, texts->items[k]);
			json_set_value(call->arena, to, f->name, list);
			break;
		case FIELD_INT:
		case FIELD_TIME:
			json_set_int(call->arena, to, f->name, field_int(f, rec));
		}
	}
	return to;
}

const char *bound_person(struct call *call, const char *id)
{
	struct person person;

	if (!id || desk_get(call->db, &person_type, id, call->arena, &person) < 0)
		return NULL;
	return person.name;
}

int bound_people(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records here = {0};
	struct text_list seen = {0};
	int r = people_of_org(call->db, call->org->id, call->now, call->arena, &here);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (m, &here.all) {
		const struct membership *membership = *m;
		struct json *one = json_new_object(call->arena);

		if (text_list_has(&seen, membership->person))
			continue;
		text_list_add(&seen, call->arena, membership->person);
		json_set_text(call->arena, one, "id", membership->person);
		json_set_text(call->arena, one, "name", bound_person(call, membership->person));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "people", all);
	return 0;
}

int bound_refused(struct call *call, int r)
{
	const struct msg *msg = db_msg(call->db);
	struct json *refusal;

	if (r != ERR_DENIED && r != ERR_RANGE && r != ERR_UNSUPPORTED && r != ERR_SYNTAX &&
	    r != ERR_BUSY && r != ERR_EXISTS && r != ERR_LIMIT)
		return call_db(call, r);
	refusal = json_new_object(call->arena);
	json_set_text(call->arena, refusal, "detail", refusal_detail(call, msg));
	json_set_text(call->arena, refusal, "hint", msg->hint);
	json_set_value(call->arena, call->data, "refusal", refusal);
	call_wrong(call, "form", msg->what[0] ? msg->what : TR("This is not possible now"));
	return 0;
}

void bound_typed(struct call *call)
{
	struct json *typed = json_new_object(call->arena);

	for (size_t i = 0; i < call->rq->form.n; i++)
		json_set_text(call->arena, typed, call->rq->form.items[i].name,
		    call->rq->form.items[i].value);
	json_set_value(call->arena, call->data, "typed", typed);
}

bool bound_day(const struct call *call, const char *field, int64_t *ret)
{
	const char *text = call_field(call, field);

	return strlen(text) == 10 && time_parse(span_str(text), ret) == 0;
}

int bound_name(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

struct text_list bound_lines(struct call *call, const char *field)
{
	const char *text = call_field(call, field);
	struct text_list list = {0};

	while (*text) {
		size_t n = strcspn(text, "\r\n");
		struct span line = span_trim(span_of(text, n));

		if (line.n)
			text_list_add(&list, call->arena,
			    arena_strndup(call->arena, (const char *)line.p, line.n));
		text += n + strspn(text + n, "\r\n");
	}
	return list;
}

struct json *bound_choices(struct call *call, const char *const *names, const char *chosen)
{
	struct json *all = json_new_array(call->arena);

	for (int i = 0; names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", names[i]);
		json_set_bool(call->arena, one, "here", strcmp(names[i], chosen) == 0);
		json_add_value(call->arena, all, one);
	}
	return all;
}

void bound_crumb(struct call *call, const char *label, const char *page)
{
	struct json *all = json_new_array(call->arena), *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "href",
	    arena_printf(call->arena, "/orgs/%s/%s", call->org->id, page));
	json_set_text(call->arena, one, "label", label);
	json_add_value(call->arena, all, one);
	json_set_value(call->arena, call->data, "crumbs", all);
	json_set_bool(call->arena, call->data, "has_crumbs", true);
}

bool bound_confirmed(struct call *call, const struct bound_question *question)
{
	struct json *to, *fields;

	if (call->json || strcmp(call_field(call, "confirmed"), "1") == 0)
		return true;
	to = json_new_object(call->arena);
	fields = json_new_array(call->arena);
	for (size_t i = 0; i < call->rq->form.n; i++) {
		struct json *one = json_new_object(call->arena);

		if (strcmp(call->rq->form.items[i].name, "csrf") == 0)
			continue;
		json_set_text(call->arena, one, "name", call->rq->form.items[i].name);
		json_set_text(call->arena, one, "value", call->rq->form.items[i].value);
		json_add_value(call->arena, fields, one);
	}
	json_set_text(call->arena, to, "title", question->title);
	json_set_text(call->arena, to, "text", question->text);
	json_set_text(call->arena, to, "verb", question->verb);
	json_set_text(call->arena, to, "action", call->rq->path);
	json_set_text(call->arena, to, "back",
	    arena_printf(call->arena, "/orgs/%s/%s", call->org->id, question->back));
	json_set_bool(call->arena, to, "danger", true);
	json_set_value(call->arena, to, "fields", fields);
	json_set_value(call->arena, call->data, "confirm", to);
	call->page = "confirm";
	return false;
}
