#include "base/phrase.h"

#include "test.h"

static int PRINTF(3, 4) values(char *to, size_t size, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = phrase_values(to, size, fmt, ap);
	va_end(ap);
	return r;
}

struct pair {
	const char *text, *said;
};

static const char *look_up(const void *ctx, const char *text)
{
	for (const struct pair *p = ctx; p->text; p++)
		if (strcmp(p->text, text) == 0)
			return p->said;
	return text;
}

static void says(
    const char *fmt, const char *filled, const struct pair *pairs, const char *want)
{
	const struct phrase_words words = {look_up, pairs};
	STR_AUTO(out, 500);

	assert_int_equal(phrase_fill(fmt, filled, &words, &out), 0);
	assert_string_equal(str_text(&out), want);
}

TEST(phrase_values_stand_apart_as_printf_writes_them)
{
	char got[100];

	assert_int_equal(values(got, sizeof(got), "%.3s is %-s (%lld of %zu), 100%%", "abcdef",
			     "open", -7LL, (size_t)9),
	    0);
	assert_string_equal(got, "abc\037open\037-7\0379\037");
	assert_int_equal(values(got, sizeof(got), "%.*s", 2, "xyz"), 0);
	assert_string_equal(got, "xy\037");
	assert_int_equal(values(got, sizeof(got), "nothing"), 0);
	assert_string_equal(got, "");
	assert_int_equal(values(got, 5, "%s", "abcd"), ERR_LIMIT);
	assert_string_equal(got, "");
}

TEST(phrase_is_filled_in_the_order_of_the_translation)
{
	static const struct pair fr[] = {{"%s is %-s", "%2$s est l’état de %1$s, à 100%%"},
	    {"open", "ouvert"}, {NULL, NULL}};
	static const struct pair none[] = {{NULL, NULL}};

	says("%s is %-s", "A\037open\037", fr, "ouvert est l’état de A, à 100%");
	says("%s is %-s", "open\037open\037", fr, "ouvert est l’état de open, à 100%");
	says("%s is %-s", "A\037open\037", none, "A is open");
	says("no values", "", none, "no values");
}

/* Whatever the values hold: nothing is read that is not there. */
TEST(phrase_refuses_values_that_are_not_its_own)
{
	static const struct pair bad[] = {
	    {"%s", "%2$s"}, {"%d", "%s and %s"}, {"x %s", "%0$s %9999999999$s"}, {NULL, NULL}};
	const struct phrase_words words = {look_up, bad};
	STR_AUTO(out, 500);

	assert_int_equal(phrase_fill("%s", "a\037", &words, &out), ERR_SYNTAX);
	assert_int_equal(phrase_fill("%d", "1\037", &words, &out), ERR_SYNTAX);
	assert_int_equal(phrase_fill("x %s", "1\037", &words, &out), ERR_SYNTAX);
	assert_int_equal(phrase_fill("a %s", "x\037y\037", &words, &out), ERR_SYNTAX);
	assert_int_equal(phrase_fill("a %s b %s", "x\037", &words, &out), ERR_SYNTAX);
	assert_int_equal(phrase_fill("a %s", "x", &words, &out), ERR_SYNTAX);
	assert_int_equal(phrase_fill("a", "1\0372\0373\0374\0375\0376\0377\0378\0379\03710\037",
			     &words, &out),
	    ERR_SYNTAX);
	assert_int_equal(out.n, 0);
}

TEST(phrase_pieces_end)
{
	const char *p = "100%% of %";
	struct phrase_part part;
	size_t n = 0;

	while (phrase_next(&p, &part))
		n++;
	assert_int_equal(n, 4);
	assert_true(part.text.n == 0 || part.value);
}
