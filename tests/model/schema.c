#include "model/finding.h"
#include "model/job.h"
#include "model/observation.h"
#include "model/run.h"
#include "test.h"

/* What every schema must hold to: valid JSON, closed, each field described, each required field
 * a property. */
static void check_type(const struct record_type *type)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 65536);
	struct json_writer w;
	const struct json *properties;
	struct json *v;

	json_write_init(&w, &out, 0);
	record_schema(type, false, &w);
	assert_int_equal(str_ok(&out), 0);
	assert_int_equal(json_parse(str_bytes(&out), a, &v, NULL), 0);
	assert_false(json_bool(json_get(v, "additionalProperties"), true));
	properties = json_get(v, "properties");
	for (size_t i = 0; i < type->nfields; i++) {
		const struct json *property = json_get(properties, type->fields[i].name);

		assert_non_null(property);
		assert_non_null(json_get(property, "description"));
		assert_true(json_get(property, "type") || json_get(property, "enum"));
	}
	arena_free(a);
}

TEST(schema_of_every_record_is_closed_and_described)
{
	check_type(&job_type);
	check_type(&run_type);
	check_type(&finding_type);
	for (int kind = 0; kind < OBS_KINDS; kind++)
		check_type(&obs_types[kind]);
}
