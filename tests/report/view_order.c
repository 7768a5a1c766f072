#include "test.h"

#include "report/view.h"

TEST(view_sorts_addresses_by_number)
{
	assert_true(view_compare_addr("198.51.100.9", "198.51.100.10") < 0);
	assert_true(view_compare_addr("203.0.113.1", "2001:db8::1") < 0);
	assert_true(view_compare_addr("2001:db8::2", "2001:db8::10") < 0);
	assert_true(view_compare_addr("2001:db8::2", "www.example.org") < 0);
	assert_int_equal(view_compare_addr("192.0.2.1", "192.0.2.1"), 0);
}

TEST(view_sorts_names_by_domain)
{
	static const char *const order[] = {"example.net", "example.org", "a.example.org",
	    "x.a.example.org", "b.example.org", "ab.example.org"};

	assert_true(view_compare_name("example.org", "a.example.org") < 0);
	assert_true(view_compare_name("x.a.example.org", "b.example.org") < 0);
	assert_true(view_compare_name("a.example.org", "ab.example.org") < 0);
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		for (size_t j = 0; j < ARRAY_LEN(order); j++)
			assert_int_equal(view_compare_name(order[i], order[j]) > 0,
			    view_compare_name(order[j], order[i]) < 0);
}
