#include "model/advisory.h"

#include "rows.h"
#include "test.h"

TEST(advisory_rows)
{
	static const struct record_type *const types[] = {&advisory_type, &advisory_text_type,
	    &advisory_revision_type, &advisory_event_type, &advisory_delivery_type,
	    &advisory_signature_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(advisory_names_fit_the_values)
{
	assert_string_equal(advisory_state_names[ADVISORY_DISMISSED], "dismissed");
	assert_null(advisory_state_names[ADVISORY_STATES]);
	assert_string_equal(advisory_level_names[ADVISORY_HIGH], "high");
	assert_string_equal(advisory_for_names[ADVISORY_FOR_LIST], "list");
	assert_string_equal(advisory_answer_names[ADVISORY_PLANNED], "planned");
	assert_null(advisory_answer_names[ADVISORY_PLANNED + 1]);
}

TEST(a_document_is_read_as_it_was_written)
{
	static const char *cves[] = {"CVE-2026-0001", "CVE-2026-0002"};
	struct arena *arena = arena_new();
	struct advisory_document d = {.advisory = {.id = "a1",
					  .ref = "A-2026-0001",
					  .title = "T",
					  .state = ADVISORY_PUBLISHED,
					  .chance = ADVISORY_HIGH,
					  .tlp = TLP_AMBER_STRICT,
					  .audience = ADVISORY_FOR_MATCH,
					  .cves = {cves, 2},
					  .lang = "nb",
					  .revision = 3,
					  .published = 1000}},
				 got = {0};
	STR_AUTO(out, 1 << 16);

	vec_push(arena, &d.texts,
	    (struct advisory_text){.id = "t1",
		.advisory = "a1",
		.lang = "fr",
		.title = "Titre",
		.summary = "x\ny"});
	vec_push(arena, &d.texts,
	    (struct advisory_text){
		.id = "t2", .advisory = "a1", .lang = "nb", .title = "Tittel"});
	advisory_document_write(&d, &out);
	assert_int_equal(advisory_document_read(str_text(&out), arena, &got), 0);
	assert_int_equal(record_compare(&advisory_type, &d.advisory, &got.advisory), 0);
	assert_int_equal(got.texts.n, 2);
	assert_string_equal(got.texts.items[0].summary, "x\ny");
	assert_string_equal(advisory_text_in(&got, "fr")->title, "Titre");
	assert_string_equal(advisory_text_in(&got, "en")->title, "Tittel");
	got.texts.n = 0;
	assert_null(advisory_text_in(&got, "en"));
	assert_int_equal(advisory_document_read("{}", arena, &got), ERR_SYNTAX);
	assert_int_equal(advisory_document_read("{\"advisory\"", arena, &got), ERR_SYNTAX);
	arena_free(arena);
}

TEST(urgency_needs_both)
{
	struct advisory a = {.chance = ADVISORY_LOW, .damage = ADVISORY_HIGH};

	assert_int_equal(advisory_urgency(&a), ADVISORY_MEDIUM);
	a.chance = ADVISORY_MEDIUM;
	assert_int_equal(advisory_urgency(&a), ADVISORY_HIGH);
	a.damage = ADVISORY_LOW;
	assert_int_equal(advisory_urgency(&a), ADVISORY_LOW);
}
