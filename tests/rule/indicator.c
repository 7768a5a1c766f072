/* What is found in an image against a plain search over the same list. */
#include "rule/indicator.h"

#include "rule/compile.h"
#include "rule/indicator_list.h"
#include "test.h"

enum { LISTED = 3000, ASKED = 20000 };

static uint64_t chance = 88172645463325252ULL;

static uint32_t some(uint32_t n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (uint32_t)(chance >> 33) % n;
}

static void open_list(
    const char *text, struct str *bytes, struct rule_image **ret, size_t *ret_doubles)
{
	struct arena *arena = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	struct indicator_list list CLEANUP(indicator_list_done);
	struct msg msg = {0};

	indicator_list_init(&list);
	indicator_list_read(&list, "a.ioc", span_str(text));
	if (list.refused)
		print_message("# line %zu: %s\n", list.line, list.why);
	assert_int_equal(list.refused, 0);
	c->indicators = &list;
	assert_int_equal(rule_compile_end(c, bytes, &msg), 0);
	assert_int_equal(rule_image_of(str_bytes(bytes), ret, &msg), 0);
	if (ret_doubles)
		*ret_doubles = list.doubles;
	(void)arena_free(arena);
}

/* Few letters and few labels, so that names lie below each other. */
static void some_name(char *to)
{
	uint32_t labels = 2 + some(3), n = 0;

	for (uint32_t l = 0; l < labels; l++) {
		for (uint32_t i = 0; i <= some(2); i++)
			to[n++] = (char)('a' + some(4));
		to[n++] = l + 1 < labels ? '.' : '\0';
	}
}

static bool below(const char *name, const char *wild)
{
	size_t n = strlen(name), w = strlen(wild);

	return n >= w && strcmp(name + n - w, wild) == 0 && (n == w || name[n - w - 1] == '.');
}

static const char *value(const struct rule_image *im, const struct indicator_row *row)
{
	static char text[INDICATOR_VALUE + 3];
	STR_AUTO(out, sizeof(text) - 1);

	indicator_value(im, row, &out);
	(void)snprintf(text, sizeof(text), "%s", str_text(&out));
	return text;
}

TEST(names_and_wildcards_are_found_as_by_a_plain_search)
{
	static char listed[LISTED][40];
	STR_AUTO(text, 1 << 20);
	STR_AUTO(bytes, 1 << 24);
	struct rule_image *im = NULL;
	int found = 0;

	for (size_t i = 0; i < LISTED; i++) {
		size_t skip = i % 3 == 0 ? 2 : 0;

		if (skip)
			memcpy(listed[i], "*.", 2);
		some_name(listed[i] + skip);
		str_addf(&text, "%s\n", listed[i]);
	}
	open_list(str_text(&text), &bytes, &im, NULL);
	for (size_t q = 0; q < ASKED; q++) {
		const char *want = NULL;
		const struct indicator_row *row;
		char name[40];

		some_name(name);
		for (size_t i = 0; i < LISTED; i++) {
			bool wild = listed[i][0] == '*';

			if (!wild && strcmp(listed[i], name) == 0) {
				want = listed[i];
				break;
			}
			if (wild && below(name, listed[i] + 2) &&
			    (!want || strlen(listed[i]) > strlen(want)))
				want = listed[i];
		}
		row = indicator_name(im, span_str(name));
		assert_int_equal(row != NULL, want != NULL);
		if (want)
			assert_string_equal(value(im, row), want);
		found += want != NULL;
	}
	assert_true(found > ASKED / 20 && found < ASKED);
	(void)rule_image_close(im);
}

struct net {
	uint8_t p[16];
	int bits;
};

static bool in(const struct net *net, const uint8_t *a)
{
	for (int b = 0; b < net->bits; b++)
		if ((net->p[b / 8] ^ a[b / 8]) >> (7 - b % 8) & 1)
			return false;
	return true;
}

/* Addresses of few bits set, so that networks lie in one another. */
static void some_address(uint8_t *p, size_t n)
{
	memset(p, 0, 16);
	p[0] = (uint8_t)(some(2) ? 0x20 : 0xff);
	for (int i = 0; i < 3; i++)
		p[some((uint32_t)n)] |= (uint8_t)(1U << some(8));
	if (!some(8))
		memset(p, some(2) ? 0xff : 0, n);
}

static void networks(int family)
{
	static struct net listed[LISTED];
	size_t n = family == 4 ? 4 : 16;
	STR_AUTO(text, 1 << 20);
	STR_AUTO(bytes, 1 << 24);
	struct rule_image *im = NULL;
	int found = 0;

	for (size_t i = 0; i < LISTED; i++) {
		struct net *net = &listed[i];

		some_address(net->p, n);
		net->bits = some(4) ? 8 + (int)some((uint32_t)n * 8 - 7) : (int)n * 8;
		for (size_t k = 0; k < n; k++)
			if (family == 4)
				str_addf(&text, "%s%u", k ? "." : "", net->p[k]);
			else
				str_addf(
				    &text, "%s%02x", k && k % 2 == 0 ? ":" : "", net->p[k]);
		str_addf(&text, "/%d # id:n%zu\n", net->bits, i);
	}
	open_list(str_text(&text), &bytes, &im, NULL);
	for (size_t q = 0; q < ASKED; q++) {
		const struct net *want = NULL;
		const struct indicator_row *row;
		uint8_t a[16];

		some_address(a, n);
		if (some(2))
			memcpy(a, listed[some(LISTED)].p, 16);
		if (some(2))
			a[n - 1] = (uint8_t)(a[n - 1] + 1 + some(2) * 254);
		for (size_t i = 0; i < LISTED; i++)
			if (in(&listed[i], a) && (!want || listed[i].bits > want->bits))
				want = &listed[i];
		row = indicator_address(im, family, a);
		assert_int_equal(row != NULL, want != NULL);
		if (want) {
			STR_AUTO(id, 64);
			size_t nr;

			indicator_id(im, row, &id);
			nr = strtoul(str_text(&id) + 1, NULL, 10);
			assert_true(nr < LISTED && in(&listed[nr], a));
			assert_int_equal(listed[nr].bits, want->bits);
		}
		found += want != NULL;
	}
	assert_true(found > ASKED / 20);
	(void)rule_image_close(im);
}

TEST(ipv4_networks_are_found_as_by_a_plain_search)
{
	networks(4);
}

TEST(ipv6_networks_are_found_as_by_a_plain_search)
{
	networks(6);
}

static const char list[] =
    "evil.example # type:domain confidence:low tlp:green id:first\n"
    "evil.example # type:domain confidence:high tlp:amber "
    "id:01h2xcejqtf2nbrexx3vqjhp41 number:3 malware_family:Emotet\n"
    "*.wild.example\n"
    "http://host.example/a/b?c\n"
    "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f # type:hash\n"
    "3395856ce81f2b7382dee72602f798b642f14140 # type:hash\n"
    "44d88612fea8a8f36de82e1278abb02f # type:hash\n"
    "44d88612fea8a8f36de82e1278abb02f # type:ja3\n"
    "someone@evil.example\n192.0.2.0/24\n192.0.2.7 # id:inner\n2001:db8::/32\n";

TEST(each_kind_is_found_by_its_own_value)
{
	static const uint8_t md5[] = {0x44, 0xd8, 0x86, 0x12, 0xfe, 0xa8, 0xa8, 0xf3, 0x6d,
	    0xe8, 0x2e, 0x12, 0x78, 0xab, 0xb0, 0x2f};
	STR_AUTO(bytes, 1 << 24);
	STR_AUTO(out, 1024);
	struct rule_image *im = NULL;
	const struct indicator_row *row;
	size_t doubles = 0;

	open_list(list, &bytes, &im, &doubles);
	assert_int_equal(doubles, 1);
	row = indicator_name(im, span_str("evil.example"));
	assert_non_null(row);
	/* Of two of one value the surer one. */
	indicator_id(im, row, &out);
	assert_string_equal(str_text(&out), "01h2xcejqtf2nbrexx3vqjhp41");
	str_clear(&out);
	indicator_family(im, row, &out);
	assert_string_equal(str_text(&out), "Emotet");
	assert_null(indicator_name(im, span_str("www.evil.example")));
	assert_null(indicator_name(im, span_str("example")));
	assert_non_null(indicator_name(im, span_str("wild.example")));
	assert_non_null(indicator_name(im, span_str("a.b.wild.example")));
	assert_null(indicator_name(im, span_str("notwild.example")));
	assert_non_null(indicator_url(im, span_str("host.example"), span_str("/a/b?c")));
	assert_null(indicator_url(im, span_str("host.example"), span_str("/a/b")));
	row = indicator_find(im, INDICATOR_MD5, span_of(md5, sizeof(md5)));
	assert_non_null(row);
	assert_string_equal(value(im, row), "44d88612fea8a8f36de82e1278abb02f");
	assert_string_equal(indicator_type(row), "hash");
	row = indicator_find(im, INDICATOR_JA3, span_str("44d88612fea8a8f36de82e1278abb02f"));
	assert_string_equal(indicator_type(row), "ja3");
	assert_non_null(indicator_find(im, INDICATOR_EMAIL, span_str("someone@evil.example")));
	assert_string_equal(
	    value(im, indicator_address(im, 4, (const uint8_t *)"\xc0\0\2\7")), "192.0.2.7");
	assert_string_equal(
	    value(im, indicator_address(im, 4, (const uint8_t *)"\xc0\0\2\x08")),
	    "192.0.2.0/24");
	assert_null(indicator_address(im, 4, (const uint8_t *)"\xc0\0\3\0"));
	(void)rule_image_close(im);
}

TEST(an_image_without_indicators_finds_none)
{
	STR_AUTO(bytes, 1 << 24);
	struct rule_image *im = NULL;

	open_list("", &bytes, &im, NULL);
	assert_false(indicator_any(im));
	assert_null(indicator_name(im, span_str("evil.example")));
	assert_null(indicator_address(im, 4, (const uint8_t *)"\xc0\0\2\7"));
	(void)rule_image_close(im);
}

/* A byte changed anywhere, its checksum made right again: refused, or everything may be asked
 * without leaving the tables (the sanitizers watch). */
TEST(damaged_tables_are_refused_or_harmless)
{
	STR_AUTO(bytes, 1 << 24);
	struct rule_image *im = NULL;
	struct msg msg = {0};
	union {
		char *p;
		struct rule_image_head *head;
	} u;
	size_t from, refused = 0;

	open_list(list, &bytes, &im, NULL);
	from = im->head.at[RT_INDICATOR_HEAD];
	(void)rule_image_close(im);
	u.p = bytes.p;
	for (size_t i = from; i < bytes.n; i += i < from + 2000 ? 1 : 997) {
		STR_AUTO(out, 1 << 16);
		char old = bytes.p[i];

		bytes.p[i] = (char)(old ^ (i % 2 ? 0xff : 0x11));
		u.head->crc = rule_image_crc(
		    *u.head, span_sub(str_bytes(&bytes), sizeof(*u.head), bytes.n));
		im = NULL;
		if (rule_image_of(str_bytes(&bytes), &im, &msg) < 0) {
			refused++;
		} else if (im->indicator) {
			(void)indicator_name(im, span_str("a.b.wild.example"));
			(void)indicator_url(im, span_str("host.example"), span_str("/a/b?c"));
			(void)indicator_address(im, 4, (const uint8_t *)"\xc0\0\2\7");
			(void)indicator_address(im, 4, (const uint8_t *)"\xff\xff\xff\xff");
			(void)indicator_address(im, 6, (const uint8_t *)list);
			for (uint32_t r = 0; r < im->count[RT_INDICATORS]; r++) {
				indicator_value(im, &im->indicators[r], &out);
				indicator_family(im, &im->indicators[r], &out);
				indicator_id(im, &im->indicators[r], &out);
			}
		}
		(void)rule_image_close(im);
		bytes.p[i] = old;
	}
	assert_true(refused > 20);
}
