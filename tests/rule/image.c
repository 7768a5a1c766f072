#include "rule/image.h"

#include "rule/compile.h"
#include "test.h"

static const char rules[] =
    "alert http [10.0.0.0/8,2001:db8::/32] any -> any [80,8080] (msg:\"a\"; http.uri; "
    "content:\"/evil\"; pcre:\"/x+/\"; classtype:trojan-activity; metadata:a b; sid:1; "
    "rev:2;)\n"
    "alert tcp any any -> any any (flow:to_server; content:\"abc\"; flowbits:set,x; "
    "threshold:type "
    "limit,track by_src,count 1,seconds 9; sid:2;)\n"
    "alert dns any any -> any any (dns.query; dotprefix; content:\".x.org\"; endswith; "
    "sid:3;)\n";

static void make(struct str *ret)
{
	struct arena *arena = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	struct msg msg = {0};

	rule_compile_add(c, "a.rules", span_str(rules));
	assert_int_equal(c->refused.n, 0);
	assert_int_equal(rule_compile_end(c, ret, &msg), 0);
	(void)arena_free(arena);
}

TEST(an_image_says_what_its_rules_say)
{
	STR_AUTO(bytes, 1 << 24);
	struct rule_image *image = NULL;
	struct msg msg = {0};
	const struct rule_meta *meta;

	make(&bytes);
	assert_int_equal(rule_image_of(str_bytes(&bytes), &image, &msg), 0);
	assert_int_equal(image->count[RT_RULES], 3);
	for (uint32_t i = 0; i < 3; i++) {
		meta = &image->meta[image->rules[i].meta];
		if (meta->sid != 1)
			continue;
		assert_string_equal(rule_meta_text(meta, meta->msg), "a");
		assert_string_equal(rule_meta_text(meta, meta->metadata), "a b");
		assert_string_equal(
		    rule_meta_text(meta, meta->category), "A Network Trojan was detected");
		assert_int_equal(meta->priority, 1);
	}
	(void)rule_image_close(image);
}

/* A byte changed anywhere is noticed; with the checksum made right again, nothing out of bounds
 * happens. */
TEST(damaged_images_are_refused)
{
	STR_AUTO(bytes, 1 << 24);
	struct msg msg = {0};
	union {
		char *p;
		struct rule_image_head *head;
	} u;

	make(&bytes);
	u.p = bytes.p;
	for (size_t i = 0; i < bytes.n; i += i < 400 ? 1 : 97) {
		struct rule_image *image = NULL;
		uint32_t crc = u.head->crc;
		char old = bytes.p[i];

		bytes.p[i] = (char)(old ^ 0x55);
		assert_true(rule_image_of(str_bytes(&bytes), &image, &msg) < 0);
		if (i >= sizeof(*u.head)) {
			u.head->crc = rule_image_crc(
			    *u.head, span_sub(str_bytes(&bytes), sizeof(*u.head), bytes.n));
			if (rule_image_of(str_bytes(&bytes), &image, &msg) == 0)
				(void)rule_image_close(image);
		}
		u.head->crc = crc;
		bytes.p[i] = old;
	}
	for (size_t n = 0; n < bytes.n; n += 61) {
		struct rule_image *image = NULL;

		assert_true(rule_image_of(span_of(bytes.p, n), &image, &msg) < 0);
	}
}
