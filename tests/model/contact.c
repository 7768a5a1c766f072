#include "model/contact.h"

#include "rows.h"
#include "test.h"

TEST(contact_rows)
{
	rows_check(&contact_key_type);
	rows_check(&contact_health_type);
}

TEST(contact_names_fit_the_values)
{
	assert_string_equal(contact_key_kind_names[CONTACT_SMIME], "smime");
	assert_null(contact_key_kind_names[CONTACT_SMIME + 1]);
	assert_string_equal(contact_fault_names[CONTACT_FINE], "fine");
	assert_string_equal(contact_fault_names[CONTACT_EXPIRED], "key_expired");
	assert_string_equal(contact_fault_names[CONTACT_BROKEN], "not_encrypted");
	assert_null(contact_fault_names[CONTACT_BROKEN + 1]);
	assert_string_equal(
	    contact_health_kind_names[CONTACT_HEALTH_UNCONFIRMED], "unconfirmed");
	assert_null(contact_health_kind_names[CONTACT_HEALTH_UNCONFIRMED + 1]);
}
