#include "match/print.h"

#include "test.h"

static void add(struct print_set *set, struct arena *a, const char *pattern, int64_t flags,
    const char *const *params)
{
	struct know_print p = {
	    .id = pattern, .field = "ssh.banner", .pattern = pattern, .flags = flags};

	for (size_t i = 0; params[i]; i++)
		text_list_add(&p.params, a, params[i]);
	assert_int_equal(print_set_add(set, &p, NULL), 0);
}

static bool match(
    struct print_set *set, struct arena *a, const char *text, struct print_values *ret)
{
	return print_match(set, "ssh.banner", span_str(text), a, ret, NULL);
}

TEST(print_captures_and_completes)
{
	struct arena *a = arena_new();
	struct print_set *set = print_set_new();
	struct print_values v;

	add(set, a, "^OpenSSH_(\\S+)(?: Debian-(\\S+))?$", 0,
	    (const char *const[]){"0 service.product OpenSSH", "1 service.version ",
		"2 _tmp.001 ", "0 os.cpe23 cpe:/o:debian:debian_linux:{os.version}",
		"0 service.cpe23 cpe:/a:openbsd:openssh:{service.version}",
		"0 service.note rev {_tmp.001}", NULL});
	assert_true(match(set, a, "OpenSSH_9.2p1 Debian-2+deb12u10", &v));
	assert_string_equal(print_value(&v, "service.version"), "9.2p1");
	assert_string_equal(print_value(&v, "service.cpe23"), "cpe:/a:openbsd:openssh:9.2p1");
	assert_string_equal(print_value(&v, "os.cpe23"), "cpe:/o:debian:debian_linux:-");
	assert_string_equal(print_value(&v, "service.note"), "rev 2+deb12u10");
	assert_null(print_value(&v, "_tmp.001"));
	assert_true(match(set, a, "OpenSSH_9.2p1", &v));
	assert_string_equal(print_value(&v, "service.note"), "rev ");
	assert_false(match(set, a, "dropbear", &v));
	assert_false(print_match(set, "ftp.banner", span_str("OpenSSH_9.2p1"), a, &v, NULL));
	(void)print_set_free(set);
	(void)arena_free(a);
}

TEST(print_first_of_a_field_wins)
{
	struct arena *a = arena_new();
	struct print_set *set = print_set_new();
	struct print_values v;

	add(set, a, "^ab", PRINT_ICASE, (const char *const[]){"0 service.product first", NULL});
	add(set, a, "^a", 0, (const char *const[]){"0 service.product second", NULL});
	assert_int_equal(print_set_count(set), 2);
	assert_true(match(set, a, "ABC", &v));
	assert_string_equal(print_value(&v, "service.product"), "first");
	assert_true(match(set, a, "line\nax", &v)); /* ^ is of lines */
	assert_string_equal(print_value(&v, "service.product"), "second");
	(void)print_set_free(set);
	(void)arena_free(a);
}

TEST(print_that_does_not_compile_is_told)
{
	struct know_print bad = {.id = "ssh.banner 00007", .field = "f", .pattern = "(a"};
	struct print_set *set = print_set_new();
	struct msg msg = {0};

	assert_int_equal(print_set_add(set, &bad, &msg), ERR_SYNTAX);
	assert_non_null(strstr(msg.detail, "00007"));
	assert_int_equal(print_set_count(set), 0);
	(void)print_set_free(set);
}

TEST(print_takes_bounded_steps)
{
	struct arena *a = arena_new();
	struct print_set *set = print_set_new();
	struct print_values v;

	add(set, a, "^(a+)+$", 0, (const char *const[]){"0 service.product x", NULL});
	assert_false(
	    match(set, a, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", &v));
	(void)print_set_free(set);
	(void)arena_free(a);
}

TEST(print_dot_is_a_character_of_text_and_a_byte_of_bytes)
{
	struct arena *a = arena_new();
	struct print_set *set = print_set_new();
	struct print_values v;

	add(set, a, "^a.b$", 0, (const char *const[]){"0 service.product x", NULL});
	assert_true(match(set, a,
	    "a\xc2\xb7"
	    "b",
	    &v));
	assert_true(match(set, a,
	    "a\xff"
	    "b",
	    &v));
	(void)print_set_free(set);
	(void)arena_free(a);
}
