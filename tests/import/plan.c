#include "import/plan.h"

#include "import/mapping.h"
#include "test.h"

static struct text_list list(struct arena *a, const char *one, const char *two)
{
	struct text_list out = {0};

	if (one)
		text_list_add(&out, a, one);
	if (two)
		text_list_add(&out, a, two);
	return out;
}

static struct plan_scope scope(struct arena *a)
{
	return (struct plan_scope){.names = list(a, "chu.test", NULL),
	    .hosts = list(a, "portal.partner.test", NULL),
	    .nets = list(a, "192.0.2.0/24", "2001:db8::/32"),
	    .excluded = list(a, "dialysis.chu.test", "192.0.2.200/29")};
}

TEST(plan_inside_is_what_is_proved_and_not_excluded)
{
	struct arena *a = arena_new();
	struct plan_scope s = scope(a);

	assert_true(plan_inside(&s, "www.chu.test", NULL));
	assert_true(plan_inside(&s, "chu.test", "198.51.100.1"));
	assert_true(plan_inside(&s, NULL, "192.0.2.1"));
	assert_true(plan_inside(&s, "elsewhere.test", "2001:db8::5"));
	assert_true(plan_inside(&s, "portal.partner.test", NULL));
	assert_false(plan_inside(&s, "x.portal.partner.test", NULL));
	assert_false(plan_inside(&s, "notchu.test", NULL));
	assert_false(plan_inside(&s, NULL, "198.51.100.1"));
	assert_false(plan_inside(&s, NULL, NULL));
	assert_false(plan_inside(&s, "x.dialysis.chu.test", "192.0.2.1"));
	assert_false(plan_inside(&s, "www.chu.test", "192.0.2.201"));
	assert_false(plan_inside(&s, NULL, "no address"));
	arena_free(a);
}

static struct tool_finding line(
    int tool, const char *rule, int severity, const char *host, const char *addr, int64_t port)
{
	return (struct tool_finding){.tool = tool,
	    .rule = rule,
	    .title = rule,
	    .severity = severity,
	    .host = host,
	    .addr = addr,
	    .port = port};
}

/* Plans one line against one known finding. */
static struct tool_finding plan_one(
    struct arena *a, struct tool_finding f, const struct plan_known *known)
{
	struct tool_findings all = {0};
	struct plan_knowns knowns = {0};
	struct plan_scope s = scope(a);
	struct plan_counts counts;

	vec_push(a, &all.all, f);
	if (known)
		vec_push(a, &knowns.all, *known);
	plan_make(&all, &s, &knowns, a, &counts);
	assert_int_equal(counts.of[all.all.items[0].verdict], 1);
	return all.all.items[0];
}

TEST(plan_knows_what_surveillance_knows)
{
	struct arena *a = arena_new();
	const struct plan_known tls = {.id = "f1",
	    .type = "tls-old-version",
	    .key = "k",
	    .subject = "192.0.2.10",
	    .addr = "192.0.2.10",
	    .port = 443};
	struct tool_finding same =
	    line(TOOL_NESSUS, "104743", CRIT_MEDIUM, NULL, "192.0.2.10", 443);
	struct tool_finding other = same;

	assert_int_equal(plan_one(a, same, NULL).verdict, TOOL_NEW);
	assert_int_equal(plan_one(a, same, &tls).verdict, TOOL_KNOWN);
	assert_string_equal(plan_one(a, same, &tls).known, "f1");
	other.port = 8443;
	assert_int_equal(plan_one(a, other, &tls).verdict, TOOL_NEW);
	other.port = 0; /* of the host as a whole */
	assert_int_equal(plan_one(a, other, &tls).verdict, TOOL_KNOWN);
	other = same;
	other.addr = "192.0.2.11";
	assert_int_equal(plan_one(a, other, &tls).verdict, TOOL_NEW);
	other = same;
	other.rule = "42873"; /* weak suites: another type */
	assert_int_equal(plan_one(a, other, &tls).verdict, TOOL_NEW);
	arena_free(a);
}

TEST(plan_knows_by_name_and_by_number)
{
	struct arena *a = arena_new();
	struct plan_known known = {.id = "f2",
	    .type = "software-vulnerable",
	    .key = "k",
	    .subject = "www.chu.test",
	    .port = 443,
	    .cves = list(a, "CVE-2024-6387", NULL)};
	struct tool_finding f =
	    line(TOOL_NUCLEI, "CVE-2024-6387", CRIT_HIGH, "www.chu.test", "192.0.2.10", 443);

	assert_int_equal(plan_one(a, f, &known).verdict, TOOL_NEW);
	f.cves = list(a, "CVE-2020-1234", "CVE-2024-6387");
	assert_int_equal(plan_one(a, f, &known).verdict, TOOL_KNOWN);
	f.host = "mail.chu.test";
	assert_int_equal(plan_one(a, f, &known).verdict, TOOL_NEW);
	arena_free(a);
}

TEST(plan_of_what_is_no_weakness_and_of_what_is_outside)
{
	struct arena *a = arena_new();
	struct tool_finding f =
	    line(TOOL_NMAP, "service http", CRIT_INFO, NULL, "192.0.2.1", 80);

	assert_int_equal(plan_one(a, f, NULL).verdict, TOOL_INFO);
	f.rule = "service telnet"; /* open is enough */
	assert_int_equal(plan_one(a, f, NULL).verdict, TOOL_NEW);
	assert_string_equal(plan_one(a, f, NULL).key, "telnet-exposed|192.0.2.1|192.0.2.1|80");
	f.addr = "198.51.100.1";
	assert_int_equal(plan_one(a, f, NULL).verdict, TOOL_OUTSIDE);
	f = line(TOOL_TESTSSL, "TLS1", CRIT_INFO, "www.chu.test", NULL, 443);
	assert_int_equal(plan_one(a, f, NULL).verdict, TOOL_INFO); /* "OK": not offered */
	f.severity = CRIT_LOW;
	assert_int_equal(plan_one(a, f, NULL).verdict, TOOL_NEW);
	arena_free(a);
}

TEST(plan_takes_what_is_said_twice_once)
{
	struct arena *a = arena_new();
	struct tool_findings all = {0};
	struct plan_knowns none = {0};
	struct plan_scope s = scope(a);
	struct plan_counts n;

	vec_push(a, &all.all, line(TOOL_NESSUS, "26928", CRIT_MEDIUM, NULL, "192.0.2.10", 443));
	vec_push(a, &all.all,
	    line(TOOL_NESSUS, "42873", CRIT_MEDIUM, NULL, "192.0.2.10", 443)); /* same type */
	vec_push(a, &all.all, line(TOOL_NESSUS, "1", CRIT_HIGH, NULL, "192.0.2.10", 443));
	vec_push(a, &all.all, line(TOOL_NESSUS, "2", CRIT_HIGH, NULL, "192.0.2.10", 443));
	vec_push(a, &all.all, line(TOOL_NESSUS, "2", CRIT_HIGH, NULL, "192.0.2.10", 443));
	plan_make(&all, &s, &none, a, &n);
	assert_int_equal(n.of[TOOL_NEW], 3);
	assert_int_equal(n.of[TOOL_TWICE], 2);
	assert_int_equal(all.all.items[1].verdict, TOOL_TWICE);
	assert_int_equal(all.all.items[4].verdict, TOOL_TWICE);
	assert_string_equal(all.all.items[2].type, MAPPING_OTHER);
	/* What was taken is known the next time, whatever the order. */
	for (size_t i = 0; i < all.all.n; i++)
		if (all.all.items[i].verdict == TOOL_NEW)
			vec_push(a, &none.all,
			    (struct plan_known){.id = "f",
				.type = all.all.items[i].type,
				.key = all.all.items[i].key,
				.subject = "192.0.2.10",
				.addr = "192.0.2.10",
				.port = 443});
	plan_make(&all, &s, &none, a, &n);
	assert_int_equal(n.of[TOOL_KNOWN], 5);
	arena_free(a);
}
