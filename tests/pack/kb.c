#include "pack/kb.h"

#include "model/finding.h"
#include "pack/pack_write.h"
#include "test.h"

TEST(kb_builtin_knows_every_type_in_every_language)
{
	const struct pack *kb = kb_builtin();
	struct pack_iter it = kb_findings(kb);
	const char *id, *last = "";
	size_t n = 0;

	for (; kb_next_id(&it, &id); n++) {
		struct kb_finding_type t;

		assert_true(strcmp(last, id) < 0);
		last = id;
		assert_int_equal(kb_finding(kb, id, &t), 0);
		assert_string_equal(t.id, id);
		assert_true(t.cwe > 0 && t.qod > 0 && t.nreferences > 0);
		for (size_t l = 0; kb_langs[l]; l++)
			for (int part = KB_TITLE; part <= KB_VERIFY; part++)
				assert_true(strlen(kb_text(kb, id, kb_langs[l],
						(enum kb_part)part, NULL)) > 3);
	}
	assert_true(n >= 40);
}

TEST(kb_finding_gives_what_the_file_says)
{
	struct kb_finding_type t = {.id = "untouched"};

	assert_int_equal(kb_finding(kb_builtin(), "no-such-type", &t), ERR_NOTFOUND);
	assert_string_equal(t.id, "untouched");
	assert_int_equal(kb_finding(kb_builtin(), "redis-no-auth", &t), 0);
	assert_int_equal(t.category, CATEGORY_AUTHENTICATION);
	assert_int_equal(t.criticality, CRIT_CRITICAL);
	assert_int_equal(t.cwe, 306);
	assert_int_equal(t.qod, 99);
}

TEST(kb_text_falls_back)
{
	const struct pack *kb = kb_builtin();
	const char *id = "tls-cert-expired", *fix = kb_text(kb, id, "en", KB_FIX, NULL);

	assert_string_equal(kb_text(kb, id, "en", KB_FIX, "no product of ours"), fix);
	assert_string_not_equal(kb_text(kb, id, "en", KB_FIX, "nginx"), fix);
	assert_string_equal(
	    kb_text(kb, id, "sv", KB_FIX, "nginx"), kb_text(kb, id, "en", KB_FIX, "nginx"));
	assert_string_equal(
	    kb_text(kb, id, "sv", KB_TITLE, NULL), kb_text(kb, id, "en", KB_TITLE, NULL));
	assert_string_not_equal(
	    kb_text(kb, id, "fr", KB_TITLE, NULL), kb_text(kb, id, "nb", KB_TITLE, NULL));
	assert_null(kb_text(kb, "no-such-type", "en", KB_TITLE, NULL));
	assert_true(kb_has_fix(kb, id, "nginx"));
	assert_false(kb_has_fix(kb, id, "redis"));
	assert_false(kb_has_fix(kb, id, NULL));
}

/* A pack with a good checksum may still hold records that are none: they are refused, and no
 * read leaves the value. */
TEST(kb_refuses_records_that_do_not_hold_together)
{
	static const struct {
		const char *text;
		size_t n;
	} bad[] = {
	    {"", 0},
	    {"x", 1},
	    {"x\0web\0high\0"
	     "1",
		12},
	    {"x\0web\0high\0-1\0"
	     "1\0",
		17},
	    {"x\0web\0high\0001\000101\0", 18},
	    {"x\0net\0high\0001\0001\0", 16},
	    {"y\0web\0high\0001\0001\0", 16},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		STR_AUTO(out, 4096);
		struct pack_writer w;
		struct pack pack;
		struct kb_finding_type t;

		pack_write_init(&w, a);
		pack_write_add(&w, "finding/x", span_of(bad[i].text, bad[i].n));
		assert_int_equal(pack_write_end(&w, &out, NULL), 0);
		assert_int_equal(pack_from_memory(str_bytes(&out), &pack, NULL), 0);
		assert_int_equal(kb_finding(&pack, "x", &t), ERR_CORRUPT);
	}
	arena_free(a);
}

TEST(kb_fingerprints_have_examples)
{
	struct pack_iter it = kb_fingerprints(kb_builtin());
	struct kb_fingerprint fp;
	size_t n = 0;

	for (; kb_next_fingerprint(&it, &fp); n++) {
		char key[KB_EXAMPLE_KEY];
		struct pack_iter examples = kb_examples(&it, key);
		struct kb_example ex;
		size_t positive = 0, negative = 0;

		while (kb_next_example(&examples, &ex))
			*(ex.match ? &positive : &negative) += 1;
		assert_true(positive && negative);
		assert_true(
		    fp.id[0] && fp.field[0] && fp.pattern[0] && fp.vendor[0] && fp.product[0]);
		assert_true(fp.confidence > 0 && fp.confidence <= 100);
	}
	assert_true(n > 0);
}

static size_t count_names(const char *vendor, const char *product, const char *expected)
{
	struct kb_names names;
	const char *name;
	size_t n = 0, hits = 0;

	assert_int_equal(kb_aliases(kb_builtin(), vendor, product, &names), 0);
	for (; kb_next_name(&names, &name); n++) {
		assert_non_null(strchr(name, ':'));
		hits += expected && strcmp(name, expected) == 0;
	}
	assert_int_equal(hits, expected ? 1 : 0);
	return n;
}

TEST(kb_aliases_give_every_other_name)
{
	struct kb_names names;
	char big[KB_NAME_MAX * 2];

	assert_int_equal(count_names("f5", "nginx", "nginx:nginx"), 2);
	assert_int_equal(count_names("nginx", "nginx", "f5:nginx"), 2);
	/* What NVD does not use is looked up, and never given. */
	assert_int_equal(count_names("igor_sysoev", "nginx", "f5:nginx"), 3);
	assert_int_equal(
	    count_names("microsoft", "iis", "microsoft:internet_information_server"), 2);
	assert_int_equal(count_names("pydicom", "pynetdicom", NULL), 0);
	assert_int_equal(count_names("joomla", "joomla!", "joomla:joomla"), 1);
	assert_int_equal(kb_aliases(kb_builtin(), "f5", "no-such", &names), ERR_NOTFOUND);
	assert_int_equal(kb_aliases(kb_builtin(), "", "", &names), ERR_NOTFOUND);
	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	assert_int_equal(kb_aliases(kb_builtin(), big, big, &names), ERR_NOTFOUND);
}

/* Whoever is reached by a name reaches back by it: names of one product know each other. */
TEST(kb_aliases_are_mutual)
{
	struct pack_iter it = pack_iter(kb_builtin(), "alias/");
	struct span value;
	const char *key;
	size_t n = 0;

	for (; pack_next(&it, &key, &value); n++) {
		struct kb_names names = {value};
		const char *name;

		while (kb_next_name(&names, &name)) {
			char vendor[KB_NAME_MAX + 1];
			struct kb_names back;

			(void)snprintf(
			    vendor, sizeof(vendor), "%.*s", (int)strcspn(name, ":"), name);
			assert_int_equal(
			    kb_aliases(kb_builtin(), vendor, strchr(name, ':') + 1, &back), 0);
		}
	}
	assert_true(n > 200);
}
