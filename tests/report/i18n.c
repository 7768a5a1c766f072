#include "test.h"

#include "report/i18n.h"

#define NBSP   "\xc2\xa0"
#define NARROW "\xe2\x80\xaf"

TEST(i18n_languages)
{
	for (size_t i = 0; i18n_codes[i]; i++) {
		assert_non_null(i18n_lang(i18n_codes[i]));
		assert_string_equal(i18n_code(i18n_lang(i18n_codes[i])), i18n_codes[i]);
	}
	assert_null(i18n_lang("de"));
	assert_null(i18n_lang(NULL));
	assert_null(i18n_mo(i18n_lang("en")));
}

TEST(i18n_translates)
{
	assert_string_equal(tr(i18n_lang("en"), "Glossary"), "Glossary");
	assert_string_equal(tr(i18n_lang("fr"), "Glossary"), "Glossaire");
	assert_string_equal(tr(i18n_lang("nb"), "Glossary"), "Ordliste");
	assert_string_equal(tr(i18n_lang("nb"), "no such text"), "no such text");
}

TEST(i18n_plurals_follow_the_language)
{
	const struct lang *en = i18n_lang("en"), *fr = i18n_lang("fr"), *nb = i18n_lang("nb");
	const char *one = "%1 vulnerability", *many = "%1 vulnerabilities";

	assert_string_equal(trn(en, one, many, 1), one);
	assert_string_equal(trn(en, one, many, 0), many);
	/* None is singular in French only. */
	assert_string_equal(trn(fr, one, many, 0), "%1 vulnérabilité");
	assert_string_equal(trn(fr, one, many, 2), "%1 vulnérabilités");
	assert_string_equal(trn(nb, one, many, 0), "%1 sårbarheter");
	assert_string_equal(trn(nb, one, many, 1), "%1 sårbarhet");
}

/* Every placeholder of a message is in its translations, and no other. */
static unsigned placeholders(struct span s)
{
	unsigned set = 0;

	for (size_t i = 0; i + 1 < s.n; i++)
		if (s.p[i] == '%' && s.p[i + 1] >= '1' && s.p[i + 1] <= '9')
			set |= 1U << (s.p[i + 1] - '0');
	return set;
}

TEST(i18n_every_message_is_translated_with_its_values)
{
	static const char *const codes[] = {"fr", "nb"};

	for (size_t c = 0; c < 2; c++) {
		const struct mo *mo = i18n_mo(i18n_lang(codes[c]));

		assert_true(mo->n > 300);
		for (uint32_t i = 1; i < mo->n; i++) {
			struct span id, text;
			const char *form;

			mo_entry(mo, i, &id, &text);
			assert_true(text.n > 0);
			/* The plural's msgid has all values; a singular may say "the one"
			 * instead of its number. */
			for (unsigned n = 0; (form = mo_plural(mo, (const char *)id.p, n));
			     n++) {
				unsigned missing =
				    placeholders(id) & ~placeholders(span_str(form));

				assert_true(*form);
				assert_int_equal(
				    placeholders(span_str(form)) & ~placeholders(id), 0);
				assert_true(missing == 0 || (n == 0 && missing == 1U << 1));
			}
		}
	}
}

TEST(i18n_fill)
{
	struct arena *arena = arena_new();

	assert_string_equal(trf(arena, i18n_lang("en"), "%2 and %1", "a", "b"), "b and a");
	assert_string_equal(
	    trf(arena, i18n_lang("en"), "100%% of %1, %3", "a", "b"), "100% of a, ");
	assert_string_equal(trf(arena, i18n_lang("en"), "%", "a"), "%");
	/* A value's own signs are no placeholders. */
	assert_string_equal(trf(arena, i18n_lang("en"), "%1%2", "%2", "b"), "%2b");
	assert_string_equal(
	    trnf(arena, i18n_lang("fr"), "%2 and %1 more", "%2 and %1 more", 1200, "x"),
	    "x et 1" NARROW "200 autres");
	arena_free(arena);
}

TEST(i18n_dates)
{
	struct arena *arena = arena_new();
	int64_t november = 1795253400000,
		first = 1777593600000; /* 2026-11-21T09:30Z, 2026-05-01T00:00Z */

	assert_string_equal(i18n_date(arena, i18n_lang("en"), november), "21 November 2026");
	assert_string_equal(i18n_date(arena, i18n_lang("fr"), november), "21 novembre 2026");
	assert_string_equal(i18n_date(arena, i18n_lang("nb"), november), "21. november 2026");
	assert_string_equal(i18n_date(arena, i18n_lang("en"), first), "1 May 2026");
	assert_string_equal(i18n_date(arena, i18n_lang("fr"), first), "1er mai 2026");
	assert_string_equal(i18n_date(arena, i18n_lang("nb"), first), "1. mai 2026");
	assert_string_equal(
	    i18n_time(arena, i18n_lang("en"), november), "21 November 2026, 09:30 UTC");
	assert_string_equal(
	    i18n_time(arena, i18n_lang("nb"), november), "21. november 2026 kl. 09:30 UTC");
	arena_free(arena);
}

TEST(i18n_numbers)
{
	struct arena *arena = arena_new();

	assert_string_equal(i18n_number(arena, i18n_lang("en"), 1234567), "1,234,567");
	assert_string_equal(i18n_number(arena, i18n_lang("fr"), 1234), "1" NARROW "234");
	assert_string_equal(i18n_number(arena, i18n_lang("nb"), 1234), "1" NBSP "234");
	assert_string_equal(i18n_number(arena, i18n_lang("en"), 999), "999");
	assert_string_equal(i18n_number(arena, i18n_lang("en"), 0), "0");
	assert_string_equal(i18n_number(arena, i18n_lang("en"), INT64_MIN),
	    "\xe2\x88\x92"
	    "9,223,372,036,854,775,808");
	assert_string_equal(i18n_percent(arena, i18n_lang("fr"), 45), "45" NBSP "%");
	assert_string_equal(i18n_percent(arena, i18n_lang("en"), 45), "45%");
	arena_free(arena);
}

TEST(i18n_french_spaces)
{
	struct arena *arena = arena_new();
	const struct lang *fr = i18n_lang("fr");

	assert_string_equal(i18n_typography(arena, fr, "a : b ; c ! d ?"),
	    "a" NBSP ": b" NARROW "; c" NARROW "! d" NARROW "?");
	assert_string_equal(i18n_typography(arena, fr, "« mot »"), "«" NBSP "mot" NBSP "»");
	assert_string_equal(i18n_typography(arena, fr, "`a : b` : c"), "`a : b`" NBSP ": c");
	assert_string_equal(i18n_typography(arena, i18n_lang("nb"), "a : b"), "a : b");
	assert_string_equal(i18n_typography(arena, fr, "l'audit d'un `d'a`, 'self'"),
	    "l’audit d’un `d'a`, 'self'");
	assert_string_equal(
	    i18n_typography(arena, i18n_lang("en"), "developers' tools' `a's b`"),
	    "developers’ tools’ `a's b`");
	assert_string_equal(
	    i18n_typography(arena, i18n_lang("en"), "a (\"b\") - \"c d\", `\"e\" - f`"),
	    "a (“b”) – “c d”, `\"e\" - f`");
	assert_null(i18n_typography(arena, fr, NULL));
	arena_free(arena);
}
