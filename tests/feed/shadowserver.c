#include "feed/shadowserver.h"

#include "model/finding.h"
#include "test.h"

struct got {
	struct str out;
	struct shadowserver_counts counts;
	struct msg msg;
	struct arena *arena;
	char ids[16][33];
	size_t n;
	int r;
};

static int take(void *ctx, struct event *e)
{
	struct got *g = ctx;

	assert_int_equal(record_validate(&event_type, e, NULL), 0);
	str_addf(&g->out, "%s %s %lld %s:%lld", e->type, criticality_names[e->severity],
	    (long long)(e->time / 1000), e->addr ? e->addr : "-", (long long)e->port);
	str_addf(&g->out, " %s %s %s %s %s AS%lld %s x%lld %s\n",
	    e->transport ? e->transport : "-", e->name ? e->name : "-",
	    e->reverse ? e->reverse : "-", e->indicator ? e->indicator : "-",
	    e->peer ? e->peer : "-", (long long)e->asn, e->country ? e->country : "-",
	    (long long)e->count, e->detail ? e->detail : "-");
	if (g->n < 16)
		(void)snprintf(g->ids[g->n], sizeof(g->ids[0]), "%s", e->id);
	g->n++;
	return 0;
}

static void read_as(struct got *g, const char *report, struct span text)
{
	const struct event like = {
	    .feed = "shadowserver", .report = report, .import = "i", .tlp = TLP_AMBER};

	*g = (struct got){.arena = arena_new()};
	str_init(&g->out, 1 << 20);
	g->r = shadowserver_read(text, &like, g->arena, take, g, g->arena, &g->counts, &g->msg);
}

static void done(struct got *g)
{
	str_done(&g->out);
	arena_free(g->arena);
}

static void expect(const char *report, const char *text, const char *want)
{
	struct got g;

	read_as(&g, report, span_str(text));
	assert_int_equal(g.r, 0);
	assert_string_equal(str_text(&g.out), want);
	done(&g);
}

TEST(shadowserver_scan)
{
	expect("scan_rdp",
	    "\xef\xbb\xbf\"timestamp\",\"severity\",\"ip\",\"protocol\",\"port\",\"hostname\","
	    "\"tag\",\"asn\",\"geo\",\"city\"\r\n"
	    "\"2026-11-20 "
	    "03:14:15\",\"medium\",\"192.0.2.7\",\"tcp\",\"3389\",\"RDP.Chu.Example\","
	    "\"rdp\",\"64500\",\"FR\",\"Say \"\"hi\"\", Nancy\"\r\n"
	    "2026-11-20T04:00:00+01:00,,2001:DB8::7,tcp,3389,,,AS64500,,\n\n",
	    "open-rdp medium 1795144455 192.0.2.7:3389 tcp - rdp.chu.example rdp - AS64500 FR "
	    "x1 "
	    "{\"tag\":\"rdp\",\"city\":\"Say \\\"hi\\\", Nancy\"}\n"
	    "open-rdp high 1795143600 2001:db8::7:3389 tcp - - - - AS64500 - x1 -\n");
}

TEST(shadowserver_event_is_about_its_source)
{
	expect("event4_sinkhole_http",
	    "timestamp,protocol,src_ip,src_port,src_hostname,dst_ip,dst_port,infection,family,"
	    "tag,"
	    "http_host,count\n"
	    "2026-11-20 "
	    "00:00:01,tcp,192.0.2.9,50123,pc.chu.example,198.51.100.1,80,qakbot,loader,"
	    "x,evil.example,17\n",
	    "infected-device critical 1795132801 192.0.2.9:50123 tcp - pc.chu.example qakbot "
	    "198.51.100.1 AS0 - x17 {\"dst_ip\":\"198.51.100.1\",\"dst_port\":\"80\","
	    "\"infection\":\"qakbot\",\"family\":\"loader\",\"tag\":\"x\","
	    "\"http_host\":\"evil.example\"}\n");
}

TEST(shadowserver_victim_of_an_attack_is_the_target)
{
	expect("event4_honeypot_ddos_target",
	    "timestamp,dst_ip,dst_port,src_ip,src_port\n"
	    "2026-11-20 00:00:01,192.0.2.9,443,198.51.100.1,80\n",
	    "ddos-target medium 1795132801 192.0.2.9:443 - - - - 198.51.100.1 AS0 - x1 "
	    "{\"src_ip\":\"198.51.100.1\",\"src_port\":\"80\"}\n");
}

TEST(shadowserver_names_and_people)
{
	/* No address: the domain says whose it is; nobody is named, no secret is kept. */
	expect("compromised_account",
	    "timestamp,email,infection,password,username\n"
	    "2026-11-20 00:00:01,Jeanne@Chu.Example,redline,hunter2,jeanne\n",
	    "leaked-credentials critical 1795132801 -:0 - chu.example - redline - AS0 - x1 "
	    "{\"email\":\"J***@Chu.Example\",\"infection\":\"redline\",\"username\":\"j***\"}"
	    "\n");
	expect("malware_url",
	    "timestamp,url,ip\n2026-11-20 "
	    "00:00:01,http://u@Www.Chu.Example:8080/a?b,192.0.2.1\n",
	    "malware-distribution critical 1795132801 192.0.2.1:0 - www.chu.example - - - AS0 "
	    "- x1 "
	    "{\"url\":\"http://u@Www.Chu.Example:8080/a?b\"}\n");
}

TEST(shadowserver_unknown_reports_and_columns_are_taken)
{
	expect("quantum_weather", "ip,timestamp,moon\n192.0.2.1,2026-11-20,full\n",
	    "other medium 1795132800 192.0.2.1:0 - - - - - AS0 - x1 {\"moon\":\"full\"}\n");
}

TEST(shadowserver_wrong_rows_are_counted)
{
	struct got g;

	read_as(&g, "scan_rdp",
	    span_str("timestamp,ip,port\n2026-11-20,192.0.2.1,1\nyesterday,192.0.2.1,1\n"
		     "2026-11-20,192.0.2.256,1\n2026-11-20,192.0.2.1,70000\n"
		     "2026-11-20,192.0.2.2,2\n2026-11-20,192.0.2.3,3\n2026-11-20,,4\n"
		     "2026-11-20,192.0.2.4\n,192.0.2.5,1\n2026-11-20,192.0.2.6,1\n"
		     "2026-11-20,192.0.2.7,1\n2026-11-20,192.0.2.8,1\n"));
	assert_int_equal(g.r, 0);
	assert_int_equal(g.counts.rows, 6);
	assert_int_equal(g.counts.wrong, 6);
	assert_int_equal(g.counts.lines.n, 6);
	assert_string_equal(g.counts.lines.items[0], "3: its time is none");
	assert_string_equal(g.counts.lines.items[1], "4: its address is none");
	assert_string_equal(g.counts.lines.items[2], "5: its port is none");
	assert_string_equal(
	    g.counts.lines.items[3], "8: there is no address and no name in it");
	assert_string_equal(
	    g.counts.lines.items[4], "9: it has another number of cells than columns");
	assert_string_equal(g.counts.lines.items[5], "10: there is no time in it");
	done(&g);
}

TEST(shadowserver_rubbish_is_refused)
{
	static const char *const bad[] = {"", "\n", "ip,port\n192.0.2.1,1\n",
	    "timestamp,port\n2026-11-20,1\n", "<html><body>Not found</body></html>\n",
	    "timestamp,ip\nx,y\n2026-11-20,192.0.2.1\nz,z\n",
	    "timestamp,ip\n2026-11-20,\"192.0.2.1\n", "timestamp,ip\n2026-11-20,\"1\"2\n"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct got g;

		read_as(&g, "scan_rdp", span_str(bad[i]));
		assert_int_equal(g.r, ERR_SYNTAX);
		assert_true(g.msg.what[0] && g.msg.hint[0]);
		done(&g);
	}
}

TEST(shadowserver_same_event_has_the_same_id)
{
	struct got a, b;

	read_as(&a, "scan_rdp",
	    span_str("timestamp,ip,port,tag,city\n2026-11-20,192.0.2.1,1,x,Nancy\n"
		     "2026-11-20,192.0.2.1,1,y,Nancy\n2026-11-20,192.0.2.1,2,x,Nancy\n"
		     "2026-11-21,192.0.2.1,1,x,Nancy\n2026-11-20,192.0.2.2,1,x,Nancy\n"));
	/* Another order, another name of the place. */
	read_as(&b, "scan_rdp",
	    span_str("ip,port,timestamp,tag,city,more\n192.0.2.1,1,2026-11-20T00:00:00Z,x,Metz,"
		     "z\n"));
	assert_int_equal(a.n, 5);
	for (size_t i = 0; i < 5; i++)
		for (size_t k = i + 1; k < 5; k++)
			assert_string_not_equal(a.ids[i], a.ids[k]);
	assert_string_equal(a.ids[0], b.ids[0]);
	done(&b);
	read_as(&b, "scan_rdp",
	    span_str("timestamp,ip,port,tag,city\n2026-11-20T00:00:00Z,192.0.2.1,1,x,Metz\n"));
	assert_string_equal(a.ids[0], b.ids[0]);
	done(&a);
	done(&b);
}

TEST(shadowserver_truncated_at_every_length)
{
	static const char text[] =
	    "timestamp,ip,port,\"tag\"\n\"2026-11-20 01:02:03\",192.0.2.1,1,\"a\"\n"
	    "2026-11-20,2001:db8::1,2,\"b,\"\"c\"\n";

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		char *cut = malloc(n ? n : 1);
		struct got g;

		assert_non_null(cut);
		memcpy(cut, text, n);
		read_as(&g, "scan_rdp", span_of(cut, n));
		assert_true(g.r == 0 || g.r == ERR_SYNTAX);
		done(&g);
		free(cut);
	}
}

TEST(shadowserver_names_of_files)
{
	static const struct {
		const char *file, *report;
	} cases[] = {
	    {"2026-11-20-scan_rdp-hospital-asn.csv", "scan_rdp"},
	    {"/var/in/2026-11-20-event4_sinkhole-x.csv", "event4_sinkhole"},
	    {"2026-11-20-blocklist.csv", "blocklist"},
	    {"My Report.CSV", "my_report"},
	    {"", "report"},
	    {".csv", "report"},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(shadowserver_report(cases[i].file, arena), cases[i].report);
	arena_free(arena);
}
