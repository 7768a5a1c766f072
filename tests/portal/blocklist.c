#include "cert_place.h"

#include "codec/base64.h"
#include "codec/md5.h"
#include "desk/ioc.h"
#include "model/ioc.h"
#include "share/served.h"
#include "store/desk.h"

/* An active indicator, put there directly. */
static void put(struct rig *rig, const char *value, enum tlp tlp, int64_t added)
{
	struct ioc ioc = {.id = rig_f(rig, "id-%s", value),
	    .state = IOC_ACTIVE,
	    .tlp = (int)tlp,
	    .added = added,
	    .expires = rig_now + 86400000};
	struct msg why = {0};

	assert_int_equal(ioc_parse(span_str(value), -1, rig->arena, &ioc, &why), 0);
	assert_int_equal(desk_insert(rig->db, &ioc_type, &ioc), 0);
	assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
	assert_int_equal(db_end(rig->db, ioc_changed(rig->db)), 0);
}

/* Entries of that action; reads are written down a little later, between them. */
static int64_t logged(struct rig *rig, const char *action)
{
	return place_int(rig->db,
	    rig_f(rig, "SELECT count(*) FROM audit_log WHERE \"action\" = '%s'", action));
}

/* Makes a key by the page, for the address of the consumer. Gives it. */
static const char *make_key(struct rig *rig, struct rig_browser *b, const char *org)
{
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/blocklist", org)), 200);
	assert_int_equal(rig_post(b, rig_f(rig, "/orgs/%s/blocklist", org), "name", "Firewall",
			     "sources", "193.3.4.9\n193.3.5.0/24", "days", "365", NULL),
	    200);
	return rig_between(b, "id=\"made\">", "<");
}

static struct rig_browser *consumer(struct rig *rig)
{
	struct rig_browser *b = rig_browser(rig);

	b->remote = "193.3.4.9";
	return b;
}

static int fetch(struct rig_browser *b, const char *key, const char *query)
{
	return rig_get(b, rig_f(b->rig, "/v3?apikey=%s&%s", key, query));
}

TEST_RIG(a_key_is_made_shown_once_and_fetches_the_list)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *other = rig_org(rig, "CH Autre", ORG_HOSPITAL, NULL);
	struct rig_browser *b = rig_browser(rig), *c = consumer(rig);
	const char *key;
	char sum[MD5_HEX];

	put(rig, "evil.example", TLP_GREEN, rig_now - 2);
	put(rig, "members.example", TLP_AMBER, rig_now - 1);
	put(rig, "25.1.2.3", TLP_CLEAR, rig_now);
	rig_session(b, rig_person(rig, "Tom", "tom@x.example", ROLE_TECHNICIAN, org), true);
	key = make_key(rig, b, org);
	assert_int_equal(strncmp(key, "vbl_", 4), 0);
	assert_true(rig_has(b, rig_f(rig, "apikey=%s", key)));
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/blocklist", org)), 200);
	assert_false(rig_has(b, key));
	assert_true(rig_has(b, "apikey=KEY"));
	assert_int_equal(logged(rig, "feed_key.create"), 1);
	/* AMBER for all is for every member's organisation. */
	assert_int_equal(fetch(c, key, "format=list&type=domain"), 200);
	assert_string_equal(c->body, "members.example\nevil.example\n");
	assert_string_equal(c->type, "text/plain; charset=utf-8");
	assert_int_equal(fetch(c, key, "format=list_cidr&type=ipv4&type=ipv4_cidr"), 200);
	assert_string_equal(c->body, "25.1.2.3/32\n");
	assert_int_equal(fetch(c, key, "format=list&type=domain&hash=md5"), 200);
	assert_string_equal(c->body,
	    rig_f(rig, "%s\n", md5_hex(span_str("members.example\nevil.example\n"), sum)));
	/* Another organisation's page neither shows nor ends it. */
	rig_session(b, rig_person(rig, "Eva", "eva@x.example", ROLE_OFFICER, other), true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/blocklist", org)), 404);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/blocklist", other)), 200);
	assert_false(rig_has(b, "Firewall"));
	served_forget();
}

TEST_RIG(a_key_is_refused_from_elsewhere_and_when_it_has_ended)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = rig_browser(rig), *c = consumer(rig);
	struct feed_key stored = {0};
	const char *key, *basic;
	STR_AUTO(text, 200);

	put(rig, "evil.example", TLP_GREEN, rig_now);
	rig_session(b, rig_person(rig, "Tom", "tom@x.example", ROLE_TECHNICIAN, org), true);
	key = make_key(rig, b, org);
	assert_int_equal(rig_get(c, "/v3?format=list&type=domain"), 401);
	assert_int_equal(fetch(c, "vbl_wrong", "format=list&type=domain"), 401);
	assert_int_equal(fetch(c, key, "format=list"), 400);
	assert_true(rig_has(c, "type="));
	assert_int_equal(fetch(c, key, "format=nonsense&type=domain"), 400);
	c->remote = "193.3.6.1";
	assert_int_equal(fetch(c, key, "format=list&type=domain"), 403);
	c->remote = "193.3.5.200";
	assert_int_equal(fetch(c, key, "format=list&type=domain"), 200);
	/* In a header instead, where no log has it. */
	c->header = "x-api-key";
	c->value = key;
	assert_int_equal(rig_get(c, "/v3?type=domain"), 200);
	c->header = "authorization";
	str_addf(&text, "anybody:%s", key);
	basic = rig_f(rig, "Basic ");
	{
		STR_AUTO(encoded, 400);

		base64_encode(str_bytes(&text), &encoded);
		c->value = rig_f(rig, "%s%s", basic, str_text(&encoded));
	}
	assert_int_equal(rig_get(c, "/v3?type=domain"), 200);
	assert_string_equal(c->body, "evil.example\n");
	c->header = NULL;
	assert_int_equal(desk_find(rig->db, &feed_key_type, "WHERE \"org\" = $1",
			     DESK_PARAMS(DESK_TEXT(org)), rig->arena, &stored),
	    0);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/orgs/%s/blocklist/keys/%s/revoke", org, stored.id), NULL),
	    303);
	assert_int_equal(fetch(c, key, "format=list&type=domain"), 401);
	served_forget();
}

TEST_RIG(who_has_the_list_already_is_not_sent_it_again)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = rig_browser(rig), *c = consumer(rig);
	const char *key, *etag;

	put(rig, "evil.example", TLP_GREEN, rig_now);
	rig_session(b, rig_person(rig, "Tom", "tom@x.example", ROLE_TECHNICIAN, org), true);
	key = make_key(rig, b, org);
	assert_int_equal(fetch(c, key, "type=domain"), 200);
	etag = rig_f(rig, "%s", rig_header(c, "ETag"));
	assert_true(strlen(etag) > 30);
	c->header = "if-none-match";
	c->value = etag;
	assert_int_equal(fetch(c, key, "type=domain"), 304);
	assert_string_equal(c->body, "");
	put(rig, "more.example", TLP_GREEN, rig_now + 1);
	assert_int_equal(fetch(c, key, "type=domain"), 200);
	assert_string_equal(c->body, "more.example\nevil.example\n");
	/* Written down: one row a day and query, without the key. */
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM feed_fetch"), 1);
	assert_int_equal(place_int(rig->db, "SELECT \"times\" FROM feed_fetch"), 3);
	assert_int_equal(place_int(rig->db, "SELECT \"unchanged\" FROM feed_fetch"), 1);
	assert_int_equal(
	    place_int(rig->db,
		rig_f(
		    rig, "SELECT count(*) FROM feed_fetch WHERE \"query\" LIKE '%%%s%%'", key)),
	    0);
	assert_int_equal(
	    place_int(rig->db, rig_f(rig,
				   "SELECT count(*) FROM audit_log WHERE \"object\" LIKE "
				   "'%%%s%%' OR \"detail\" LIKE '%%%s%%'",
				   key, key)),
	    0);
	served_forget();
}

TEST_RIG(a_false_alarm_is_reported_by_its_line)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = rig_browser(rig);
	const char *page = rig_f(rig, "/orgs/%s/blocklist/report", org);

	put(rig, "evil.example", TLP_GREEN, rig_now);
	put(rig, "http://evil.example/x", TLP_GREEN, rig_now);
	rig_session(b, rig_person(rig, "Tom", "tom@x.example", ROLE_TECHNICIAN, org), true);
	assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/blocklist", org)), 200);
	assert_int_equal(rig_post(b, page, "line", "evil.example", NULL), 422);
	assert_int_equal(
	    rig_post(b, page, "line", "unknown.example", "note", "ours", NULL), 422);
	assert_int_equal(rig_post(b, page, "line", "evil.example", "note", "ours", NULL), 303);
	assert_int_equal(
	    rig_post(b, page, "line",
		"http://evil.example/x # 2026-01-01T00:00:00.000Z type:url id:id-http://x",
		"note", "ours", NULL),
	    422); /* no such id */
	assert_int_equal(
	    rig_post(b, page, "line", "http://evil.example/x # x", "note", "ours", NULL), 303);
	assert_int_equal(place_int(rig->db, "SELECT sum(\"false_positives\") FROM ioc"), 2);
	assert_int_equal(logged(rig, "ioc.false_positive"), 2);
}

TEST_RIG(the_page_is_there_in_three_languages_and_for_every_role)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = rig_browser(rig);

	rig_session(b, rig_person(rig, "Vera", "vera@x.example", ROLE_VIEWER, org), true);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		b->lang = langs[i];
		assert_int_equal(rig_get(b, rig_f(rig, "/orgs/%s/blocklist", org)), 200);
		assert_true(rig_has(b, "FortiGate"));
		assert_false(rig_has(b, "name=\"sources\"")); /* a reader makes no key */
	}
}
