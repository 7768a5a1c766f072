#include "desk/tool_import.h"

#include "desk/tracked_run.h"
#include "desk_place.h"
#include "import/mapping.h"
#include "model/scope.h"
#include "store/desk.h"

/* One of each: new by type, new without, twice, outside, for information. */
static const char scan[] =
    "<NessusClientData_v2><Report><ReportHost name=\"192.0.2.10\"><HostProperties>"
    "<tag name=\"HOST_END\">Fri Nov 21 10:15:00 2025</tag></HostProperties>"
    "<ReportItem port=\"443\" protocol=\"tcp\" severity=\"2\" pluginID=\"104743\" "
    "pluginName=\"TLS 1.0\"/>"
    "<ReportItem port=\"443\" protocol=\"tcp\" severity=\"2\" pluginID=\"157288\" "
    "pluginName=\"TLS 1.1\"/>"
    "<ReportItem port=\"8443\" protocol=\"tcp\" severity=\"3\" pluginID=\"999\" "
    "pluginName=\"Panel of 17018512345\"><cve>CVE-2024-6387</cve>"
    "<plugin_output>password=hunter2</plugin_output></ReportItem>"
    "<ReportItem port=\"0\" protocol=\"tcp\" severity=\"0\" pluginID=\"1\" "
    "pluginName=\"Scan\"/></ReportHost>"
    "<ReportHost name=\"198.51.100.9\"><ReportItem port=\"23\" protocol=\"tcp\" "
    "severity=\"3\" pluginID=\"42263\" pluginName=\"Telnet\"/></ReportHost>"
    "</Report></NessusClientData_v2>";

struct desk {
	struct place *place;
	struct db *db;
	struct arena *arena;
	const char *org, *other;
	struct actor analyst, viewer;
};

static void add_item(struct desk *d, const char *org, int type, const char *value, int state)
{
	static int n;
	struct item item = {.id = arena_printf(d->arena, "item%d", n++),
	    .org = org,
	    .type = type,
	    .value = value,
	    .state = state};

	assert_int_equal(desk_insert(d->db, &item_type, &item), 0);
}

static struct desk begin(struct place *place)
{
	struct desk d = {.place = place, .db = place_open(place), .arena = place->arena};

	d.org = desk_place_org(place, d.db, "CHU", ORG_HOSPITAL, NULL);
	d.other = desk_place_org(place, d.db, "Other", ORG_HOSPITAL, NULL);
	d.analyst =
	    (struct actor){.person = desk_place_person(place, d.db, "anna"), .name = "A"};
	d.viewer =
	    (struct actor){.person = desk_place_person(place, d.db, "vera"), .name = "V"};
	(void)desk_place_role(place, d.db, d.analyst.person, ROLE_ANALYST, NULL);
	(void)desk_place_role(place, d.db, d.viewer.person, ROLE_OFFICER, d.org);
	add_item(&d, d.org, ITEM_NETWORK, "192.0.2.0/24", ITEM_VERIFIED);
	return d;
}

static int preview(
    struct desk *d, const struct actor *actor, const char *text, struct tool_import *ret)
{
	const struct tool_import_file file = {
	    .org = d->org, .name = "scan.nessus", .bytes = span_str(text), .may = MAY_REVIEW};

	return tool_import_preview(d->db, actor, &file, NOW, d->arena, ret);
}

static struct tracked only(struct desk *d, const char *type)
{
	struct tracked t = {0};

	assert_int_equal(desk_find(d->db, &tracked_type, "WHERE \"org\" = $1 AND \"type\" = $2",
			     DESK_PARAMS(DESK_TEXT(d->org), DESK_TEXT(type)), d->arena, &t),
	    0);
	return t;
}

static int64_t findings(struct desk *d)
{
	return place_int(d->db, "SELECT count(*) FROM tracked_finding");
}

TEST_STORE(tool_import_is_shown_before_it_is_taken)
{
	struct desk d = begin(place);
	struct tool_findings lines = {0};
	struct tool_import i;

	assert_int_equal(preview(&d, &d.analyst, scan, &i), 0);
	assert_int_equal(i.state, TOOL_PREVIEW);
	assert_int_equal(i.tool, TOOL_NESSUS);
	assert_int_equal(i.lines, 5);
	assert_int_equal(i.fresh, 2);
	assert_int_equal(i.twice, 1);
	assert_int_equal(i.outside, 1);
	assert_int_equal(i.info, 1);
	assert_int_equal(findings(&d), 0);
	assert_int_equal(tool_import_lines(d.db, i.id, 100, d.arena, &lines), 0);
	assert_int_equal(lines.all.n, 5);
	assert_int_equal(lines.all.items[0].verdict, TOOL_NEW);
	assert_int_equal(lines.all.items[1].verdict, TOOL_TWICE);
	/* What may be somebody's, or opens doors, is not stored. */
	assert_null(strstr(lines.all.items[2].title, "17018512345"));
	assert_null(strstr(lines.all.items[2].evidence, "hunter2"));
	desk_place_logged(place, d.db, "import.preview");
	assert_int_equal(
	    tool_import_undo(d.db, &d.analyst, i.id, NULL, MAY_REVIEW, NOW, d.arena, &i), 0);
	assert_int_equal(i.state, TOOL_DROPPED);
	assert_int_equal(tool_import_take(d.db, &d.analyst, i.id, MAY_REVIEW, NOW, d.arena, &i),
	    ERR_UNSUPPORTED);
	place_assert_msg(db_msg(d.db));
	desk_place_logged(place, d.db, "import.drop");
	db_close(d.db);
}

TEST_STORE(tool_import_becomes_followed_findings)
{
	struct desk d = begin(place);
	struct tool_import i, again;
	struct tracked t;

	assert_int_equal(preview(&d, &d.analyst, scan, &i), 0);
	assert_int_equal(
	    tool_import_take(d.db, &d.analyst, i.id, MAY_REVIEW, NOW, d.arena, &i), 0);
	assert_int_equal(i.state, TOOL_TAKEN);
	assert_string_equal(i.taken_by, d.analyst.person);
	assert_int_equal(findings(&d), 2);
	desk_place_logged(place, d.db, "import.take");
	t = only(&d, "tls-old-version");
	assert_string_equal(t.source, "import:nessus");
	assert_string_equal(t.key, "tls-old-version|192.0.2.10|192.0.2.10|443");
	assert_int_equal(t.state, TRACKED_OPEN);
	assert_int_equal(t.last_seen, INT64_C(1763720100000));
	assert_null(t.run);
	assert_null(t.title);
	assert_true(t.due > NOW);
	t = only(&d, MAPPING_OTHER);
	assert_int_equal(t.criticality, CRIT_HIGH);
	assert_int_equal(t.category, CATEGORY_SOFTWARE);
	assert_non_null(t.title);
	/* The same file again: not at all; what it says in another: known. */
	assert_int_equal(preview(&d, &d.analyst, scan, &again), ERR_EXISTS);
	place_assert_msg(db_msg(d.db));
	assert_int_equal(
	    preview(&d, &d.analyst, arena_printf(d.arena, "%s\n ", scan), &again), 0);
	assert_int_equal(again.fresh, 0);
	assert_int_equal(again.known, 3);
	db_close(d.db);
}

TEST_STORE(tool_import_is_taken_back_as_a_whole)
{
	struct desk d = begin(place);
	const struct tracked_step work = {
	    .action = TRACKED_DO_WORK, .roles = 1u << ROLE_OFFICER};
	struct tool_import i;
	struct tracked seen, t;

	assert_int_equal(preview(&d, &d.analyst, scan, &i), 0);
	assert_int_equal(
	    tool_import_take(d.db, &d.analyst, i.id, MAY_REVIEW, NOW, d.arena, &i), 0);
	/* One is seen by a run since, of the other the member said that it is worked on. */
	seen = only(&d, "tls-old-version");
	seen.run = "r1";
	assert_int_equal(desk_update(d.db, &tracked_type, &seen), 0);
	t = only(&d, MAPPING_OTHER);
	assert_int_equal(tracked_act(d.db, &d.viewer, t.id, &work, NOW, d.arena, NULL), 0);
	assert_int_equal(
	    tool_import_undo(d.db, &d.analyst, i.id, "", MAY_REVIEW, NOW, d.arena, &i),
	    ERR_RANGE);
	place_assert_msg(db_msg(d.db));
	assert_int_equal(tool_import_undo(d.db, &d.analyst, i.id, "the wrong file", MAY_REVIEW,
			     NOW + 1, d.arena, &i),
	    0);
	assert_int_equal(i.state, TOOL_UNDONE);
	assert_int_equal(i.withdrawn, 1);
	assert_int_equal(i.kept, 1);
	assert_int_equal(only(&d, MAPPING_OTHER).state, TRACKED_WITHDRAWN);
	assert_string_equal(only(&d, MAPPING_OTHER).closed_how, "import");
	assert_int_equal(only(&d, "tls-old-version").state, TRACKED_OPEN);
	desk_place_logged(place, d.db, "import.undo");
	assert_int_equal(
	    tool_import_undo(d.db, &d.analyst, i.id, "again", MAY_REVIEW, NOW, d.arena, &i),
	    ERR_UNSUPPORTED);
	/* And the file may be taken anew. */
	assert_int_equal(preview(&d, &d.analyst, scan, &i), 0);
	assert_int_equal(i.fresh, 1);
	assert_int_equal(i.known, 2);
	db_close(d.db);
}

TEST_STORE(tool_import_is_for_those_who_may)
{
	struct desk d = begin(place);
	struct tool_import i;

	assert_int_equal(preview(&d, &d.viewer, scan, &i), ERR_DENIED);
	assert_int_equal(preview(&d, &d.analyst, "hello", &i), ERR_UNSUPPORTED);
	place_assert_msg(db_msg(d.db));
	assert_int_equal(preview(&d, &d.analyst, scan, &i), 0);
	assert_int_equal(
	    tool_import_take(d.db, &d.viewer, i.id, MAY_REVIEW, NOW, d.arena, &i), ERR_DENIED);
	assert_int_equal(
	    tool_import_undo(d.db, &d.viewer, i.id, "x", MAY_REVIEW, NOW, d.arena, &i),
	    ERR_DENIED);
	assert_int_equal(
	    tool_import_take(d.db, &d.analyst, "nobody", MAY_REVIEW, NOW, d.arena, &i),
	    ERR_NOTFOUND);
	assert_int_equal(place_int(d.db, "SELECT count(*) FROM tracked_finding"), 0);
	db_close(d.db);
}
