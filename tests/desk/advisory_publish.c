/* An advisory on its way: match, publication, mails, answers, update, withdrawal. */
#include "desk/advisory_publish.h"

#include "desk/advisory_answer.h"
#include "desk/advisory_sight.h"
#include "desk_place.h"
#include "model/log.h"
#include "model/order.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

struct world {
	struct place *place;
	struct db *db;
	const char *group, *site, *other, *officer, *chief, *stranger, *analyst;
	int orders;
};

static const char *const targets[] = {"192.0.2.0/24", NULL};

/* A finished run of the organisation's order that saw v:p of that version. */
static void saw(struct world *w, const char *org, const char *version)
{
	struct arena *a = w->place->arena;
	const char *id = arena_printf(a, "r%d", w->orders);
	struct run run = place_run(a, id, NOW + w->orders, targets);
	struct audit_order *order = place_hostile(&audit_order_type, a, w->orders++);
	struct obs_unit unit = {
	    .unit = "u", .time = NOW, .stage = "examine", .state = UNIT_DONE};
	struct obs_service service = {.unit = "u",
	    .time = NOW,
	    .addr = "192.0.2.1",
	    .port = 80,
	    .protocol = "http",
	    .vendor = "v",
	    .product = "p",
	    .version = version};
	struct observations obs = {0};

	run.state = RUN_FINISHED;
	order->id = arena_printf(a, "order-%s", id);
	order->ref = arena_printf(a, "A-%s", id);
	order->org = org;
	order->run = id;
	assert_int_equal(desk_insert(w->db, &audit_order_type, order), 0);
	assert_int_equal(run_insert(w->db, &run), 0);
	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &service});
	vec_push(a, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	assert_int_equal(obs_store_unit(w->db, id, &obs), 0);
}

static struct world world(struct place *place)
{
	struct world w = {.place = place, .db = place_open(place)};

	w.group = desk_place_org(place, w.db, "Group", ORG_GROUP, NULL);
	w.site = desk_place_org(place, w.db, "Site", ORG_HOSPITAL, w.group);
	w.other = desk_place_org(place, w.db, "Other", ORG_HOSPITAL, NULL);
	w.officer = desk_place_person(place, w.db, "officer");
	w.chief = desk_place_person(place, w.db, "chief");
	w.stranger = desk_place_person(place, w.db, "stranger");
	w.analyst = desk_place_person(place, w.db, "analyst");
	(void)desk_place_role(place, w.db, w.officer, ROLE_OFFICER, w.site);
	(void)desk_place_role(place, w.db, w.chief, ROLE_GROUP_OFFICER, w.group);
	(void)desk_place_role(place, w.db, w.stranger, ROLE_OFFICER, w.other);
	(void)desk_place_role(place, w.db, w.analyst, ROLE_ANALYST, NULL);
	saw(&w, w.site, "1.0");
	saw(&w, w.other, "2.0");
	return w;
}

static const char *make(struct world *w, int audience, int tlp)
{
	static const char *lines[] = {"v:p <1.5"};
	const struct actor author = {.person = "p1"};
	struct advisory_document d = {.advisory = {.title = "T",
					  .lang = "en",
					  .chance = ADVISORY_HIGH,
					  .damage = ADVISORY_HIGH,
					  .tlp = tlp,
					  .audience = audience,
					  .products = {lines, 1}}};

	if (audience == ADVISORY_FOR_GROUPS || audience == ADVISORY_FOR_LIST)
		text_list_add(&d.advisory.orgs, w->place->arena, w->group);
	if (tlp == TLP_RED)
		text_list_add(&d.advisory.persons, w->place->arena, w->officer);
	vec_push(w->place->arena, &d.texts,
	    (struct advisory_text){.lang = "en", .title = "T", .summary = "S", .remedy = "R"});
	assert_int_equal(advisory_create(w->db, &author, &d, NOW, w->place->arena), 0);
	return d.advisory.id;
}

static void step(struct world *w, const char *id, int action, const char *note)
{
	const struct actor other = {.person = "p3"};
	struct advisory_step s = {action, 1u << ROLE_COORDINATOR, note, 0};
	int r;

	if (action == ADVISORY_DO_PUBLISH || action == ADVISORY_DO_WITHDRAW)
		r = advisory_publish(w->db, knowledge_builtin(), &other, id, &s, NOW + 10,
		    w->place->arena, NULL);
	else
		r = advisory_act(w->db, &other, id, &s, NOW + 10, w->place->arena, NULL);
	if (r < 0)
		fail_msg("%s: %s", db_msg(w->db)->what, db_msg(w->db)->detail);
}

static void publish(struct world *w, const char *id)
{
	step(w, id, ADVISORY_DO_SUBMIT, NULL);
	step(w, id, ADVISORY_DO_APPROVE, NULL);
	step(w, id, ADVISORY_DO_PUBLISH, "what is new");
}

static int64_t mails(struct world *w, const char *person)
{
	int64_t n = 0;

	assert_int_equal(desk_number(w->db,
			     "SELECT count(*) FROM outgoing WHERE \"person\" = $1 AND "
			     "\"template\" LIKE 'advisory%'",
			     DESK_PARAMS(DESK_TEXT(person)), &n),
	    0);
	return n;
}

static bool sees(struct world *w, const char *id, const char *person)
{
	struct who who = {0};
	struct audience_viewer viewer;
	struct advisory_document d = {0};
	int r;

	if (person)
		who = desk_place_who(w->place, w->db, person, NOW + 20);
	advisory_viewer(&who, w->place->arena, &viewer);
	assert_int_equal(advisory_load_published(w->db, id, w->place->arena, &d), 0);
	r = advisory_seen_by(w->db, &d.advisory, &viewer, w->place->arena);
	assert_in_range(r, 0, 1);
	return r == 1;
}

static struct advisory_delivery at(struct world *w, const char *id, const char *org)
{
	struct advisory_delivery d = {0};

	assert_int_equal(advisory_delivery_find(w->db, id, org, w->place->arena, &d), 0);
	return d;
}

TEST_STORE(it_goes_to_those_where_it_was_seen_and_to_nobody_else)
{
	struct world w = world(place);
	const char *id = make(&w, ADVISORY_FOR_MATCH, TLP_AMBER);
	struct advisory_delivery d = {0};
	struct advisory_asset asset;

	publish(&w, id);
	d = at(&w, id, w.site);
	assert_int_equal(d.matches, 1);
	advisory_asset_read(d.assets.items[0], place->arena, &asset);
	assert_string_equal(asset.where, "192.0.2.1:80");
	assert_string_equal(asset.what, "p 1.0");
	assert_int_equal(
	    advisory_delivery_find(w.db, id, w.other, place->arena, &d), ERR_NOTFOUND);
	assert_int_equal(mails(&w, w.officer), 1);
	assert_int_equal(mails(&w, w.stranger), 0);
	assert_true(sees(&w, id, w.officer));
	assert_true(sees(&w, id, w.chief));
	assert_true(sees(&w, id, w.analyst));
	assert_false(sees(&w, id, w.stranger));
	assert_false(sees(&w, id, NULL));
	(void)db_close(w.db);
}

TEST_STORE(labels_say_who_sees_it)
{
	struct world w = world(place);
	const char *strict = make(&w, ADVISORY_FOR_MATCH, TLP_AMBER_STRICT);
	const char *red = make(&w, ADVISORY_FOR_MATCH, TLP_RED);
	const char *clear = make(&w, ADVISORY_FOR_ALL, TLP_CLEAR);
	const char *green = make(&w, ADVISORY_FOR_ALL, TLP_GREEN);
	const char *group = make(&w, ADVISORY_FOR_GROUPS, TLP_AMBER);

	publish(&w, strict);
	assert_true(sees(&w, strict, w.officer));
	assert_false(sees(&w, strict, w.chief));
	publish(&w, red);
	assert_true(sees(&w, red, w.officer));
	assert_false(sees(&w, red, w.chief));
	assert_false(sees(&w, red, w.analyst));
	publish(&w, clear);
	assert_true(sees(&w, clear, NULL));
	publish(&w, green);
	assert_false(sees(&w, green, NULL));
	assert_true(sees(&w, green, w.stranger));
	publish(&w, group);
	assert_true(sees(&w, group, w.officer));
	assert_false(sees(&w, group, w.stranger));
	(void)db_close(w.db);
}

TEST_STORE(answers_fill_the_board)
{
	struct world w = world(place);
	const char *id = make(&w, ADVISORY_FOR_ALL, TLP_AMBER);
	const struct actor officer = {.person = w.officer};
	struct advisory_said said = {.answer = ADVISORY_PLANNED, .note = "soon"};
	struct advisory_delivery d;
	struct advisory_figures figures;

	publish(&w, id);
	d = at(&w, id, w.site);
	assert_int_equal(advisory_open(w.db, &officer, &d, NOW + 30), 0);
	assert_int_equal(advisory_open(w.db, &officer, &d, NOW + 40), 0);
	assert_int_equal(at(&w, id, w.site).opened, NOW + 30);
	assert_int_equal(advisory_answer_put(
			     w.db, &officer, id, w.site, &said, NOW + 50, place->arena, NULL),
	    ERR_RANGE);
	said.planned = NOW + 3 * (int64_t)DAY_MS;
	assert_int_equal(
	    advisory_answer_put(w.db, &officer, id, w.site, &said, NOW + 50, place->arena, &d),
	    0);
	assert_string_equal(d.note, "soon");
	desk_place_logged(place, w.db, "advisory.answer");
	assert_int_equal(advisory_figures_count(w.db, id, &figures), 0);
	assert_int_equal(figures.recipients, 3);
	assert_int_equal(figures.opened, 1);
	assert_int_equal(figures.matched, 1);
	assert_int_equal(figures.answers[ADVISORY_PLANNED], 1);
	assert_int_equal(figures.answers[ADVISORY_UNANSWERED], 2);
	(void)db_close(w.db);
}

TEST_STORE(an_update_is_not_seen_before_it_goes_out)
{
	struct world w = world(place);
	const char *id = make(&w, ADVISORY_FOR_ALL, TLP_AMBER);
	const struct actor author = {.person = "p1"};
	struct advisory_document d = {0}, out = {0};

	publish(&w, id);
	step(&w, id, ADVISORY_DO_UPDATE, NULL);
	assert_int_equal(advisory_load(w.db, id, place->arena, &d), 0);
	d.advisory.title = d.texts.items[0].title = "Another";
	d.advisory.tlp = TLP_CLEAR;
	assert_int_equal(advisory_save(w.db, &author, &d, NOW, place->arena), 0);
	assert_int_equal(advisory_load_published(w.db, id, place->arena, &out), 0);
	assert_string_equal(out.texts.items[0].title, "T");
	assert_int_equal(out.advisory.tlp, TLP_AMBER);
	assert_false(sees(&w, id, NULL));
	step(&w, id, ADVISORY_DO_DROP, NULL);
	assert_int_equal(advisory_load(w.db, id, place->arena, &d), 0);
	assert_string_equal(d.texts.items[0].title, "T");
	step(&w, id, ADVISORY_DO_UPDATE, NULL);
	publish(&w, id);
	assert_int_equal(advisory_load_published(w.db, id, place->arena, &out), 0);
	assert_int_equal(out.advisory.revision, 2);
	assert_int_equal(out.revisions.n, 2);
	assert_int_equal(at(&w, id, w.site).revision, 2);
	assert_int_equal(mails(&w, w.officer), 2);
	step(&w, id, ADVISORY_DO_WITHDRAW, "it was wrong");
	assert_int_equal(advisory_load_published(w.db, id, place->arena, &out), 0);
	assert_int_equal(out.advisory.state, ADVISORY_WITHDRAWN);
	assert_string_equal(out.advisory.note, "it was wrong");
	assert_int_equal(mails(&w, w.officer), 3);
	(void)db_close(w.db);
}
