#include "portal/words.h"

#include "api/v1_contacts.h"
#include "model/article.h"
#include "model/finding.h"
#include "model/incident.h"
#include "model/ioc.h"
#include "model/member.h"
#include "model/order.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "test.h"

/* Every name has words, or a page would show "in_progress". */
static void check_names(const char *const *names)
{
	for (; *names; names++) {
		const char *label = words_value(*names);

		if (label[0] < 'A' || label[0] > 'Z' || strchr(label, '_'))
			fail_msg("\"%s\" is called \"%s\"", *names, label);
	}
}

TEST(names_of_the_model_have_words)
{
	check_names(criticality_names);
	check_names(category_names);
	check_names(finding_state_names);
	check_names(tracked_state_names);
	check_names(exposed_kind_names);
	check_names(org_kind_names);
	check_names(org_state_names);
	check_names(person_state_names);
	check_names(role_names);
	check_names(enrolment_state_names);
	check_names(order_kind_names);
	check_names(order_state_names);
	check_names(recurrence_names);
	check_names(chunk_state_names);
	check_names(item_kind_names);
	check_names(item_state_names);
	check_names(item_source_names);
	check_names(proof_method_names);
	check_names(proof_state_names);
	check_names(ioc_state_names);
	check_names(ioc_kind_names);
	check_names(ioc_list_names);
	check_names(ioc_level_names);
	check_names(ioc_fp_rate_names);
	check_names(ioc_kill_chain_names);
	check_names(ioc_category_names);
	check_names(sighting_kind_names);
	check_names(incident_state_names);
	check_names(incident_severity_names);
	check_names(incident_impact_names);
	check_names(incident_truth_names);
	check_names(incident_channel_names);
	check_names(incident_class_names);
	check_names(party_role_names);
	check_names(party_status_names);
	check_names(post_kind_names);
	check_names(task_kind_names);
	check_names(task_state_names);
	check_names(entry_kind_names);
	check_names(custody_act_names);
	check_names(incident_link_names);
	check_names(obligation_stage_names);
	check_names(obligation_verdict_names);
	check_names(obligation_state_names);
	for (const struct incident_type_row *row = incident_types; row->class; row++)
		check_names((const char *const[]){row->type, NULL});
	check_names(article_kind_names);
	check_names(article_state_names);
	check_names(article_seat_state_names);
	check_names(contact_key_kind_names);
	check_names(contact_fault_names);
	check_names(v1_contacts_kinds);
}

TEST(foreign_values_stay_as_they_are)
{
	assert_string_equal(words_value(""), "");
	assert_string_equal(words_value("~"), "~");
	assert_string_equal(words_value("tls.weak"), "tls.weak");
}

static struct json *filled(struct arena *arena, const char *text)
{
	struct json *v;

	assert_int_equal(json_parse(span_str(text), arena, &v, NULL), 0);
	words_fill(arena, v);
	return v;
}

TEST(members_get_their_words_at_any_depth)
{
	struct arena *arena = arena_new();
	struct json *v = filled(arena,
	    "{\"a\":1,\"state\":\"in_progress\",\"rows\":[{\"criticality\":\"high\",\"role\":"
	    "\"officer\",\"kind\":7}]}");
	const struct json *row = &json_get(v, "rows")->array.items[0];

	assert_string_equal(json_text(json_get(v, "state_label"), ""), "In progress");
	assert_string_equal(json_text(json_get(v, "state"), ""), "in_progress");
	assert_string_equal(json_text(json_get(row, "criticality_label"), ""), "High");
	assert_string_equal(json_text(json_get(row, "role_label"), ""), "Security officer");
	assert_null(json_get(row, "kind_label"));
	arena_free(arena);
}

TEST(a_value_means_what_its_member_says)
{
	struct arena *arena = arena_new();
	struct json *v = filled(arena, "{\"method\":\"dns\",\"category\":\"dns\",\"state\":"
				       "\"open\",\"state_label\":\"x\"}");

	assert_string_equal(json_text(json_get(v, "method_label"), ""), "DNS record");
	assert_string_equal(json_text(json_get(v, "category_label"), ""), "Domain names");
	assert_string_equal(json_text(json_get(v, "state_label"), ""), "x");
	arena_free(arena);
}
