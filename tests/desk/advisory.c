#include "desk/advisory.h"

#include "desk_place.h"
#include "store/desk.h"

/* What cert-desk 2.6 allows, written down a second time. */
static const struct {
	const char *from, *to, *who;
	bool note;
} want[ADVISORY_ACTIONS] = {
    [ADVISORY_DO_ASSESS] = {"signal dismissed", "assessing", "analyst coordinator", false},
    [ADVISORY_DO_DISMISS] = {"signal assessing drafting", "dismissed", "analyst coordinator",
	true},
    [ADVISORY_DO_DRAFT] = {"assessing", "drafting", "analyst coordinator", false},
    [ADVISORY_DO_SUBMIT] = {"drafting updating", "review", "analyst coordinator", false},
    [ADVISORY_DO_RETURN] = {"review approved", NULL, "analyst coordinator", true},
    [ADVISORY_DO_APPROVE] = {"review", "approved", "analyst coordinator", false},
    [ADVISORY_DO_PUBLISH] = {"approved", "published", "analyst coordinator", true},
    [ADVISORY_DO_UPDATE] = {"published", "updating", "analyst coordinator", false},
    [ADVISORY_DO_DROP] = {"updating", "published", "analyst coordinator", false},
    [ADVISORY_DO_WITHDRAW] = {"published updating", "withdrawn", "coordinator", true},
};

static bool has(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static void try_one(int was, int action, int role, int64_t revision)
{
	const struct actor person = {.person = "p9", .name = "N"};
	struct advisory a = {
	    .id = "a1", .ref = "ADV", .state = was, .reviewer = "p8", .revision = revision};
	struct advisory after = {.state = 99};
	struct advisory_step step = {action, 1u << role, "because", 1};
	bool by = has(want[action].who, role_names[role]);
	bool in = has(want[action].from, advisory_state_names[was]);
	const char *to = want[action].to;
	struct msg msg = {0};
	int r = advisory_apply(&a, &step, &person, NOW, &after, &msg);

	assert_int_equal(r, !by ? ERR_DENIED : !in ? ERR_UNSUPPORTED : 0);
	assert_int_equal(advisory_allows(was, action, role), by && in);
	if (r < 0) {
		place_assert_msg(&msg);
		assert_int_equal(after.state, 99);
		return;
	}
	assert_string_equal(advisory_state_names[after.state], to         ? to
							       : revision ? "updating"
									  : "drafting");
	step.note = NULL;
	assert_int_equal(advisory_apply(&a, &step, &person, NOW, &after, &msg),
	    want[action].note ? ERR_RANGE : 0);
}

TEST(advisory_every_state_action_and_role)
{
	for (int was = 0; was < ADVISORY_STATES; was++)
		for (int action = 0; action < ADVISORY_ACTIONS; action++)
			for (int role = 0; role <= ROLE_AUDITOR; role++) {
				try_one(was, action, role, 0);
				try_one(was, action, role, 2);
			}
}

TEST(who_wrote_neither_approves_nor_sends_to_many)
{
	static const char *wrote[] = {"p1", "p2"};
	const struct actor author = {.person = "p2"}, other = {.person = "p3"};
	struct advisory a = {.ref = "ADV", .state = ADVISORY_REVIEW, .authors = {wrote, 2}};
	struct advisory_step step = {ADVISORY_DO_APPROVE, 1u << ROLE_ANALYST, NULL, 0};
	struct advisory after;
	struct msg msg = {0};

	assert_int_equal(advisory_apply(&a, &step, &author, NOW, &after, &msg), ERR_DENIED);
	assert_int_equal(advisory_apply(&a, &step, NULL, NOW, &after, &msg), ERR_DENIED);
	assert_int_equal(advisory_apply(&a, &step, &other, NOW, &after, &msg), 0);
	assert_string_equal(after.reviewer, "p3");
	step = (struct advisory_step){
	    ADVISORY_DO_PUBLISH, 1u << ROLE_ANALYST, "first", ADVISORY_ALONE};
	assert_int_equal(advisory_apply(&after, &step, &author, NOW, &a, &msg), 0);
	assert_int_equal(a.revision, 1);
	assert_int_equal(a.published, NOW);
	assert_int_equal(a.authors.n, 0);
	step.recipients = ADVISORY_ALONE + 1;
	assert_int_equal(advisory_apply(&after, &step, &author, NOW, &a, &msg), ERR_DENIED);
	assert_int_equal(advisory_apply(&after, &step, &other, NOW, &a, &msg), 0);
}

TEST(what_keeps_it_from_going_out)
{
	const struct actor other = {.person = "p3"};
	struct advisory a = {.ref = "ADV",
	    .state = ADVISORY_APPROVED,
	    .tlp = TLP_GREEN,
	    .reviewer = "p3",
	    .embargo = NOW + 1};
	struct advisory_step step = {ADVISORY_DO_PUBLISH, 1u << ROLE_ANALYST, "first", 1};
	struct advisory after;
	struct msg msg = {0};

	assert_int_equal(advisory_apply(&a, &step, &other, NOW, &after, &msg), ERR_UNSUPPORTED);
	assert_int_equal(advisory_apply(&a, &step, &other, NOW + 1, &after, &msg), 0);
	step.recipients = 0;
	assert_int_equal(
	    advisory_apply(&a, &step, &other, NOW + 1, &after, &msg), ERR_UNSUPPORTED);
	a.tlp = TLP_CLEAR;
	assert_int_equal(advisory_apply(&a, &step, &other, NOW + 1, &after, &msg), 0);
	a.reviewer = NULL;
	assert_int_equal(advisory_apply(&a, &step, &other, NOW + 1, &after, &msg), ERR_DENIED);
}

static struct advisory_document draft(struct place *place)
{
	struct advisory_document d = {.advisory = {.title = "T",
					  .lang = "fr",
					  .chance = ADVISORY_HIGH,
					  .damage = ADVISORY_HIGH,
					  .tlp = TLP_AMBER,
					  .audience = ADVISORY_FOR_ALL}};

	vec_push(place->arena, &d.texts,
	    (struct advisory_text){.lang = "fr", .title = "T", .summary = "S"});
	return d;
}

static int act(struct place *place, struct db *db, const char *id, int action, const char *note)
{
	const struct actor other = {.person = "p3"};
	const struct advisory_step step = {action, 1u << ROLE_ANALYST, note, 0};

	return advisory_act(db, &other, id, &step, NOW + 5, place->arena, NULL);
}

TEST_STORE(an_advisory_is_written_submitted_and_returned)
{
	struct db *db = place_open(place);
	const struct actor author = {.person = "p1"};
	struct advisory_document d = draft(place), got = {0}, stale;

	assert_int_equal(advisory_create(db, &author, &d, NOW, place->arena), 0);
	assert_string_equal(d.advisory.ref, "ADV-2026-0001");
	stale = d;
	/* It does not say what is to be done. */
	assert_int_equal(act(place, db, d.advisory.id, ADVISORY_DO_SUBMIT, NULL), ERR_RANGE);
	d.texts.items[0].remedy = "R";
	vec_push(place->arena, &d.texts, (struct advisory_text){.lang = "nb", .title = "N"});
	assert_int_equal(advisory_save(db, &author, &d, NOW, place->arena), 0);
	assert_int_equal(advisory_save(db, &author, &stale, NOW, place->arena), ERR_BUSY);
	assert_int_equal(act(place, db, d.advisory.id, ADVISORY_DO_SUBMIT, NULL), 0);
	assert_int_equal(advisory_load(db, d.advisory.id, place->arena, &d), 0);
	assert_int_equal(d.advisory.state, ADVISORY_REVIEW);
	assert_int_equal(d.texts.n, 2);
	assert_int_equal(advisory_save(db, &author, &d, NOW, place->arena), ERR_UNSUPPORTED);
	assert_int_equal(act(place, db, d.advisory.id, ADVISORY_DO_RETURN, "why"), 0);
	desk_place_logged(place, db, "advisory.return");
	assert_int_equal(
	    advisory_load_published(db, d.advisory.id, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(advisory_load(db, "nothing", place->arena, &got), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST(what_is_missing_is_said)
{
	struct advisory_text t = {.lang = "en", .title = "T", .summary = "S", .remedy = " \n"};
	struct advisory_document d = {.advisory = {.lang = "en"}, .texts = {&t, 1, 1}};
	struct msg msg = {0};

	assert_int_equal(advisory_complete(&d, &msg), ERR_RANGE);
	t.remedy = "R";
	assert_int_equal(advisory_complete(&d, &msg), 0);
	d.advisory.tlp = TLP_RED;
	assert_int_equal(advisory_complete(&d, &msg), ERR_RANGE);
	d.advisory.tlp = TLP_GREEN;
	d.advisory.audience = ADVISORY_FOR_LIST;
	assert_int_equal(advisory_complete(&d, &msg), ERR_RANGE);
	d.advisory.audience = ADVISORY_FOR_MATCH;
	assert_int_equal(advisory_complete(&d, &msg), ERR_RANGE);
	d.advisory.lang = "nb";
	assert_int_equal(advisory_complete(&d, &msg), ERR_RANGE);
}
