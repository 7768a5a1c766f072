/*
 * Every finding type of the knowledge base has a rule and a file of cases, and the other way
 * round. cases/ID.ndjson holds cases of one type: "# positive: NAME" or "# negative: NAME"
 * begins one; observations as the collector writes them; for a positive one the findings "=
 * SUBJECT|ADDRESS|PORT|PRODUCT" ("-" for none), texts that the evidence must have "~ TEXT", and
 * must not "! TEXT".
 */
#include "assess/rules.h"

#include "assess/assess.h"
#include "codec/utf8.h"
#include "test.h"

#include <dirent.h>

enum { FILE_MAX = 1 << 20 };

/* The end of all runs here: 2026-11-21T12:00:00Z. */
static const int64_t now = INT64_C(1795262400000);

struct one_case {
	const char *finding, *name;
	bool positive;
	struct observations obs;
	struct text_list expected, has, has_not;
};

static struct span read_all(const char *path, struct arena *a)
{
	FILE *f = fopen(path, "rb");
	char *p = arena_alloc(a, FILE_MAX);
	size_t n;

	if (!f)
		fail_msg("%s: missing", path);
	n = fread(p, 1, FILE_MAX, f);
	assert_true(n > 0 && n < FILE_MAX);
	assert_int_equal(fclose(f), 0);
	return span_of(p, n);
}

static const char *row_of(const struct finding *f, struct arena *a)
{
	return arena_printf(a, "%s|%s|%d|%s", f->subject, f->addr ? f->addr : "-", (int)f->port,
	    f->product ? f->product : "-");
}

static bool shown(const struct findings *all, const char *type, const char *text)
{
	vec_foreach (f, &all->all)
		for (size_t i = 0; strcmp(f->type, type) == 0 && i < f->evidence.n; i++)
			if (strstr(f->evidence.items[i], text))
				return true;
	return false;
}

static void check_finding(const struct one_case *c, const struct finding *f)
{
	struct msg msg = {0};

	if (record_validate(&finding_type, f, &msg) < 0)
		fail_msg("%s: %s: %s", c->finding, msg.what, msg.detail);
	assert_int_equal(f->state, FINDING_NEW);
	assert_int_equal(f->first_seen, now);
	assert_true(f->evidence.n > 0 && f->evidence.n <= ASSESS_EVIDENCE);
	for (size_t i = 0; i < f->evidence.n; i++) {
		assert_true(strlen(f->evidence.items[i]) <= ASSESS_EVIDENCE_LINE);
		assert_true(utf8_valid(span_str(f->evidence.items[i])));
		for (const char *p = f->evidence.items[i]; *p; p++)
			assert_true((uint8_t)*p >= ' ');
	}
}

static void check_found(const struct one_case *c, const struct findings *all, struct arena *a)
{
	size_t n = 0;

	vec_foreach (f, &all->all) {
		check_finding(c, f);
		if (strcmp(f->type, c->finding) != 0)
			continue;
		if (!text_list_has(&c->expected, row_of(f, a)))
			fail_msg("%s: %s: unexpected %s", c->finding, c->name, row_of(f, a));
		n++;
	}
	if (n != c->expected.n)
		fail_msg(
		    "%s: %s: %zu findings, not %zu", c->finding, c->name, n, c->expected.n);
	for (size_t i = 0; i < c->has.n; i++)
		if (!shown(all, c->finding, c->has.items[i]))
			fail_msg(
			    "%s: %s: no evidence \"%s\"", c->finding, c->name, c->has.items[i]);
	for (size_t i = 0; i < c->has_not.n; i++)
		if (shown(all, c->finding, c->has_not.items[i]))
			fail_msg("%s: %s: evidence \"%s\"", c->finding, c->name,
			    c->has_not.items[i]);
}

static struct observations reversed(const struct observations *obs, struct arena *a)
{
	struct observations r = {0};

	for (size_t i = obs->all.n; i; i--)
		vec_push(a, &r.all, obs->all.items[i - 1]);
	return r;
}

/* The same findings, to the letter, whichever way the observations came in. */
static void check_order(const struct one_case *c, const struct findings *all, struct arena *a)
{
	struct observations backwards = reversed(&c->obs, a);
	struct findings other;

	assert_int_equal(
	    assess(&backwards,
		&(struct assess_with){kb_builtin(), knowledge_builtin(), DEADLINES_BOD_26_04},
		now, a, &other),
	    0);
	assert_int_equal(other.all.n, all->all.n);
	for (size_t i = 0; i < all->all.n; i++)
		if (record_compare(&finding_type, &all->all.items[i], &other.all.items[i]) != 0)
			fail_msg("%s: %s: depends on the order", c->finding, c->name);
}

static void run_case(const struct one_case *c, struct arena *a)
{
	struct findings all;

	assert_true(c->obs.all.n > 0);
	if (c->positive != (c->expected.n > 0))
		fail_msg("%s: %s: a positive case expects findings, a negative one none",
		    c->finding, c->name);
	assert_int_equal(
	    assess(&c->obs,
		&(struct assess_with){kb_builtin(), knowledge_builtin(), DEADLINES_BOD_26_04},
		now, a, &all),
	    0);
	check_found(c, &all, a);
	check_order(c, &all, a);
}

static void read_observation(struct one_case *c, struct span line, struct arena *a)
{
	struct observation o;
	struct msg msg = {0};

	if (obs_parse(line, a, &o, &msg) < 0)
		fail_msg("%s: %s: %s: %s", c->finding, c->name, msg.what, msg.detail);
	vec_push(a, &c->obs.all, o);
}

static void read_line(struct one_case *c, struct span line, struct arena *a)
{
	const char *text = line.n > 2 ? arena_strndup(a, line.p + 2, line.n - 2) : "";

	if (line.n == 0)
		return;
	if (line.p[0] == '=')
		text_list_add(&c->expected, a, text);
	else if (line.p[0] == '~')
		text_list_add(&c->has, a, text);
	else if (line.p[0] == '!')
		text_list_add(&c->has_not, a, text);
	else
		read_observation(c, line, a);
}

/* Runs the file's cases; at least one of each kind. */
static void run_file(const char *finding)
{
	struct arena *a = arena_new();
	struct span rest = read_all(arena_printf(a, "%s/%s.ndjson", CASES, finding), a), line;
	struct one_case c = {.finding = finding};
	size_t positive = 0, negative = 0;

	while (span_line(&rest, &line)) {
		bool good = span_starts(line, "# positive: ");

		if (!good && !span_starts(line, "# negative: ")) {
			read_line(&c, line, a);
			continue;
		}
		if (c.name)
			run_case(&c, a);
		c = (struct one_case){.finding = finding,
		    .name = arena_strndup(a, line.p + 12, line.n - 12),
		    .positive = good};
		*(good ? &positive : &negative) += 1;
	}
	run_case(&c, a);
	if (!positive || !negative)
		fail_msg("%s: a positive and a negative case are expected", finding);
	(void)arena_free(a);
}

TEST(rules_pass_their_cases)
{
	for (const struct rule *r = rules_all; r->finding; r++)
		run_file(r->finding);
}

TEST(rules_and_finding_types_and_cases_are_the_same)
{
	struct pack_iter it = kb_findings(kb_builtin());
	const struct rule *r = rules_all;
	const char *id;
	DIR *d = opendir(CASES);
	size_t files = 0, rules = 0;

	for (; kb_next_id(&it, &id); r++, rules++) {
		assert_non_null(r->finding);
		assert_string_equal(r->finding, id);
	}
	assert_null(r->finding);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		files += strstr(e->d_name, ".ndjson") != NULL;
	assert_int_equal(closedir(d), 0);
	assert_int_equal(files, rules);
}
