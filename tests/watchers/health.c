#include "made.h"

enum { PEER_DICOM = WATCHER_SID + 30, PEER_HL7, CLEAR };

TEST(health_peer_outside_of_the_list_is_told_once_a_day)
{
	struct made m;
	struct flow f;

	made_begin(&m, "dicom_peers = 10.1.0.0/16\noff = patient-data, first-time\n");
	f = made_talk("10.1.0.9", "10.1.0.5", 104, 0);
	assert_int_equal(made_known(&m, &f, PROTO_DICOM), 0);
	f = made_talk("10.2.0.9", "10.1.0.5", 11112, 10);
	assert_int_equal(made_known(&m, &f, PROTO_DICOM), 1);
	assert_int_equal(made_told(&m, PEER_DICOM), 1);
	assert_int_equal(made_known(&m, &f, PROTO_DICOM), 0);
	f = made_talk("10.2.0.9", "10.1.0.5", 11112, 86400 + 20);
	assert_int_equal(made_known(&m, &f, PROTO_DICOM), 1);
	/* HL7 has no list here: the perimeter may. */
	f = made_talk("10.2.0.9", "10.1.0.5", 2575, 10);
	assert_int_equal(made_known(&m, &f, PROTO_HL7), 0);
	f = made_talk("198.51.100.7", "10.1.0.5", 2575, 10);
	assert_int_equal(made_known(&m, &f, PROTO_HL7), 1);
	assert_int_equal(made_told(&m, PEER_HL7), 1);
	made_end(&m);
}

TEST(health_peers_of_an_archive_may_be_many)
{
	char to[IP_TEXT];
	struct made m;

	made_begin(&m, "learn_seconds = 31536000\n");
	for (unsigned i = 1; i < 250; i++) {
		struct flow f = made_talk(made_address("10.7.8", i, to), "10.1.0.5", 104, i);

		assert_int_equal(made_known(&m, &f, PROTO_DICOM), 0);
		assert_int_equal(made_ended(&m, &f), 0);
	}
	made_end(&m);
}

TEST(health_cleartext_across_the_perimeter_is_told)
{
	struct made m;
	struct flow f;

	made_begin(&m, "clear_peers = 203.0.113.0/24\noff = health-peer, first-time\n");
	f = made_talk("10.0.0.9", "198.51.100.7", 104, 0);
	assert_int_equal(made_known(&m, &f, PROTO_DICOM), 1);
	assert_int_equal(made_told(&m, CLEAR), 1);
	f = made_talk("198.51.100.7", "10.0.0.9", 2575, 0);
	assert_int_equal(made_known(&m, &f, PROTO_HL7), 1);
	/* Inside, between others, behind a tunnel, and encrypted. */
	f = made_talk("10.0.0.9", "10.0.0.5", 2575, 0);
	assert_int_equal(made_known(&m, &f, PROTO_HL7), 0);
	f = made_talk("198.51.100.7", "192.0.2.1", 2575, 0);
	assert_int_equal(made_known(&m, &f, PROTO_HL7), 0);
	f = made_talk("203.0.113.7", "10.0.0.5", 2575, 0);
	assert_int_equal(made_known(&m, &f, PROTO_HL7), 0);
	f = made_talk("198.51.100.7", "10.0.0.5", 2762, 0);
	assert_int_equal(made_known(&m, &f, PROTO_TLS), 0);
	made_end(&m);
}

TEST(health_fhir_over_http_is_known_by_its_type)
{
	struct made m;
	struct flow f;

	made_begin(&m, "");
	f = made_talk("10.0.0.9", "198.51.100.7", 80, 0);
	assert_int_equal(made_tx(&m, &f, PROTO_HTTP1, BUFFER_HTTP_CONTENT_TYPE, FLOW_TO_CLIENT,
			     "application/json"),
	    0);
	assert_int_equal(made_tx(&m, &f, PROTO_HTTP1, BUFFER_HTTP_CONTENT_TYPE, FLOW_TO_CLIENT,
			     "application/fhir+json; charset=utf-8"),
	    1);
	assert_int_equal(made_told(&m, CLEAR), 1);
	f = made_talk("10.0.0.9", "10.0.0.8", 80, 0);
	assert_int_equal(made_tx(&m, &f, PROTO_HTTP1, BUFFER_HTTP_ACCEPT, FLOW_TO_SERVER,
			     "application/fhir+xml"),
	    0);
	made_end(&m);
}
