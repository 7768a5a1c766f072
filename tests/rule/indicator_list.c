#include "rule/indicator_list.h"

#include "rule/compile.h"
#include "test.h"

static void read(struct indicator_list *list, const char *text)
{
	indicator_list_init(list);
	indicator_list_read(list, "a.ioc", span_str(text));
}

static const struct indicator_row *row(const struct indicator_list *list, size_t i)
{
	union {
		const char *p;
		const struct indicator_row *rows;
	} u = {.p = list->rows.p};

	assert_true(i < list->n);
	return &u.rows[i];
}

static void is(
    const struct indicator_list *list, size_t i, enum indicator_kind kind, const char *value)
{
	const struct indicator_row *r = row(list, i);

	assert_int_equal(indicator_row_kind(r), kind);
	assert_int_equal(r->n, strlen(value));
	assert_memory_equal(list->text.p + r->text, value, r->n);
}

TEST(values_without_a_type_tell_theirs)
{
	struct indicator_list list CLEANUP(indicator_list_done);

	read(&list, "# a comment\n\nEvil.Example.\n*.bad.example\r\n192.0.2.77/24\n192.0.2.1\n"
		    "2001:DB8::1/32\nhttps://Host.Example:8443/Path?q=1#here\nhxp.example/a\n"
		    "t13d1516h2_8daaf6152771_e5627efa2ab1\n someone@Evil.example \n"
		    "http://host.example\n");
	assert_int_equal(list.refused, 0);
	assert_int_equal(list.n, 10);
	is(&list, 0, INDICATOR_DOMAIN, "evil.example");
	is(&list, 1, INDICATOR_WILDCARD, "bad.example");
	is(&list, 2, INDICATOR_IPV4, "192.0.2.0/24");
	is(&list, 3, INDICATOR_IPV4, "192.0.2.1");
	is(&list, 4, INDICATOR_IPV6, "2001:db8::/32");
	is(&list, 5, INDICATOR_URL, "host.example/Path?q=1");
	is(&list, 6, INDICATOR_URL, "hxp.example/a");
	is(&list, 7, INDICATOR_JA4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
	is(&list, 8, INDICATOR_EMAIL, "someone@evil.example");
	is(&list, 9, INDICATOR_URL, "host.example/");
	assert_int_equal(indicator_row_tlp(row(&list, 0)), INDICATOR_TLP_UNKNOWN);
}

TEST(what_the_desk_says_is_kept)
{
	struct indicator_list list CLEANUP(indicator_list_done);
	const struct indicator_row *r;

	read(&list,
	    "evil.example # 2026-11-22T10:00:00Z type:domain list_name:default "
	    "confidence:high impact:low fp_rate:none kill_chain:c2 category:malware "
	    "malware_family:Emotet tlp:amber+strict id:01h2xcejqtf2nbrexx3vqjhp41 number:7\n"
	    "0123456789abcdef0123456789abcdef # type:ja3 tlp:green id:other-1\n"
	    "0123456789abcdef0123456789ABCDEF # type:hash\n");
	assert_int_equal(list.refused, 0);
	r = row(&list, 0);
	assert_int_equal(r->number, 7);
	assert_int_equal(indicator_row_tlp(r), 3);
	assert_int_equal(r->said & 15, 1);
	assert_int_equal(r->said >> 4 & 3, 2);
	assert_int_equal(r->said >> 6, 0);
	assert_int_equal(r->what & INDICATOR_ID_TEXT, 0);
	assert_memory_equal(list.text.p + r->text, "evil.example\6Emotet", 19);
	assert_int_equal(indicator_row_kind(row(&list, 1)), INDICATOR_JA3);
	assert_true(row(&list, 1)->what & INDICATOR_ID_TEXT);
	assert_int_equal(indicator_row_kind(row(&list, 2)), INDICATOR_MD5);
	assert_int_equal(row(&list, 2)->n, 16);
}

TEST(what_is_no_indicator_is_refused_and_counted)
{
	static const char *const wrong[] = {"com", "a b.example", "-", "..", "a..b", "*.org",
	    "192.0.2.0/0", "192.0.2.0/33", "192.0.2.300", "2001:db8::/129", "http://",
	    "http://u@host/", "b\xc3\xa9.example", "x # type:hash", "00 # type:hash",
	    "a.example # type:ja4", "a.example # type:sigma", "a.example # tlp:red",
	    "a.example # tlp:purple", "a.example # number:x", "@ # type:email"};

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct indicator_list list CLEANUP(indicator_list_done);

		read(&list, wrong[i]);
		if (list.n)
			print_message("# taken: %s\n", wrong[i]);
		assert_int_equal(list.n, 0);
		assert_int_equal(list.refused, 1);
		assert_int_equal(list.line, 1);
		assert_non_null(list.why);
	}
}
