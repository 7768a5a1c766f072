#include "share/feed.h"

#include "codec/json.h"
#include "test.h"

#define START 1795000000000LL

static const struct csaf_publisher by = {"CERT <&>", "https://c.example", "c@c.example", "1"};
static const struct advisory one = {.id = "a1",
    .ref = "ADV-2026-0001",
    .title = "T",
    .lang = "en",
    .revision = 1,
    .published = START,
    .revised = START + 1000};
static const struct advisory_text text = {.lang = "en", .title = "A <b>", .summary = "S & T"};

static struct feed_entries entries(struct arena *arena)
{
	struct feed_entries out = {0};

	vec_push(arena, &out.all, (struct feed_entry){&one, &text, NULL});
	vec_push(arena, &out.all, (struct feed_entry){&one, &text, "nb"});
	return out;
}

static const struct json *parsed(const struct str *out, struct arena *arena)
{
	struct json *v = NULL;

	assert_int_equal(json_parse(str_bytes(out), arena, &v, NULL), 0);
	return v;
}

TEST(the_directory_lists_each_language)
{
	struct arena *arena = arena_new();
	struct feed_entries all = entries(arena), none = {0};
	STR_AUTO(out, 1 << 16);

	assert_int_equal(feed_index_write(&all, arena, &out), 0);
	assert_string_equal(
	    str_text(&out), "2026/adv-2026-0001.json\n2026/adv-2026-0001-nb.json\n");
	str_clear(&out);
	assert_int_equal(feed_changes_write(&all, arena, &out), 0);
	assert_string_equal(str_text(&out),
	    "\"2026/adv-2026-0001.json\",\"2026-11-18T11:06:41.000Z\"\n"
	    "\"2026/adv-2026-0001-nb.json\",\"2026-11-18T11:06:41.000Z\"\n");
	str_clear(&out);
	assert_int_equal(feed_index_write(&none, arena, &out), 0);
	assert_string_equal(str_text(&out), "");
	assert_int_equal(feed_listing_write(&all, 0, "/csaf/", arena, &out), 0);
	assert_non_null(strstr(str_text(&out), "<li><a href=\"2026/\">2026/</a></li>\n</ul>"));
	str_clear(&out);
	assert_int_equal(feed_listing_write(&all, 2026, "/<csaf>/2026/", arena, &out), 0);
	assert_non_null(strstr(str_text(&out), "<h1>/&lt;csaf&gt;/2026/</h1>"));
	assert_non_null(strstr(str_text(&out), "<li><a href=\"adv-2026-0001-nb.json.asc\">"));
	str_clear(&out);
	assert_int_equal(feed_listing_write(&all, 2025, "/", arena, &out), 0);
	assert_null(strstr(str_text(&out), "<li>"));
	arena_free(arena);
}

TEST(the_provider_names_its_feeds_and_its_key)
{
	struct arena *arena = arena_new();
	struct feed_provider provider = {.by = &by, .updated = START};
	STR_AUTO(out, 1 << 16);
	const struct json *v;

	assert_int_equal(feed_provider_write(&provider, arena, &out), 0);
	v = parsed(&out, arena);
	assert_string_equal(json_text(json_get(v, "role"), ""), "csaf_provider");
	assert_null(json_get(v, "public_openpgp_keys"));
	assert_int_equal(json_get(v, "distributions")->array.n, 6);
	str_clear(&out);
	provider.fingerprint = "ABCD";
	assert_int_equal(feed_provider_write(&provider, arena, &out), 0);
	v = parsed(&out, arena);
	assert_string_equal(json_text(json_get(v, "role"), ""), "csaf_trusted_provider");
	assert_string_equal(
	    json_text(json_get(&json_get(v, "public_openpgp_keys")->array.items[0], "url"), ""),
	    "https://c.example/.well-known/csaf/openpgp/ABCD.asc");
	arena_free(arena);
}

TEST(feeds_hold_every_entry_escaped)
{
	struct arena *arena = arena_new();
	const struct feed_place place = {&by, TLP_GREEN};
	struct feed_entries all = entries(arena);
	STR_AUTO(out, 1 << 16);
	const struct json *feed;

	assert_int_equal(feed_rolie_write(&place, &all, START, arena, &out), 0);
	feed = json_get(parsed(&out, arena), "feed");
	assert_int_equal(json_get(feed, "entry")->array.n, 2);
	assert_string_equal(
	    json_text(
		json_get(json_get(&json_get(feed, "entry")->array.items[1], "content"), "src"),
		""),
	    "https://c.example/.well-known/csaf/clear/2026/adv-2026-0001-nb.json");
	str_clear(&out);
	assert_int_equal(feed_atom_write(&place, &all, START, arena, &out), 0);
	assert_non_null(strstr(str_text(&out), "<title>ADV-2026-0001 A &lt;b&gt;</title>"));
	assert_non_null(strstr(str_text(&out), "<summary>S &amp; T</summary>"));
	assert_non_null(strstr(str_text(&out), "<name>CERT &lt;&amp;&gt;</name>"));
	arena_free(arena);
}

TEST(security_txt_leads_to_the_provider)
{
	STR_AUTO(out, 4096);

	assert_int_equal(feed_security_write(&by, START, &out), 0);
	assert_string_equal(str_text(&out),
	    "Contact: mailto:c@c.example\nExpires: 2027-11-18T11:06:40.000Z\nCanonical: "
	    "https://c.example/.well-known/security.txt\nCSAF: "
	    "https://c.example/.well-known/csaf/provider-metadata.json\n");
}
