#include "desk/ioc.h"

#include "test.h"

#define NOW INT64_C(1795000000000) /* 2026-11-18 */

#define INDICATOR(more)                                                                       \
	"{\"type\":\"indicator\",\"id\":\"indicator--1\",\"created_by_ref\":\"identity--1\"," \
	"\"pattern_type\":\"stix\",\"valid_from\":\"2026-01-01T00:00:00Z\"," more "}"
#define BUNDLE(objects)                                                                    \
	"{\"type\":\"bundle\",\"objects\":[{\"type\":\"identity\",\"id\":\"identity--1\"," \
	"\"name\":\"CERT-X\"}," objects "]}"

static int read_bundle(
    const char *text, struct arena *arena, struct ioc_lines *ret, size_t *ret_left)
{
	const struct ioc_import import = {.text = span_str(text),
	    .like = {.tlp = TLP_GREEN, .confidence = IOC_LOW},
	    .now = NOW};
	struct msg why = {0};

	*ret_left = 0;
	return ioc_read(&import, arena, ret, ret_left, &why);
}

TEST(stix_bundles_become_candidates)
{
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	size_t left;

	assert_int_equal(
	    read_bundle(
		BUNDLE(INDICATOR(
		    "\"pattern\":\"[domain-name:value = 'evil.example']\",\"confidence\":80,"
		    "\"name\":\"C2 of X\",\"valid_until\":\"2026-12-01T00:00:00Z\","
		    "\"kill_chain_phases\":[{\"kill_chain_name\":\"lockheed-martin-cyber-kill-"
		    "chain\",\"phase_name\":\"command-and-control\"}]") ",{\"type\":"
									"\"malware\"}"),
		arena, &lines, &left),
	    0);
	assert_int_equal(lines.all.n, 1);
	assert_int_equal(left, 1);
	assert_string_equal(lines.all.items[0].ioc.value, "evil.example");
	assert_string_equal(lines.all.items[0].ioc.source, "STIX: CERT-X");
	assert_string_equal(lines.all.items[0].ioc.note, "C2 of X");
	assert_int_equal(lines.all.items[0].ioc.confidence, IOC_HIGH);
	assert_int_equal(lines.all.items[0].ioc.kill_chain, IOC_C2);
	assert_int_equal(lines.all.items[0].ioc.tlp, TLP_GREEN);
	assert_int_equal(lines.all.items[0].ioc.expires, INT64_C(1796083200000));
	arena_free(arena);
}

TEST(stix_what_is_over_is_left_out)
{
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	size_t left;

	assert_int_equal(
	    read_bundle(
		BUNDLE(INDICATOR("\"pattern\":\"[domain-name:value = 'a.example']\","
				 "\"revoked\":true") "," INDICATOR("\"pattern\":\"[domain-name:"
								   "value = 'b.example']\","
								   "\"valid_until\":\"2026-01-"
								   "02T00:00:00Z\"")),
		arena, &lines, &left),
	    0);
	assert_int_equal(lines.all.n, 0);
	assert_int_equal(left, 2);
	arena_free(arena);
}

/* The strictest marking counts; one that is not known is RED, and refused. */
TEST(stix_labels_are_kept_and_never_widened)
{
	static const struct {
		const char *marking;
		int tlp; /* -1: refused */
	} rows[] = {
	    {"\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-"
	     "a1a8aa3c8487\"]",
		TLP_GREEN}, /* CLEAR: the form says GREEN */
	    {"\"object_marking_refs\":[\"marking-definition--55d920b0-5e8b-4f79-9ee9-"
	     "91f868d9b421\"]",
		TLP_AMBER},
	    {"\"object_marking_refs\":[\"marking-definition--f88d31f6-486f-44da-b317-"
	     "01333bde0b82\"]",
		TLP_AMBER}, /* of TLP 1 */
	    {"\"object_marking_refs\":[\"marking-definition--939a9414-2ddd-4d32-a0cd-"
	     "375ea402b003\",\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]",
		TLP_AMBER_STRICT},
	    {"\"object_marking_refs\":[\"marking-definition--e828b379-4e03-4974-9ac4-"
	     "e53a884c97c1\"]",
		-1},
	    {"\"object_marking_refs\":[\"marking-definition--00000000-0000-4000-8000-"
	     "000000000000\"]",
		-1},
	    {"\"granular_markings\":[{\"selectors\":[\"name\"],\"marking_ref\":"
	     "\"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421\"}]",
		TLP_AMBER},
	    {"\"object_marking_refs\":[\"marking-definition--s\"]", TLP_GREEN},
	    {"\"object_marking_refs\":[\"marking-definition--own\"]", TLP_AMBER},
	    {"\"object_marking_refs\":[\"marking-definition--odd\"]", -1},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = arena_printf(arena,
		    "{\"type\":\"bundle\",\"objects\":["
		    "{\"type\":\"marking-definition\",\"id\":\"marking-definition--s\","
		    "\"definition_type\":\"statement\",\"definition\":{\"statement\":\"(c)\"}},"
		    "{\"type\":\"marking-definition\",\"id\":\"marking-definition--own\","
		    "\"definition_type\":\"tlp\",\"definition\":{\"tlp\":\"amber\"}},"
		    "{\"type\":\"marking-definition\",\"id\":\"marking-definition--odd\","
		    "\"extensions\":{\"x\":{\"tlp_2_0\":\"mauve\"}}},"
		    "{\"type\":\"indicator\",\"pattern\":\"[domain-name:value = "
		    "'a.example']\",%s}]}",
		    rows[i].marking);
		struct ioc_lines lines;
		size_t left;

		assert_int_equal(read_bundle(text, arena, &lines, &left), 0);
		assert_int_equal(lines.all.n, 1);
		if (rows[i].tlp < 0)
			assert_non_null(lines.all.items[0].why);
		else
			assert_int_equal(lines.all.items[0].ioc.tlp, rows[i].tlp);
	}
	arena_free(arena);
}

TEST(stix_patterns_that_say_more_are_refused_by_name)
{
	struct arena *arena = arena_new();
	struct ioc_lines lines;
	size_t left;

	assert_int_equal(
	    read_bundle(
		BUNDLE(INDICATOR(
		    "\"pattern\":\"[domain-name:value = 'a.example' AND "
		    "url:value = 'http://a.example/']\"") ","
							  "{\"type\":\"indicator\",\"pattern_"
							  "type\":\"snort\",\"pattern\":"
							  "\"alert\"}," INDICATOR(
							      "\"pattern\":\"[ipv4-addr:value "
							      "= '10.0.0.1']\"")),
		arena, &lines, &left),
	    0);
	assert_int_equal(lines.all.n, 3);
	assert_int_equal(lines.refused, 3);
	assert_non_null(strstr(lines.all.items[0].why->detail, "AND"));
	assert_non_null(strstr(lines.all.items[1].why->detail, "snort"));
	arena_free(arena);
}
