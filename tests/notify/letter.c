/* Messages to people who have given a key: encrypted, or a pointer that says nothing. */
#include "notify/letter.h"

#include "../auth/pgp_place.h"
#include "auth/pgp_key.h"
#include "desk/contact_health.h"
#include "desk/contact_key.h"
#include "model/tracked.h"
#include "notify_place.h"

#include <time.h>

struct world {
	struct notify_bench b;
	struct pgp_place keys;
	const char *org, *anna;
};

static void world_init(struct world *w, struct place *place)
{
	struct org org;

	notify_bench_init(&w->b, place);
	pgp_place_init(&w->keys);
	w->b.options.seal = seal_new(NULL);
	w->org = desk_place_org(place, w->b.db, "CHU Secret", ORG_HOSPITAL, NULL);
	assert_int_equal(org_get(w->b.db, w->org, place->arena, &org), 0);
	w->anna = desk_place_person(place, w->b.db, "anna");
	(void)desk_place_role(place, w->b.db, w->anna, ROLE_OFFICER, w->org);
}

static void world_done(struct world *w)
{
	seal_free(w->b.options.seal);
	pgp_place_done(&w->keys);
	notify_bench_done(&w->b);
}

/* Anna gives a new key; expires as the desk is told it. */
static void give(struct world *w, const char *text, int64_t expires)
{
	struct arena *arena = w->b.place->arena;
	struct contact_key key = {.person = w->anna};
	struct pgp_key_home *home = NULL;
	struct msg msg = {0};

	assert_int_equal(pgp_key_open(&home, &msg), 0);
	assert_int_equal(
	    pgp_key_read(home, span_str(text), (int64_t)time(NULL) * 1000, arena, &key, &msg),
	    CONTACT_FINE);
	pgp_key_close(home);
	key.expires = expires;
	assert_int_equal(contact_key_add(w->b.db, &desk_place_actor, &key, NOW - 1, arena), 0);
	/* She hears of it in plain text: that is another test's. */
	(void)notify_bench_step(&w->b, NOW);
	w->b.fake.mails.n = 0;
}

static void put(struct world *w, const char *template, const char *key)
{
	notify_bench_put(&w->b,
	    (struct outgoing){.unique_key = key,
		.template = template,
		.person = w->anna,
		.org = w->org,
		.object = "x1",
		.values = "{\"reference\":\"A-2026-0042\",\"count\":3}"},
	    NOW);
}

static const char *sent(struct world *w)
{
	struct notify_result got = notify_bench_step(&w->b, NOW + 1);

	assert_int_equal(got.sent, 1);
	assert_int_equal(w->b.fake.mails.n, 1);
	return w->b.fake.mails.items[0].text;
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static struct contact_health health(struct world *w)
{
	struct contact_health h = {0};
	int r = desk_get(w->b.db, &contact_health_type,
	    contact_health_id(CONTACT_HEALTH_KEY, w->anna, w->b.place->arena),
	    w->b.place->arena, &h);

	assert_true(r == 0 || r == ERR_NOTFOUND);
	return h;
}

TEST_STORE(who_has_a_key_gets_an_encrypted_mail)
{
	struct world w;
	const char *text, *inside;

	if (!pgp_place_there())
		skip();
	world_init(&w, place);
	give(&w, pgp_place_key(&w.keys, "anna", "1y"), NOW + DAY_MS);
	put(&w, "report_ready", "k1");
	text = sent(&w);
	assert_true(has(text, "Subject: [...]\r\n"));
	assert_false(
	    has(text, "A-2026-0042") || has(text, "CHU Secret") || has(text, "report"));
	inside = pgp_place_decrypt(&w.keys, span_str(text));
	assert_non_null(inside);
	assert_true(has(inside, "Subject: Your report is ready: A-2026-0042\r\n"));
	assert_true(has(inside, "This mail was encrypted for you."));
	assert_false(has(inside, "only points to the portal"));
	assert_int_equal(notify_bench_get(&w.b, "k1").state, OUT_SENT);
	assert_int_equal(health(&w).count, 0);
	world_done(&w);
}

/* The pointer is there, says nothing, and the board says why. */
static void check_pointer(struct world *w, const char *key, const char *status)
{
	struct contact_key stored = {0};
	const char *text;

	put(w, "report_ready", key);
	text = sent(w);
	assert_string_equal(
	    notify_bench_header(&w->b, 0, "Subject"), "News for you in the portal");
	assert_false(
	    has(text, "A-2026-0042") || has(text, "CHU Secret") || has(text, "report"));
	assert_true(has(text, "https://portal.varde.test/orgs/"));
	assert_true(has(text, "https://portal.varde.test/profile/keys"));
	assert_int_equal(notify_bench_get(&w->b, key).state, OUT_SENT);
	assert_string_equal(health(w).status, status);
	assert_int_equal(health(w).settled, 0);
	assert_int_equal(contact_key_used(w->b.db, w->anna, w->b.place->arena, &stored), 0);
	assert_string_equal(contact_fault_names[stored.fault], status);
	w->b.fake.mails.n = 0;
}

TEST_STORE(a_key_that_fails_never_keeps_a_message_back)
{
	struct world w;
	const char *good;

	if (!pgp_place_there())
		skip();
	world_init(&w, place);
	good = pgp_place_key(&w.keys, "anna", "1y");
	give(&w, good, NOW + 1);
	check_pointer(&w, "expired", "key_expired");
	give(&w, good, 0);
	assert_true(health(&w).settled > 0);
	assert_int_equal(
	    desk_exec(w.b.db, "UPDATE contact_key SET \"key\" = 'rubbish'", NULL, 0, NULL), 0);
	check_pointer(&w, "damaged", "not_encrypted");
	/* gpg cannot work: its folder is away. */
	give(&w, good, 0);
	seal_free(w.b.options.seal);
	w.b.options.seal = NULL;
	check_pointer(&w, "nothing to encrypt with", "not_encrypted");
	/* And when it works again, the board says so. */
	w.b.options.seal = seal_new(NULL);
	put(&w, "report_ready", "again");
	assert_true(has(sent(&w), "multipart/encrypted"));
	assert_true(health(&w).settled > 0);
	world_done(&w);
}

TEST_STORE(a_link_that_lets_somebody_in_is_in_the_pointer_too)
{
	struct world w;

	if (!pgp_place_there())
		skip();
	world_init(&w, place);
	give(&w, pgp_place_key(&w.keys, "anna", "1y"), NOW + 1);
	notify_bench_put(&w.b,
	    (struct outgoing){.unique_key = "k",
		.template = "reset",
		.person = w.anna,
		.values = "{\"link\":\"https://portal.varde.test/link/abc\"}"},
	    NOW);
	assert_true(has(sent(&w), "https://portal.varde.test/link/abc"));
	world_done(&w);
}

TEST_STORE(changes_of_ways_in_are_told_in_plain_text)
{
	struct world w;

	if (!pgp_place_there())
		skip();
	world_init(&w, place);
	give(&w, pgp_place_key(&w.keys, "anna", "1y"), 0);
	put(&w, "account_changed", "k");
	assert_true(has(sent(&w), "Content-Type: text/plain"));
	world_done(&w);
}

static void finding(struct world *w, const char *ref, int64_t when)
{
	struct tracked *f = place_hostile(&tracked_type, w->b.place->arena, (int)when);

	f->id = f->key = arena_printf(w->b.place->arena, "id-%s", ref);
	f->ref = ref;
	f->org = w->org;
	f->type = "tls.expired";
	f->subject = "mail.chu.test";
	f->state = TRACKED_OPEN;
	f->due = NOW + when * DAY_MS;
	f->duplicate_of = f->regression_of = NULL;
	assert_int_equal(desk_insert(w->b.db, &tracked_type, f), 0);
}

TEST_STORE(an_encrypted_mail_holds_what_the_portal_would_show)
{
	struct world w;
	const char *inside;

	if (!pgp_place_there())
		skip();
	world_init(&w, place);
	give(&w, pgp_place_key(&w.keys, "anna", "1y"), 0);
	finding(&w, "F-2026-000001", 3);
	finding(&w, "F-2026-000002", 30);
	put(&w, "findings_due", "k1");
	inside = pgp_place_decrypt(&w.keys, span_str(sent(&w)));
	assert_non_null(inside);
	assert_true(has(inside, "-2026-000001  "));
	assert_true(has(inside, "mail.chu.test"));
	assert_false(has(inside, "-2026-000002")); /* not due yet */
	/* Who may not look any more gets no more than the pointer says. */
	w.b.fake.mails.n = 0;
	assert_int_equal(
	    desk_exec(w.b.db, "UPDATE membership SET \"until\" = 1", NULL, 0, NULL), 0);
	put(&w, "findings_due", "k2");
	inside = pgp_place_decrypt(&w.keys, span_str(sent(&w)));
	assert_non_null(inside);
	assert_false(has(inside, "-2026-000001"));
	world_done(&w);
}
