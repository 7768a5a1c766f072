#include "rule/parse.h"

#include "test.h"

static int parse(const char *options, struct msg *msg, struct rule *ret)
{
	struct arena *arena = arena_new();
	struct rule_env env;
	struct rule *rule = NULL;
	const char *text =
	    strstr(options, " any (") || strstr(options, "-> any")
		? options
		: arena_printf(arena, "alert tcp any any -> any any (%s sid:1;)", options);
	int r;

	*msg = (struct msg){0};
	rule_env_init(&env, arena);
	r = rule_parse(&env, span_str(text), arena, &rule, msg);
	if (r == 0 && ret)
		*ret = *rule;
	(void)arena_free(arena);
	return r;
}

TEST(every_keyword_is_taken_in_its_forms)
{
	static const char *const good[] = {
	    "msg:\"a \\; b\"; rev:3; gid:1; priority:2; classtype:trojan-activity; "
	    "reference:url,x.y; metadata:a b, c d; target:src_ip;",
	    "content:\"a|0d 0A|b\\;\"; nocase; offset:1; depth:20;",
	    "content:\"a\"; content:!\"b\"; distance:-3; within:9; rawbytes;",
	    "content:\"abcd\"; startswith; fast_pattern; content:\"d\"; endswith;",
	    "content:\"abcdef\"; fast_pattern:1,3; content:\"x\"; isdataat:!1,relative;",
	    "content:\"abcdef\"; fast_pattern:only;",
	    "dce_iface:367abb81-9844-35f1-ad32-98f038001003,<5,any_frag; dce_opnum:1,3-5,>9; "
	    "dce_stub_data; content:\"a\";",
	    "mqtt.type:CONNECT;",
	    "ftp.dynamic_port:!21; ftp.mode:passive;",
	    "ftpdata_command:retr;",
	    "email.cc; content:\"a\"; email.received; content:\"b\";",
	    "pcre:\"/^a\\/b/Rsim\"; pcre:!\"/x/i\";",
	    "dsize:10<>20; ttl:<5; tos:!3; id:77; window:100-200; seq:1; ack:0; ip_proto:6; "
	    "sameip;",
	    "flags:S,12; fragbits:+MD; fragoffset:>0; ipopts:rr; stream_size:server,<,500;",
	    "flow:established,to_server; flowbits:set,a.b; flowbits:isset,a|c; "
	    "flowbits:noalert;",
	    "xbits:set,x,track ip_src,expire 10; hostbits:isset,y,dst; flowint:c,+,1; "
	    "flowint:c,>,3;",
	    "threshold:type both, track by_src, count 5, seconds 60;",
	    "detection_filter:track by_dst, count 5, seconds 60;",
	    "byte_test:4,!&,0x80,0,relative,little; byte_jump:2,0,relative,multiplier "
	    "2,align,post_offset -1;",
	    "byte_extract:2,0,n,relative; content:\"x\"; offset:n; byte_test:1,>,n,0;",
	    "byte_math:bytes 2, offset 0, oper +, rvalue 5, result m, relative; isdataat:m;",
	    "byte_test:4,=,1234,0,string,dec; base64_decode:bytes 8, offset 1, relative; "
	    "base64_data; content:\"x\";",
	    "http.uri; content:\"/a\"; bsize:>3; http.host; dotprefix; content:\".x.org\"; "
	    "endswith;",
	    "content:\"/a\"; http_uri; content:\"b\"; http_header; urilen:5<>9,raw;",
	    "dns.query; dataset:isset,known,type string; to_lowercase; content:\"x\";",
	    "tls.sni; content:\"x\"; tls.version:1.2; ssl_version:!tls1.0;",
	    "file.data; content:\"MZ\"; startswith; xor:\"0d\"; noalert;",
	    "requires: version >= 7.0.3; app-layer-protocol:!http; tag:session,5,packets;",
	    "vlan.id:10,1; vlan.layers:2; flow.pkts_toserver:>3; flow.bytes:either,>100; "
	    "flow.age:>5;",
	};
	struct msg msg;

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		int r = parse(good[i], &msg, NULL);

		if (r < 0)
			print_message("# %s: %s %s\n", good[i], msg.what, msg.detail);
		/* Two of the lines are wrong on purpose: a transform behind its content. */
		if (strstr(good[i], "to_lowercase") || strstr(good[i], "xor"))
			assert_int_equal(r, ERR_SYNTAX);
		else
			assert_int_equal(r, 0);
	}
}

TEST(wrong_rules_are_refused_with_the_reason)
{
	static const struct {
		const char *text, *reason;
	} bad[] = {
	    {"frobnicate:1;", "keyword frobnicate is not supported"},
	    {"nocase;", "nocase stands before any content"},
	    {"content:\"abc\"; depth:2;", "depth is less than the length of its content"},
	    {"content:\"abc\"; offset:1; distance:0;",
		"a content is both relative and absolute"},
	    {"content:\"a|0|\";", "a content has half a byte"},
	    {"content:\"a|0d\";", "a content's bytes do not end with |"},
	    {"content:abc;", "the value of content is not in quotes"},
	    {"content:\"\";", "a content is empty or too long"},
	    {"pcre:\"/(/\";", "a regular expression does not compile"},
	    {"pcre:\"/a/q\";", "flag q of a regular expression is not supported"},
	    {"dcerpc.opnum:5-3;", "the value of dcerpc.opnum is malformed or not supported"},
	    {"dcerpc.opnum:70000;", "the value of dcerpc.opnum is malformed or not supported"},
	    {"snmp.version:<0;", "the value of snmp.version is malformed or not supported"},
	    {"mqtt.type:CONNECT,0;", "the value of mqtt.type is malformed or not supported"},
	    {"ftp.mode:1;", "the value of ftp.mode is malformed or not supported"},
	    {"ftpdata_command:user;",
		"the value of ftpdata_command is malformed or not supported"},
	    {"dce_iface:367abb81;", "the value of dce_iface is malformed or not supported"},
	    {"flow:sideways;", "the value of flow is malformed or not supported"},
	    {"flow:to_server,to_client;", "flow says both of two opposites"},
	    {"byte_test:1,>,nobody,0;", "byte_test names a variable that is not there"},
	    {"base64_data; content:\"x\";", "base64_data stands before base64_decode"},
	    {"http.uri; content:\"x\"; dns.query; content:\"y\"; sid:2;", "sid stands twice"},
	    {"alert tcp any any -> any any (msg:\"x\";)", "a rule has no sid"},
	    {"alert sip any any -> any any (sid:1;)", "protocol sip is not supported"},
	    {"shout tcp any any -> any any (sid:1;)", "action shout is not supported"},
	    {"alert tcp any any >> any any (sid:1;)", "the direction is neither -> nor <>"},
	    {"alert dns any any -> any any (http.uri; content:\"x\"; sid:1;)",
		"a buffer does not belong to the rule's protocol"},
	    {"alert tcp $X any -> any any (sid:1;)", "the variable $X is not set"},
	    {"threshold:type limit, count 1;", "threshold lacks track, count, seconds or type"},
	    {"requires: version > 99;", "it requires another version"},
	};
	struct msg msg;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_true(parse(bad[i].text, &msg, NULL) < 0);
		assert_string_equal(msg.what, bad[i].reason);
	}
}

TEST(what_a_rule_is_held_against)
{
	struct msg msg;
	struct rule rule;

	assert_int_equal(parse("content:\"abc\";", &msg, &rule), 0);
	assert_int_equal(rule.kind, RULE_STREAM);
	assert_int_equal(parse("content:\"abc\"; dsize:5;", &msg, &rule), 0);
	assert_int_equal(rule.kind, RULE_PACKET);
	assert_int_equal(parse("http.uri; content:\"abc\";", &msg, &rule), 0);
	assert_int_equal(rule.kind, RULE_TX);
	assert_int_equal(parse("app-layer-protocol:http;", &msg, &rule), 0);
	assert_int_equal(rule.kind, RULE_ONCE);
	assert_int_equal(parse("alert ip 10.0.0.1 any -> any any (sid:1;)", &msg, &rule), 0);
	assert_int_equal(rule.kind, RULE_ONCE);
}

/* Long and rare wins, never a method or a status that all traffic has. */
TEST(the_fast_pattern_is_well_chosen)
{
	struct msg msg;
	struct rule rule;

	assert_int_equal(
	    parse(
		"http.method; content:\"POST\"; http.uri; content:\"/gate.php\";", &msg, &rule),
	    0);
	assert_int_equal(rule.fast_part, 1);
	assert_int_equal(
	    parse("content:\"abc\"; fast_pattern; content:\"abcdefgh\";", &msg, &rule), 0);
	assert_int_equal(rule.fast_step, 1);
	assert_int_equal(
	    parse("content:\"abcd\"; fast_pattern; content:\"abcdefgh\";", &msg, &rule), 0);
	assert_int_equal(rule.fast_step, 0);
	assert_int_equal(parse("content:!\"abcdefgh\"; content:\"ab\";", &msg, &rule), 0);
	assert_int_equal(rule.fast_step, 1);
}

/* Every beginning of a rule is refused or taken, and nothing else happens. */
TEST(cut_rules_do_no_harm)
{
	static const char text[] =
	    "alert http [10.0.0.0/8,!10.1.0.0/16] any -> $HOME_NET [80,8080:] (msg:\"a\"; "
	    "flow:established,to_server; http.uri; content:\"/a|20|b\"; nocase; "
	    "pcre:\"/x\\/y/Ri\"; byte_test:2,>,5,0,relative; sid:7; rev:1;)";
	struct arena *arena = arena_new();
	struct rule_env env;

	rule_env_init(&env, arena);
	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		struct rule *rule = NULL;
		struct msg msg = {0};

		assert_true(rule_parse(&env, span_of(text, n), arena, &rule, &msg) < 0);
		assert_true(msg.what[0]);
	}
	(void)arena_free(arena);
}
