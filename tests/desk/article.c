#include "desk/article.h"

#include "desk/article_seat.h"
#include "desk/article_seed.h"
#include "desk/article_sight.h"
#include "desk/article_starter.h"
#include "desk/article_tell.h"
#include "desk_place.h"
#include "store/desk.h"

/* What the states allow, written down a second time. */
static const struct {
	const char *from, *to;
	bool note;
} want[ARTICLE_ACTIONS] = {
    [ARTICLE_DO_SUBMIT] = {"draft updating", "review", false},
    [ARTICLE_DO_RETURN] = {"review", NULL, true},
    [ARTICLE_DO_PUBLISH] = {"review", "published", false},
    [ARTICLE_DO_UPDATE] = {"published", "updating", false},
    [ARTICLE_DO_DROP] = {"updating", "published", false},
    [ARTICLE_DO_CONFIRM] = {"published", "published", false},
    [ARTICLE_DO_WITHDRAW] = {"published updating", "withdrawn", true},
};

static void try_one(int was, int action, int role, int64_t revision)
{
	const struct actor person = {.person = "p9", .name = "N"};
	struct article a = {.id = "a1", .ref = "W", .state = was, .revision = revision};
	struct article after = {.state = 99};
	struct article_step step = {action, 1u << role, "because", false};
	bool by = role == ROLE_ANALYST || role == ROLE_COORDINATOR;
	bool in = strstr(want[action].from, article_state_names[was]) != NULL;
	const char *to = want[action].to;
	struct msg msg = {0};
	int r = article_apply(&a, &step, &person, NOW, &after, &msg);

	assert_int_equal(r, !by ? ERR_DENIED : !in ? ERR_UNSUPPORTED : 0);
	assert_int_equal(article_allows(was, action, role), by && in);
	if (r < 0) {
		place_assert_msg(&msg);
		assert_int_equal(after.state, 99);
		return;
	}
	assert_string_equal(article_state_names[after.state], to         ? to
							      : revision ? "updating"
									 : "draft");
	step.note = NULL;
	assert_int_equal(article_apply(&a, &step, &person, NOW, &after, &msg),
	    want[action].note ? ERR_RANGE : 0);
}

TEST(article_every_state_action_and_role)
{
	for (int was = 0; was < ARTICLE_STATES; was++)
		for (int action = 0; action < ARTICLE_ACTIONS; action++)
			for (int role = 0; role <= ROLE_AUDITOR; role++) {
				try_one(was, action, role, 0);
				try_one(was, action, role, 2);
			}
}

TEST(who_wrote_does_not_publish)
{
	static const char *wrote[] = {"p1", "p2"};
	const struct actor author = {.person = "p2"}, other = {.person = "p3"};
	struct article a = {
	    .ref = "W", .state = ARTICLE_REVIEW, .authors = {wrote, 2}, .review_months = 1};
	struct article_step step = {ARTICLE_DO_PUBLISH, 1u << ROLE_ANALYST, NULL, false};
	struct article after;
	struct msg msg = {0};

	assert_int_equal(article_apply(&a, &step, &author, NOW, &after, &msg), ERR_DENIED);
	assert_int_equal(article_apply(&a, &step, NULL, NOW, &after, &msg), ERR_DENIED);
	assert_int_equal(article_apply(&a, &step, &other, NOW, &after, &msg), 0);
	assert_int_equal(after.revision, 1);
	assert_int_equal(after.authors.n, 0);
	/* 18 November, and a month later; the last day of January, and that of February. */
	assert_int_equal(after.review_due, NOW + 30LL * DAY_MS);
	assert_int_equal(article_due_after(&a, 1801353600000) - 1801353600000, 28LL * DAY_MS);
	a.review_months = 0;
	assert_int_equal(article_due_after(&a, NOW), 0);
}

TEST(what_is_missing_of_an_article_is_said)
{
	struct article_text t = {.lang = "en", .title = "T", .lead = "L", .body = " \n"};
	struct article_document d = {.article = {.lang = "en"}, .texts = {&t, 1, 1}};
	struct msg msg = {0};

	assert_int_equal(article_complete(&d, &msg), ERR_RANGE);
	t.body = "B";
	assert_int_equal(article_complete(&d, &msg), 0);
	d.article.tlp = TLP_RED;
	assert_int_equal(article_complete(&d, &msg), ERR_RANGE);
	d.article.tlp = TLP_CLEAR;
	d.article.kind = ARTICLE_EVENT;
	assert_int_equal(article_complete(&d, &msg), ERR_RANGE);
	d.article.starts = d.article.ends = NOW;
	assert_int_equal(article_complete(&d, &msg), 0);
	d.article.lang = "nb";
	assert_int_equal(article_complete(&d, &msg), ERR_RANGE);
}

/* Every label for everybody, by the words of the specification. */
TEST(labels_reach_as_far_as_they_say)
{
	const struct audience_membership member = {.org = {"o1", "o1/"}, .active = true};
	const struct audience_viewer passer = {0}, nemo = {.person = "p1"};
	const struct audience_viewer inside = {
	    .person = "p2", .memberships = &member, .nmemberships = 1};
	const struct audience_viewer reader = {.person = "p3", .cert_roles = 1u << ROLE_READER};
	const struct audience_viewer writer = {
	    .person = "p4", .cert_roles = 1u << ROLE_ANALYST};
	const unsigned clear = 1u << TLP_CLEAR, most = clear | 1u << TLP_GREEN |
						       1u << TLP_AMBER | 1u << TLP_AMBER_STRICT;
	struct article draft = {.tlp = TLP_CLEAR, .author = "p2"};

	assert_int_equal(article_labels_seen(&passer), clear);
	assert_int_equal(article_labels_seen(&nemo), clear);
	assert_int_equal(article_labels_seen(&inside), most);
	assert_int_equal(article_labels_seen(&reader), most);
	assert_int_equal(article_labels_seen(&writer), most);
	assert_false(article_draft_seen_by(&draft, &passer));
	assert_false(article_draft_seen_by(&draft, &reader));
	assert_true(article_draft_seen_by(&draft, &writer));
	assert_true(article_draft_seen_by(&draft, &inside)); /* who wrote it */
	for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
		struct article a = {.tlp = tlp, .revision = 1};

		assert_int_equal(article_seen_by(&a, &passer), tlp == TLP_CLEAR);
		assert_int_equal(article_seen_by(&a, &inside), tlp < TLP_RED);
	}
}

static struct article_document draft_of(struct place *place, const char *title)
{
	struct article_document d = {.article = {.title = title,
					 .lang = "fr",
					 .kind = ARTICLE_EVENT,
					 .starts = NOW + 1000,
					 .ends = NOW + 2000,
					 .seats = 2,
					 .review_months = 12}};

	vec_push(place->arena, &d.texts,
	    (struct article_text){.lang = "fr", .title = title, .lead = "S", .body = "B"});
	return d;
}

static int act(struct place *place, struct db *db, const char *id, int action, const char *note)
{
	const struct actor other = {.person = "p3"};
	const struct article_step step = {action, 1u << ROLE_ANALYST, note, false};

	return article_act(db, &other, id, &step, NOW + 5, place->arena, NULL);
}

static int64_t rows(struct db *db, const char *sql, const char *id)
{
	int64_t n = -1;

	assert_int_equal(desk_number(db, sql, DESK_PARAMS(DESK_TEXT(id)), &n), 0);
	return n;
}

#define OUT "SELECT count(*) FROM article_out WHERE \"article\" = $1"

TEST_STORE(an_article_is_written_published_updated_and_dropped)
{
	struct db *db = place_open(place);
	const struct actor author = {.person = "p1"};
	struct article_document d = draft_of(place, "T"), got = {0}, stale;

	assert_int_equal(article_create(db, &author, &d, NOW, place->arena), 0);
	assert_string_equal(d.article.ref, "W-2026-0001");
	stale = d;
	assert_int_equal(article_save(db, &author, &d, NOW, place->arena), 0);
	assert_int_equal(article_save(db, &author, &stale, NOW, place->arena), ERR_BUSY);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_SUBMIT, NULL), 0);
	assert_int_equal(rows(db, OUT, d.article.id), 0);
	assert_int_equal(article_save(db, &author, &d, NOW, place->arena), ERR_UNSUPPORTED);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_PUBLISH, "first"), 0);
	desk_place_logged(place, db, "article.publish");
	assert_int_equal(rows(db, OUT, d.article.id), 3);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_UPDATE, NULL), 0);
	assert_int_equal(article_load(db, d.article.id, place->arena, &d), 0);
	d.texts.items[0].title = "Other";
	d.article.title = "Other";
	assert_int_equal(article_save(db, &author, &d, NOW, place->arena), 0);
	assert_int_equal(article_load_revision(db, d.article.id, 0, place->arena, &got), 0);
	assert_string_equal(got.texts.items[0].title, "T");
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_DROP, NULL), 0);
	assert_int_equal(article_load(db, d.article.id, place->arena, &got), 0);
	assert_string_equal(got.texts.items[0].title, "T");
	assert_int_equal(got.article.state, ARTICLE_PUBLISHED);
	assert_int_equal(got.article.authors.n, 0);
	assert_int_equal(
	    article_load_revision(db, d.article.id, 2, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_WITHDRAW, "gone"), 0);
	assert_int_equal(rows(db, OUT, d.article.id), 0);
	assert_int_equal(act(place, db, "nothing", ARTICLE_DO_SUBMIT, NULL), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(seats_go_to_who_asked_first)
{
	struct db *db = place_open(place);
	const struct actor author = {.person = "p1"};
	const struct actor people[] = {
	    {.person = "a"}, {.person = "b"}, {.person = "c"}, {.person = "d"}};
	struct article_document d = draft_of(place, "T");
	struct article_seats there = {0};
	struct article_seat seat;

	assert_int_equal(article_create(db, &author, &d, NOW, place->arena), 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(article_seat_book(db, &people[i], &d.article, NULL, "n",
				     NOW + i, place->arena, &seat),
		    0);
		assert_int_equal(
		    seat.state, i < 2 ? ARTICLE_SEAT_BOOKED : ARTICLE_SEAT_WAITING);
	}
	/* Who asks again keeps the place. */
	assert_int_equal(article_seat_book(db, &people[2], &d.article, NULL, "other", NOW + 9,
			     place->arena, &seat),
	    0);
	assert_int_equal(seat.asked, NOW + 2);
	assert_int_equal(
	    article_seat_cancel(db, &people[0], &d.article, "a", NOW + 10, place->arena), 0);
	assert_int_equal(article_seat_of(db, d.article.id, "c", place->arena, &seat), 0);
	assert_int_equal(seat.state, ARTICLE_SEAT_BOOKED);
	assert_int_equal(
	    article_seat_cancel(db, &people[0], &d.article, "a", NOW + 11, place->arena),
	    ERR_NOTFOUND);
	/* Who comes back is last. */
	assert_int_equal(article_seat_book(db, &people[0], &d.article, NULL, NULL, NOW + 12,
			     place->arena, &seat),
	    0);
	assert_int_equal(seat.state, ARTICLE_SEAT_WAITING);
	assert_int_equal(article_seats_count(db, d.article.id, &there), 0);
	assert_int_equal(there.booked, 2);
	assert_int_equal(there.waiting, 2);
	d.article.seats_until = NOW;
	assert_int_equal(article_seat_book(db, &people[1], &d.article, NULL, NULL, NOW + 1,
			     place->arena, &seat),
	    ERR_UNSUPPORTED);
	d.article.seats_until = 0;
	d.article.seats = 0;
	assert_int_equal(article_seat_book(db, &people[1], &d.article, NULL, NULL, NOW + 1,
			     place->arena, &seat),
	    ERR_UNSUPPORTED);
	(void)db_close(db);
}

TEST(subscriptions_ask_for_kinds_and_tags)
{
	static const char *kinds[] = {"guide"}, *tags[] = {"backup"}, *others[] = {"mail"};
	struct article_subscription s = {.kinds = {kinds, 1}};
	struct article a = {.kind = ARTICLE_GUIDE, .tags = {tags, 1}};

	assert_true(article_wanted(&s, &a));
	s.tags = (struct text_list){others, 1};
	assert_false(article_wanted(&s, &a));
	s.tags = (struct text_list){tags, 1};
	assert_true(article_wanted(&s, &a));
	a.kind = ARTICLE_NEWS;
	assert_false(article_wanted(&s, &a));
}

/* --- the starter set --- */

TEST(each_article_of_the_starter_set_is_whole_in_three_languages)
{
	struct arena *arena = arena_new();
	int n = 0;

	for (const struct embed_file *f = embed_watch_starter; f->name; f++, n++) {
		struct article_document d = {0};
		struct msg msg = {0};

		if (article_starter_read(f->bytes, arena, &d, &msg) < 0)
			fail_msg("%s: %s", f->name, msg.detail);
		assert_int_equal(d.texts.n, 3);
		for (int l = 0; article_langs[l]; l++) {
			const struct article_text *t = article_text_in(&d, article_langs[l]);

			assert_string_equal(t->lang, article_langs[l]);
			if (strlen(t->body) < 600 || strlen(t->lead) > 400)
				fail_msg(
				    "%s %s: too short, or its lead too long", f->name, t->lang);
			if (strstr(t->body, "== "))
				fail_msg("%s %s: holds the next language", f->name, t->lang);
		}
		assert_true(d.article.tags.n > 0);
		assert_true(d.article.review_months > 0);
		assert_int_equal(article_complete(&d, &msg), 0);
	}
	assert_true(n >= 8);
	arena_free(arena);
}

TEST(a_broken_article_of_the_starter_set_is_refused)
{
	static const char *const bad[] = {"", "kind: guide\n", "kind: poem\n== en\ntitle: T\n",
	    "kind: guide\n== xx\ntitle: T\nlead: L\n\nB\n",
	    "kind: guide\n== en\ntitle: T\n\nB\n", "kind: guide\n== en\ntitle: T\nlead: L\n\n",
	    "kind: guide\ntags: A B\n== en\ntitle: T\nlead: L\n\nB\n",
	    "kind: guide\nmonths: x\n== en\ntitle: T\nlead: L\n\nB\n",
	    "kind: guide\nother: x\n== en\ntitle: T\nlead: L\n\nB\n", "no colon\n"};
	struct arena *arena = arena_new();
	struct article_document d = {0};
	struct msg msg = {0};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    article_starter_read(span_str(bad[i]), arena, &d, &msg), ERR_SYNTAX);
	assert_int_equal(
	    article_starter_read(
		span_str("kind: guide\ntags: a, b\nmonths: 3\n== fr\ntitle: T: x\nlead: L\n\n"
			 "One\n\n- two\n== nb\ntitle: N\nlead: M\n\nO"),
		arena, &d, &msg),
	    0);
	assert_string_equal(d.article.lang, "fr");
	assert_string_equal(d.texts.items[0].title, "T: x");
	assert_string_equal(d.texts.items[0].body, "One\n\n- two");
	assert_string_equal(d.texts.items[1].body, "O");
	arena_free(arena);
}

TEST_STORE(the_starter_set_is_published_once_and_never_over_what_somebody_wrote)
{
	struct db *db = place_open(place);
	const struct actor author = {.person = "p1"};
	struct article_starter_done done = {0}, again = {0}, newer = {0};
	struct article_document d = {0};
	struct article a, b;

	assert_int_equal(article_starter_load(db, NOW, &done), 0);
	assert_true(done.published >= 8);
	assert_int_equal(article_starter_load(db, NOW + 1, &again), 0);
	assert_int_equal(again.kept, done.published);
	assert_int_equal(again.published + again.updated, 0);
	assert_int_equal(rows(db,
			     "SELECT count(*) FROM article_out WHERE \"article\" <> $1 AND "
			     "\"lang\" = \"written\"",
			     ""),
	    3 * done.published);
	/* Two are as older versions of Varde had them; somebody began to write at one. */
	assert_int_equal(desk_exec(db,
			     "UPDATE article SET \"source_digest\" = 'old' WHERE "
			     "\"source\" IN ('starter:backup', 'starter:phishing')",
			     NULL, 0, NULL),
	    0);
	assert_int_equal(desk_find(db, &article_type, "WHERE \"source\" = 'starter:backup'",
			     NULL, 0, place->arena, &a),
	    0);
	assert_int_equal(act(place, db, a.id, ARTICLE_DO_UPDATE, NULL), 0);
	assert_int_equal(article_load(db, a.id, place->arena, &d), 0);
	d.texts.items[0].body = "Ours";
	assert_int_equal(article_save(db, &author, &d, NOW, place->arena), 0);
	assert_int_equal(article_starter_load(db, NOW + 2, &newer), 0);
	assert_int_equal(newer.updated, 1);
	assert_int_equal(article_load(db, a.id, place->arena, &d), 0);
	assert_string_equal(d.texts.items[0].body, "Ours");
	assert_int_equal(desk_find(db, &article_type, "WHERE \"source\" = 'starter:phishing'",
			     NULL, 0, place->arena, &b),
	    0);
	assert_int_equal(b.revision, 2);
	/* Given up: it was touched nevertheless. */
	assert_int_equal(act(place, db, a.id, ARTICLE_DO_DROP, NULL), 0);
	assert_int_equal(article_starter_load(db, NOW + 3, &newer), 0);
	assert_int_equal(newer.updated, 0);
	(void)db_close(db);
}

TEST_STORE(more_seats_are_for_who_waits_and_they_hear_of_it)
{
	struct db *db = place_open(place);
	const struct actor author = {.person = "p1"};
	const struct actor people[] = {
	    {.person = "a"}, {.person = "b"}, {.person = "c"}, {.person = "d"}};
	struct article_document d = draft_of(place, "T");
	struct article_seats there = {0};
	struct article_seat seat;

	d.article.ends = d.article.ends ? d.article.ends : NOW + DAY_MS;
	assert_int_equal(article_create(db, &author, &d, NOW, place->arena), 0);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_SUBMIT, NULL), 0);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_PUBLISH, NULL), 0);
	assert_int_equal(article_load_revision(db, d.article.id, 0, place->arena, &d), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(article_seat_book(db, &people[i], &d.article, NULL, NULL,
				     NOW + i, place->arena, &seat),
		    0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing WHERE \"template\" = "
				       "'event_booked'"),
	    2);
	/* A draft of other seats moves nobody. */
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_UPDATE, NULL), 0);
	assert_int_equal(article_load(db, d.article.id, place->arena, &d), 0);
	d.article.seats = 3;
	assert_int_equal(article_save(db, &author, &d, NOW + 9, place->arena), 0);
	assert_int_equal(article_seats_count(db, d.article.id, &there), 0);
	assert_int_equal(there.booked, 2);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_SUBMIT, NULL), 0);
	assert_int_equal(act(place, db, d.article.id, ARTICLE_DO_PUBLISH, NULL), 0);
	assert_int_equal(article_seats_count(db, d.article.id, &there), 0);
	assert_int_equal(there.booked, 3);
	assert_int_equal(there.waiting, 1);
	assert_int_equal(article_seat_of(db, d.article.id, "c", place->arena, &seat), 0);
	assert_int_equal(seat.state, ARTICLE_SEAT_BOOKED);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing WHERE \"template\" = "
				       "'event_booked' AND \"person\" = 'c'"),
	    1);
	(void)db_close(db);
}

TEST_STORE(nothing_is_made_of_what_is_not_there)
{
	struct db *db = place_open(place);
	const struct audience_viewer viewer = {
	    .person = "p1", .cert_roles = 1u << ROLE_ANALYST};
	const struct actor actor = {.person = "p1"};
	const char *id = NULL;

	assert_int_equal(article_seed_make(db, &actor, &viewer, "advisory", "x", NULL, NOW,
			     place->arena, &id),
	    ERR_NOTFOUND);
	assert_int_equal(
	    article_seed_make(db, &actor, &viewer, "poem", "x", NULL, NOW, place->arena, &id),
	    ERR_NOTFOUND);
	assert_null(id);
	(void)db_close(db);
}
