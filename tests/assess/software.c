#include "assess/software.h"

#include "assess/assess.h"
#include "test.h"

static struct obs_service crushftp(const char *addr)
{
	return (struct obs_service){.unit = "u",
	    .addr = addr,
	    .port = 443,
	    .protocol = "http",
	    .vendor = "crushftp",
	    .product = "CrushFTP",
	    .version = "10.6.0"};
}

static struct finding only(struct arena *a, struct obs_service *s, const char *type)
{
	struct observations obs = {0};
	struct findings all;
	struct finding ret = {0};
	size_t n = 0;

	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = s});
	assert_int_equal(
	    assess(&obs,
		&(struct assess_with){kb_builtin(), knowledge_builtin(), DEADLINES_BOD_26_04},
		1795262400000, a, &all),
	    0);
	vec_foreach (f, &all.all)
		if (strcmp(f->type, type) == 0) {
			ret = *f;
			n++;
		}
	assert_int_equal(n, 1);
	return ret;
}

TEST(software_finding_says_what_how_sure_and_by_when)
{
	struct arena *a = arena_new();
	struct obs_service s = crushftp("192.0.2.1");
	struct finding f = only(a, &s, "software-vulnerable");
	struct affected first;

	assert_string_equal(f.software, "CrushFTP 10.6.0");
	assert_int_equal(f.verdict, VERDICT_PROBABLE);
	assert_int_equal(f.criticality, CRIT_CRITICAL);
	assert_string_equal(f.fixed_in, "10.8.4");
	assert_int_equal(f.ncves, f.cves.n);
	assert_int_equal(affected_read(f.cves.items[0], a, &first), 0);
	assert_true(first.kev && first.cvss >= 90 && first.priority == f.priority);
	/* Exploited and reached from the Internet: three days, and a search for traces. */
	assert_int_equal(f.days, 3);
	assert_true(f.forensics);
	assert_string_equal(f.rule, "BOD 26-04 row 15");
	assert_true(
	    text_list_has(&f.why, "exploited 0") || text_list_has(&f.why, "ransomware 0"));
	assert_true(text_list_has(&f.why, "public 0"));
	(void)arena_free(a);
}

TEST(software_deadline_by_bands_of_the_score)
{
	struct arena *a = arena_new();
	struct obs_service s = crushftp("192.0.2.1"), telnet = {.unit = "u",
							  .addr = "192.0.2.1",
							  .port = 23,
							  .protocol = "telnet"};
	struct observations obs = {0};
	struct findings all;
	size_t plain = 0, software = 0;

	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &s});
	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &telnet});
	assert_int_equal(
	    assess(&obs,
		&(struct assess_with){kb_builtin(), knowledge_builtin(), DEADLINES_CVSS_BANDS},
		1795262400000, a, &all),
	    0);
	vec_foreach (f, &all.all) {
		static const int days[CRIT_LEVELS] = {7, 30, 90, 0, 0};

		assert_non_null(f->rule);
		assert_true(strncmp(f->rule, "CVSS bands: ", 12) == 0);
		if (strcmp(f->type, "software-vulnerable") == 0) {
			/* Its score is critical; that it is exploited does not count here. */
			assert_int_equal(f->days, 7);
			assert_string_equal(f->rule, "CVSS bands: 7 days");
			assert_false(f->forensics);
			software++;
		} else {
			assert_int_equal(f->days, days[f->criticality]);
			plain++;
		}
	}
	assert_int_equal(software, 1);
	assert_true(plain > 0);
	(void)arena_free(a);
}

TEST(software_of_a_private_network_is_less_urgent)
{
	static const char *const inside[] = {"10.1.2.3", "172.16.0.1", "172.31.255.1",
	    "192.168.3.4", "100.64.0.1", "169.254.1.1", "fd00::1", "fe80::1"};
	static const char *const outside[] = {
	    "172.32.0.1", "100.128.0.1", "192.0.2.1", "127.0.0.1", "2001:db8::1"};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(inside); i++) {
		struct obs_service s = crushftp(inside[i]);
		struct finding f = only(a, &s, "software-vulnerable");

		assert_true(text_list_has(&f.why, "internal 0"));
	}
	for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
		struct obs_service s = crushftp(outside[i]);
		struct finding f = only(a, &s, "software-vulnerable");

		assert_true(text_list_has(&f.why, "public 0"));
	}
	(void)arena_free(a);
}

TEST(software_to_be_verified_counts_nowhere)
{
	struct arena *a = arena_new();
	struct obs_service s = {.unit = "u",
	    .addr = "192.0.2.1",
	    .port = 25,
	    .protocol = "smtp",
	    .vendor = "exim",
	    .product = "Exim",
	    .version = "4.91",
	    .system = "Debian"};
	struct finding f = only(a, &s, "software-to-verify");

	assert_int_equal(f.verdict, VERDICT_POSSIBLE);
	assert_true(f.qod < 70 && f.criticality >= CRIT_LOW);
	assert_true(text_list_has(&f.why, "possible 0"));
	(void)arena_free(a);
}

TEST(software_without_knowledge_is_not_judged)
{
	struct arena *a = arena_new();
	struct obs_service s = crushftp("192.0.2.1");
	struct observations obs = {0};
	struct findings all;

	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &s});
	assert_int_equal(
	    assess(&obs, &(struct assess_with){.kb = kb_builtin()}, 1795262400000, a, &all), 0);
	vec_foreach (f, &all.all)
		assert_true(strncmp(f->type, "software-", 9) != 0);
	(void)arena_free(a);
}

/* What the second run's service, in the same place, makes of the finding of the first. */
static int state_after(struct arena *a, struct obs_service was, struct obs_service now)
{
	struct observations one = {0}, two = {0};
	struct findings prev, next = {0}, told;
	struct obs_unit unit = {.unit = "u", .stage = "examine", .state = UNIT_DONE};

	vec_push(a, &one.all, (struct observation){.kind = OBS_SERVICE, .service = &was});
	vec_push(a, &two.all, (struct observation){.kind = OBS_SERVICE, .service = &now});
	vec_push(a, &two.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	assert_int_equal(
	    assess_software(&one,
		&(struct assess_with){kb_builtin(), knowledge_builtin(), DEADLINES_BOD_26_04},
		1000, a, &prev),
	    0);
	assert_int_equal(prev.all.n, 1);
	assert_int_equal(
	    assess_compare(&(struct assess_run){&prev, &one, 1000},
		&(struct assess_run){&next, &two, 2000}, kb_builtin(), true, a, &told),
	    0);
	assert_int_equal(told.all.n, 1);
	return told.all.items[0].state;
}

/* Another version runs there: fixed. No version is told, or the same: nobody knows. */
TEST(software_finding_is_fixed_by_another_version_alone)
{
	struct arena *a = arena_new();
	struct obs_service was = crushftp("192.0.2.1"), now = was;

	assert_int_equal(state_after(a, was, now), FINDING_UNKNOWN);
	now.version = "10.8.5";
	assert_int_equal(state_after(a, was, now), FINDING_FIXED);
	now.version = NULL;
	assert_int_equal(state_after(a, was, now), FINDING_UNKNOWN);
	now = was;
	now.revision = "1+deb12u2";
	assert_int_equal(state_after(a, was, now), FINDING_FIXED);
	now.addr = "192.0.2.2";
	assert_int_equal(state_after(a, was, now), FINDING_UNKNOWN);
	(void)arena_free(a);
}

TEST(software_alone_leaves_out_the_other_rules)
{
	struct arena *a = arena_new();
	struct obs_service s = crushftp("192.0.2.1"), telnet = {.unit = "u",
							  .addr = "192.0.2.1",
							  .port = 23,
							  .protocol = "telnet"};
	struct observations obs = {0};
	struct findings all, alone;

	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &s});
	vec_push(a, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = &telnet});
	assert_int_equal(
	    assess(&obs,
		&(struct assess_with){kb_builtin(), knowledge_builtin(), DEADLINES_BOD_26_04},
		1000, a, &all),
	    0);
	assert_int_equal(
	    assess_software(&obs,
		&(struct assess_with){kb_builtin(), knowledge_builtin(), DEADLINES_BOD_26_04},
		1000, a, &alone),
	    0);
	assert_true(all.all.n > alone.all.n);
	vec_foreach (f, &alone.all)
		assert_int_equal(f->category, CATEGORY_SOFTWARE);
	assert_string_equal(alone.all.items[0].software, "CrushFTP 10.6.0");
	(void)arena_free(a);
}
