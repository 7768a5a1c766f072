#include "lines.h"
#include "model/event_kind.h"
#include "test.h"

TEST(intake_times)
{
	static const struct {
		const char *text;
		int64_t ms;
	} cases[] = {
	    {"2026-11-22T13:00:00.123456+0000", INT64_C(1795352400123)},
	    {"2026-11-22T14:00:00.123+0100", INT64_C(1795352400123)},
	    {"2026-11-22T14:00:00+01:00", INT64_C(1795352400000)},
	    {"2026-11-22 13:00:00", INT64_C(1795352400000)},
	    {"2026-11-22", INT64_C(1795305600000)},
	    {"", 0},
	    {"2026-13-22T13:00:00Z", 0},
	    {"1970-01-01T00:00:00Z", 0},
	    {"2026-11-22T13:00:00.1234567890123456789012345Z", 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t got = 0;
		bool ok = intake_time_text(span_str(cases[i].text), &got);

		assert_int_equal(ok, cases[i].ms != 0);
		assert_int_equal(ok ? got : 0, cases[i].ms);
	}
}

TEST(intake_rows_are_whole)
{
	for (const struct intake_format *f = intake_formats; f->name; f++) {
		assert_true(f->what && f->sniff && f->read);
		assert_ptr_equal(intake_format_of(f->name), f);
	}
	assert_null(intake_format_of("csv"));
}

TEST(intake_addresses_have_keys)
{
	struct arena *arena = arena_new();
	struct intake_side s = {0};

	assert_true(intake_addr(span_str("::ffff:192.0.2.1"), arena, &s));
	assert_string_equal(s.addr, "192.0.2.1");
	assert_string_equal(s.addr_key, "00000000000000000000ffffc0000201");
	assert_true(intake_addr(span_str("2001:DB8::1"), arena, &s));
	assert_string_equal(s.addr_key, "20010db8000000000000000000000001");
	assert_false(intake_addr(span_str("192.0.2.0/24"), arena, &s));
	arena_free(arena);
}

/* What the starter rules and the sensor's own detectors say, by class or its text. */
TEST(intake_classes_of_our_own_have_advice)
{
	static const struct {
		const char *class, *client, *server;
		int victim;
	} cases[] = {
	    {"scan-from-inside", "scan-source", "scan-target", INTAKE_CLIENT},
	    {"Search for Victims by a Device Inside", "scan-source", "scan-target",
		INTAKE_CLIENT},
	    {"Guessing of Passwords", "brute-force-source", "brute-force-target",
		INTAKE_SERVER},
	    {"first-time", "suspicious-traffic", "suspicious-traffic", INTAKE_CLIENT},
	    {"Lateral Movement", "lateral-movement", "lateral-movement", INTAKE_CLIENT},
	    {"Patients' Data in Cleartext", "patient-data", "patient-data", INTAKE_SERVER},
	    {"Access to a Medical System from outside its Peers", "attack-source",
		"open-medical", INTAKE_SERVER},
	    {"Regular Connections as of Malware", "infected-device", "c2-server",
		INTAKE_CLIENT},
	    {"Data in the Names of DNS", "infected-device", "suspicious-traffic",
		INTAKE_CLIENT},
	    {"clear-password", "clear-password", "clear-password", INTAKE_SERVER},
	    {"remote-tool", "remote-tool", "suspicious-traffic", INTAKE_CLIENT},
	    {"exposed-management", "suspicious-traffic", "open-management", INTAKE_SERVER},
	    {"protection-bypass", "protection-bypass", "suspicious-traffic", INTAKE_CLIENT},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct intake in = {0};

		intake_class(cases[i].class, &in);
		assert_string_equal(in.type[INTAKE_CLIENT], cases[i].client);
		assert_string_equal(in.type[INTAKE_SERVER], cases[i].server);
		assert_int_equal(in.victim, cases[i].victim);
		assert_non_null(event_kind_of(in.type[INTAKE_CLIENT]));
		assert_non_null(event_kind_of(in.type[INTAKE_SERVER]));
	}
}
