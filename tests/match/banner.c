#include "match/banner.h"

#include "../pack/sample_knowledge.h"
#include "case.h"
#include "test.h"

static void add(struct sample *s, const char *id, const char *field, const char *pattern,
    const char *const *params)
{
	struct know_print p = {.id = id, .field = field, .pattern = pattern};

	for (size_t i = 0; params[i]; i++)
		text_list_add(&p.params, s->arena, params[i]);
	sample_add(s, KNOW_PRINT, "recog", &p);
}

TEST(banner_gives_the_product_that_says_it)
{
	struct sample s = sample_new();
	struct banner_set *set;
	struct match_product p;

	add(&s, "ssh.banner 00001", "ssh.banner", "^RomSShell_([\\d.]+)$",
	    (const char *const[]){"0 service.vendor Allegro Software",
		"0 service.product RomSShell", "1 service.version ", NULL});
	add(&s, "ftp.banner 00001", "ftp.banner", "^WS_FTP ([\\d.]+)",
	    (const char *const[]){"0 service.product WS FTP", "1 service.version ",
		"0 service.cpe23 cpe:/a:ipswitch:ws_ftp:{service.version}", NULL});
	add(&s, "ssh.banner 00002", "ssh.banner", "^ArrayOS$",
	    (const char *const[]){"0 service.vendor Array Networks", NULL});
	add(&s, "ssh.banner 00003", "ssh.banner", "(broken",
	    (const char *const[]){"0 service.product x", NULL});
	set = banner_new(sample_pack(&s));
	assert_true(banner_product(set, "ssh.banner", span_str("RomSShell_4.62"), s.arena, &p));
	assert_string_equal(p.product, "RomSShell");
	assert_string_equal(p.vendor, "Allegro Software");
	assert_string_equal(p.version, "4.62");
	assert_true(banner_product(set, NULL, span_str("WS_FTP 7.1 ready"), s.arena, &p));
	assert_string_equal(p.vendor, "ipswitch");
	assert_string_equal(p.product, "ws_ftp");
	assert_string_equal(p.version, "7.1");
	assert_false(banner_product(set, "ssh.banner", span_str("WS_FTP 7.1"), s.arena, &p));
	assert_false(banner_product(set, NULL, span_str("ArrayOS"), s.arena, &p));
	assert_false(banner_product(set, NULL, span_str("dropbear"), s.arena, &p));
	(void)banner_free(set);
	sample_free(&s);
}

static struct match_product service(
    struct banner_set *set, struct arena *a, const char *protocol, const char *banner)
{
	struct obs_service s = {.protocol = protocol, .banner = banner};

	return banner_service(set, &s, a);
}

TEST(banner_of_a_service_is_read_where_ours_said_nothing_or_less)
{
	struct sample s = sample_new();
	struct banner_set *set;
	struct obs_service known = {.protocol = "http",
	    .vendor = "own",
	    .product = "Own",
	    .version = "1",
	    .banner = "Srv/2.0"};
	struct match_product p;

	add(&s, "ssh.banner 00001", "ssh.banner", "^RomSShell_([\\d.]+)$",
	    (const char *const[]){"0 service.product RomSShell", "1 service.version ", NULL});
	add(&s, "smtp.banner 00001", "smtp.banner", "^\\S+ Mailer ([\\d.]+)",
	    (const char *const[]){"0 service.product Mailer", "1 service.version ",
		"0 os.vendor Debian", "0 os.product Linux", NULL});
	add(&s, "http_header.server 00001", "http_header.server", "^Srv/([\\d.]+)",
	    (const char *const[]){"0 service.product Srv", "1 service.version ", NULL});
	add(&s, "snmp.sys_description 00001", "snmp.sys_description", "^Linux \\S+ ([\\d.]+)",
	    (const char *const[]){"0 os.product Linux",
		"0 os.cpe23 "
		"cpe:/o:linux:linux_kernel:{os.version}",
		"1 os.version ", NULL});
	add(&s, "snmp.sys_description 00002", "snmp.sys_description", "^BoxOS ([\\d.]+)",
	    (const char *const[]){"0 os.product BoxOS", "1 os.version ", NULL});
	add(&s, "http_header.server 00002", "http_header.server", "^Box",
	    (const char *const[]){"0 os.product BoxOS", NULL});
	set = banner_new(sample_pack(&s));
	p = service(set, s.arena, "ssh", "SSH-2.0-RomSShell_4.62");
	assert_string_equal(p.product, "RomSShell");
	assert_string_equal(p.version, "4.62");
	p = service(set, s.arena, "smtp", "220-mx.test Mailer 3.1\n220 hello");
	assert_string_equal(p.product, "Mailer");
	assert_string_equal(p.system, "Debian");
	/* A device's own system counts; a kernel that somebody ships does not. */
	p = service(set, s.arena, "snmp", "BoxOS 3.2 on a box");
	assert_string_equal(p.product, "BoxOS");
	assert_string_equal(p.version, "3.2");
	assert_null(service(set, s.arena, "snmp", "Linux host 5.10.0-28").product);
	/* Not of that protocol; not as it begins there; nothing; no fingerprints at all. */
	assert_null(service(set, s.arena, "telnet", "RomSShell_4.62").product);
	assert_null(service(set, s.arena, "smtp", "554 mx.test Mailer 3.1").product);
	assert_null(service(set, s.arena, "ssh", "SSH-2.0-").product);
	assert_null(service(NULL, s.arena, "ssh", "SSH-2.0-RomSShell_4.62").product);
	/* Ours come first; where they know no version, the service's own one counts. */
	p = banner_service(set, &known, s.arena);
	assert_string_equal(p.product, "Own");
	known.version = NULL;
	p = banner_service(set, &known, s.arena);
	assert_string_equal(p.product, "Srv");
	assert_string_equal(p.version, "2.0");
	known.banner = "Box";
	p = banner_service(set, &known, s.arena);
	assert_string_equal(p.product, "Own");
	/* The second time from what is remembered. */
	p = service(set, s.arena, "ssh", "SSH-2.0-RomSShell_4.62");
	assert_string_equal(p.version, "4.62");
	(void)banner_free(set);
	sample_free(&s);
}

TEST(banner_of_a_service_is_bounded)
{
	struct sample s = sample_new();
	struct banner_set *set;
	char *text = arena_alloc(s.arena, 100001);

	memset(text, 'a', 100000);
	add(&s, "ssh.banner 00001", "ssh.banner", "^(a+)+$",
	    (const char *const[]){"0 service.product Slow", NULL});
	add(&s, "ssh.banner 00002", "ssh.banner", "^(a+)+b",
	    (const char *const[]){"0 service.product Slow", NULL});
	set = banner_new(sample_pack(&s));
	(void)service(set, s.arena, "ssh", arena_printf(s.arena, "SSH-2.0-%s!", text));
	(void)banner_free(set);
	sample_free(&s);
}
