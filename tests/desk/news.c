#include "desk/news.h"

#include "../pack/sample_knowledge.h"
#include "desk/order_run.h"
#include "desk_place.h"
#include "model/order.h"
#include "model/tracked.h"
#include "pack/kb.h"
#include "pack/knowledge_current.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct world {
	struct place *place;
	struct db *db;
	const char *folder, *pack;
	struct news *news;
	int64_t now;
	int orders;
};

static struct world world(struct place *place)
{
	struct world w = {.place = place, .db = place_open(place), .now = NOW};
	char *folder = arena_strdup(place->arena, "/tmp/varde-news-XXXXXX");

	assert_non_null(mkdtemp(folder));
	w.folder = folder;
	w.pack = arena_printf(place->arena, "%s/knowledge.vkp", folder);
	knowledge_use(w.pack);
	w.news = news_open(kb_builtin(), w.pack);
	return w;
}

static void done(struct world *w)
{
	static const char *const names[] = {"", ".evaluated", ".evaluating", ".evaluated.new",
	    ".evaluating.new", ".old", ".old.evaluated"};

	(void)news_close(w->news);
	knowledge_use(NULL);
	(void)db_close(w->db);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		(void)unlink(arena_printf(w->place->arena, "%s%s", w->pack, names[i]));
	assert_int_equal(rmdir(w->folder), 0);
}

/* Publishes what v:p has: "CVE-2024-1001<1.1 CVE-2024-1000<0.5!" - "!" is exploited. */
static void publish(struct world *w, const char *what)
{
	struct sample s = sample_new();
	struct span rest = span_str(what), word;
	struct msg msg = {0};

	while (span_split(&rest, ' ', &word)) {
		const char *id = arena_strndup(s.arena, word.p, 13);
		bool exploited = word.p[word.n - 1] == '!';
		const char *end = arena_strndup(s.arena, word.p + 14, word.n - 14 - exploited);
		struct vuln_criterion c = sample_span("v", "p", NULL, end);
		struct know_exploited e = {
		    .id = id, .list = "cisa", .added = NOW, .action = "Mend it."};

		sample_vuln(&s, id, &c, 1);
		if (exploited)
			sample_add(&s, KNOW_EXPLOITED, "kev", &e);
	}
	if (knowledge_write_end(s.w, w->pack, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	sample_free(&s);
}

static const char *const targets[] = {"192.0.2.0/24", NULL};

/* A finished run of the organisation's order that saw p 1.0, analysed by the pack of now. */
static void run_of(struct world *w, const char *org, const char *id, const char *version)
{
	struct arena *a = w->place->arena;
	struct run run = place_run(a, id, w->now, targets);
	struct audit_order *order = place_hostile(&audit_order_type, a, w->orders++);
	struct obs_unit unit = {
	    .unit = "u", .time = w->now, .stage = "examine", .state = UNIT_DONE};
	struct obs_service service = {.unit = "u",
	    .time = w->now,
	    .addr = "192.0.2.1",
	    .port = 80,
	    .protocol = "http",
	    .vendor = "v",
	    .product = "p",
	    .version = version};
	struct observations obs = {0};
	int64_t findings = 0;

	run.state = RUN_FINISHED;
	run.ended = w->now;
	order->id = arena_printf(a, "order-%s", id);
	order->ref = arena_printf(a, "A-%s", id);
	order->org = org;
	order->run = id;
	order->next = 0;
	assert_int_equal(desk_insert(w->db, &audit_order_type, order), 0);
	assert_int_equal(run_insert(w->db, &run), 0);
	assert_int_equal(run_update(w->db, &run), 0);
	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &service});
	vec_push(a, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	assert_int_equal(obs_store_unit(w->db, id, &obs), 0);
	if (order_analyse(w->db, kb_builtin(), org, id, NULL, w->now, &findings) < 0)
		fail_msg("%s: %s", db_msg(w->db)->what, db_msg(w->db)->detail);
}

static struct news_done step(struct world *w, int64_t ms)
{
	struct news_done got = {0};

	w->now += 1000;
	if (news_step(w->news, w->db, w->now, ms, &got) < 0)
		fail_msg("%s: %s", db_msg(w->db)->what, db_msg(w->db)->detail);
	return got;
}

/* Steps to the end of the pass. */
static struct news_done pass(struct world *w)
{
	struct news_done all = {0};

	for (int i = 0; i < 100; i++) {
		struct news_done got = step(w, 1000);

		all.events += got.events;
		all.opened += got.opened;
		all.changed += got.changed;
		all.withdrawn += got.withdrawn;
		all.told += got.told;
		all.ended = got.ended;
		if (got.ended || !(got.began || got.orgs))
			break;
	}
	return all;
}

static struct tracked only(struct world *w)
{
	struct tracked t = {0};

	assert_int_equal(place_int(w->db, "SELECT count(*) FROM tracked_finding"), 1);
	assert_int_equal(
	    desk_find(w->db, &tracked_type, "LIMIT 1", NULL, 0, w->place->arena, &t), 0);
	return t;
}

static struct news_event event_of(struct world *w, const char *how)
{
	struct news_event e = {0};

	assert_int_equal(desk_find(w->db, &news_event_type,
			     "WHERE \"how\" = $1 ORDER BY \"time\" DESC LIMIT 1",
			     DESK_PARAMS(DESK_TEXT(how)), w->place->arena, &e),
	    0);
	return e;
}

TEST_STORE(news_first_pass_compares_nothing)
{
	struct world w = world(place);
	const char *org = desk_place_org(place, w.db, "A", ORG_HOSPITAL, NULL);
	struct news_pass last;

	publish(&w, "CVE-2024-1000<1.1");
	run_of(&w, org, "r1", "1.0");
	assert_int_equal(news_last(w.db, place->arena, &last), ERR_NOTFOUND);
	assert_int_equal(pass(&w).events, 0);
	assert_int_equal(news_last(w.db, place->arena, &last), 0);
	assert_int_equal(last.seq, 1);
	assert_true(last.ended > 0);
	assert_null(last.base);
	(void)pass(&w);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM knowledge_pass"), 1);
	done(&w);
}

TEST_STORE(news_opens_changes_withdraws_and_tells)
{
	struct world w = world(place);
	const char *org = desk_place_org(place, w.db, "A", ORG_HOSPITAL, NULL);
	const char *tech = desk_place_person(place, w.db, "tech");
	struct news_done got;
	struct news_event e;
	struct tracked t;
	int64_t due;

	(void)desk_place_role(place, w.db, tech, ROLE_TECHNICIAN, org);
	publish(&w, "CVE-2024-1000<0.5");
	run_of(&w, org, "r1", "1.0");
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM tracked_finding"), 0);
	(void)pass(&w);

	publish(&w, "CVE-2024-1000<0.5 CVE-2024-1001<1.1");
	got = pass(&w);
	assert_true(got.ended);
	assert_int_equal(got.events, 1);
	assert_int_equal(got.opened, 1);
	assert_int_equal(got.told, 1);
	t = only(&w);
	assert_string_equal(t.type, "software-vulnerable");
	assert_string_equal(t.source, "knowledge");
	assert_int_equal(t.state, TRACKED_OPEN);
	assert_string_equal(t.run, "r1");
	e = event_of(&w, "new");
	assert_string_equal(e.org, org);
	assert_string_equal(e.finding, t.id);
	assert_string_equal(e.vulnerability, "CVE-2024-1001");
	assert_string_equal(e.product, "p");
	assert_string_equal(e.product_version, "1.0");
	assert_string_equal(e.verdict, "probable");
	assert_string_equal(e.fixed_in, "1.1");
	assert_int_equal(e.port, 80);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM finding WHERE \"run\" = 'r1' "
					 "AND \"type\" = 'software-vulnerable'"),
	    1);
	assert_int_equal(
	    place_int(
		w.db, "SELECT count(*) FROM outgoing WHERE \"template\" = 'knowledge_news'"),
	    1);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM audit_log WHERE \"action\" = "
					 "'finding.knowledge' AND \"actor\" IS NULL"),
	    1);
	desk_place_logged(place, w.db, "knowledge.evaluated");
	assert_int_equal(pass(&w).events, 0); /* once */
	due = t.due;

	publish(&w, "CVE-2024-1000<0.5 CVE-2024-1001<1.1!");
	got = pass(&w);
	assert_int_equal(got.changed, 1);
	assert_int_equal(got.events, 1);
	t = only(&w);
	assert_int_equal(t.due, due); /* it was the shortest: now with a look for traces */
	assert_string_equal(t.due_rule, "BOD 26-04: 3 days, forensics");
	e = event_of(&w, "changed");
	assert_int_equal(e.why, NEWS_EXPLOITED);
	assert_true(e.exploited);
	assert_int_equal(
	    place_int(
		w.db, "SELECT count(*) FROM outgoing WHERE \"template\" = 'knowledge_urgent'"),
	    1);
	assert_int_equal(
	    place_int(w.db, "SELECT count(*) FROM tracked_event WHERE \"note\" = 'known to be "
			    "exploited now'"),
	    1);

	publish(&w, "CVE-2024-1000<0.5 CVE-2024-1001<0.9!");
	got = pass(&w);
	assert_int_equal(got.withdrawn, 1);
	t = only(&w);
	assert_int_equal(t.state, TRACKED_WITHDRAWN);
	assert_string_equal(t.closed_how, "knowledge");
	assert_int_equal(event_of(&w, "withdrawn").why, NEWS_CLEARED);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM finding"), 0);

	publish(&w, "CVE-2024-1000<0.5 CVE-2024-1001<1.2");
	got = pass(&w);
	assert_int_equal(got.opened, 1);
	t = only(&w);
	assert_int_equal(t.state, TRACKED_OPEN);
	assert_int_equal(t.reopened, 1);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM knowledge_event"), 4);
	done(&w);
}

/* A finding that knowledge opened is followed as any other: an update closes it. */
TEST_STORE(news_findings_are_verified_by_runs)
{
	struct world w = world(place);
	const char *org = desk_place_org(place, w.db, "A", ORG_HOSPITAL, NULL);

	publish(&w, "CVE-2024-1000<0.5");
	run_of(&w, org, "r1", "1.0");
	(void)pass(&w);
	publish(&w, "CVE-2024-1001<1.1");
	(void)pass(&w);
	w.now += 1000;
	run_of(&w, org, "r2", "1.0");
	assert_string_equal(only(&w).run, "r2");
	w.now += 1000;
	run_of(&w, org, "r3", "1.2");
	assert_int_equal(only(&w).missed, 1);
	w.now += 1000;
	run_of(&w, org, "r4", "1.2");
	assert_int_equal(only(&w).state, TRACKED_VERIFIED_FIXED);
	done(&w);
}

TEST_STORE(news_of_another_server_with_an_older_pack_are_none)
{
	struct world w = world(place);
	const char *org = desk_place_org(place, w.db, "A", ORG_HOSPITAL, NULL);
	const char *old = arena_printf(place->arena, "%s.old", w.pack);
	const struct timespec past[2] = {{1000, 0}, {1000, 0}};
	struct news *other;
	struct news_done got;

	publish(&w, "CVE-2024-1000<0.5");
	assert_int_equal(link(w.pack, old), 0);
	run_of(&w, org, "r1", "1.0");
	(void)pass(&w);
	assert_int_equal(utimensat(AT_FDCWD, old, past, 0), 0);
	publish(&w, "CVE-2024-1001<1.1");
	assert_int_equal(pass(&w).opened, 1);
	other = news_open(kb_builtin(), old);
	assert_int_equal(news_step(other, w.db, w.now, 1000, &got), 0);
	assert_false(got.began);
	(void)news_close(other);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM knowledge_pass"), 2);
	done(&w);
}

/* What was looked at last is lost: everything is judged by the pack of now. */
TEST_STORE(news_without_the_last_pack_judge_everything)
{
	struct world w = world(place);
	const char *org = desk_place_org(place, w.db, "A", ORG_HOSPITAL, NULL);
	struct news_done got;

	publish(&w, "CVE-2024-1000<0.5 CVE-2024-1002<1.1");
	run_of(&w, org, "r1", "1.0");
	(void)pass(&w);
	assert_int_equal(unlink(arena_printf(place->arena, "%s.evaluated", w.pack)), 0);
	publish(&w, "CVE-2024-1001<1.1 CVE-2024-1002<1.1");
	got = pass(&w);
	assert_false(got.ended);
	assert_int_equal(got.events, 0);
	w.now += NEWS_STUCK_MS;
	(void)step(&w, 1000); /* begins anew */
	got = pass(&w);
	assert_true(got.ended);
	assert_int_equal(got.changed, 1);
	assert_true(got.events >= 1);
	assert_int_equal(only(&w).state, TRACKED_OPEN);
	done(&w);
}

/* kill -9 at any time: every organisation is told once. */
TEST_STORE(news_survive_being_killed)
{
	enum { ORGS = 12, KILLS = 30 };
	struct world w = world(place);
	struct news_pass last = {0};
	int kills = 0;

	publish(&w, "CVE-2024-1000<0.5");
	for (int i = 0; i < ORGS; i++) {
		const char *org = desk_place_org(
		    place, w.db, arena_printf(place->arena, "O%d", i), ORG_HOSPITAL, NULL);
		const char *person =
		    desk_place_person(place, w.db, arena_printf(place->arena, "p%d", i));

		(void)desk_place_role(place, w.db, person, ROLE_TECHNICIAN, org);
		run_of(&w, org, arena_printf(place->arena, "r%d", i), "1.0");
	}
	(void)pass(&w);
	publish(&w, "CVE-2024-1000<0.5 CVE-2024-1001<1.1");
	w.db = db_close(w.db);
	for (; kills < KILLS && !(last.seq == 2 && last.ended); kills++) {
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0) {
			struct db *db = NULL;
			struct news *news = news_open(kb_builtin(), w.pack);
			struct news_done got;
			struct msg msg;

			if (db_open(place->where, 0, &msg, &db) < 0)
				_exit(1);
			for (int64_t now = w.now; news_step(news, db, ++now, 0, &got) == 0;)
				;
			_exit(1);
		}
		(void)usleep((useconds_t)(1000 * (10 + kills * 17 % 150)));
		(void)kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		w.db = place_open(place);
		assert_int_equal(news_last(w.db, place->arena, &last), 0);
		w.db = db_close(w.db);
	}
	w.db = place_open(place);
	(void)pass(&w);
	assert_int_equal(news_last(w.db, place->arena, &last), 0);
	assert_int_equal(last.seq, 2);
	assert_true(last.ended > 0);
	assert_int_equal(last.orgs, ORGS);
	assert_int_equal(last.opened, ORGS);
	assert_int_equal(last.told, ORGS);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM knowledge_event"), ORGS);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM tracked_finding"), ORGS);
	assert_int_equal(place_int(w.db, "SELECT count(*) FROM outgoing"), ORGS);
	assert_int_equal(place_int(w.db, "SELECT count(DISTINCT \"org\") FROM outgoing"), ORGS);
	desk_place_logged(place, w.db, "knowledge.evaluated");
	print_message("# killed %d times\n", kills);
	done(&w);
}
