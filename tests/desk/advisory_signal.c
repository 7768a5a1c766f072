#include "desk/advisory_signal.h"

#include "desk/advisory.h"
#include "desk_place.h"
#include "store/desk.h"
#include "store/knowledge.h"

static int64_t modified = NOW;
static const char *ids = "a";

/* One advisory for each letter of ids; "o" is an old one. */
static int read_all(void *arg, int (*emit)(void *arg, const struct knowledge *k),
    void *emit_arg, struct know_reading *ret, struct msg *msg)
{
	static const char *cves[] = {"CVE-2026-0001"};

	(void)arg, (void)msg;
	for (const char *c = ids; *c; c++) {
		char id[] = {'I', *c, '\0'};
		struct know_advisory a = {.id = id,
		    .publisher = "V",
		    .title = modified == NOW ? "Title" : "Changed",
		    .url = "https://v.example/i",
		    .text = "Text",
		    .tlp = "GREEN",
		    .cves = {cves, 1}};
		struct knowledge k = {.kind = KNOW_ADVISORY, .id = id, .advisory = &a};
		int r;

		k.modified = *c == 'o' ? NOW - 30LL * DAY_MS : modified;
		r = emit(emit_arg, &k);
		if (r < 0)
			return r;
	}
	ret->whole = true;
	ret->newest = modified;
	return 0;
}

static void came(struct place *place, struct db *db, int64_t now)
{
	struct know_publication pub = {
	    .source = {.name = "certfr",
		.feed = "certfr",
		.origin = "f",
		.sha256 = arena_printf(place->arena, "%lld", (long long)now),
		.bytes = 1},
	    .accept = true,
	    .loose = true,
	    .now = now,
	    .read = read_all};
	struct know_taken taken;
	struct msg msg = {0};

	if (know_take(db, &pub, &taken, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
}

static int64_t taken(struct db *db)
{
	int64_t n = 0;

	assert_int_equal(advisory_signal_take(db, NOW, 2, &n), 0);
	return n;
}

TEST_STORE(what_comes_in_is_a_signal_once)
{
	struct db *db = place_open(place);
	struct advisory_document d = {0};
	struct advisory a;
	int64_t n = 0;

	ids = "abco";
	came(place, db, NOW);
	assert_int_equal(taken(db), 2);
	assert_int_equal(taken(db), 1);
	assert_int_equal(taken(db), 0);
	assert_int_equal(desk_find(db, &advisory_type, "WHERE \"source_id\" = $1",
			     DESK_PARAMS(DESK_TEXT("Ia")), place->arena, &a),
	    0);
	assert_int_equal(a.state, ADVISORY_SIGNAL);
	assert_string_equal(a.ref, "S-2026-0001");
	assert_int_equal(a.tlp, TLP_GREEN);
	assert_string_equal(a.lang, "fr");
	assert_int_equal(advisory_load(db, a.id, place->arena, &d), 0);
	assert_string_equal(d.texts.items[0].summary, "Text");
	/* Its publisher has changed it. */
	modified = NOW + 5;
	came(place, db, NOW + 10);
	assert_int_equal(taken(db), 0);
	assert_int_equal(taken(db), 0);
	assert_int_equal(desk_number(db,
			     "SELECT count(*) FROM advisory_event WHERE \"note\" = "
			     "'source_changed'",
			     NULL, 0, &n),
	    0);
	assert_int_equal(n, 3);
	modified = NOW;
	(void)db_close(db);
}

TEST(products_of_a_document_become_lines)
{
	struct arena *arena = arena_new();
	struct vuln_criterion c[] = {{.vulnerable = true,
					 .vendor = "big vendor",
					 .product = "the product",
					 .range = RANGE_SPAN,
					 .end = "1.2",
					 .end_excluded = true},
	    {.vulnerable = true, .product = "x", .range = RANGE_EXACT, .version = "3"},
	    {.vulnerable = true,
		.vendor = "v",
		.product = "p",
		.range = RANGE_SPAN,
		.start = "1",
		.end = "2"},
	    {.vulnerable = true, .vendor = "v", .product = "q", .range = RANGE_ANY},
	    {.vulnerable = true, .fixed = true, .product = "mended", .range = RANGE_ANY},
	    {.vulnerable = false, .product = "platform", .range = RANGE_ANY}};
	struct vuln_node node = {.criteria = {c, ARRAY_LEN(c), ARRAY_LEN(c)}};
	struct vuln_config config = {.nodes = {&node, 1, 1}};
	struct vuln_configs configs = {.all = {&config, 1, 1}};
	struct text_list lines = advisory_signal_products(&configs, arena);

	assert_int_equal(lines.n, 4);
	assert_string_equal(lines.items[0], "big_vendor:the_product <1.2");
	assert_string_equal(lines.items[1], "*:x = 3");
	assert_string_equal(lines.items[2], "v:p vers:generic/>=1|<=2");
	assert_string_equal(lines.items[3], "v:q all versions");
	arena_free(arena);
}
