#include "model/settings.h"

#include "rows.h"
#include "test.h"

TEST(settings_rows)
{
	rows_check(&settings_type);
}

TEST(settings_defaults_are_valid)
{
	struct settings s;
	struct msg msg = {0};

	settings_init(&s);
	assert_int_equal(record_validate(&settings_type, &s, &msg), 0);
	assert_false(
	    s.weak || s.loopback); /* what a demonstration loosens is not the default */
	assert_true(s.smtp_starttls);
}

TEST(a_contact_is_read_without_its_scheme)
{
	struct settings s = {.contact = "mailto:cert@cert.example"};

	assert_string_equal(settings_contact(&s), "cert@cert.example");
	s.contact = "https://cert.example/contact";
	assert_string_equal(settings_contact(&s), "https://cert.example/contact");
	s.contact = NULL;
	assert_null(settings_contact(&s));
}
