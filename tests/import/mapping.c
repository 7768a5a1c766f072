#include "import/mapping.h"

#include "pack/kb.h"
#include "test.h"

TEST(mapping_lead_to_types_that_are_there)
{
	int tools[TOOL_KINDS] = {0};

	assert_true(mapping_count >= 60);
	for (size_t i = 0; i < mapping_count; i++) {
		struct kb_finding_type type;

		if (kb_finding(kb_builtin(), mapping_all[i].type, &type) < 0)
			fail_msg("%s: no such type", mapping_all[i].type);
		tools[mapping_all[i].tool]++;
		for (size_t k = 0; k < i; k++)
			if (mapping_all[k].tool == mapping_all[i].tool &&
			    strcmp(mapping_all[k].rule, mapping_all[i].rule) == 0)
				fail_msg("%s is there twice", mapping_all[i].rule);
	}
	for (int i = 0; i < TOOL_KINDS; i++)
		assert_true(tools[i] > 5);
}

static const char *type_of(int tool, const char *rule)
{
	struct tool_finding f = {.tool = tool, .rule = rule};

	return mapping_type(&f);
}

TEST(mapping_by_tool_and_matcher)
{
	assert_string_equal(type_of(TOOL_NESSUS, "104743"), "tls-old-version");
	assert_null(type_of(TOOL_ZAP, "104743"));
	assert_string_equal(type_of(TOOL_NUCLEI, "deprecated-tls:tls_1.0"), "tls-old-version");
	assert_string_equal(type_of(TOOL_NUCLEI, "deprecated-tls:sslv3"), "tls-ssl3");
	assert_string_equal(
	    type_of(TOOL_NUCLEI, "http-missing-security-headers:x-frame-options"),
	    "http-clickjacking");
	assert_null(type_of(TOOL_NUCLEI, "http-missing-security-headers:referrer-policy"));
	assert_null(type_of(TOOL_NMAP, "service http"));
	assert_null(kb_text(kb_builtin(), MAPPING_OTHER, "en", KB_TITLE, NULL));
}
