/* What tests/interop/advisory.sh cannot know: that the document says what the advisory says.
 * Whether it is CSAF, the foreign validator tells. */
#include "share/csaf.h"

#include "codec/json.h"
#include "test.h"

#define START 1795000000000LL

static const struct csaf_publisher by = {"CERT", "https://c.example", "c@c.example", "1"};

static struct advisory_document sample(struct arena *arena)
{
	struct advisory_document d = {.advisory = {.id = "a1",
					  .ref = "ADV-2026-0001",
					  .title = "T",
					  .state = ADVISORY_PUBLISHED,
					  .tlp = TLP_AMBER_STRICT,
					  .lang = "en",
					  .revision = 1,
					  .created = START,
					  .published = START,
					  .revised = START}};

	text_list_add(&d.advisory.products, arena, "v:the_product <1.5");
	text_list_add(&d.advisory.products, arena, "v:other = 3");
	text_list_add(&d.advisory.cves, arena, "CVE-2026-12345");
	text_list_add(&d.advisory.cvss, arena, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
	vec_push(arena, &d.texts,
	    (struct advisory_text){
		.lang = "en", .title = "Title", .summary = "S", .remedy = "R"});
	vec_push(arena, &d.texts, (struct advisory_text){.lang = "fr", .title = "Titre"});
	vec_push(arena, &d.revisions,
	    (struct advisory_revision){.number = 1, .time = START, .summary = "new"});
	return d;
}

static const struct json *written(const struct advisory_document *d,
    const struct csaf_wish *wish, struct arena *arena, struct str *out)
{
	struct json *v = NULL;

	str_clear(out);
	assert_int_equal(csaf_write(d, &by, wish, arena, out), 0);
	assert_int_equal(json_parse(str_bytes(out), arena, &v, NULL), 0);
	return v;
}

static const struct json *at(const struct json *v, const char *path)
{
	struct span rest = span_str(path), one;
	char key[60];

	while (span_split(&rest, '/', &one)) {
		assert_true(one.n < sizeof(key));
		memcpy(key, one.p, one.n);
		key[one.n] = '\0';
		v = v && v->type == JSON_ARRAY ? &v->array.items[atoi(key)] : json_get(v, key);
	}
	return v;
}

static void assert_at(const struct json *v, const char *path, const char *want)
{
	assert_string_equal(json_text(at(v, path), "(none)"), want);
}

TEST(a_document_says_what_the_advisory_says)
{
	struct arena *arena = arena_new();
	struct advisory_document d = sample(arena);
	const struct csaf_wish wish = {0}, french = {.lang = "fr"}, draft = {.draft = true};
	STR_AUTO(out, CSAF_MAX);
	STR_AUTO(again, CSAF_MAX);
	const struct json *v = written(&d, &wish, arena, &out);

	assert_at(v, "document/category", "csaf_security_advisory");
	assert_at(v, "document/distribution/tlp/label", "RED");
	assert_non_null(at(v, "document/distribution/text"));
	assert_at(v, "document/tracking/id", "ADV-2026-0001");
	assert_at(v, "document/tracking/status", "final");
	assert_at(v, "document/tracking/version", "1");
	assert_at(v, "document/references/0/url",
	    "https://c.example/csaf/amber_strict/2026/adv-2026-0001.json");
	assert_at(v, "product_tree/branches/0/branches/0/branches/0/name", "vers:generic/<1.5");
	assert_at(v, "product_tree/branches/0/branches/0/name", "the product");
	assert_at(v, "vulnerabilities/0/cve", "CVE-2026-12345");
	assert_at(v, "vulnerabilities/0/remediations/0/category", "vendor_fix");
	assert_at(v, "vulnerabilities/0/scores/0/cvss_v3/baseSeverity", "CRITICAL");
	assert_int_equal(at(v, "vulnerabilities/0/product_status/known_affected")->array.n, 2);
	assert_int_equal(at(v, "vulnerabilities/0/product_status/fixed")->array.n, 1);
	(void)written(&d, &wish, arena, &again);
	assert_string_equal(str_text(&out), str_text(&again));
	v = written(&d, &french, arena, &again);
	assert_at(v, "document/tracking/id", "ADV-2026-0001-FR");
	assert_at(v, "document/lang", "fr");
	v = written(&d, &draft, arena, &again);
	assert_at(v, "document/tracking/status", "draft");
	assert_at(v, "document/tracking/version", "2");
	arena_free(arena);
}

TEST(without_scores_it_informs)
{
	struct arena *arena = arena_new();
	struct advisory_document d = sample(arena);
	const struct csaf_wish wish = {0};
	STR_AUTO(out, CSAF_MAX);
	const struct json *v;

	d.advisory.cvss.n = 0;
	d.advisory.state = ADVISORY_WITHDRAWN;
	d.advisory.note = "wrong";
	d.advisory.tlp = TLP_CLEAR;
	v = written(&d, &wish, arena, &out);
	assert_at(v, "document/category", "csaf_informational_advisory");
	assert_null(at(v, "vulnerabilities"));
	assert_at(v, "document/notes/0/text", "wrong");
	assert_at(v, "document/references/0/url",
	    "https://c.example/.well-known/csaf/clear/2026/adv-2026-0001.json");
	d.advisory.products.items[0] = "nonsense";
	str_clear(&out);
	assert_int_equal(csaf_write(&d, &by, &wish, arena, &out), ERR_RANGE);
	arena_free(arena);
}

TEST(names_of_files_follow_the_standard)
{
	struct arena *arena = arena_new();
	struct advisory a = {.ref = "ADV/2026 1", .lang = "en"};

	assert_string_equal(csaf_file(&a, NULL, arena), "adv_2026_1.json");
	assert_string_equal(csaf_file(&a, "en", arena), "adv_2026_1.json");
	assert_string_equal(csaf_file(&a, "nb", arena), "adv_2026_1-nb.json");
	assert_string_equal(csaf_folder(TLP_AMBER_STRICT), "amber_strict");
	arena_free(arena);
}
