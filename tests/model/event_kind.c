#include "model/event_kind.h"

#include "test.h"

static const char *kind(const char *report)
{
	return event_kind_of_report(span_str(report))->name;
}

TEST(event_kind_of_known_reports)
{
	static const struct {
		const char *report, *kind;
	} cases[] = {
	    {"scan_rdp", "open-rdp"},
	    {"scan6_rdp", "open-rdp"},
	    {"scan_rdpeudp", "open-service"},
	    {"scan_ldap_tcp", "open-directory"},
	    {"scan_ssl_poodle", "weak-crypto"},
	    {"scan_http_vulnerable", "vulnerable-web"},
	    {"scan6_http_vulnerable", "vulnerable-web"},
	    {"scan_http", "open-service"},
	    {"scan_new_protocol", "open-service"},
	    {"event4_sinkhole_http", "infected-device"},
	    {"event6_sinkhole", "infected-device"},
	    {"event4_honeypot_brute_force", "brute-force-source"},
	    {"event4_honeypot_something_new", "attack-source"},
	    {"event4_honeypot_ddos_target", "ddos-target"},
	    {"compromised_website6", "compromised-website"},
	    {"compromised_account", "leaked-credentials"},
	    {"device_id6", "device-seen"},
	    {"blocklist", "blocklisted"},
	    {"scanner", "other"},
	    {"", "other"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(kind(cases[i].report), cases[i].kind);
	assert_true(event_kind_is_turned(span_str("event4_honeypot_ddos_target")));
	assert_false(event_kind_is_turned(span_str("event4_honeypot_ddos")));
}

TEST(event_kinds_are_whole)
{
	size_t n = 0;

	for (const struct event_kind *k = event_kinds; k->name; k++, n++) {
		assert_ptr_equal(event_kind_of(k->name), k);
		assert_string_equal(event_kind_names[n], k->name);
		assert_true(k->class < RSIT_CLASSES);
		assert_true(k->severity < CRIT_LEVELS);
		assert_true(strlen(k->name) <= 40);
		assert_non_null(k->type);
		/* A title for a line, advice that says what to do. */
		assert_in_range(strlen(k->title), 5, 70);
		assert_in_range(strlen(k->advice), 60, 400);
	}
	assert_true(n >= 40);
	assert_null(event_kind_names[n]);
	assert_null(event_kind_of("no-such-kind"));
	assert_null(event_kind_of(NULL));
	assert_null(rsit_class_names[RSIT_CLASSES]);
	assert_string_equal(rsit_class_names[RSIT_VULNERABLE], "vulnerable");
}
