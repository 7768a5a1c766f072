#include "traffic.h"

static const char packed[] = "sensor/protocol-pcaps.tar.xz";

static void on_capture(void *ctx, const char *name, struct span bytes)
{
	if (strstr(name, "pcap/tls-alpn-h2.pcap") && !strstr(name, "json"))
		traffic_file(ctx, bytes);
}

TEST(tls_handshake_of_version_1_2_with_its_certificate)
{
	struct traffic t;

	traffic_init(&t);
	traffic_archive(packed, on_capture, &t);
	assert_int_equal(t.transactions, 1);
	assert_true(traffic_line(&t.buffers, "tls.sni 0 www.cloudflare.com"));
	assert_true(traffic_line(&t.buffers, "tls.alpn 0 http/1.1"));
	assert_true(traffic_line(&t.buffers, "tls.subjectaltname 1 cloudflare.com"));
	assert_true(traffic_line(&t.buffers, "ja3.hash 0 3faa4ad39f690c4ef1c3160caa375465"));
	assert_int_equal(traffic_count(&t.buffers, "tls.certs 1"), 2);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"issuerdn\":\"C=US, O=DigiCert Inc, OU=www.digicert.com, CN=DigiCert ECC "
		"Extended Validation Server CA\""),
	    1);
	assert_int_equal(traffic_count(&t.events,
			     "\"serial\":\"0A:68:BB:98:4A:50:73:99:F4:71:6E:80:9A:44:A7:B0\","
			     "\"fingerprint\":\"6a:4c:b2:49:b7:1b:66:59:da:bb:96:01:15:fd:7a:"
			     "01:bf:c9:96:8c\""),
	    1);
	assert_int_equal(traffic_count(&t.events, "\"notbefore\":\"2018-10-30T00:00:00\","
						  "\"notafter\":\"2020-11-03T12:00:00\""),
	    1);
	assert_int_equal(traffic_count(&t.events, "\"version\":\"TLS 1.2\""), 1);
	traffic_done(&t);
}
