#include "feed/recog.h"

#include "data.h"
#include "feed/unpack.h"
#include "match/print.h"
#include "test.h"

static int parse(const char *xml, struct arena *a, struct recog_file *ret)
{
	struct msg msg = {0};
	int r = recog_parse(span_str(xml), a, ret, &msg);

	assert_true(r == 0 || msg.detail[0]);
	return r;
}

TEST(recog_reads_patterns_parameters_and_examples)
{
	struct arena *a = arena_new();
	struct recog_file f;
	const struct recog_print *p;

	assert_int_equal(parse("<?xml version='1.0'?><fingerprints matches='ssh.banner'"
			       " preference='0.90'><!-- x --><fingerprint pattern='^a&lt;(.)$'"
			       " flags='REG_ICASE,REG_DOT_NEWLINE'><description>d</description>"
			       "<example service.version='1'>a&lt;1</example>"
			       "<example _encoding='base64'>YWI\nK</example>"
			       "<param pos='0' name='service.vendor' value='V &amp; W'/>"
			       "<param pos='1' name='service.version'/></fingerprint>"
			       "</fingerprints>",
			     a, &f),
	    0);
	assert_string_equal(f.field, "ssh.banner");
	assert_int_equal(f.preference, 900);
	assert_int_equal(f.prints.n, 1);
	p = &f.prints.items[0];
	assert_string_equal(p->print.id, "ssh.banner 00001");
	assert_string_equal(p->print.pattern, "^a<(.)$");
	assert_int_equal(p->print.flags, PRINT_ICASE | PRINT_DOTALL);
	assert_string_equal(p->print.params.items[0], "0 service.vendor V & W");
	assert_string_equal(p->print.params.items[1], "1 service.version ");
	assert_int_equal(p->examples.n, 2);
	assert_string_equal(p->examples.items[0].expected.items[0], "service.version 1");
	assert_true(span_eq(p->examples.items[1].text, "ab\n"));
	(void)arena_free(a);
}

TEST(recog_refuses_what_is_none)
{
	static const char *const bad[] = {"", "<a/>",
	    "<fingerprints matches='x'><fingerprint/></fingerprints>",
	    "<fingerprints matches='x'><fingerprint pattern='a'><param pos='0'/>"
	    "</fingerprint></fingerprints>",
	    "<fingerprints matches='x'>",
	    "<!DOCTYPE f [<!ENTITY a 'aaaa'>]><fingerprints matches='x'>&a;</fingerprints>"};
	struct arena *a = arena_new();
	struct recog_file f;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(parse(bad[i], a, &f), ERR_SYNTAX);
	(void)arena_free(a);
}

/* --- recog's own tests --- */

struct suite {
	struct arena *arena;
	struct str unpacked;
	size_t prints, compiled, examples, passed;
};

static int piece(void *arg, struct span bytes)
{
	struct suite *s = arg;

	str_span(&s->unpacked, bytes);
	return str_ok(&s->unpacked);
}

static bool holds(const struct recog_example *e, const struct print_values *v)
{
	for (size_t i = 0; i < e->expected.n; i++) {
		const char *sep = strchr(e->expected.items[i], ' ');
		char name[128];
		const char *value;

		(void)snprintf(name, sizeof(name), "%.*s", (int)(sep - e->expected.items[i]),
		    e->expected.items[i]);
		value = print_value(v, name);
		if (!value || strcmp(value, sep + 1) != 0)
			return false;
	}
	return true;
}

/* An example is of its fingerprint: that one alone is asked. */
static void run_print(struct suite *s, const struct recog_print *p)
{
	struct print_set *set = print_set_new();
	struct arena *a = arena_new();

	s->prints++;
	s->compiled += print_set_add(set, &p->print, NULL) == 0;
	vec_foreach (e, &p->examples) {
		struct print_values v = {0};
		bool fits =
		    print_match(set, p->print.field, e->text, a, &v, NULL) && holds(e, &v);

		s->examples++;
		s->passed += fits;
		if (!fits)
			print_message("# %s: its example \"%.*s\" does not give what it says\n",
			    p->print.id, (int)MIN(e->text.n, 100u), (const char *)e->text.p);
	}
	(void)arena_free(a);
	(void)print_set_free(set);
}

static int member(void *arg, const struct unpack_member *m)
{
	struct suite *s = arg;
	struct recog_file f;
	struct msg msg = {0};

	if (!strstr(m->name, "/xml/") || !strstr(m->name, ".xml"))
		return 0;
	if (recog_parse(m->bytes, s->arena, &f, &msg) < 0) {
		print_message("# %s: %s\n", m->name, msg.detail);
		return ERR_SYNTAX;
	}
	vec_foreach (p, &f.prints)
		run_print(s, p);
	return 0;
}

TEST(recog_own_tests_pass)
{
	struct suite s = {.arena = arena_new()};
	struct msg msg = {0};
	struct span packed;

	data_need(&packed, "fingerprints/recog.tar.xz", s.arena);
	str_init(&s.unpacked, 64 << 20);
	assert_int_equal(unpack_stream(packed, piece, &s, &msg), 0);
	assert_int_equal(
	    unpack_each(str_bytes(&s.unpacked),
		&(const struct unpack_limits){16 << 20, 10000, 1 << 30}, member, &s, &msg),
	    0);
	print_message("# recog: %zu of %zu patterns compile, %zu of %zu examples pass\n",
	    s.compiled, s.prints, s.passed, s.examples);
	assert_int_equal(s.prints, 4657);
	assert_int_equal(s.compiled, 4657);
	assert_int_equal(s.examples, 7525);
	assert_int_equal(s.passed, 7524); /* one example is wrong where it comes from */
	str_done(&s.unpacked);
	(void)arena_free(s.arena);
}
