#include "pack/kb_starter.h"

#include "codec/version.h"
#include "model/vuln.h"
#include "pack/kb.h"
#include "pack/pack_write.h"
#include "test.h"

TEST(kb_starter_knows_200_entries_in_every_language)
{
	const struct pack *kb = kb_builtin();
	struct pack_iter it = kb_starter_iter(kb);
	struct arena *a = arena_new();
	const char *id, *last = "";
	size_t n = 0;

	for (; kb_starter_next(&it, &id); n++) {
		struct kb_starter s;

		assert_true(strcmp(last, id) < 0);
		last = id;
		assert_int_equal(kb_starter_get(kb, id, a, &s), 0);
		assert_string_equal(s.id, id);
		assert_true(s.cves.n && s.products.n && s.references.n);
		vec_foreach (p, &s.products)
			assert_true(p->names.n && p->ranges.n);
		for (size_t l = 0; kb_langs[l]; l++)
			for (int part = 0; part < KB_STARTER_PARTS; part++)
				assert_true(strlen(kb_starter_text(kb, id, kb_langs[l],
						(enum kb_starter_part)part)) >= 12);
	}
	assert_true(n >= 200);
	arena_free(a);
}

TEST(kb_starter_gives_what_the_file_says)
{
	const struct pack *kb = kb_builtin();
	struct arena *a = arena_new();
	struct pack_iter it = kb_starter_iter(kb);
	struct kb_starter s = {.id = "untouched"};
	const char *id;
	bool seen = false;

	assert_int_equal(kb_starter_get(kb, "VARDE-KB-9999", a, &s), ERR_NOTFOUND);
	assert_string_equal(s.id, "untouched");
	while (!seen && kb_starter_next(&it, &id)) {
		assert_int_equal(kb_starter_get(kb, id, a, &s), 0);
		seen = strcmp(s.cves.items[0].id, "CVE-2023-33466") == 0;
	}
	assert_true(seen);
	assert_string_equal(s.products.items[0].cpe, "a:orthanc-server:orthanc");
	assert_true(text_list_has(&s.products.items[0].names, "Orthanc"));
	assert_int_equal(s.products.items[0].ranges.items[0].range, RANGE_SPAN);
	assert_string_equal(s.products.items[0].ranges.items[0].below, "1.12.0");
	assert_null(s.products.items[0].ranges.items[0].from);
	assert_null(s.cves.items[0].cisa);
	assert_string_equal(s.cves.items[0].published, "2023-06-29");
	assert_string_not_equal(kb_starter_text(kb, s.id, "fr", KB_STARTER_DO),
	    kb_starter_text(kb, s.id, "nb", KB_STARTER_DO));
	assert_string_equal(kb_starter_text(kb, s.id, "sv", KB_STARTER_DO),
	    kb_starter_text(kb, s.id, "en", KB_STARTER_DO));
	assert_null(kb_starter_text(kb, "VARDE-KB-9999", "en", KB_STARTER_DO));
	arena_free(a);
}

/* A pack with a good checksum may still hold records that are none. */
TEST(kb_starter_refuses_records_that_do_not_hold_together)
{
#define V(s)                     \
	{                        \
		s, sizeof(s) - 1 \
	}
	static const struct {
		const char *text;
		size_t n;
	} bad[] = {
	    V(""),
	    V("cve=CVE-1\0"),
	    V("cve=CVE-1\0product=a:x:y\0"),
	    V("product=a:x:y\0range=any\0"),
	    V("cve=CVE-1\0product=axy\0range=any\0"),
	    V("cve=CVE-1\0product=a:xy\0range=any\0"),
	    V("cve=CVE-1\0product=x:x:y\0range=any\0"),
	    V("cve=CVE-1\0product=\0range=any\0"),
	    V("cve=CVE-1\0product=a:x:y\0range=all\0"),
	    V("cve=CVE-1\0product=a:x:y\0range=any"),
	    V("cve=CVE-1\0product=a:x:y\0from=1\0range=any\0"),
	    V("cve=CVE-1\0product=a:x:y\0range=any\0colour=red\0"),
	    V("cvss=x\0cve=CVE-1\0product=a:x:y\0range=any\0"),
	    V("range=any\0cve=CVE-1\0product=a:x:y\0range=any\0"),
	    V("no label\0cve=CVE-1\0product=a:x:y\0range=any\0"),
	};
	static const char good[] = "cve=CVE-1\0product=a:x:y\0range=any\0";
	struct arena *a = arena_new();

	for (size_t i = 0; i <= ARRAY_LEN(bad); i++) {
		bool is_good = i == ARRAY_LEN(bad);
		STR_AUTO(out, 4096);
		struct pack_writer w;
		struct pack pack;
		struct kb_starter s;

		pack_write_init(&w, a);
		pack_write_add(&w, "starter/x",
		    is_good ? span_of(good, sizeof(good) - 1) : span_of(bad[i].text, bad[i].n));
		assert_int_equal(pack_write_end(&w, &out, NULL), 0);
		assert_int_equal(pack_from_memory(str_bytes(&out), &pack, NULL), 0);
		assert_int_equal(kb_starter_get(&pack, "x", a, &s), is_good ? 0 : ERR_CORRUPT);
	}
	arena_free(a);
}
