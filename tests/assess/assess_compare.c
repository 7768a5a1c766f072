#include "assess/assess.h"

#include "pack/kb.h"
#include "test.h"

#define OB(kind, unit, rest)                                                            \
	"{\"kind\":\"" kind "\",\"time\":\"2026-11-21T09:00:00.000Z\",\"unit\":\"" unit \
	"\"," rest "}\n"
#define AT(port)   "\"addr\":\"192.0.2.10\",\"port\":" #port ",\"transport\":\"tcp\""
#define DONE(unit) OB("unit", unit, "\"stage\":\"examine\",\"state\":\"done\"")
#define COVER(unit, subject, stage, state) \
	OB("coverage", unit,               \
	    "\"subject\":\"" subject "\",\"stage\":\"" stage "\",\"state\":\"" state "\"")
#define SWEPT \
	COVER("sweep/192.0.2.10", "192.0.2.10", "sweep", "scanned") DONE("sweep/192.0.2.10")
#define OPEN(port) OB("port", "sweep/192.0.2.10", AT(port) ",\"state\":\"open\"")
#define SERVICE(protocol, port) \
	OB("service", "identify/192.0.2.10/" #port, AT(port) ",\"protocol\":\"" protocol "\"")
#define FACT(fact, port, value)                                        \
	OB("fact", "identify/192.0.2.10/" #port,                       \
	    "\"subject\":\"192.0.2.10\"," AT(port) ",\"fact\":\"" fact \
						   "\",\"values\":[\"" value "\"]")
#define WEB "web/https/www.chu.test/443/192.0.2.10"
#define HOME(headers)                                                                         \
	OB("http", WEB,                                                                       \
	    "\"url\":\"https://www.chu.test/"                                                 \
	    "\",\"addr\":\"192.0.2.10\",\"port\":443,\"tls\":true,"                           \
	    "\"host\":\"www.chu.test\",\"probe\":\"root\",\"method\":\"GET\",\"status\":404," \
	    "\"headers\":[" headers "]")
#define ADDRESS(name, addr)                      \
	OB("asset", "host/" name,                \
	    "\"type\":\"host\",\"name\":\"" name \
	    "\",\"reach\":\"full\",\"why\":\"seed\",\"addresses\":[\"" addr "\"]")

static const char hsts[] = HOME("\"strict-transport-security: max-age=9\"");

static struct observations read_lines(const char *text, struct arena *a)
{
	struct observations obs = {0};
	struct span rest = span_str(text), line;

	while (span_line(&rest, &line)) {
		struct observation o;
		struct msg msg = {0};

		if (obs_parse(line, a, &o, &msg) < 0)
			fail_msg("%s: %s", msg.what, msg.detail);
		vec_push(a, &obs.all, o);
	}
	return obs;
}

/* The state of the finding of that type after the second run. */
static int state_of(const char *type, const char *before, const char *after, bool same_ports)
{
	struct arena *a = arena_new();
	struct observations was = read_lines(before, a), is = read_lines(after, a);
	struct findings prev, now, all;
	int state = -1;

	assert_int_equal(
	    assess(&was, &(struct assess_with){.kb = kb_builtin()}, 1000, a, &prev), 0);
	assert_int_equal(
	    assess(&is, &(struct assess_with){.kb = kb_builtin()}, 2000, a, &now), 0);
	assert_int_equal(
	    assess_compare(&(struct assess_run){&prev, &was, 1000},
		&(struct assess_run){&now, &is, 2000}, kb_builtin(), same_ports, a, &all),
	    0);
	for (size_t i = 0; i < all.all.n; i++) {
		const struct finding *f = &all.all.items[i];

		assert_true(i == 0 || finding_compare(f - 1, f) < 0);
		assert_int_equal(f->first_seen, f->state == FINDING_NEW ? 2000 : 1000);
		if (strcmp(f->type, type) == 0)
			state = f->state;
	}
	(void)arena_free(a);
	return state;
}

TEST(compare_tells_new_open_and_gone)
{
	static const char telnet[] = OPEN(23) SERVICE("telnet", 23) SWEPT;

	assert_int_equal(state_of("telnet-exposed", SWEPT, telnet, true), FINDING_NEW);
	assert_int_equal(state_of("telnet-exposed", telnet, telnet, true), FINDING_OPEN);
	assert_int_equal(state_of("telnet-exposed", telnet, SWEPT, true), FINDING_FIXED);
	assert_int_equal(state_of("vnc-exposed", telnet, telnet, true), -1);
}

TEST(compare_not_looked_at_is_unknown)
{
	static const char telnet[] = OPEN(23) SERVICE("telnet", 23) SWEPT;

	assert_int_equal(state_of("telnet-exposed", telnet, "", true), FINDING_UNKNOWN);
	/* Other ports were swept. */
	assert_int_equal(state_of("telnet-exposed", telnet, SWEPT, false), FINDING_UNKNOWN);
	/* The sweep was blocked, or the host did not answer. */
	assert_int_equal(state_of("telnet-exposed", telnet,
			     COVER("sweep/192.0.2.10", "192.0.2.10", "sweep", "blocked")
				 DONE("sweep/192.0.2.10"),
			     true),
	    FINDING_UNKNOWN);
	assert_int_equal(state_of("telnet-exposed", telnet,
			     COVER("sweep/192.0.2.10", "192.0.2.10", "sweep", "unreachable")
				 DONE("sweep/192.0.2.10"),
			     true),
	    FINDING_UNKNOWN);
	/* The port is open, and nothing could be recognised. */
	assert_int_equal(
	    state_of("telnet-exposed", telnet, SWEPT OPEN(23) SERVICE("unknown", 23), true),
	    FINDING_UNKNOWN);
	assert_int_equal(
	    state_of("telnet-exposed", telnet, SWEPT OPEN(23), true), FINDING_UNKNOWN);
	/* Something else answers there, or the port refused. */
	assert_int_equal(
	    state_of("telnet-exposed", telnet, SWEPT OPEN(23) SERVICE("ssh", 23), true),
	    FINDING_FIXED);
	assert_int_equal(state_of("telnet-exposed", telnet,
			     OB("port", "s", AT(23) ",\"state\":\"closed\""), false),
	    FINDING_FIXED);
}

TEST(compare_needs_the_same_fact_again)
{
	static const char weak[] =
	    OPEN(22) SERVICE("ssh", 22) FACT("ssh.mac", 22, "hmac-sha1") SWEPT;

	assert_int_equal(
	    state_of("ssh-weak-mac", weak,
		OPEN(22) SERVICE("ssh", 22) FACT("ssh.mac", 22, "hmac-sha2-256") SWEPT, true),
	    FINDING_FIXED);
	/* The service answered, and its algorithms could not be read. */
	assert_int_equal(
	    state_of("ssh-weak-mac", weak,
		OPEN(22) SERVICE("ssh", 22) SWEPT DONE("identify/192.0.2.10/22"), true),
	    FINDING_UNKNOWN);
}

/* "/system answers" is said only when it does: that the site was looked at again is enough,
 * that it was not is not. */
TEST(compare_knows_facts_that_are_stated_only_when_true)
{
	static const char open[] =
	    OPEN(8042) SERVICE("http", 8042) FACT("orthanc.system", 8042, "version: 1") SWEPT;

	assert_int_equal(
	    state_of("orthanc-no-auth", open,
		OPEN(8042) SERVICE("http", 8042) SWEPT DONE("identify/192.0.2.10/8042"), true),
	    FINDING_FIXED);
	assert_int_equal(
	    state_of("orthanc-no-auth", open, OPEN(8042) SERVICE("http", 8042) SWEPT, true),
	    FINDING_UNKNOWN);
	assert_int_equal(
	    state_of("orthanc-no-auth", open,
		OPEN(8042) SERVICE("http", 8042) SWEPT COVER("identify/192.0.2.10/8042",
		    "192.0.2.10", "identify", "blocked") DONE("identify/192.0.2.10/8042"),
		true),
	    FINDING_UNKNOWN);
}

TEST(compare_follows_web_sites)
{
	static const char plain[] =
	    ADDRESS("www.chu.test", "192.0.2.10") OPEN(443) SERVICE("http", 443) HOME("") SWEPT;
	struct arena *a = arena_new();
	const char *rest =
	    ADDRESS("www.chu.test", "192.0.2.10") OPEN(443) SERVICE("http", 443) SWEPT;

	assert_int_equal(
	    state_of("http-hsts-missing", plain, arena_printf(a, "%s%s", rest, hsts), true),
	    FINDING_FIXED);
	assert_int_equal(state_of("http-hsts-missing", plain, rest, true), FINDING_UNKNOWN);
	/* The name leads elsewhere now. */
	assert_int_equal(
	    state_of("http-hsts-missing", plain,
		ADDRESS("www.chu.test", "192.0.2.99") OPEN(443) SERVICE("http", 443) SWEPT,
		true),
	    FINDING_FIXED);
	/* The name is gone, and was asked for. */
	assert_int_equal(
	    state_of("http-hsts-missing", plain,
		OPEN(443) SERVICE("http", 443) SWEPT DONE("host/www.chu.test"), true),
	    FINDING_FIXED);
	(void)arena_free(a);
}

TEST(compare_follows_domains)
{
	static const char axfr[] = OB("fact", "axfr/chu.test@192.0.2.10",
	    "\"subject\":\"chu.test\"," AT(53) ",\"fact\":\"dns.axfr\","
					       "\"values\":[\"www.chu.test\"]");
	static const char caa[] =
	    OB("fact", "domain/chu.test", "\"subject\":\"chu.test\",\"fact\":\"dns.caa\"");

	assert_int_equal(state_of("dns-axfr-open", axfr, "", true), FINDING_UNKNOWN);
	assert_int_equal(
	    state_of("dns-axfr-open", axfr, DONE("axfr/chu.test@192.0.2.10"), true),
	    FINDING_FIXED);
	assert_int_equal(
	    state_of("dns-caa-missing", caa, DONE("domain/chu.test"), true), FINDING_UNKNOWN);
	assert_int_equal(
	    state_of("dns-caa-missing", caa,
		OB("fact", "domain/chu.test",
		    "\"subject\":\"chu.test\",\"fact\":\"dns.caa\",\"values\":[\"0 issue x\"]"),
		true),
	    FINDING_FIXED);
}

/* What an earlier comparison called fixed is new when it comes back; what it could not judge
 * stays until it is judged. */
TEST(compare_carries_states_on)
{
	static const char telnet[] = OPEN(23) SERVICE("telnet", 23) SWEPT;
	struct arena *a = arena_new();
	struct observations seen = read_lines(telnet, a), none = read_lines(SWEPT, a),
			    nothing = {0};
	struct findings now, all, empty = {0};
	struct assess_run earlier, later = {&empty, &nothing, 2000};

	assert_int_equal(
	    assess(&seen, &(struct assess_with){.kb = kb_builtin()}, 1000, a, &now), 0);
	now.all.items[0].first_seen = 500;
	earlier = (struct assess_run){&now, &none, 1000};
	assert_int_equal(assess_compare(&earlier, &later, kb_builtin(), true, a, &all), 0);
	assert_int_equal(all.all.n, 1);
	assert_int_equal(all.all.items[0].state, FINDING_UNKNOWN);
	assert_int_equal(all.all.items[0].first_seen, 500);
	later.observations = &none;
	assert_int_equal(assess_compare(&earlier, &later, kb_builtin(), true, a, &all), 0);
	assert_int_equal(all.all.items[0].state, FINDING_FIXED);
	now.all.items[0].state = FINDING_FIXED;
	assert_int_equal(assess_compare(&earlier, &later, kb_builtin(), true, a, &all), 0);
	assert_int_equal(all.all.n, 0);
	(void)arena_free(a);
}
