#include "desk/tool_import.h"
#include "desk/tracked.h"

#include "desk_place.h"
#include "import/mapping.h"
#include "store/desk.h"

static struct tool_finding line(const char *type)
{
	return (struct tool_finding){.tool = TOOL_BURP,
	    .rule = "1049088",
	    .title = "SQL injection",
	    .severity = CRIT_MEDIUM,
	    .host = "portal.chu.test",
	    .addr = "192.0.2.10",
	    .port = 443,
	    .path = "/search",
	    .evidence = "The parameter q",
	    .type = type,
	    .key = "k"};
}

TEST(tool_take_own_types_have_their_own_weight)
{
	struct arena *a = arena_new();
	struct tool_finding f = line("telnet-exposed");
	struct tracked t = tool_take_finding(&f, NOW, a);

	assert_null(t.title);
	assert_int_equal(t.category, CATEGORY_EXPOSURE);
	assert_int_not_equal(t.criticality, CRIT_MEDIUM);
	assert_string_equal(t.subject, "192.0.2.10");
	f.type = "http-csp-missing";
	assert_string_equal(tool_take_finding(&f, NOW, a).subject, "portal.chu.test");
	arena_free(a);
}

TEST(tool_take_others_keep_their_title_and_the_worse_of_word_and_vector)
{
	struct arena *a = arena_new();
	struct tool_finding f = line(MAPPING_OTHER);
	struct tracked t;

	f.vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
	f.last = NOW + 5; /* the clock of the tool's machine is ahead */
	t = tool_take_finding(&f, NOW, a);
	assert_string_equal(t.title, "SQL injection");
	assert_int_equal(t.criticality, CRIT_CRITICAL);
	assert_int_equal(t.category, CATEGORY_WEB);
	assert_int_equal(t.last_seen, NOW);
	assert_string_equal(t.source, "import:burp");
	assert_int_equal(t.evidence.n, 4);
	assert_string_equal(t.evidence.items[0], "Burp Suite: 1049088");
	assert_string_equal(t.evidence.items[2], "portal.chu.test /search");
	text_list_add(&f.cves, a, "CVE-2024-6387");
	assert_int_equal(tool_take_finding(&f, NOW, a).category, CATEGORY_SOFTWARE);
	assert_int_equal(tool_take_finding(&f, NOW, a).evidence.n, 5);
	f.tool = TOOL_SSLYZE;
	f.cves.n = 0;
	assert_int_equal(tool_take_finding(&f, NOW, a).category, CATEGORY_ENCRYPTION);
	arena_free(a);
}

/* What a tool said, and no run, a person of the CERT answers for after testing it again. */
TEST_STORE(tool_take_is_closed_by_who_tested_it_again)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct tracked_step step = {.action = TRACKED_DO_RETESTED, .roles = 1u << ROLE_ANALYST};
	struct tool_finding f = line(MAPPING_OTHER);
	struct tracked t;

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, tool_take_one(db, &desk_place_actor, org, &f, "I-1", NOW,
					place->arena, &t)),
	    0);
	assert_string_equal(t.ref, "F-2026-0001");
	assert_int_equal(
	    tracked_act(db, &desk_place_actor, t.id, &step, NOW, place->arena, NULL),
	    ERR_RANGE); /* says nothing of what was looked at */
	step.note = "not reachable any more from outside";
	assert_int_equal(
	    tracked_act(db, &desk_place_actor, t.id, &step, NOW, place->arena, &t), 0);
	assert_int_equal(t.state, TRACKED_VERIFIED_FIXED);
	assert_string_equal(t.closed_how, "tester");
	assert_int_equal(t.closed, NOW);
	db_close(db);
}
