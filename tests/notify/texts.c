#include "notify/texts.h"

#include "report/i18n.h"
#include "test.h"

static const struct settings house = {.url = "https://portal.varde.test",
    .name = "Helse-CERT",
    .contact = "cert@varde.test",
    .phone = "+47 22 00 00 00"};

struct filled {
	struct arena *arena;
	struct template_set *set;
	struct texts_filled got;
};

static struct filled fill(struct outgoing m, const char *lang)
{
	const struct texts_reader reader = {
	    .lang = lang, .zone = 60, .name = "Kari\nNordmann", .org = "Sykehuset i Tromsø"};
	struct filled f = {.arena = arena_new()};
	struct msg msg = {0};

	if (texts_load(&f.set, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	assert_int_equal(texts_fill(f.set, &house, &m, &reader, f.arena, &f.got), 0);
	return f;
}

static void end(struct filled *f)
{
	template_set_free(f->set);
	arena_free(f->arena);
}

static bool says(const struct filled *f, const char *text)
{
	return strstr(f->got.body, text) != NULL;
}

TEST(texts_are_all_there_and_say_where_to_look)
{
	for (const struct texts_row *row = texts_rows; row->name; row++)
		for (const char *const *lang = i18n_codes; *lang; lang++) {
			struct filled f = fill(
			    (struct outgoing){.template = row->name,
				.org = "o1",
				.object = "x1",
				.values = "{\"link\":\"https://portal.varde.test/link/s\","
					  "\"count\":2,\"expires\":1795312171000,\"items\":[],"
					  "\"reference\":\"A-2026-0042\"}"},
			    *lang);

			assert_true(*f.got.subject && !strchr(f.got.subject, '\n'));
			assert_true(strlen(f.got.subject) < 120);
			assert_non_null(
			    template_of(f.set, arena_printf(f.arena, "%s.txt", row->name)));
			assert_true(says(&f, "Helse-CERT\ncert@varde.test\n"));
			assert_true(says(&f, "+47 22 00 00 00"));
			assert_true(says(&f, "Kari Nordmann"));
			assert_true(strcmp(row->name, "digest") == 0 ||
				    says(&f, "\nhttps://portal.varde.test/"));
			assert_false(says(&f, "{"));
			assert_false(says(&f, "\n\n\n"));
			end(&f);
		}
}

TEST(texts_are_translated)
{
	struct filled en = fill((struct outgoing){.template = "report_ready"}, "en");
	struct filled fr = fill((struct outgoing){.template = "report_ready"}, "fr");
	struct filled nb = fill((struct outgoing){.template = "report_ready"}, "nb");
	struct filled other = fill((struct outgoing){.template = "report_ready"}, "xx");

	assert_string_equal(en.got.subject, "Your report is ready");
	assert_string_not_equal(fr.got.subject, en.got.subject);
	assert_string_not_equal(nb.got.subject, en.got.subject);
	assert_string_not_equal(nb.got.subject, fr.got.subject);
	assert_string_equal(other.got.body, en.got.body);
	end(&en);
	end(&fr);
	end(&nb);
	end(&other);
}

TEST(texts_point_at_their_page)
{
	struct filled f = fill(
	    (struct outgoing){.template = "order_started", .org = "o1", .object = "a1"}, "en");
	struct filled bad =
	    fill((struct outgoing){.template = "order_started", .org = "o1", .object = "../x"},
		"en");
	struct filled unknown = fill((struct outgoing){.template = "no_such"}, "en");

	assert_true(says(&f, "\nhttps://portal.varde.test/orgs/o1/orders/a1\n"));
	assert_true(says(&bad, "\nhttps://portal.varde.test/\n"));
	assert_string_equal(unknown.got.subject, "News for you in the portal");
	end(&f);
	end(&bad);
	end(&unknown);
}

TEST(texts_link_nowhere_else)
{
	static const char *const links[][2] = {
	    {"{\"link\":\"https://portal.varde.test/link/abc\"}",
		"\nhttps://portal.varde.test/link/abc\n"},
	    {"{\"link\":\"https://portal.varde.test.evil.test/\"}",
		"\nhttps://portal.varde.test/\n"},
	    {"{\"link\":\"https://evil.test/\"}", "\nhttps://portal.varde.test/\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		struct filled f =
		    fill((struct outgoing){.template = "reset", .values = links[i][0]}, "en");

		assert_true(says(&f, links[i][1]));
		assert_false(says(&f, "evil"));
		end(&f);
	}
}

TEST(texts_stay_on_their_line)
{
	struct filled f = fill((struct outgoing){.template = "report_ready",
				   .values = "{\"reference\":\"A\\r\\nBcc: x\\u0000y\"}"},
	    "en");

	assert_string_equal(f.got.subject, "Your report is ready: A  Bcc: x y");
	end(&f);
}

TEST(texts_refuse_values_that_are_no_object)
{
	const struct outgoing wrong = {.template = "reset", .values = "[1]"};
	const struct outgoing broken = {.template = "reset", .values = "{"};
	struct arena *arena = arena_new();
	struct json *values;

	assert_int_equal(texts_values(&wrong, arena, &values), ERR_SYNTAX);
	assert_int_equal(texts_values(&broken, arena, &values), ERR_SYNTAX);
	arena_free(arena);
}
