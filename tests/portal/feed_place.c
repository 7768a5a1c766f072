#include "feed_place.h"

#include "auth/secret.h"
#include "desk/feed_key.h"
#include "desk/signin.h"

static const struct actor nobody = {.name = "test"};

const char *feed_place_put(struct rig *rig, const char *value, enum tlp tlp)
{
	static int64_t number;
	struct ioc ioc = {.id = rig_f(rig, "id-%s", value),
	    .state = IOC_ACTIVE,
	    .tlp = (int)tlp,
	    .added = rig_now - 1000,
	    .published = rig_now - 1000,
	    .number = ++number,
	    .expires = rig_now + 86400000};
	struct msg why = {0};

	assert_int_equal(ioc_parse(span_str(value), -1, rig->arena, &ioc, &why), 0);
	assert_int_equal(desk_insert(rig->db, &ioc_type, &ioc), 0);
	assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
	assert_int_equal(db_end(rig->db, ioc_changed(rig->db)), 0);
	return ioc.id;
}

const char *feed_place_key(struct rig *rig, const char *org)
{
	static const char key[] = FEED_KEY_PREFIX "the-key-of-a-test";
	struct feed_key stored = {
	    .org = org, .name = "MISP at CHU", .expires = rig_now + 86400000};
	char hash[SECRET_HASH];

	stored.hash = secret_hash(span_str(key), hash);
	text_list_add(&stored.sources, rig->arena, "193.3.4.9");
	assert_int_equal(feed_key_new(rig->db, &nobody, &stored, rig_now, rig->arena), 0);
	return key;
}

struct rig_browser *feed_place_program(struct rig *rig, const char *header, const char *value)
{
	struct rig_browser *b = rig_browser(rig);

	b->remote = "193.3.4.9";
	b->header = header;
	b->value = value;
	return b;
}

const char *feed_place_token(struct rig *rig, const char *person, const char *scope)
{
	const char *text = rig_f(rig, SIGNIN_TOKEN_PREFIX "%s", person);
	struct token token = {
	    .person = person, .name = "script", .expires = rig_now + 86400000};
	char hash[SECRET_HASH];

	token.hash = secret_hash(span_str(text), hash);
	if (scope)
		text_list_add(&token.scopes, rig->arena, scope);
	assert_int_equal(signin_token_new(rig->db, &nobody, &token, rig_now, rig->arena), 0);
	return text;
}
