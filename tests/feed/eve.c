#include "lines.h"
#include "test.h"

#define HEAD                                                                                 \
	"{\"timestamp\":\"2026-11-22T13:00:00.123456+0000\",\"flow_id\":1234567890123456,"   \
	"\"in_iface\":\"eth1\",\"event_type\":\"%s\",\"src_ip\":\"192.0.2.7\",\"src_port\":" \
	"50123,"                                                                             \
	"\"dest_ip\":\"203.0.113.9\",\"dest_port\":443,\"proto\":\"TCP\""

static const char *line(struct arena *arena, const char *type, const char *rest)
{
	STR_AUTO(out, 8192);
	const char *head = HEAD, *mark = strstr(head, "%s");

	str_put(&out, head, (size_t)(mark - head));
	str_add(&out, type);
	str_add(&out, mark + 2);
	str_add(&out, rest);
	str_char(&out, '}');
	return str_dup(&out, arena);
}

static void expect(const char *type, const char *rest, const char *want)
{
	struct arena *arena = arena_new();

	lines_expect("eve", "eve.json", line(arena, type, rest), want);
	arena_free(arena);
}

#define ALERT(more, metadata)                                                              \
	",\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":2034567,\"rev\":3," \
	"\"signature\":\"ET MALWARE X\",\"category\":\"A Network Trojan was detected\","   \
	"\"severity\":1" more ",\"metadata\":{" metadata "}}"

TEST(eve_alerts)
{
	expect("alert", ALERT("", ""),
	    "infected-device/c2-server client high 1795352400 192.0.2.7:50123 203.0.113.9:443 "
	    "ET "
	    "MALWARE X x1");
	/* The rule says whom it is about, how bad it is and how sure. */
	expect("alert",
	    ALERT(",\"source\":{\"ip\":\"192.0.2.7\"},\"target\":{\"ip\":\"203.0.113.9\"}", ""),
	    "c2-server/infected-device server! high 1795352400 192.0.2.7:50123 203.0.113.9:443 "
	    "ET "
	    "MALWARE X x1");
	expect("alert",
	    ALERT("",
		"\"attack_target\":[\"Client_Endpoint\"],\"signature_severity\":[\"Critical\"],"
		"\"confidence\":[\"Low\"]"),
	    "infected-device/c2-server client! high 1795352400 192.0.2.7:50123 203.0.113.9:443 "
	    "ET "
	    "MALWARE X x1");
	/* The packet went to the client: the flow says who opened it. */
	expect("alert",
	    ",\"direction\":\"to_client\",\"alert\":{\"signature\":\"S\",\"category\":\"Web "
	    "Application "
	    "Attack\",\"severity\":1},\"flow\":{\"src_ip\":\"203.0.113.9\",\"dest_ip\":"
	    "\"192.0.2.7\",\"src_port\":4000,\"dest_port\":80},\"http\":{\"hostname\":\"Www."
	    "Chu."
	    "Example:80\"}",
	    "attack-source/attack-target server high 1795352400 203.0.113.9:4000 "
	    "192.0.2.7:80=www.chu.example S x1");
	expect("alert",
	    ",\"direction\":\"to_client\",\"alert\":{\"signature\":\"S\",\"category\":\"no "
	    "such\","
	    "\"severity\":2}",
	    "suspicious-traffic/suspicious-traffic client medium 1795352400 203.0.113.9:443 "
	    "192.0.2.7:50123 S x1");
	/* A resolver that is asked is no server of attackers. */
	expect("alert", ALERT("", "") ",\"app_proto\":\"dns\"",
	    "infected-device/suspicious-traffic client high 1795352400 192.0.2.7:50123 "
	    "203.0.113.9:443 ET MALWARE X x1");
}

TEST(eve_detail_is_minimal)
{
	struct arena *arena = arena_new();
	const char *text = line(arena, "alert",
	    ALERT("",
		"\"cve\":[\"CVE_2021_44228\"],\"tlp\":[\"amber+strict\"]") ",\"http\":{\"url\":"
									   "\"/a/"
									   "b?name=Jeanne&"
									   "token=1\",\"http_"
									   "user_agent\":"
									   "\"curl\","
									   "\"status\":"
									   "404},\"payload\":"
									   "\"c2VjcmV0\","
									   "\"payload_"
									   "printable\":"
									   "\"secret\","
									   "\"packet\":\"AA=="
									   "\"");
	const char *detail = lines_detail(text, arena);

	assert_string_equal(detail,
	    "{\"sid\":2034567,\"rev\":3,\"class\":\"A Network Trojan was detected\",\"action\":"
	    "\"allowed\",\"cve\":\"CVE_2021_44228\",\"flow\":1234567890123456,\"interface\":"
	    "\"eth1\","
	    "\"agent\":\"curl\",\"path\":\"/a/b\",\"status\":404}");
	arena_free(arena);
}

TEST(eve_same_alert_has_the_same_id)
{
	struct arena *arena = arena_new();
	const char *a = lines_id(line(arena, "alert", ALERT("", "")), arena);
	const char *again =
	    lines_id(line(arena, "alert", ALERT("", "") ",\"host\":\"x\""), arena);
	const char *other = lines_id(line(arena, "alert", ALERT("", "") ",\"tx_id\":1"), arena);

	assert_string_equal(a, again);
	assert_string_not_equal(a, other);
	assert_int_equal(strlen(a), 32);
	arena_free(arena);
}

TEST(eve_traces)
{
	expect("dns",
	    ",\"dns\":{\"type\":\"query\",\"rrname\":\"Evil.Example.\",\"rrtype\":\"A\"}",
	    "name/dns=evil.example");
	expect("dns",
	    ",\"dns\":{\"version\":3,\"type\":\"request\",\"queries\":[{\"rrname\":\"a."
	    "example\"},{"
	    "\"rrname\":\"b.example\"}]}",
	    "name/dns=a.example name/dns=b.example");
	expect("http",
	    ",\"http\":{\"hostname\":\"evil.example\",\"url\":\"/x/"
	    "y.exe?user=me\",\"status\":200}",
	    "name/http=evil.example url/http=http://evil.example/x/y.exe");
	expect("tls",
	    ",\"tls\":{\"sni\":\"evil.example\",\"fingerprint\":\"00:11:22:33:44:55:66:77:88:"
	    "99:aa:"
	    "bb:CC:dd:ee:ff:00:11:22:33\",\"ja3\":{\"hash\":"
	    "\"e7d705a3286e19ea42f587b344ee6865\"},"
	    "\"ja4\":\"t13d1516h2_8daaf6152771_e5627efa2ab1\"}",
	    "name/tls=evil.example hash/tls=00112233445566778899aabbccddeeff00112233 "
	    "ja3/tls=e7d705a3286e19ea42f587b344ee6865 "
	    "ja4/tls=t13d1516h2_8daaf6152771_e5627efa2ab1");
	expect("fileinfo",
	    ",\"fileinfo\":{\"filename\":\"/"
	    "x\",\"md5\":\"0123\",\"sha1\":\"00112233445566778899aabbccddeeff00112233\"}",
	    "hash/file=00112233445566778899aabbccddeeff00112233");
	expect("flow", ",\"flow\":{\"pkts_toserver\":1}", "addr/flow=203.0.113.9");
	expect("stats", ",\"stats\":{}", "-");
	expect("anomaly", ",\"anomaly\":{\"type\":\"stream\"}", "-");
}

TEST(eve_rubbish)
{
	lines_refused(
	    "eve", "{\"event_type\":\"dns\",\"timestamp\":\"yesterday\"}", "its time is none");
	lines_refused("eve", "{\"event_type\":\"dns\",\"timestamp\":\"1996-01-01T00:00:00Z\"}",
	    "its time is none");
	lines_refused("eve",
	    "{\"event_type\":\"alert\",\"timestamp\":\"2026-11-22T13:00:00Z\"}",
	    "there is no address in it");
	lines_refused("eve", "{\"event_type\":", "it is no JSON");
	lines_refused("eve", "hello", "its format is not known");
	lines_refused("eve", "{}", "its format is not known");
}
