#include "model/incident.h"

#include "test.h"

TEST(the_taxonomy_has_eleven_classes_and_thirty_nine_types)
{
	size_t classes = 0, types = 0;

	while (incident_class_names[classes])
		classes++;
	assert_int_equal(classes, 11);
	for (const struct incident_type_row *row = incident_types; row->class; row++) {
		bool known = false;

		types++;
		for (size_t i = 0; i < classes; i++)
			known |= strcmp(incident_class_names[i], row->class) == 0;
		assert_true(known);
		assert_true(incident_type_in(row->class, row->type));
	}
	assert_int_equal(types, 39);
}

TEST(a_type_belongs_to_its_class_alone)
{
	assert_true(incident_type_in("malicious-code", "infected-system"));
	assert_false(incident_type_in("fraud", "infected-system"));
	assert_false(incident_type_in(NULL, "infected-system"));
	assert_true(incident_type_in("fraud", NULL));
	assert_true(incident_type_in(NULL, ""));
}

TEST(records_survive_json)
{
	struct arena *arena = arena_new();
	struct incident i = {.id = "i1",
	    .ref = "INC-2026-0001",
	    .title = "T",
	    .state = INCIDENT_RECOVERY,
	    .severity = INCIDENT_HIGH,
	    .class = "malicious-code",
	    .tlp = TLP_AMBER,
	    .major = true,
	    .every = 4,
	    .version = 3};
	struct incident back;
	struct json_writer w;
	struct json *v;
	STR_AUTO(out, 4096);

	json_write_init(&w, &out, 0);
	record_to_json(&incident_type, &i, false, &w);
	assert_int_equal(json_parse(str_bytes(&out), arena, &v, NULL), 0);
	assert_int_equal(record_from_json(&incident_type, v, arena, &back, NULL), 0);
	assert_int_equal(record_compare(&incident_type, &i, &back), 0);
	i.every = 169;
	assert_int_equal(record_validate(&incident_type, &i, NULL), ERR_RANGE);
	arena_free(arena);
}
