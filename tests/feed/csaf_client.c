#include "feed/csaf_client.h"

#include "codec/sha256.h"
#include "codec/sha512.h"
#include "test.h"

/* A web of a few files; what is not in it is not found. */
struct page {
	const char *url, *body;
	int err;
};

enum { PAGES = 24 };

struct web {
	struct arena *arena;
	struct page pages[PAGES];
	size_t n;
	char
	    asked[4000]; /* every URL that was asked for, a line each; "!" before direct ones */
	struct csaf_client c;
	struct msg msg;
};

static int answer(void *arg, const struct csaf_ask *ask, struct arena *arena, struct span *ret,
    struct msg *msg)
{
	struct web *w = arg;
	size_t n = strlen(w->asked);

	(void)snprintf(
	    w->asked + n, sizeof(w->asked) - n, "%s%s\n", ask->direct ? "!" : "", ask->url);
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->pages[i].url, ask->url) == 0) {
			if (w->pages[i].err < 0) {
				msg_what(msg, "the download failed");
				return w->pages[i].err;
			}
			*ret = arena_span(arena, span_str(w->pages[i].body));
			return 0;
		}
	msg_what(msg, "the download failed");
	return ERR_NOTFOUND;
}

static void page(struct web *w, const char *url, const char *body)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->pages[i].url, url) == 0) {
			w->pages[i].body = body;
			return;
		}
	assert_true(w->n < PAGES);
	w->pages[w->n++] = (struct page){url, body, 0};
}

static const char metadata[] =
    "{\"canonical_url\":\"https://maker.example/.well-known/csaf/provider-metadata.json\","
    "\"distributions\":[{\"directory_url\":\"https://maker.example/csaf\"},{\"rolie\":{"
    "\"feeds\":[{\"tlp_label\":\"WHITE\",\"url\":\"https://maker.example/white.json\"},"
    "{\"tlp_label\":\"RED\",\"url\":\"https://maker.example/red.json\"}]}}],"
    "\"last_updated\":\"2024-02-05T00:00:00Z\",\"metadata_version\":\"2.0\","
    "\"publisher\":{\"name\":\"Maker\",\"namespace\":\"https://maker.example\"},"
    "\"role\":\"csaf_provider\"}";

static const char folder_only[] =
    "{\"canonical_url\":\"https://maker.example/p.json\",\"distributions\":[{"
    "\"directory_url\":\"https://maker.example/csaf\"}],\"metadata_version\":\"2.0\","
    "\"publisher\":{\"name\":\"Maker\",\"namespace\":\"https://maker.example\"},"
    "\"role\":\"%s\"}";

static const char *document(struct web *w, const char *id, const char *tlp, const char *space)
{
	return arena_printf(w->arena,
	    "{\"document\":{\"csaf_version\":\"2.0\",\"distribution\":{\"tlp\":{\"label\":"
	    "\"%s\"}},\"publisher\":{\"namespace\":\"%s\"},\"tracking\":{\"id\":\"%s\","
	    "\"status\":\"final\"}}}",
	    tlp, space, id);
}

static struct web web(const char *place)
{
	struct web w = {.arena = arena_new()};

	w.c = (struct csaf_client){.place = place, .fetch = answer, .arena = w.arena};
	return w;
}

/* The client's argument is set when the web stands where it stays. */
static struct csaf_client *client(struct web *w)
{
	w->c.arg = w;
	w->msg = (struct msg){0};
	w->asked[0] = '\0';
	return &w->c;
}

static void end(struct web *w)
{
	csaf_client_done(&w->c);
	w->arena = arena_free(w->arena);
}

static void assert_told(const struct web *w, const char *text)
{
	assert_true(w->msg.what[0] && w->msg.detail[0] && w->msg.hint[0]);
	assert_non_null(strstr(w->msg.what, text));
}

TEST(csaf_client_finds_metadata_in_the_order_of_the_standard)
{
	struct web w = web("maker.example");

	assert_int_equal(csaf_client_find(client(&w), &w.msg), ERR_NOTFOUND);
	assert_told(&w, "not found");
	assert_string_equal(w.asked,
	    "!https://maker.example/.well-known/csaf/provider-metadata.json\n"
	    "https://maker.example/.well-known/security.txt\n"
	    "https://maker.example/security.txt\n!https://csaf.data.security.maker.example\n");
	page(&w, "https://csaf.data.security.maker.example", metadata);
	assert_int_equal(csaf_client_find(client(&w), &w.msg), 0);
	assert_string_equal(w.c.url, "https://csaf.data.security.maker.example");
	page(&w, "https://maker.example/security.txt",
	    "CSAF: http://127.0.0.1:1/x\nCSAF: https://maker.example/a\n"
	    "CSAF: https://maker.example/b\n");
	page(&w, "https://maker.example/a", "{}");
	page(&w, "https://maker.example/b", metadata);
	assert_int_equal(csaf_client_find(client(&w), &w.msg), 0);
	assert_string_equal(w.c.url, "https://maker.example/b");
	assert_null(strstr(w.asked, "127.0.0.1"));
	page(&w, "https://maker.example/.well-known/csaf/provider-metadata.json", metadata);
	assert_int_equal(csaf_client_find(client(&w), &w.msg), 0);
	assert_string_equal(
	    w.asked, "!https://maker.example/.well-known/csaf/provider-metadata.json\n");
	assert_string_equal(w.c.provider.publisher, "Maker");
	end(&w);
}

TEST(csaf_client_refuses_metadata_of_another_host)
{
	struct web w = web("https://taker.example/p.json");
	struct text_list hosts = {0};

	page(&w, "https://taker.example/p.json", metadata);
	assert_int_equal(csaf_client_find(client(&w), &w.msg), ERR_DENIED);
	assert_told(&w, "belongs to another host");
	text_list_add(&hosts, w.arena, "maker.example");
	w.c.hosts = hosts;
	assert_int_equal(csaf_client_find(client(&w), &w.msg), 0);
	w.c.place = "not a domain";
	assert_int_equal(csaf_client_find(client(&w), &w.msg), ERR_SYNTAX);
	assert_told(&w, "neither a domain");
	w.pages[0].err = ERR_DENIED;
	w.c.place = "https://taker.example/p.json";
	assert_int_equal(csaf_client_find(client(&w), &w.msg), ERR_DENIED);
	end(&w);
}

static void find(struct web *w, const char *text)
{
	page(w, "https://maker.example/p.json", text);
	w->c.place = "https://maker.example/p.json";
	assert_int_equal(csaf_client_find(client(w), &w->msg), 0);
	assert_int_equal(csaf_client_keys(client(w), &w->msg), 0);
}

TEST(csaf_client_lists_every_file_once_and_nothing_above_the_clearance)
{
	struct web w = web("");

	find(&w, metadata);
	page(&w, "https://maker.example/white.json",
	    "{\"feed\":{\"entry\":[{\"content\":{\"src\":\"https://maker.example/w/m-1.json\"},"
	    "\"updated\":\"2024-01-01T00:00:00Z\"}]}}");
	page(
	    &w, "https://maker.example/csaf/index.txt", "2024/m-1.json\n2024/m-2.json\n../x\n");
	assert_int_equal(csaf_client_list(client(&w), &w.msg), 0);
	assert_null(strstr(w.asked, "red.json"));
	assert_int_equal(w.c.entries.all.n, 2);
	assert_string_equal(w.c.entries.all.items[0].url, "https://maker.example/w/m-1.json");
	assert_string_equal(
	    w.c.entries.all.items[1].url, "https://maker.example/csaf/2024/m-2.json");
	assert_int_equal(w.c.nremarks, 2);
	w.c.entries = (struct csaf_entries){0};
	w.c.only = "/vex/";
	assert_int_equal(csaf_client_list(client(&w), &w.msg), ERR_SYNTAX);
	assert_told(&w, "no place");
	w.c.only = NULL;
	page(&w, "https://maker.example/csaf/changes.csv",
	    "\"m-3.json\",\"2024-01-01T00:00:00Z\"\n");
	assert_int_equal(csaf_client_list(client(&w), &w.msg), 0);
	assert_null(strstr(w.asked, "index.txt"));
	assert_int_equal(w.c.entries.all.n, 2);
	page(&w, "https://maker.example/csaf/changes.csv", "<html>\n");
	assert_int_equal(csaf_client_list(client(&w), &w.msg), ERR_SYNTAX);
	assert_told(&w, "is not one");
	page(&w, "https://maker.example/white.json",
	    "{\"feed\":{\"entry\":[{\"content\":{\"src\":\"https://taker.example/"
	    "m-1.json\"}}]}}");
	assert_int_equal(csaf_client_list(client(&w), &w.msg), ERR_DENIED);
	assert_told(&w, "another host");
	page(&w, "https://maker.example/white.json",
	    "{\"feed\":{\"entry\":[{\"content\":{\"src\":\"https://maker.example/m-1.json\"},"
	    "\"link\":[{\"rel\":\"hash\",\"href\":\"https://taker.example/m.sha512\"}]}]}}");
	assert_int_equal(csaf_client_list(client(&w), &w.msg), ERR_DENIED);
	end(&w);
}

static struct csaf_document take(struct web *w, const char *file, const char *known, int err)
{
	struct csaf_entry entry = {
	    .url = arena_printf(w->arena, "https://maker.example/csaf/%s", file)};
	struct csaf_document d = {.verdict = CSAF_LEAVE};

	assert_int_equal(
	    csaf_client_take(client(w), &entry, known, w->arena, &d, &w->msg), err);
	return d;
}

TEST(csaf_client_takes_what_is_as_it_should_be)
{
	struct web w = web("");
	const char *good = document(&w, "M:1", "WHITE", "https://maker.example"), *why;
	struct csaf_document d;
	char hex[SHA512_HEX];
	static const char *const left[][4] = {
	    {"m_2.json", "M:1", "WHITE", "https://maker.example"},
	    {"m_1.json", "M:1", "RED", "https://maker.example"},
	    {"m_1.json", "M:1", "PURPLE", "https://maker.example"},
	    {"m_1.json", "M:1", "WHITE", "https://taker.example"},
	    {".json", "", "WHITE", "https://maker.example"}};

	find(&w, arena_printf(w.arena, folder_only, "csaf_provider"));
	page(&w, "https://maker.example/csaf/m_1.json", good);
	d = take(&w, "m_1.json", NULL, 0);
	assert_int_equal(d.verdict, CSAF_TAKE);
	assert_string_equal(d.id, "M:1 https://maker.example");
	assert_string_equal(d.sha512, sha512_hex(span_str(good), hex));
	page(&w, "https://maker.example/csaf/m_1.json.sha512", d.sha512);
	assert_int_equal(take(&w, "m_1.json", NULL, 0).verdict, CSAF_TAKE);
	assert_int_equal(take(&w, "m_1.json", d.sha512, 0).verdict, CSAF_SAME);
	assert_null(strstr(w.asked, "m_1.json\n"));
	assert_int_equal(w.c.taken, 2);
	w.n--;
	for (size_t i = 0; i < ARRAY_LEN(left); i++) {
		page(&w, arena_printf(w.arena, "https://maker.example/csaf/%s", left[i][0]),
		    document(&w, left[i][1], left[i][2], left[i][3]));
		w.c.nremarks = 0;
		assert_int_equal(take(&w, left[i][0], NULL, 0).verdict, CSAF_LEAVE);
		assert_int_equal(w.c.nremarks, 1);
		why = w.c.remarks[0].why;
		assert_true(strlen(why) > 5);
	}
	page(&w, "https://maker.example/csaf/m_1.json", "{");
	assert_int_equal(take(&w, "m_1.json", NULL, 0).verdict, CSAF_LEAVE);
	assert_int_equal(w.c.odd, 4);
	(void)take(&w, "gone.json", NULL, ERR_NOTFOUND);
	assert_told(&w, "is not there");
	end(&w);
}

TEST(csaf_client_refuses_wrong_and_missing_digests)
{
	struct web w = web("");
	const char *good = document(&w, "M:1", "WHITE", "https://maker.example");
	char hex[SHA256_HEX];

	find(&w, arena_printf(w.arena, folder_only, "csaf_provider"));
	page(&w, "https://maker.example/csaf/m_1.json", good);
	page(&w, "https://maker.example/csaf/m_1.json.sha256", sha256_hex(span_str(good), hex));
	assert_int_equal(take(&w, "m_1.json", NULL, 0).verdict, CSAF_TAKE);
	w.c.strict = true; /* a digest, but no signature */
	(void)take(&w, "m_1.json", NULL, ERR_DENIED);
	assert_told(&w, "no signature");
	w.c.strict = false;
	page(&w, "https://maker.example/csaf/m_1.json.sha256", "00");
	(void)take(&w, "m_1.json", NULL, ERR_DENIED);
	assert_told(&w, "digest");
	w.n--;
	page(&w, "https://maker.example/csaf/m_1.json.sha512", "00");
	(void)take(&w, "m_1.json", NULL, ERR_DENIED);
	assert_told(&w, "digest");
	w.n--;
	w.c.strict = true;
	(void)take(&w, "m_1.json", NULL, ERR_DENIED);
	assert_told(&w, "no digest");
	end(&w);
}

TEST(csaf_client_holds_providers_to_what_they_say)
{
	struct web w = web("https://maker.example/p.json");
	struct text_list pins = {0};

	page(&w, "https://maker.example/p.json",
	    arena_printf(w.arena, folder_only, "csaf_trusted_provider"));
	assert_int_equal(csaf_client_find(client(&w), &w.msg), 0);
	assert_int_equal(csaf_client_keys(client(&w), &w.msg), ERR_DENIED);
	assert_told(&w, "names no key");
	page(&w, "https://maker.example/p.json", arena_printf(w.arena, folder_only, "x"));
	assert_int_equal(csaf_client_find(client(&w), &w.msg), 0);
	assert_int_equal(csaf_client_keys(client(&w), &w.msg), 0);
	assert_false(w.c.strict);
	w.c.is_signed = true;
	assert_int_equal(csaf_client_keys(client(&w), &w.msg), ERR_DENIED);
	w.c.is_signed = false;
	text_list_add(&pins, w.arena, "0123456789ABCDEF0123456789ABCDEF01234567");
	w.c.pins = pins;
	assert_int_equal(csaf_client_keys(client(&w), &w.msg), ERR_DENIED);
	assert_told(&w, "none of the keys");
	end(&w);
}

TEST(csaf_client_knows_aggregators)
{
	struct web w = web("https://all.example/aggregator.json");

	page(&w, "https://all.example/aggregator.json",
	    "{\"aggregator\":{},\"csaf_providers\":[{\"metadata\":{\"url\":"
	    "\"https://maker.example/p.json\"}}]}");
	assert_int_equal(csaf_client_find(client(&w), &w.msg), 0);
	assert_int_equal(w.c.members.n, 1);
	assert_null(w.c.url);
	end(&w);
}

TEST(csaf_client_may_follow_its_own_site_alone)
{
	struct web w = web("");
	struct text_list hosts = {0};

	assert_false(csaf_client_may(&w.c, "https://maker.example/"));
	w.c.url = "https://maker.example/p.json";
	assert_true(csaf_client_may(&w.c, "https://cdn.maker.example/x"));
	assert_false(csaf_client_may(&w.c, "http://maker.example/x"));
	assert_false(csaf_client_may(&w.c, "https://taker.example/x"));
	assert_false(csaf_client_may(&w.c, "http://127.0.0.1:80/x"));
	text_list_add(&hosts, w.arena, "taker.example");
	w.c.hosts = hosts;
	assert_true(csaf_client_may(&w.c, "https://taker.example/x"));
	assert_false(csaf_client_may(&w.c, "http://taker.example/x"));
	assert_false(csaf_client_may(&w.c, "https://a.taker.example/x"));
	end(&w);
}
