#include "match/watch.h"

#include "case.h"
#include "test.h"

/* "new CVE-2024-1000 stated probable" for each event, joined by "; ". */
static const char *told(struct sample *was, struct sample *now, const struct match_product *p)
{
	struct watch *w = watch_new(sample_pack(was), sample_pack(now));
	struct watch_events events;
	STR_AUTO(out, 1 << 16);

	watch_find(w, p, now->arena, &events);
	vec_foreach (e, &events.all) {
		str_addf(&out, "%s%s %s %s", out.n ? "; " : "", watch_how_names[e->how], e->id,
		    watch_why_names[e->why]);
		if (e->was >= 0)
			str_addf(&out, " was %s", match_verdict_names[e->was]);
		if (e->how != WATCH_WITHDRAWN)
			str_addf(&out, " %s", match_verdict_names[e->now.verdict]);
	}
	watch_free(w);
	return str_dup(&out, now->arena);
}

static const struct match_product p1 = {.vendor = "v", .product = "p", .version = "1.0"};

static void add_below(struct sample *s, const char *id, const char *end)
{
	struct vuln_criterion c = sample_span("v", "p", NULL, end);

	sample_vuln(s, id, &c, 1);
}

static void add_status(struct sample *s, const char *id, int status)
{
	struct vuln v = {.id = id, .status = status, .modified = 1710000000000};
	struct vuln_config config = {0};
	struct vuln_node node = {0};

	vec_push(s->arena, &node.criteria, sample_span("v", "p", NULL, "2.0"));
	vec_push(s->arena, &config.nodes, node);
	vec_push(s->arena, &v.configs.all, config);
	sample_add(s, KNOW_VULN, "nvd", &v);
}

#define TWO(was, now)                     \
	struct sample was = sample_new(); \
	struct sample now = sample_new()
#define ENDS(was, now)       \
	sample_free(&(was)); \
	sample_free(&(now))

TEST(watch_tells_what_is_new)
{
	TWO(was, now);

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1001", "1.1");
	add_below(&now, "CVE-2024-1002", "0.9");
	assert_string_equal(told(&was, &now, &p1), "new CVE-2024-1001 stated probable");
	ENDS(was, now);
}

TEST(watch_tells_nothing_of_equal_packs)
{
	TWO(was, now);

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "2.0");
	assert_string_equal(told(&was, &now, &p1), "");
	ENDS(was, now);
}

TEST(watch_tells_nothing_of_another_product)
{
	TWO(was, now);
	struct vuln_criterion c = sample_span("v", "q", NULL, "2.0");

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "2.0");
	sample_vuln(&now, "CVE-2024-1001", &c, 1);
	assert_string_equal(told(&was, &now, &p1), "");
	ENDS(was, now);
}

/* The date of the statement is the same: what it says is compared. */
TEST(watch_tells_a_range_that_changed)
{
	TWO(was, now);

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "2.1");
	assert_string_equal(
	    told(&was, &now, &p1), "changed CVE-2024-1000 fix was probable probable");
	ENDS(was, now);
}

TEST(watch_tells_a_version_that_is_no_longer_stated)
{
	TWO(was, now);

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "1.0");
	assert_string_equal(
	    told(&was, &now, &p1), "withdrawn CVE-2024-1000 cleared was probable");
	ENDS(was, now);
}

TEST(watch_tells_a_statement_that_is_gone)
{
	TWO(was, now);

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1001", "0.5");
	assert_string_equal(
	    told(&was, &now, &p1), "withdrawn CVE-2024-1000 cleared was probable");
	ENDS(was, now);
}

TEST(watch_tells_what_was_rejected)
{
	TWO(was, now);

	add_status(&was, "CVE-2024-1000", VULN_PUBLISHED);
	add_status(&now, "CVE-2024-1000", VULN_REJECTED);
	assert_string_equal(
	    told(&was, &now, &p1), "withdrawn CVE-2024-1000 rejected was probable");
	ENDS(was, now);
}

TEST(watch_tells_what_became_disputed)
{
	TWO(was, now);

	add_status(&was, "CVE-2024-1000", VULN_PUBLISHED);
	add_status(&now, "CVE-2024-1000", VULN_DISPUTED);
	assert_string_equal(
	    told(&was, &now, &p1), "changed CVE-2024-1000 verdict was probable possible");
	ENDS(was, now);
}

TEST(watch_tells_what_is_now_exploited)
{
	TWO(was, now);
	struct know_exploited e = {.id = "CVE-2024-1000", .list = "cisa", .added = 1};

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "2.0");
	sample_add(&now, KNOW_EXPLOITED, "kev", &e);
	assert_string_equal(
	    told(&was, &now, &p1), "changed CVE-2024-1000 exploited was probable probable");
	ENDS(was, now);
}

/* One of two publishers takes its statement back: the other's stands. */
TEST(watch_knows_every_publisher)
{
	TWO(was, now);
	struct vuln v = {.id = "CVE-2024-1000"};

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "2.0");
	sample_add(&was, KNOW_VULN, "cve", &v);
	assert_string_equal(told(&was, &now, &p1), "");
	ENDS(was, now);
}

/* An advisory's statement is news as a CVE's is. */
TEST(watch_tells_an_advisory)
{
	TWO(was, now);
	struct know_advisory a = {
	    .id = "ICSMA-24-001-01", .publisher = "CISA", .title = "t", .revision = "1"};
	struct vuln_config config = {0};
	struct vuln_node node = {0};

	add_below(&was, "CVE-2024-1000", "2.0");
	add_below(&now, "CVE-2024-1000", "2.0");
	vec_push(now.arena, &node.criteria, sample_span("v", "p", NULL, "1.5"));
	vec_push(now.arena, &config.nodes, node);
	vec_push(now.arena, &a.configs.all, config);
	sample_add(&now, KNOW_ADVISORY, "csaf", &a);
	assert_string_equal(told(&was, &now, &p1), "new ICSMA-24-001-01 stated probable");
	ENDS(was, now);
}

TEST(watch_has_a_sentence_for_every_reason)
{
	for (int i = 0; i < WATCH_WHYS; i++) {
		assert_non_null(watch_sentence((enum watch_why)i));
		assert_non_null(watch_why_names[i]);
	}
	assert_null(watch_why_names[WATCH_WHYS]);
	assert_null(watch_how_names[WATCH_HOWS]);
}
