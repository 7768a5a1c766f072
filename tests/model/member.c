#include "model/member.h"

#include "rows.h"
#include "test.h"

TEST(member_rows)
{
	static const struct record_type *const types[] = {&org_type, &person_type,
	    &membership_type, &passkey_type, &session_type, &token_type, &link_type,
	    &enrolment_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(org_kind_names_fit_the_values)
{
	assert_string_equal(org_kind_names[ORG_AUTHORITY], "authority");
	assert_null(org_kind_names[ORG_AUTHORITY + 1]);
}

TEST(org_state_names_fit_the_values)
{
	assert_string_equal(org_state_names[ORG_LEFT], "left");
	assert_null(org_state_names[ORG_LEFT + 1]);
}

TEST(person_state_names_fit_the_values)
{
	assert_string_equal(person_state_names[PERSON_GONE], "gone");
	assert_null(person_state_names[PERSON_GONE + 1]);
}

TEST(role_names_fit_the_values)
{
	assert_string_equal(role_names[ROLE_AUDITOR], "auditor");
	assert_null(role_names[ROLE_AUDITOR + 1]);
}

TEST(enrolment_state_names_fit_the_values)
{
	assert_string_equal(enrolment_state_names[ENROLMENT_WITHDRAWN], "withdrawn");
	assert_null(enrolment_state_names[ENROLMENT_WITHDRAWN + 1]);
}

TEST(link_purpose_names_fit_the_values)
{
	assert_string_equal(link_purpose_names[LINK_CONTACT], "contact");
	assert_null(link_purpose_names[LINK_OIDC + 1]);
}
