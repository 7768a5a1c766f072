#include "share/suricata.h"

#include "base/map.h"
#include "base/parse.h"
#include "test.h"
#include "view_place.h"

static const char *written(const char *file, size_t *ret_lines)
{
	static struct str out = {.max = 1 << 20};

	str_clear(&out);
	assert_int_equal(suricata_write(&view_place, file, &out, ret_lines), 0);
	return str_text(&out);
}

TEST(suricata_rules_match_what_the_row_is)
{
	static const char *const parts[] = {
	    "dns.query; content:\"evil.example\"; nocase; startswith; endswith; ",
	    "dns.query; dotprefix; content:\".bad.example\"; nocase; endswith; ",
	    "alert ip [198.51.100.7] any -> $HOME_NET any ",
	    "alert ip $HOME_NET any -> [203.0.112.0/22] any ",
	    "http.uri.raw; content:\"/it's|3b|a?b=|22|c|22|\"; startswith; endswith; ",
	    "ja3.hash; content:\"d41d8cd98f00b204e9800998ecf8427e\"; ",
	    "content:\"<a@evil.example>\"; "};
	size_t lines;
	const char *text = written("varde.rules", &lines);

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!strstr(text, parts[i]))
			fail_msg("%s", parts[i]);
	assert_int_equal(lines, 3 + 3 + 6);
	/* Not what is over, not what is RED, not a whole host for one encrypted page. */
	assert_null(strstr(text, "gone.example"));
	assert_null(strstr(text, "late.example"));
	assert_null(strstr(text, "secret.example"));
	assert_null(strstr(text, "https"));
}

TEST(suricata_numbers_are_each_rules_own)
{
	struct arena *arena = arena_new();
	struct map seen;
	size_t lines, n = 0;
	const char *at = written("varde.rules", &lines);

	map_init(&seen, arena);
	while ((at = strstr(at, "sid:")) != NULL) {
		const char *sid = arena_strndup(arena, at + 4, strcspn(at + 4, ";"));
		int64_t v = 0;

		assert_int_equal(parse_int(span_str(sid), SURICATA_SID, UINT32_MAX, &v), 0);
		assert_true(map_set(&seen, sid, NULL));
		at += 4;
		n++;
	}
	assert_int_equal(n, lines);
	arena_free(arena);
}

TEST(suricata_lists_are_as_it_loads_them)
{
	size_t lines;

	assert_string_equal(written("varde-domains.lst", &lines), "ZXZpbC5leGFtcGxl\n");
	assert_string_equal(written("varde-ip.lst", &lines), "198.51.100.7\n2001:db8::7\n");
	assert_string_equal(written("varde-sha256.lst", &lines),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
	assert_string_equal(written("varde-md5.lst", &lines), "");
	assert_int_equal(lines, 0);
	/* An empty list has no rule: it would not load. */
	assert_null(strstr(written("varde-lists.rules", &lines), "varde-md5"));
	assert_int_equal(lines, 6);
	assert_non_null(strstr(written("varde-ja4.rules", &lines), "ja4.hash;"));
}

TEST(suricata_files_are_all_there)
{
	STR_AUTO(out, 1 << 20);
	size_t lines;

	for (size_t i = 0; suricata_files[i]; i++)
		assert_int_equal(
		    suricata_write(&view_place, suricata_files[i], &out, &lines), 0);
	assert_int_equal(suricata_write(&view_place, "passwd", &out, &lines), ERR_NOTFOUND);
}
