#include "feed/csaf_provider.h"
#include "feed/unpack.h"

#include "data.h"
#include "test.h"

static const char metadata[] =
    "{\"canonical_url\":\"https://maker.example/.well-known/csaf/provider-metadata.json\","
    "\"distributions\":[{\"rolie\":{\"feeds\":[{\"summary\":\"x\",\"tlp_label\":\"WHITE\","
    "\"url\":\"https://maker.example/white.json\"},{\"tlp_label\":\"AMBER\",\"url\":"
    "\"http://maker.example/plain.json\"}]}},{\"directory_url\":"
    "\"https://maker.example/csaf\"}],\"last_updated\":\"2024-02-05T00:00:00Z\","
    "\"metadata_version\":\"2.0\",\"public_openpgp_keys\":[{\"fingerprint\":"
    "\"0123456789abcdef0123456789abcdef01234567\",\"url\":\"https://maker.example/key.asc\"},"
    "{\"fingerprint\":\"short\",\"url\":\"ftp://x/\"}],\"publisher\":{\"name\":\"Maker\","
    "\"namespace\":\"https://maker.example\"},\"role\":\"csaf_trusted_provider\"}";

TEST(csaf_provider_metadata_leads_to_its_sources)
{
	struct arena *a = arena_new();
	struct csaf_provider p;
	struct msg msg = {0};

	assert_int_equal(csaf_provider_read(span_str(metadata), a, &p, &msg), 0);
	assert_string_equal(p.role, "csaf_trusted_provider");
	assert_string_equal(p.publisher, "Maker");
	assert_true(p.updated == 1707091200000);
	assert_int_equal(p.keys.n, 1);
	assert_string_equal(
	    p.keys.items[0].fingerprint, "0123456789ABCDEF0123456789ABCDEF01234567");
	assert_int_equal(p.sources.n, 2);
	assert_int_equal(p.left, 1);
	assert_true(p.sources.items[0].rolie);
	assert_string_equal(p.sources.items[0].tlp, "CLEAR");
	assert_string_equal(p.sources.items[1].url, "https://maker.example/csaf/");
	for (size_t n = 0; n < strlen(metadata); n++) {
		msg = (struct msg){0};
		assert_int_equal(
		    csaf_provider_read(span_of(metadata, n), a, &p, &msg), ERR_SYNTAX);
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	}
	assert_int_equal(csaf_provider_read(span_str("{}"), a, &p, &msg), ERR_SYNTAX);
	assert_int_equal(
	    csaf_provider_read(span_str("{\"metadata_version\":\"2.0\"}"), a, &p, &msg),
	    ERR_SYNTAX);
	(void)arena_free(a);
}

TEST(csaf_provider_is_looked_for_in_order)
{
	struct arena *a = arena_new();
	struct text_list places = {0}, none = {0}, said = {0};

	csaf_provider_places("maker.example", a, &places);
	assert_int_equal(places.n, 4);
	assert_string_equal(
	    places.items[0], "https://maker.example/.well-known/csaf/provider-metadata.json");
	assert_string_equal(places.items[1], "https://maker.example/.well-known/security.txt");
	assert_string_equal(places.items[2], "https://maker.example/security.txt");
	assert_string_equal(places.items[3], "https://csaf.data.security.maker.example");
	csaf_provider_places("maker.example/x", a, &none);
	csaf_provider_places("", a, &none);
	csaf_provider_places("a@b", a, &none);
	csaf_provider_places("127.0.0.1:80x", a, &none);
	csaf_provider_places("127.0.0.1:", a, &none);
	csaf_provider_places("10.0.0.1:80", a, &none);
	assert_int_equal(none.n, 0);
	csaf_provider_places("127.0.0.1:8080", a, &none);
	assert_int_equal(none.n, 3);
	assert_string_equal(none.items[1], "http://127.0.0.1:8080/.well-known/security.txt");
	csaf_provider_security(
	    span_str("Contact: mailto:x@y\r\nCSAF: https://a.example/1\r\n# CSAF: https://b/\n"
		     "csaf:https://a.example/2\nCSAF: http://a.example/3\nCSAF:\n"),
	    a, &said);
	assert_int_equal(said.n, 2);
	assert_string_equal(said.items[0], "https://a.example/1");
	assert_string_equal(said.items[1], "https://a.example/2");
	(void)arena_free(a);
}

TEST(csaf_provider_lists_of_folders)
{
	struct arena *a = arena_new();
	struct csaf_entries e;

	csaf_provider_changes(
	    span_str("\"2024/m-1.json\",\"2024-02-05T00:00:00Z\"\r\n"
		     "2023/m-2.json,2023-02-05T00:00:00+01:00\n\n\"../x.json\",\"2024-02-05\"\n"
		     "\"m-3.json\",\"yesterday\"\n\"https://o/x.json\",\"2024-02-05\"\n"
		     "\"m.txt\",\"2024-02-05\"\nm\n"),
	    a, &e);
	assert_int_equal(e.all.n, 2);
	assert_int_equal(e.left, 5);
	assert_string_equal(e.all.items[0].url, "2024/m-1.json");
	assert_true(e.all.items[0].updated == 1707091200000);
	assert_string_equal(e.all.items[1].url, "2023/m-2.json");
	csaf_provider_index(span_str("2024/m-1.json\n/m.json\r\n2023/m-2.json\r\n"), a, &e);
	assert_int_equal(e.all.n, 2);
	assert_int_equal(e.left, 1);
	(void)arena_free(a);
}

TEST(csaf_provider_names_and_digests)
{
	struct arena *a = arena_new();

	assert_string_equal(
	    csaf_provider_filename("ICSMA-20-049-02", a), "icsma-20-049-02.json");
	assert_string_equal(
	    csaf_provider_filename("Red  Hat:2024/1.b", a), "red_hat_2024_1_b.json");
	assert_true(csaf_provider_digest_is(span_str("00FF  a.json\n"), "00ff"));
	assert_true(csaf_provider_digest_is(span_str("00ff"), "00ff"));
	assert_false(csaf_provider_digest_is(span_str("00ff1"), "00ff"));
	assert_false(csaf_provider_digest_is(span_str("00fe a.json"), "00ff"));
	assert_false(csaf_provider_digest_is(span_str(""), "00ff"));
	assert_false(csaf_provider_digest_is(span_str("00ff"), ""));
	(void)arena_free(a);
}

static int piece(void *arg, struct span bytes)
{
	struct str *to = arg;

	str_span(to, bytes);
	return str_ok(to);
}

struct feed_file {
	struct arena *arena;
	struct csaf_entries entries;
};

static int member(void *arg, const struct unpack_member *m)
{
	struct feed_file *f = arg;
	struct msg msg = {0};

	if (!strstr(m->name, "feed-tlp"))
		return 0;
	return csaf_provider_rolie(m->bytes, f->arena, &f->entries, &msg);
}

TEST(csaf_provider_rolie_of_cisa)
{
	struct feed_file f = {.arena = arena_new()};
	struct msg msg = {0};
	struct span packed;
	struct str bytes;

	assert_int_equal(
	    csaf_provider_rolie(span_str("{\"a\":1}"), f.arena, &f.entries, &msg), ERR_SYNTAX);
	data_need(&packed, "advisories/csaf-med-it.tar.xz", f.arena);
	str_init(&bytes, 64 << 20);
	assert_int_equal(unpack_stream(packed, piece, &bytes, &msg), 0);
	assert_int_equal(
	    unpack_each(str_bytes(&bytes),
		&(const struct unpack_limits){16 << 20, 10000, 1 << 30}, member, &f, &msg),
	    0);
	assert_int_equal(f.entries.all.n, 4);
	assert_int_equal(f.entries.left, 0);
	vec_foreach (e, &f.entries.all) {
		assert_true(strncmp(e->url, "https://", 8) == 0);
		assert_true(e->updated > 0);
		assert_non_null(e->sha512);
		assert_non_null(e->signature);
	}
	str_done(&bytes);
	(void)arena_free(f.arena);
}

TEST(csaf_provider_one_owner_or_two)
{
	static const char *const one[] = {"https://maker.example/a",
	    "https://MAKER.example:8443?x", "https://cdn.maker.example/b#c",
	    "https://127.0.0.1:1/", "https://127.0.0.1:2"};
	static const char *const two[] = {"https://maker.example", "https://taker.example/",
	    "https://a.github.io/", "https://b.github.io/", "https://1.0.0.1/",
	    "https://2.0.0.1/", "https://x@maker.example/", "https://[::1]/", "https://[::2]/",
	    "nothing"};
	struct arena *a = arena_new();

	assert_string_equal(csaf_provider_host(one[1], a), "maker.example");
	assert_string_equal(csaf_provider_host("https://[::1]:80/x", a), "[::1]");
	assert_null(csaf_provider_host("https://u@h/", a));
	assert_null(csaf_provider_host("https:///", a));
	assert_true(csaf_provider_same_site(one[0], one[1]));
	assert_true(csaf_provider_same_site(one[0], one[2]));
	assert_true(csaf_provider_same_site(one[3], one[4]));
	assert_false(csaf_provider_same_site(one[0], one[3]));
	for (size_t i = 0; i < ARRAY_LEN(two); i++)
		for (size_t j = i + 1; j < ARRAY_LEN(two); j++)
			assert_false(csaf_provider_same_site(two[i], two[j]));
	(void)arena_free(a);
}

TEST(csaf_provider_labels_from_wide_to_narrow)
{
	assert_int_equal(csaf_provider_tlp(NULL), 0);
	assert_int_equal(csaf_provider_tlp("WHITE"), 0);
	assert_int_equal(csaf_provider_tlp("CLEAR"), 0);
	assert_int_equal(csaf_provider_tlp("GREEN"), 1);
	assert_int_equal(csaf_provider_tlp("AMBER+STRICT"), 3);
	assert_int_equal(csaf_provider_tlp("RED"), 4);
	assert_int_equal(csaf_provider_tlp("PURPLE"), 4);
}

TEST(csaf_provider_lists_of_aggregators)
{
	static const char text[] =
	    "{\"aggregator\":{\"category\":\"lister\"},\"aggregator_version\":\"2.0\","
	    "\"csaf_providers\":[{\"metadata\":{\"url\":\"https://a.example/p.json\"}},"
	    "{\"metadata\":{\"url\":\"http://b.example/p.json\"}},{}]}";
	struct arena *a = arena_new();
	struct text_list all = {0};
	struct msg msg = {0};

	assert_int_equal(csaf_provider_aggregator(span_str(text), a, &all, &msg), 0);
	assert_int_equal(all.n, 1);
	assert_string_equal(all.items[0], "https://a.example/p.json");
	assert_int_equal(
	    csaf_provider_aggregator(span_str(metadata), a, &all, &msg), ERR_UNSUPPORTED);
	assert_int_equal(csaf_provider_aggregator(span_str("{"), a, &all, &msg), ERR_SYNTAX);
	assert_int_equal(all.n, 1);
	(void)arena_free(a);
}
