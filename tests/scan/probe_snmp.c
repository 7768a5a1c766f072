#include "../wire/snmp_samples.h"
#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

#define DISCOVER   "0>\x02\x01\x03\x30\x11\x02\x04VARD"
#define GET_PUBLIC "0)\x02\x01\x01\x04\x06public\xa0\x1c\x02\x04VARE"

/* The sample answers carry the identifier of the discovery; the GET has the next one. */
#define RESPONSE(descr)                                                            \
	"0s\x02\x01\x01\x04\x06public\xa2\x66\x02\x04VARE\x02\x01\x00\x02\x01\x00" \
	"0X0V\x06\x08+\x06\x01\x02\x01\x01\x01\x00\x04J" descr

TEST(probe_snmp_public_and_engine)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(DISCOVER, SNMP_SAMPLE_REPORT),
	    FAKE_ASK(GET_PUBLIC, RESPONSE(SNMP_SAMPLE_DESCRIPTION)),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "net-snmp";
	assert_int_equal(fake_run(&f, &probe_snmp), 0);
	assert_string_equal(fake_service(&f)->protocol, "snmp");
	assert_int_equal(fake_service(&f)->transport, TRANSPORT_UDP);
	assert_string_equal(fake_service(&f)->banner, SNMP_SAMPLE_DESCRIPTION);
	assert_string_equal(fake_service(&f)->product, "net-snmp");
	assert_string_equal(f.field, "snmp.sysdescr");
	assert_string_equal(
	    fake_fact(&f, "snmp.engine"), "80001f8880b5c3a1d2e4f50967, enterprise 8072");
	assert_string_equal(fake_fact(&f, "snmp.public"), SNMP_SAMPLE_DESCRIPTION);
	fake_vanish(&f, &probe_snmp);
	fake_end(&f);
}

TEST(probe_snmp_version_3_alone)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(DISCOVER, SNMP_SAMPLE_REPORT),
	    FAKE_ASK(GET_PUBLIC, ""),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_snmp), 0);
	assert_string_equal(f.field, "snmp.engine");
	assert_string_equal(f.text, "80001f8880b5c3a1d2e4f50967");
	assert_null(fake_fact(&f, "snmp.public"));
	assert_null(fake_service(&f)->banner);
	fake_end(&f);
}

TEST(probe_snmp_version_2c_alone)
{
	static const struct fake_step steps[] = {
	    FAKE_ASK(DISCOVER, ""),
	    FAKE_ASK(GET_PUBLIC,
		"0)\x02\x01\x01\x04\x06public\xa2\x1c\x02\x04VARE\x02\x01\x00\x02\x01\x00"
		"0\x0e\x30\x0c\x06\x08+\x06\x01\x02\x01\x01\x01\x00\x80\x00"),
	};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_snmp), 0);
	assert_null(fake_fact(&f, "snmp.engine"));
	assert_string_equal(fake_fact(&f, "snmp.public"), "(no description)");
	fake_end(&f);
}

TEST(probe_snmp_others_and_nobody)
{
	/* silence; bytes that are no SNMP; the answers to somebody else's question */
	static const struct fake_step silent[] = {
	    FAKE_ASK(DISCOVER, ""), FAKE_ASK(GET_PUBLIC, "")};
	static const struct fake_step echo[] = {
	    FAKE_ASK(DISCOVER, DISCOVER), FAKE_ASK(GET_PUBLIC, "")};
	static const struct fake_step other[] = {FAKE_ASK(DISCOVER, SNMP_SAMPLE_RESPONSE),
	    FAKE_ASK(GET_PUBLIC, SNMP_SAMPLE_RESPONSE)};
	static const struct {
		const struct fake_step *steps;
		int result;
	} cases[] = {{silent, ERR_TIMEOUT}, {echo, ERR_PROTOCOL}, {other, ERR_PROTOCOL}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fake f;

		fake_start(&f, cases[i].steps, 2);
		assert_int_equal(fake_run(&f, &probe_snmp), cases[i].result);
		assert_int_equal(f.seen.all.n, 0);
		fake_end(&f);
	}
}
