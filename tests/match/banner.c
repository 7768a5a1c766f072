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
