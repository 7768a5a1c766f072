#include "taste.h"

static void list(struct str *out, int rules)
{
	str_add(out, "// https://publicsuffix.org/list/\n// VERSION: 2026-08-20_07-55-28_UTC\n"
		     "// ===BEGIN ICANN DOMAINS===\ncom\nuk\nco.uk\n");
	for (int i = 0; i < rules; i++)
		str_addf(out, "x%d.test\n", i);
	str_add(out, "// ===END PRIVATE DOMAINS===\n");
}

TEST(suffixlist_is_loaded_to_be_checked)
{
	struct taste t;
	STR_AUTO(text, 1 << 20);

	list(&text, 2000);
	assert_true(suffixlist_sniff(str_bytes(&text), "a.dat"));
	taste_span(&t, suffixlist_read, str_bytes(&text));
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 2003);
	assert_int_equal(t.rd.newest, 1787184000000);
	taste_done(&t);
}

TEST(suffixlist_that_is_cut_small_or_wrong_is_refused)
{
	struct taste t;
	STR_AUTO(text, 1 << 20);

	list(&text, 10);
	taste_span(&t, suffixlist_read, str_bytes(&text));
	assert_int_equal(t.r, ERR_SYNTAX);
	taste_done(&t);
	str_clear(&text);
	list(&text, 2000);
	taste_span(&t, suffixlist_read, span_sub(str_bytes(&text), 0, text.n - 20));
	assert_int_equal(t.r, ERR_TRUNCATED);
	assert_true(t.msg.what[0] && t.msg.detail[0] && t.msg.hint[0]);
	taste_done(&t);
	*strstr(text.p, "co.uk") = 'x';
	taste_span(&t, suffixlist_read, str_bytes(&text));
	assert_int_equal(t.r, ERR_SYNTAX);
	taste_done(&t);
}

TEST(suffixlist_real)
{
	struct taste t;
	struct span bytes = taste_data("lists/public_suffix_list.dat");

	assert_true(suffixlist_sniff(span_sub(bytes, 0, FEED_HEAD), "public_suffix_list.dat"));
	taste_span(&t, suffixlist_read, bytes);
	assert_int_equal(t.r, 0);
	assert_true(t.rd.records > 7000);
	taste_done(&t);
	taste_data_done();
}
