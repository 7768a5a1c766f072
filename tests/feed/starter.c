#include "feed/starter.h"

#include "base/time.h"
#include "codec/version.h"
#include "pack/kb.h"
#include "pack/kb_starter.h"
#include "pack/pack_write.h"
#include "test.h"

#include <ctype.h>

struct seen {
	size_t vulns, exploited, stop_after;
	const struct vuln *orthanc;
	const struct know_exploited *pulse;
};

static int see(void *context, const struct knowledge *k)
{
	struct seen *s = context;

	assert_string_equal(k->source, "starter");
	assert_memory_equal(k->origin, "VARDE-KB-", 9);
	assert_true(k->modified > 0);
	if (k->kind == KNOW_VULN) {
		s->vulns++;
		assert_string_equal(k->id, k->vuln->id);
		assert_true(k->vuln->configs.all.n > 0 && k->vuln->title && k->vuln->text);
		if (strcmp(k->id, "CVE-2023-33466") == 0)
			s->orthanc = k->vuln;
	} else {
		assert_int_equal(k->kind, KNOW_EXPLOITED);
		s->exploited++;
		if (strcmp(k->id, "CVE-2019-11510 cisa") == 0)
			s->pulse = k->exploited;
	}
	return s->stop_after && s->vulns == s->stop_after ? ERR_CANCELLED : 0;
}

TEST(starter_gives_every_entry_as_records)
{
	struct arena *a = arena_new();
	struct seen s = {0};
	const struct vuln_criterion *c;
	char date[11];

	assert_int_equal(starter_records(kb_builtin(), a, see, &s, NULL), 0);
	assert_true(s.vulns >= 200 && s.exploited >= 100);
	assert_non_null(s.orthanc);
	assert_int_equal(s.orthanc->configs.all.n, 1);
	c = &s.orthanc->configs.all.items[0].nodes.items[0].criteria.items[0];
	assert_true(c->vulnerable && c->part == 'a' && c->range == RANGE_SPAN);
	assert_string_equal(c->vendor, "orthanc-server");
	assert_string_equal(c->product, "orthanc");
	assert_null(c->start);
	assert_string_equal(c->end, "1.12.0");
	assert_true(c->end_excluded);
	assert_non_null(s.pulse);
	assert_true(s.pulse->ransomware);
	assert_string_equal(time_date(s.pulse->added, date), "2021-11-03");
	arena_free(a);
}

TEST(starter_stops_when_the_taker_does)
{
	struct arena *a = arena_new();
	struct seen s = {.stop_after = 3};

	assert_int_equal(starter_records(kb_builtin(), a, see, &s, NULL), ERR_CANCELLED);
	assert_int_equal(s.vulns, 3);
	arena_free(a);
}

static const struct pack *pack_of(struct arena *a, const char *text, size_t n, struct str *out)
{
	struct pack_writer w;
	struct pack *pack = ARENA_NEW(a, struct pack);

	pack_write_init(&w, a);
	pack_write_add(&w, "starter/VARDE-KB-1", span_of(text, n));
	assert_int_equal(pack_write_end(&w, out, NULL), 0);
	assert_int_equal(pack_from_memory(str_bytes(out), pack, NULL), 0);
	return pack;
}

static int keep(void *context, const struct knowledge *k)
{
	if (k->kind == KNOW_VULN)
		*(const struct vuln **)context = k->vuln;
	return 0;
}

TEST(starter_says_platforms_bounds_and_updates)
{
	static const char text[] =
	    "cve=CVE-1\0published=2026-01-02\0product=a:x:y:z\0on=o:m:w\0range=exact\0"
	    "version=2:sp1\0version=3\0range=span\0after=4\0to=5\0target=wordpress\0"
	    "range=none\0scheme=cisco\0product=o:x:other\0only=CVE-2\0range=any\0";
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	const struct vuln *v = NULL;
	const struct vuln_config *config;
	const struct vuln_criterion *c;

	assert_int_equal(
	    starter_records(pack_of(a, text, sizeof(text) - 1, &out), a, keep, &v, NULL), 0);
	assert_int_equal(v->configs.all.n, 1); /* the other product concerns another CVE */
	config = &v->configs.all.items[0];
	assert_int_equal(config->operator, VULN_AND);
	assert_int_equal(config->nodes.n, 2);
	c = config->nodes.items[0].criteria.items;
	assert_int_equal(config->nodes.items[0].criteria.n, 4);
	assert_string_equal(c[0].product, "y:z");
	assert_string_equal(c[0].version, "2");
	assert_string_equal(c[0].update, "sp1");
	assert_string_equal(c[1].version, "3");
	assert_null(c[1].update);
	assert_true(c[2].start_excluded && !c[2].end_excluded);
	assert_string_equal(c[2].target_sw, "wordpress");
	assert_int_equal(c[3].range, RANGE_NONE);
	assert_int_equal(c[3].scheme, VERSION_CISCO);
	c = config->nodes.items[1].criteria.items;
	assert_false(c[0].vulnerable);
	assert_string_equal(c[0].product, "w");
	arena_free(a);
}

TEST(starter_refuses_a_damaged_entry)
{
	static const char text[] = "cve=CVE-1\0product=a:x:y\0";
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	const struct vuln *v = NULL;
	struct msg msg = {0};

	assert_int_equal(
	    starter_records(pack_of(a, text, sizeof(text) - 1, &out), a, keep, &v, &msg),
	    ERR_CORRUPT);
	assert_null(v);
	assert_string_equal(msg.detail, "VARDE-KB-1");
	assert_true(msg.what[0] && msg.hint[0]);
	arena_free(a);
}

static int count(void *context, const struct knowledge *k)
{
	struct seen *s = context;

	*(k->kind == KNOW_VULN ? &s->vulns : &s->exploited) += 1;
	return 0;
}

TEST(starter_adds_what_no_feed_has_said)
{
	static const char text[] = "cve=CVE-1\0published=2026-01-02\0cisa=2026-01-03\0"
				   "eu=2026-01-04\0cve=CVE-2\0published=2026-01-02\0"
				   "product=a:x:y\0range=any\0";
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	const struct pack *pack = pack_of(a, text, sizeof(text) - 1, &out);
	struct vuln v = {.id = "CVE-1"};
	struct vuln_config config = {0};
	struct know_exploited x = {.id = "CVE-1", .list = "cisa"};
	struct knowledge kv = {.kind = KNOW_VULN, .vuln = &v},
			 kx = {.kind = KNOW_EXPLOITED, .exploited = &x};
	struct starter_gaps gaps;
	struct seen s = {0};

	starter_gaps_init(&gaps, a);
	starter_gaps_note(&gaps, &kv); /* says no product: the gap stays */
	starter_gaps_note(&gaps, &kx);
	assert_int_equal(starter_gaps_records(&gaps, pack, a, count, &s, NULL), 0);
	assert_int_equal(s.vulns, 2);
	assert_int_equal(s.exploited, 1);
	vec_push(a, &v.configs.all, config);
	starter_gaps_note(&gaps, &kv);
	s = (struct seen){0};
	assert_int_equal(starter_gaps_records(&gaps, pack, a, count, &s, NULL), 0);
	assert_int_equal(s.vulns, 1);
	assert_int_equal(s.exploited, 1);
	arena_free(a);
}

/* The text in lower case, as CPE writes versions. */
static const char *lower(struct arena *a, const char *text)
{
	char *to = arena_strdup(a, text);

	for (char *p = to; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return to;
}

/* Whether the version lies in the range; none does in one without versions. */
static bool affected(const struct kb_starter_range *r, struct arena *a, const char *version)
{
	struct span v = span_str(lower(a, version));
	enum version_scheme scheme = (enum version_scheme)r->scheme;

	if (r->range == RANGE_EXACT)
		return text_list_has(&r->versions, version);
	if (r->range != RANGE_SPAN)
		return false;
	return !(r->from && version_compare(scheme, v, span_str(lower(a, r->from))) < 0) &&
	       !(r->after && version_compare(scheme, v, span_str(lower(a, r->after))) <= 0) &&
	       !(r->to && version_compare(scheme, v, span_str(lower(a, r->to))) > 0) &&
	       !(r->below && version_compare(scheme, v, span_str(lower(a, r->below))) >= 0);
}

/* What is said to mend is not itself within what is affected. */
TEST(starter_fixed_versions_are_not_affected)
{
	struct pack_iter it = kb_starter_iter(kb_builtin());
	struct arena *a = arena_new();
	const char *id;
	size_t n = 0, wrong = 0;

	while (kb_starter_next(&it, &id)) {
		struct kb_starter e;

		assert_int_equal(kb_starter_get(kb_builtin(), id, a, &e), 0);
		vec_foreach (p, &e.products)
			vec_foreach (r, &p->ranges)
				for (size_t i = 0; i < p->fixed.n; i++, n++) {
					if (!affected(r, a, p->fixed.items[i]))
						continue;
					print_message(
					    "# %s: %s %s\n", id, p->cpe, p->fixed.items[i]);
					wrong++;
				}
	}
	assert_int_equal(wrong, 0);
	assert_true(n > 100);
	arena_free(a);
}
