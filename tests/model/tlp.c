#include "model/tlp.h"

#include "test.h"

static const enum tlp all[] = {TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED};

TEST(labels_are_written_as_first_writes_them)
{
	static const char *const labels[] = {
	    "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		assert_string_equal(tlp_label(all[i]), labels[i]);
	assert_string_equal(tlp_names[TLP_RED], "red");
	assert_null(tlp_names[TLP_RED + 1]);
}

TEST(labels_are_read_back_from_both_their_names)
{
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		enum tlp got = TLP_CLEAR;

		assert_int_equal(tlp_from_text(span_str(tlp_label(all[i])), &got), 0);
		assert_int_equal(got, all[i]);
		got = TLP_CLEAR;
		assert_int_equal(tlp_from_text(span_str(tlp_names[all[i]]), &got), 0);
		assert_int_equal(got, all[i]);
	}
}

TEST(labels_are_read_as_people_write_them)
{
	enum tlp got = TLP_RED;

	assert_int_equal(tlp_from_text(span_str(" tlp: Amber+Strict \n"), &got), 0);
	assert_int_equal(got, TLP_AMBER_STRICT);
	assert_int_equal(tlp_from_text(span_str("TLP:WHITE"), &got), 0);
	assert_int_equal(got, TLP_CLEAR);
}

TEST(what_is_no_label_is_refused_and_changes_nothing)
{
	static const char *const wrong[] = {"", "TLP:", "amber strict", "AMBER+", "RE", "REDD",
	    "TLP:TLP:RED", "tlp-red", "4", "orange"};

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		enum tlp got = TLP_RED;

		assert_int_equal(tlp_from_text(span_str(wrong[i]), &got), ERR_SYNTAX);
		assert_int_equal(got, TLP_RED);
	}
}

TEST(the_stricter_of_two_is_the_later_one)
{
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		for (size_t k = 0; k < ARRAY_LEN(all); k++)
			assert_int_equal(tlp_stricter(all[i], all[k]), all[i > k ? i : k]);
}

TEST(stix_markings_are_read_back)
{
	static const struct {
		const char *stix;
		enum tlp tlp;
	} first[] = {
	    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", TLP_CLEAR},
	    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", TLP_GREEN},
	    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", TLP_AMBER},
	    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", TLP_RED},
	};
	enum tlp got = TLP_CLEAR;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		assert_int_equal(tlp_from_stix(span_str(tlp_stix(all[i])), &got), 0);
		assert_int_equal(got, all[i]);
	}
	assert_string_equal(tlp_stix(TLP_AMBER_STRICT),
	    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003");
	/* Those of TLP 1 (STIX 2.1, 7.2.1.4) allow no more than these. */
	for (size_t i = 0; i < ARRAY_LEN(first); i++) {
		assert_int_equal(tlp_from_stix(span_str(first[i].stix), &got), 0);
		assert_int_equal(got, first[i].tlp);
	}
	assert_int_equal(tlp_from_stix(span_str("marking-definition--f88d31f6-486f-44da-b317-"
						"01333bde0b83"),
			     &got),
	    ERR_NOTFOUND);
}

TEST(csaf_never_widens)
{
	assert_string_equal(tlp_csaf(TLP_CLEAR), "WHITE");
	assert_string_equal(tlp_csaf(TLP_AMBER), "AMBER");
	assert_string_equal(tlp_csaf(TLP_AMBER_STRICT), "RED");
	assert_non_null(strstr(tlp_csaf_text(TLP_AMBER_STRICT), "TLP:AMBER+STRICT"));
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		enum tlp back = TLP_CLEAR;

		assert_int_equal(tlp_from_text(span_str(tlp_csaf(all[i])), &back), 0);
		assert_true(back >= all[i]);
		assert_true(back == all[i] || tlp_csaf_text(all[i]));
	}
}
