#include "desk/ioc.h"

#include "test.h"

static const char event[] =
    "{\"response\":[{\"Event\":{\"info\":\"x\",\"Orgc\":{\"name\":\"CERT-X\"},"
    "\"Tag\":[{\"name\":\"tlp:amber\"},{\"name\":\"type:OSINT\"}],"
    "\"Attribute\":["
    "{\"type\":\"domain\",\"value\":\"evil.example\",\"to_ids\":true,\"comment\":\"c2\"},"
    "{\"type\":\"ip-dst|port\",\"value\":\"25.1.2.3|443\",\"to_ids\":true},"
    "{\"type\":\"ip-src\",\"value\":\"25.1.3.0/24\",\"to_ids\":true},"
    "{\"type\":\"filename|md5\",\"value\":\"a.exe|d41d8cd98f00b204e9800998ecf8427e\","
    "\"to_ids\":true},"
    "{\"type\":\"domain\",\"value\":\"harmless.example\",\"to_ids\":false},"
    "{\"type\":\"comment\",\"value\":\"text\",\"to_ids\":true},"
    "{\"type\":\"domain\",\"value\":\"secret.example\",\"to_ids\":true,"
    "\"Tag\":[{\"name\":\"tlp:red\"}]},"
    "{\"type\":\"domain\",\"value\":\"odd.example\",\"to_ids\":true,"
    "\"Tag\":[{\"name\":\"tlp:mauve\"}]}],"
    "\"Object\":[{\"Attribute\":[{\"type\":\"url\",\"value\":\"http://evil.example/x\"}]}]}}]}";

TEST(misp_events_become_candidates)
{
	static const char *const values[] = {
	    "evil.example", "25.1.2.3", "25.1.3.0/24", "d41d8cd98f00b204e9800998ecf8427e"};
	struct ioc like = {.tlp = TLP_GREEN, .confidence = IOC_LOW};
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	struct msg why = {0};
	size_t left = 0;

	assert_int_equal(ioc_parse_misp(span_str(event), &like, arena, &lines, &left, &why), 0);
	assert_int_equal(lines.all.n, 7);
	assert_int_equal(left, 2); /* not to be acted on, and no indicator */
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		assert_string_equal(lines.all.items[i].ioc.value, values[i]);
		assert_int_equal(lines.all.items[i].ioc.tlp, TLP_AMBER);
		assert_string_equal(lines.all.items[i].ioc.source, "MISP: CERT-X");
		assert_null(lines.all.items[i].why);
	}
	assert_string_equal(lines.all.items[0].ioc.note, "c2");
	/* What is RED, or has a label that nobody knows, is not for a list. */
	assert_int_equal(lines.refused, 2);
	assert_non_null(lines.all.items[4].why);
	assert_non_null(lines.all.items[5].why);
	assert_string_equal(lines.all.items[6].ioc.value, "http://evil.example/x");
	arena_free(arena);
}

TEST(misp_label_of_the_form_counts_when_it_is_stricter)
{
	struct ioc like = {.tlp = TLP_AMBER_STRICT};
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	struct msg why = {0};
	size_t left = 0;

	assert_int_equal(ioc_parse_misp(span_str(event), &like, arena, &lines, &left, &why), 0);
	assert_int_equal(lines.all.items[0].ioc.tlp, TLP_AMBER_STRICT);
	arena_free(arena);
}

TEST(misp_what_is_no_event_is_refused_at_every_length)
{
	struct ioc like = {0};
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	size_t left;

	for (size_t n = 0; n < sizeof(event) - 1; n++) {
		struct msg why = {0};

		assert_int_equal(
		    ioc_parse_misp(span_of(event, n), &like, arena, &lines, &left, &why),
		    ERR_SYNTAX);
		assert_true(why.what[0] != '\0');
	}
	assert_int_equal(ioc_parse_misp(span_str("{\"a\":1}"), &like, arena, &lines, &left,
			     &(struct msg){0}),
	    ERR_SYNTAX);
	assert_int_equal(ioc_parse_misp(span_str("[1,null,\"x\"]"), &like, arena, &lines, &left,
			     &(struct msg){0}),
	    ERR_SYNTAX);
	arena_free(arena);
}
