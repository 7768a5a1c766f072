#include "api_place.h"

#include "auth/secret.h"
#include "codec/json.h"
#include "desk/signin.h"
#include "model/order.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "store/desk.h"

const char *api_token(struct rig *rig, const char *person, const char *org, const char *scopes,
    const char *source)
{
	static const struct actor actor = {.name = "rig"};
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct token token = {
	    .person = person, .org = org, .name = "test", .expires = rig_now + 3600000};

	token.hash = secret_hash(span_str(secret_token(secret)), hash);
	while (*scopes) {
		size_t n = strcspn(scopes, " ");

		text_list_add(&token.scopes, rig->arena, arena_strndup(rig->arena, scopes, n));
		scopes += n + (scopes[n] == ' ');
	}
	if (source)
		text_list_add(&token.sources, rig->arena, source);
	assert_int_equal(signin_token_new(rig->db, &actor, &token, rig_now, rig->arena), 0);
	return rig_f(rig, "%s", secret);
}

static const char *add_finding(
    struct rig *rig, const char *org, const char *id, int criticality)
{
	struct tracked t = {.id = id,
	    .ref = id,
	    .org = org,
	    .type = "telnet-exposed",
	    .key = id,
	    .criticality = criticality,
	    .subject = "192.0.2.1",
	    .addr = "192.0.2.1",
	    .port = 23,
	    .state = TRACKED_OPEN,
	    .first_seen = rig_now - 1000,
	    .last_seen = rig_now};

	assert_int_equal(desk_insert(rig->db, &tracked_type, &t), 0);
	return id;
}

static const char *add_item(struct rig *rig, const char *org, const char *id, const char *name)
{
	struct item i = {.id = id,
	    .org = org,
	    .type = ITEM_DOMAIN,
	    .value = name,
	    .state = ITEM_PENDING,
	    .created = rig_now,
	    .first = id,
	    .last = id};

	assert_int_equal(desk_insert(rig->db, &item_type, &i), 0);
	return id;
}

static const char *add_order(struct rig *rig, const char *org, const char *id, int state)
{
	struct audit_order o = {.id = id,
	    .ref = id,
	    .org = org,
	    .state = state,
	    .created = rig_now,
	    .delivered = state == ORDER_DELIVERED ? rig_now : 0};

	assert_int_equal(desk_insert(rig->db, &audit_order_type, &o), 0);
	return id;
}

void api_place_init(struct api_place *p, struct rig *rig)
{
	p->group = rig_org(rig, "Group", ORG_GROUP, NULL);
	p->org = rig_org(rig, "CHU Test", ORG_HOSPITAL, p->group);
	p->other = rig_org(rig, "CHU Other", ORG_HOSPITAL, NULL);
	p->anna = rig_person(rig, "Anna", "anna@x.example", ROLE_OFFICER, p->org);
	p->finding = add_finding(rig, p->org, "f1", CRIT_HIGH);
	(void)add_finding(rig, p->org, "f2", CRIT_CRITICAL);
	p->other_finding = add_finding(rig, p->other, "f3", CRIT_LOW);
	p->item = add_item(rig, p->org, "i1", "chu.example");
	p->other_item = add_item(rig, p->other, "i2", "other.example");
	p->order = add_order(rig, p->org, "a1", ORDER_SCHEDULED);
	(void)add_order(rig, p->org, "a2", ORDER_DELIVERED);
	p->other_order = add_order(rig, p->other, "a3", ORDER_SCHEDULED);
	p->b = rig_browser(rig);
	p->b->bearer = api_token(rig, p->anna, NULL, "", NULL);
	p->cert = rig_browser(rig);
	rig_session(
	    p->cert, rig_person(rig, "Carl", "carl@x.example", ROLE_ANALYST, NULL), true);
}

const char *api_path(struct rig *rig, const char *org, const char *tail, ...)
{
	va_list args;
	const char *text;

	va_start(args, tail);
	text = arena_vprintf(rig->arena, tail, args);
	va_end(args);
	return rig_f(rig, "/api/v1/orgs/%s%s", org, text);
}

const struct json *api_reply(struct rig_browser *b)
{
	struct json *v = NULL;

	if (json_parse(span_str(b->body), b->rig->arena, &v, NULL) < 0)
		fail_msg("status %d, no JSON: %.200s", b->status, b->body);
	return v;
}

const char *api_text(struct rig_browser *b, const char *name)
{
	return json_text(json_get(api_reply(b), name), "");
}
