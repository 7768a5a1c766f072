#include "notify_place.h"

#include "base/map.h"
#include "notify/mail.h"

enum { MIN_MS = 60000 };

static struct outgoing report_for(const char *person, const char *key)
{
	return (struct outgoing){
	    .unique_key = key, .template = "report_ready", .person = person};
}

/* A person with that profile. */
static const char *reader(
    struct notify_bench *b, const char *name, const char *lang, bool digest, const char *quiet)
{
	const char *id = desk_place_person(b->place, b->db, name);
	struct person p;

	assert_int_equal(people_get(b->db, id, b->place->arena, &p), 0);
	p.lang = lang;
	p.digest = digest;
	if (quiet)
		text_list_add(&p.quiet, b->place->arena, quiet);
	assert_int_equal(people_store(b->db, &desk_place_actor, &p, "person.profile", NOW), 0);
	return id;
}

TEST_STORE(notify_sends_each_once)
{
	struct notify_bench b;
	struct notify_result got;
	struct outgoing m;

	notify_bench_init(&b, place);
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	got = notify_bench_step(&b, NOW - 1);
	assert_int_equal(got.sent, 0);
	got = notify_bench_step(&b, NOW);
	assert_int_equal(got.sent, 1);
	assert_int_equal(b.fake.mails.n, 1);
	assert_string_equal(b.fake.mails.items[0].to, "ola@varde.test");
	assert_string_equal(notify_bench_header(&b, 0, "Subject"), "Your report is ready");
	m = notify_bench_get(&b, "k1");
	assert_int_equal(m.state, OUT_SENT);
	assert_true(m.sent >= NOW);
	assert_string_equal(notify_bench_header(&b, 0, "Message-ID"),
	    arena_printf(place->arena, "<%s>", m.message_id));
	assert_string_equal(m.message_id, arena_printf(place->arena, "%s@varde.test", m.id));
	got = notify_bench_step(&b, NOW + 365LL * DAY_MS);
	assert_int_equal(b.fake.calls, 1);
	notify_bench_done(&b);
}

TEST_STORE(notify_keeps_mails_without_a_server)
{
	struct notify_bench b;

	notify_bench_init(&b, place);
	b.options.send = NULL;
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	assert_int_equal(notify_bench_step(&b, NOW).sent, 0);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_WAITING);
	notify_bench_done(&b);
}

TEST_STORE(notify_writes_in_the_readers_language)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	struct notify_bench b;

	notify_bench_init(&b, place);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++)
		notify_bench_put(&b,
		    report_for(reader(&b, langs[i], langs[i], false, NULL), langs[i]),
		    NOW + (int64_t)i);
	assert_int_equal(notify_bench_step(&b, NOW + 9).sent, 3);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++)
		assert_string_equal(notify_bench_header(&b, i, "Content-Language"), langs[i]);
	assert_string_not_equal(
	    notify_bench_header(&b, 0, "Subject"), notify_bench_header(&b, 1, "Subject"));
	assert_string_not_equal(
	    notify_bench_header(&b, 1, "Subject"), notify_bench_header(&b, 2, "Subject"));
	notify_bench_done(&b);
}

TEST_STORE(notify_tries_again_and_then_fails)
{
	static const int64_t waits[] = {1, 5, 30, 120, 720};
	struct notify_bench b;
	struct notify_result got;
	int64_t now = NOW;

	notify_bench_init(&b, place);
	b.fake.answer = ERR_PROTOCOL;
	b.fake.result = (struct smtp_result){.code = 451};
	b.fake.deaf = true;
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
		struct outgoing m;

		got = notify_bench_step(&b, now);
		assert_int_equal(got.retried, 1);
		assert_false(got.trouble);
		m = notify_bench_get(&b, "k1");
		assert_int_equal(m.state, OUT_WAITING);
		assert_int_equal(m.attempts, i + 1);
		assert_string_equal(m.reason, "a mail could not be sent: the fake says no");
		/* The clock goes on while the step works. */
		assert_in_range(m.due - now, waits[i] * MIN_MS, waits[i] * MIN_MS + 5000);
		(void)notify_bench_step(&b, m.due - 1);
		assert_int_equal(b.fake.calls, i + 1);
		now = m.due;
	}
	got = notify_bench_step(&b, now);
	assert_int_equal(got.failed, 1);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_FAILED);
	assert_int_equal(notify_bench_step(&b, now + DAY_MS).sent, 0);
	/* Somebody of the CERT has it tried again. */
	assert_int_equal(db_begin(b.db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(b.db, notify_again(b.db, notify_bench_get(&b, "k1").id, now)), 0);
	b.fake.answer = 0;
	b.fake.deaf = false;
	assert_int_equal(notify_bench_step(&b, now).sent, 1);
	assert_int_equal(db_begin(b.db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(b.db, notify_again(b.db, notify_bench_get(&b, "k1").id, now)), ERR_NOTFOUND);
	notify_bench_done(&b);
}

TEST_STORE(notify_believes_a_final_refusal)
{
	struct notify_bench b;

	notify_bench_init(&b, place);
	b.fake.answer = ERR_DENIED;
	b.fake.result = (struct smtp_result){.code = 550, .final = true};
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	assert_int_equal(notify_bench_step(&b, NOW).failed, 1);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_FAILED);
	assert_int_equal(b.fake.calls, 1);
	notify_bench_done(&b);
}

TEST_STORE(notify_stops_when_the_server_is_in_trouble)
{
	struct notify_bench b;
	struct notify_result got;

	notify_bench_init(&b, place);
	b.fake.answer = ERR_REFUSED;
	b.fake.deaf = true;
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	notify_bench_put(&b, report_for(reader(&b, "kari", "en", false, NULL), "k2"), NOW);
	got = notify_bench_step(&b, NOW);
	assert_int_equal(b.fake.calls, 1);
	assert_true(got.trouble);
	assert_true(got.next >= NOW + NOTIFY_PAUSE);
	assert_string_equal(got.msg.detail, "the fake says no");
	assert_int_equal(
	    notify_bench_get(&b, "k2").attempts + notify_bench_get(&b, "k1").attempts, 1);
	/* The one that was leased beside it was not tried: it waits for nobody's lease. */
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_WAITING);
	assert_int_equal(notify_bench_get(&b, "k2").state, OUT_WAITING);
	assert_int_equal(
	    notify_bench_get(&b, "k1").lease + notify_bench_get(&b, "k2").lease, 0);
	notify_bench_done(&b);
}

TEST_STORE(notify_leaves_what_was_stopped_to_the_next)
{
	struct notify_bench b;
	struct outgoing m;

	notify_bench_init(&b, place);
	b.fake.answer = ERR_CANCELLED;
	b.fake.deaf = true;
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	assert_true(notify_bench_step(&b, NOW).trouble);
	m = notify_bench_get(&b, "k1");
	assert_int_equal(m.state, OUT_WAITING);
	assert_int_equal(m.attempts, 0);
	assert_int_equal(m.due, NOW);
	b.fake.answer = 0;
	b.fake.deaf = false;
	assert_int_equal(notify_bench_step(&b, NOW).sent, 1);
	notify_bench_done(&b);
}

TEST_STORE(notify_gives_up_a_lease_that_is_lost)
{
	struct notify_bench b;
	struct notify_result got;

	notify_bench_init(&b, place);
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	b.fake.robber = b.db;
	got = notify_bench_step(&b, NOW);
	assert_int_equal(got.sent, 0);
	assert_int_equal(b.fake.mails.n, 0);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_LEASED);
	notify_bench_done(&b);
}

TEST_STORE(notify_sends_again_what_died_on_the_way)
{
	struct notify_bench b;
	struct notify_result got;
	struct outgoing m;

	notify_bench_init(&b, place);
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	/* As a process leaves it that dies after the end of the message, before the answer. */
	assert_int_equal(
	    desk_exec(b.db,
		"UPDATE outgoing SET \"state\" = 'leased', \"lease\" = $1, \"sent\" = $2, "
		"\"message_id\" = 'first@varde.test'",
		DESK_PARAMS(DESK_INT(NOW + 1000), DESK_INT(NOW)), NULL),
	    0);
	assert_int_equal(notify_bench_step(&b, NOW + 999 - 600).sent, 0);
	got = notify_bench_step(&b, NOW + 1000);
	assert_int_equal(got.sent, 1);
	assert_int_equal(got.doubtful, 1);
	assert_string_equal(notify_bench_header(&b, 0, "Message-ID"), "<first@varde.test>");
	m = notify_bench_get(&b, "k1");
	assert_int_equal(m.state, OUT_SENT);
	assert_int_equal(m.attempts, 0);
	notify_bench_done(&b);
}

/* The database dies between the server's answer and our commit, and comes back. */
TEST_STORE(notify_says_later_what_the_database_did_not_hear)
{
	struct notify_bench b;
	struct notify_result got;
	struct db *other;

	notify_bench_init(&b, place);
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	b.fake.breaker = other = place_open(place);
	assert_true(notify_step(b.db, &b.options, NOW, &got) < 0);
	assert_int_equal(b.fake.mails.n, 1);
	assert_true(got.unsaid.id[0]);
	b.fake.breaker = NULL;
	assert_int_equal(db_exec(other, "ALTER TABLE elsewhere RENAME TO outgoing"), 0);
	(void)db_close(b.db);
	b.db = place_open(place);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_LEASED);
	assert_int_equal(notify_say(b.db, &got.unsaid), 0);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_SENT);
	assert_int_equal(notify_say(b.db, &got.unsaid), 0);
	(void)notify_bench_step(&b, NOW + NOTIFY_LEASE + 1);
	assert_int_equal(b.fake.calls, 1);
	(void)db_close(other);
	notify_bench_done(&b);
}

/* Somebody else has it by now. */
TEST_STORE(notify_says_nothing_of_anothers_message)
{
	struct notify_unsaid unsaid = {.lease = NOW, .sent = NOW};
	struct notify_bench b;
	struct outgoing m;

	notify_bench_init(&b, place);
	notify_bench_put(&b, report_for(reader(&b, "ola", "en", false, NULL), "k1"), NOW);
	m = notify_bench_get(&b, "k1");
	(void)snprintf(unsaid.id, sizeof(unsaid.id), "%s", m.id);
	assert_int_equal(notify_say(b.db, &unsaid), 0);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_WAITING);
	(void)snprintf(unsaid.id, sizeof(unsaid.id), "nobody");
	assert_int_equal(notify_say(b.db, &unsaid), 0);
	notify_bench_done(&b);
}

TEST_STORE(notify_tells_nobody_who_left)
{
	struct notify_bench b;
	const char *id;

	notify_bench_init(&b, place);
	id = reader(&b, "ola", "en", false, NULL);
	notify_bench_put(&b, report_for(id, "k1"), NOW);
	notify_bench_put(&b, report_for("nobody", "k2"), NOW);
	assert_int_equal(people_state(b.db, &desk_place_actor, id, PERSON_SUSPENDED, NOW), 0);
	assert_int_equal(notify_bench_step(&b, NOW).dropped, 2);
	assert_int_equal(b.fake.calls, 0);
	assert_int_equal(notify_bench_get(&b, "k1").state, OUT_DROPPED);
	assert_int_equal(notify_bench_get(&b, "k2").state, OUT_DROPPED);
	notify_bench_done(&b);
}

TEST_STORE(notify_writes_to_bare_addresses)
{
	struct notify_bench b;

	notify_bench_init(&b, place);
	notify_bench_put(&b,
	    (struct outgoing){
		.unique_key = "k1", .template = "general", .mail = "legal@sykehus-ø.test"},
	    NOW);
	notify_bench_put(&b,
	    (struct outgoing){.unique_key = "k2", .template = "general", .mail = "no address"},
	    NOW);
	assert_int_equal(notify_bench_step(&b, NOW).sent, 1);
	assert_string_equal(b.fake.mails.items[0].to, "legal@xn--sykehus--d5a.test");
	assert_int_equal(notify_bench_get(&b, "k2").state, OUT_FAILED);
	notify_bench_done(&b);
}

TEST_STORE(notify_drops_links_that_expired)
{
	struct notify_bench b;
	struct outgoing m = {
	    .unique_key = "k1", .template = "reset", .values = "{\"expires\":1}"};

	notify_bench_init(&b, place);
	m.person = reader(&b, "ola", "en", false, NULL);
	notify_bench_put(&b, m, NOW);
	assert_int_equal(notify_bench_step(&b, NOW).dropped, 1);
	assert_null(notify_bench_get(&b, "k1").values);
	notify_bench_done(&b);
}

/* NOW is 2026-11-18T11:06:40Z; Oslo's day as the organisations of the tests: zone 60. */
TEST_STORE(notify_waits_for_the_end_of_quiet_hours)
{
	struct notify_bench b;
	struct outgoing m = {.template = "report_ready"};
	int64_t end;

	notify_bench_init(&b, place);
	m.org = desk_place_org(place, b.db, "Tromsø", ORG_HOSPITAL, NULL);
	m.person = reader(&b, "ola", "en", false, "12:00-13:00");
	m.unique_key = "k1";
	notify_bench_put(&b, m, NOW);
	m.unique_key = "k2";
	m.values = "{\"critical\":true}";
	notify_bench_put(&b, m, NOW);
	m.unique_key = "k3";
	m.values = NULL;
	m.template = "order_stopped";
	notify_bench_put(&b, m, NOW);
	assert_int_equal(notify_bench_step(&b, NOW).sent, 2);
	assert_int_equal(notify_bench_get(&b, "k2").state, OUT_SENT);
	assert_int_equal(notify_bench_get(&b, "k3").state, OUT_SENT);
	end = notify_bench_get(&b, "k1").due;
	assert_int_equal((end + 60 * MIN_MS) % DAY_MS, 13 * 60 * MIN_MS);
	assert_int_equal(notify_bench_get(&b, "k1").attempts, 0);
	assert_int_equal(notify_bench_step(&b, end).sent, 1);
	notify_bench_done(&b);
}

/* Many at a time: each once, each its own Message-ID, nobody else's words. */
TEST_STORE(notify_sends_many_in_one_step)
{
	enum { MANY = 300 };
	struct notify_bench b;
	struct notify_result got;
	const char *people[3];
	struct map seen;

	notify_bench_init(&b, place);
	people[0] = reader(&b, "ola", "en", false, NULL);
	people[1] = reader(&b, "kari", "nb", false, NULL);
	people[2] = reader(&b, "amelie", "fr", false, NULL);
	for (int i = 0; i < MANY; i++) {
		struct outgoing m =
		    report_for(people[i % 3], arena_printf(place->arena, "k%d", i));

		m.values = arena_printf(place->arena, "{\"reference\":\"A-%d\"}", i);
		notify_bench_put(&b, m, NOW + i);
	}
	got = notify_bench_step(&b, NOW + MANY);
	assert_int_equal(got.sent, MANY);
	assert_int_equal(b.fake.mails.n, MANY);
	map_init(&seen, place->arena);
	for (int i = 0; i < MANY; i++) {
		assert_true(
		    map_set(&seen, notify_bench_header(&b, (size_t)i, "Message-ID"), &b));
		/* The first ones first. */
		assert_string_equal(b.fake.mails.items[i].to, i % 3 == 0 ? "ola@varde.test"
							      : i % 3 == 1
								  ? "kari@varde.test"
								  : "amelie@varde.test");
		assert_non_null(
		    strstr(b.fake.mails.items[i].text, arena_printf(place->arena, "A-%d", i)));
	}
	assert_int_equal(
	    place_int(b.db, "SELECT count(*) FROM outgoing WHERE \"state\" = 'sent' "
			    "AND \"message_id\" = \"id\" || '@varde.test'"),
	    MANY);
	notify_bench_done(&b);
}
