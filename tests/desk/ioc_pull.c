#include "desk/ioc_pull.h"

#include "desk_place.h"
#include "model/member.h"

#define ONE  "11111111-2222-4333-8444-555555555555"
#define TWO  "22222222-2222-4333-8444-555555555555"
#define BASE "https://misp.example/feed/"

/* A feed of a few files; what is not in it is not found. */
struct web {
	struct {
		const char *url, *body;
		int err;
	} pages[8];
	size_t n;
	int asked;
	const char *key; /* that came with the last one */
};

static int answer(void *arg, const struct ioc_pull_ask *ask, struct arena *arena,
    struct span *ret, struct msg *msg)
{
	struct web *w = arg;

	w->asked++;
	w->key = ask->key;
	for (size_t i = 0; i < w->n; i++) {
		if (strcmp(w->pages[i].url, ask->url) != 0)
			continue;
		if (w->pages[i].err < 0) {
			msg_what(msg, "the download failed");
			msg_detail(msg, "misp.example: no");
			return w->pages[i].err;
		}
		*ret = arena_span(arena, span_str(w->pages[i].body));
		return 0;
	}
	msg_what(msg, "the download failed");
	msg_detail(msg, "misp.example: not there");
	return ERR_NOTFOUND;
}

static void page(struct web *w, const char *url, const char *body, int err)
{
	size_t i = 0;

	while (i < w->n && strcmp(w->pages[i].url, url) != 0)
		i++;
	assert_true(i < ARRAY_LEN(w->pages));
	w->pages[i].url = url;
	w->pages[i].body = body;
	w->pages[i].err = err;
	w->n = MAX(w->n, i + 1);
}

static const char *manifest(struct place *place, int64_t one, int64_t two)
{
	return arena_printf(place->arena,
	    "{\"" ONE "\":{\"Orgc\":{\"name\":\"Their CERT\"},\"info\":\"one\",\"timestamp\":"
	    "\"%lld\"},\"" TWO "\":{\"info\":\"two\",\"timestamp\":%lld}}",
	    (long long)one, (long long)two);
}

static const char *event(
    struct place *place, const char *uuid, const char *tag, const char *value)
{
	return arena_printf(place->arena,
	    "{\"Event\":{\"uuid\":\"%s\",\"Tag\":[{\"name\":\"%s\"}],\"Attribute\":[{\"type\":"
	    "\"domain\",\"value\":\"%s\",\"to_ids\":true},{\"type\":\"comment\",\"value\":"
	    "\"c\"},"
	    "{\"type\":\"ip-dst\",\"value\":\"10.0.0.1\",\"to_ids\":true}]}}",
	    uuid, tag, value);
}

struct stage {
	struct place *place;
	struct db *db;
	struct actor boss;
	struct web web;
	struct ioc_source s;
};

static void begin(struct stage *st, struct place *place)
{
	*st = (struct stage){.place = place, .db = place_open(place)};
	st->boss =
	    (struct actor){.person = desk_place_person(place, st->db, "boss"), .name = "boss"};
	(void)desk_place_role(place, st->db, st->boss.person, ROLE_COORDINATOR, NULL);
	st->s = (struct ioc_source){.name = "CERT-X",
	    .url = "https://misp.example/feed",
	    .key = "secret",
	    .every = 6,
	    .days = 30,
	    .keep = 10,
	    .confidence = IOC_HIGH,
	    .fp_rate = IOC_FP_LOW,
	    .tlp = TLP_GREEN};
	assert_int_equal(ioc_source_save(st->db, &st->boss, &st->s, NOW, place->arena), 0);
	page(&st->web, BASE "manifest.json", manifest(place, NOW / 1000 - 60, NOW / 1000 - 120),
	    0);
	page(&st->web, BASE ONE ".json", event(place, ONE, "tlp:amber", "evil.example"), 0);
	page(&st->web, BASE TWO ".json", event(place, TWO, "tlp:green", "bad.example"), 0);
}

static struct ioc_pulled pull(struct stage *st, int64_t now)
{
	const struct ioc_pull p = {.db = st->db, .fetch = answer, .arg = &st->web, .now = now};
	struct ioc_pulled got = {0};

	assert_int_equal(ioc_source_claim(st->db, now, st->place->arena, &st->s), 1);
	assert_int_equal(ioc_pull(&p, &st->s, st->place->arena, &got), 0);
	assert_int_equal(ioc_source_get(st->db, st->s.id, st->place->arena, &st->s), 0);
	assert_int_equal(st->s.lease, 0);
	return got;
}

static void switch_on(struct stage *st, int64_t now)
{
	assert_int_equal(
	    ioc_source_switch(st->db, &st->boss, st->s.id, true, now, st->place->arena), 0);
}

static int64_t count(struct stage *st)
{
	return place_int(st->db, "SELECT count(*) FROM ioc");
}

static void end(struct stage *st)
{
	(void)db_close(st->db);
}

TEST_STORE(ioc_pull_looks_before_it_takes)
{
	struct stage st;
	struct ioc_pulled got;
	struct ioc i = {0};

	begin(&st, place);
	got = pull(&st, NOW + 1);
	assert_false(got.took);
	assert_null(got.failed);
	assert_int_equal(got.events, 2);
	assert_int_equal(got.wanted, 2);
	assert_int_equal(got.read, 2);
	assert_int_equal(got.added, 2);
	assert_int_equal(got.refused, 2); /* private addresses */
	assert_int_equal(got.left, 2);
	assert_int_equal(count(&st), 0);
	assert_string_equal(st.web.key, "secret");
	assert_non_null(strstr(st.s.told, "evil.example"));
	assert_non_null(strstr(st.s.told, "TLP:AMBER"));
	assert_null(strstr(st.s.told, "secret"));
	switch_on(&st, NOW + 2);
	got = pull(&st, NOW + 3);
	assert_true(got.took);
	assert_int_equal(got.added, 2);
	assert_int_equal(count(&st), 2);
	assert_int_equal(st.s.events, 2);
	assert_int_equal(st.s.due, NOW + 3 + 6 * 3600000);
	assert_int_equal(desk_find(st.db, &ioc_type, "WHERE \"value\" = $1",
			     DESK_PARAMS(DESK_TEXT("evil.example")), place->arena, &i),
	    0);
	assert_int_equal(i.state, IOC_CANDIDATE);
	assert_int_equal(i.tlp, TLP_AMBER);
	assert_int_equal(i.confidence, IOC_HIGH);
	assert_int_equal(i.expires, NOW + 3 + INT64_C(10) * DAY_MS);
	assert_string_equal(i.source, "CERT-X: Their CERT");
	assert_string_equal(i.created_by, st.boss.person);
	end(&st);
}

TEST_STORE(ioc_pull_takes_what_changed_and_nothing_twice)
{
	struct stage st;
	struct ioc_pulled got;

	begin(&st, place);
	(void)pull(&st, NOW);
	switch_on(&st, NOW);
	(void)pull(&st, NOW);
	st.web.asked = 0;
	assert_int_equal(ioc_source_ask(st.db, &st.boss, st.s.id, NOW, place->arena), 0);
	got = pull(&st, NOW);
	assert_int_equal(got.wanted, 0);
	assert_int_equal(st.web.asked, 1); /* the manifest alone */
	page(&st.web, BASE "manifest.json", manifest(place, NOW / 1000, NOW / 1000 - 120), 0);
	page(&st.web, BASE ONE ".json", event(place, ONE, "tlp:amber", "worse.example"), 0);
	got = pull(&st, st.s.due);
	assert_int_equal(got.wanted, 1);
	assert_int_equal(got.added, 1);
	assert_int_equal(count(&st), 3);
	/* What is older than is wanted is left alone. */
	page(&st.web, BASE "manifest.json", manifest(place, 5, 6), 0);
	assert_int_equal(pull(&st, st.s.due).wanted, 0);
	end(&st);
}

TEST_STORE(ioc_pull_passes_over_events_that_are_none)
{
	static const char *const wrong[] = {"", "<html>", "{\"Event\":{}}", "{}", "[]",
	    "{\"Event\":{\"uuid\":\"" TWO "\",\"Attribute\":[]}}",
	    "{\"Event\":{\"uuid\":\"" ONE "\"}}"};
	struct stage st;

	begin(&st, place);
	(void)pull(&st, NOW);
	switch_on(&st, NOW);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct ioc_pulled got;

		page(&st.web, BASE "manifest.json",
		    manifest(place, NOW / 1000 + (int64_t)i, NOW / 1000 - 120), 0);
		page(&st.web, BASE ONE ".json", wrong[i], 0);
		got = pull(&st, i ? st.s.due : NOW);
		assert_null(got.failed);
		assert_int_equal(got.wrong, 1);
		assert_int_equal(count(&st), 1); /* the other one */
		/* Not asked for again until it changes. */
		assert_int_equal(pull(&st, st.s.due).wanted, 0);
	}
	end(&st);
}

TEST_STORE(ioc_pull_goes_on_after_a_failure_of_the_peer)
{
	struct stage st;
	struct ioc_pulled got;

	begin(&st, place);
	(void)pull(&st, NOW);
	switch_on(&st, NOW);
	page(&st.web, BASE TWO ".json", NULL, ERR_DENIED); /* the older one comes second */
	got = pull(&st, NOW);
	assert_non_null(got.failed);
	assert_int_equal(got.added, 1);
	assert_int_equal(count(&st), 1);
	assert_int_equal(st.s.failures, 1);
	assert_int_equal(st.s.due, NOW + IOC_PULL_AGAIN);
	assert_non_null(strstr(st.s.failed, "misp.example: no"));
	got = pull(&st, st.s.due);
	assert_int_equal(got.wanted, 1);
	assert_int_equal(st.s.failures, 2);
	assert_int_equal(st.s.due, NOW + 3 * IOC_PULL_AGAIN);
	page(&st.web, BASE TWO ".json", event(place, TWO, "tlp:green", "bad.example"), 0);
	got = pull(&st, st.s.due);
	assert_null(got.failed);
	assert_null(st.s.failed);
	assert_int_equal(count(&st), 2);
	/* The whole feed is away, or is none any more: what is known stays. */
	page(&st.web, BASE "manifest.json", "<html>sign in</html>", 0);
	got = pull(&st, st.s.due);
	assert_non_null(strstr(got.failed, "no manifest"));
	page(&st.web, BASE "manifest.json", NULL, ERR_TIMEOUT);
	assert_non_null(pull(&st, st.s.due).failed);
	assert_int_equal(count(&st), 2);
	end(&st);
}

TEST_STORE(ioc_pull_is_in_the_name_of_somebody_who_may)
{
	struct stage st;
	struct ioc_pulled got;

	begin(&st, place);
	(void)pull(&st, NOW);
	switch_on(&st, NOW);
	assert_int_equal(
	    desk_exec(st.db, "UPDATE membership SET \"until\" = 1", NULL, 0, NULL), 0);
	got = pull(&st, NOW);
	assert_non_null(got.failed);
	assert_int_equal(count(&st), 0);
	assert_int_equal(st.s.failures, 1);
	end(&st);
}

TEST_STORE(ioc_pull_that_is_stopped_says_nothing_of_the_source)
{
	struct stage st;

	begin(&st, place);
	page(&st.web, BASE "manifest.json", NULL, ERR_CANCELLED);
	assert_true(pull(&st, NOW).stopped);
	assert_int_equal(st.s.failures, 0);
	assert_null(st.s.failed);
	assert_int_equal(st.s.asked, NOW); /* the next server does it */
	page(&st.web, BASE "manifest.json", manifest(place, NOW / 1000, NOW / 1000), 0);
	(void)pull(&st, NOW + 1);
	switch_on(&st, NOW + 2);
	page(&st.web, BASE TWO ".json", NULL, ERR_CANCELLED);
	assert_true(pull(&st, NOW + 3).stopped);
	assert_int_equal(count(&st), 1); /* what was taken stays */
	assert_int_equal(st.s.events, 1);
	assert_int_equal(st.s.failures, 0);
	page(&st.web, BASE TWO ".json", event(place, TWO, "tlp:green", "bad.example"), 0);
	assert_null(pull(&st, NOW + 4).failed);
	assert_int_equal(count(&st), 2);
	end(&st);
}

TEST_STORE(ioc_pull_never_takes_red_and_never_widens)
{
	struct stage st;
	struct ioc_pulled got;

	begin(&st, place);
	page(&st.web, BASE ONE ".json", event(place, ONE, "tlp:red", "evil.example"), 0);
	page(&st.web, BASE TWO ".json", event(place, TWO, "tlp:clear", "bad.example"), 0);
	(void)pull(&st, NOW);
	switch_on(&st, NOW);
	got = pull(&st, NOW);
	assert_int_equal(got.added, 1);
	assert_int_equal(
	    place_int(st.db, "SELECT count(*) FROM ioc WHERE \"tlp\" = 'green'"), 1);
	assert_int_equal(count(&st), 1);
	end(&st);
}
