#include "feed/csaf_tree.h"
#include "feed/unpack.h"
#include "match/match.h"
#include "taste.h"

#include "../pack/sample_knowledge.h"
#include "data.h"

#include <ctype.h>

#define HEAD                                                                                   \
	"{\"document\":{\"csaf_version\":\"2.0\",\"category\":\"csaf_security_advisory\","     \
	"\"distribution\":{\"tlp\":{\"label\":\"WHITE\"}},\"notes\":[{\"category\":"           \
	"\"summary\",\"text\":\"About.\"}],\"publisher\":{\"name\":\"Maker\",\"namespace\":"   \
	"\"https://maker.example\"},\"references\":[{\"category\":\"self\",\"url\":"           \
	"\"https://maker.example/a.json\"},{\"category\":\"self\",\"url\":"                    \
	"\"https://maker.example/a\"}],\"title\":\"Pump\",\"tracking\":{"                      \
	"\"current_release_date\":\"2024-02-05T00:00:00Z\",\"id\":\"M-1\","                    \
	"\"initial_release_date\":\"2024-02-02T00:00:00Z\",\"revision_history\":[{\"number\":" \
	"\"2\"}],\"status\":\"final\",\"version\":\"2\"}}"

#define VERSION(id, version)                                                                \
	"{\"category\":\"product_version\",\"name\":\"" version "\",\"product\":{\"name\":" \
	"\"x\",\"product_id\":\"" id "\"}}"

#define TREE(versions)                                                                  \
	",\"product_tree\":{\"branches\":[{\"category\":\"vendor\",\"name\":\"Maker\"," \
	"\"branches\":[{\"category\":\"product_name\",\"name\":\"Pump\",\"branches\":"  \
	"[" versions "]}]}]}"

#define FLAW(status)                                                                         \
	",\"vulnerabilities\":[{\"cve\":\"CVE-2024-0001\",\"product_status\":{" status       \
	"},\"remediations\":[{\"category\":\"vendor_fix\",\"details\":\"Update.\"}],"        \
	"\"scores\":[{\"cvss_v3\":{\"vectorString\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/" \
	"I:H/A:H\"}}]}]}"

static const char text[] = HEAD TREE(VERSION("1", "1.0") "," VERSION("2", "2.0"))
    FLAW("\"known_affected\":[\"1\",\"9\"],\"fixed\":[\"2\"],\"under_investigation\":[\"2\"]");

TEST(csaf_document_with_its_products)
{
	struct taste t;

	assert_true(csaf_sniff(span_str(text), "x"));
	assert_string_equal(feed_sniff(span_str(text), "x")->name, "csaf");
	taste_text(&t, csaf_read, text);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "advisory M-1 https://maker.example 2024-02-05 "
	    "{\"record\":{\"id\":\"M-1\",\"publisher\":\"Maker\",\"title\":\"Pump\",\"url\":"
	    "\"https://maker.example/a\",\"text\":\"About.\",\"tlp\":\"CLEAR\",\"revision\":"
	    "\"2\",\"state\":\"final\",\"published\":\"2024-02-02T00:00:00.000Z\","
	    "\"modified\":\"2024-02-05T00:00:00.000Z\",\"cves\":[\"CVE-2024-0001\"],\"cvss\":["
	    "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"],\"remedies\":["
	    "\"vendor_fix: Update.\"]},\"configs\":[{\"nodes\":[{\"match\":[{\"named\":true,"
	    "\"part\":\"*\",\"vendor\":\"maker\",\"product\":\"pump\",\"versions\":[\"1.0\"]}]"
	    "}]},{\"nodes\":[{\"match\":[{\"named\":true,\"part\":\"*\",\"fixed\":true,"
	    "\"vendor\":\"maker\",\"product\":\"pump\",\"versions\":[\"2.0\"]}]}]}]}\n");
	assert_int_equal(t.rd.left + t.rd.remarks, 2);
	taste_done(&t);
	taste_truncated(csaf_read, text);
}

static void assert_configs(const char *doc, const char *want, int64_t left)
{
	struct taste t;
	const char *at;

	taste_text(&t, csaf_read, doc);
	assert_int_equal(t.r, 0);
	at = strstr(str_text(&t.out), "\"configs\":");
	assert_non_null(at);
	assert_string_equal(at, want);
	assert_int_equal(t.rd.left + t.rd.remarks, left);
	taste_done(&t);
}

TEST(csaf_first_and_last_affected_are_the_ends_of_a_span)
{
	assert_configs(HEAD TREE(VERSION("1", "1.0") "," VERSION("2", "2.0"))
			   FLAW("\"first_affected\":[\"1\"],\"last_affected\":[\"2\"]"),
	    "\"configs\":[{\"nodes\":[{\"match\":[{\"named\":true,\"part\":\"*\",\"vendor\":"
	    "\"maker\","
	    "\"product\":\"pump\",\"versions\":[\"1.0\"]},{\"named\":true,\"part\":\"*\","
	    "\"range\":"
	    "\"span\",\"vendor\":\"maker\",\"product\":\"pump\",\"start\":\"1.0\",\"end\":\"2."
	    "0\"}]"
	    "}]}]}\n",
	    0);
}

#define BOND(id, category, first, second)                                            \
	"{\"category\":\"" category "\",\"product_reference\":\"" first              \
	"\",\"relates_to_product_reference\":\"" second "\",\"full_product_name\":{" \
	"\"product_id\":\"" id "\",\"name\":\"x\"}}"

TEST(csaf_products_on_and_in_others)
{
	assert_configs(HEAD
	    ",\"product_tree\":{\"full_product_names\":[{\"product_id\":\"1\","
	    "\"name\":\"A\"},{\"product_id\":\"2\",\"name\":\"B\"}],"
	    "\"relationships\":[" BOND("3", "installed_on", "1", "2") "," BOND(
		"4", "default_component_of", "1", "2") "," BOND("5", "default_component_of",
		"1", "5") "]}" FLAW("\"known_affected\":[\"3\",\"4\",\"5\"]"),
	    "\"configs\":[{\"and\":true,\"nodes\":[{\"match\":[{\"named\":true,\"part\":\"*\","
	    "\"range\":"
	    "\"any\",\"product\":\"a\"}]},{\"match\":[{\"platform\":true,\"named\":true,"
	    "\"part\":"
	    "\"*\",\"range\":\"any\",\"product\":\"b\"}]}]},{\"nodes\":[{\"match\":[{\"named\":"
	    "true,"
	    "\"part\":\"*\",\"range\":\"any\",\"product\":\"b\"}]}]}]}\n",
	    1);
}

static const char *field(const char *doc, const char *name, struct taste *t)
{
	taste_text(t, csaf_read, doc);
	assert_int_equal(t->r, 0);
	return strstr(str_text(&t->out), name);
}

/* The document with something replaced by a text that is not longer. */
static const char *with(struct arena *a, const char *what, const char *by)
{
	const char *at = strstr(text, what);

	assert_non_null(at);
	return arena_printf(a, "%.*s%s%s", (int)(at - text), text, by, at + strlen(what));
}

TEST(csaf_labels_states_and_bytes)
{
	struct arena *a = arena_new();
	struct taste t;

	assert_non_null(field(with(a, "WHITE", "AMBER+STRICT"), "\"AMBER+STRICT\"", &t));
	taste_done(&t);
	assert_non_null(field(with(a, "WHITE", "PINK"), "\"RED\"", &t));
	assert_int_equal(t.rd.left + t.rd.remarks, 3);
	taste_done(&t);
	(void)field(with(a, "final", "draft"), "", &t);
	assert_int_equal(t.rd.records, 0);
	assert_int_equal(t.rd.left + t.rd.remarks, 1);
	taste_done(&t);
	(void)field(with(a, "\"2.0\",\"category", "\"1.2\",\"category"), "", &t);
	assert_int_equal(t.rd.records, 0);
	taste_done(&t);
	(void)field(with(a, "\"number\":\"2\"", "\"number\":\"1\""), "", &t);
	assert_int_equal(t.rd.records, 1);
	assert_int_equal(t.rd.left + t.rd.remarks, 3);
	taste_done(&t);
	/* Latin-1, encoded twice, with a byte order mark */
	assert_non_null(
	    field(with(a, "\"Pump\",\"tra", "\"P\xfcmp\",\"tra"), "\"P\xc3\xbcmp\"", &t));
	taste_done(&t);
	assert_non_null(field(
	    with(a, "\"Pump\",\"tra", "\"P\xc3\x83\xc2\xbcmp\",\"tra"), "\"P\xc3\xbcmp\"", &t));
	assert_int_equal(t.rd.left + t.rd.remarks, 3);
	taste_done(&t);
	assert_non_null(field(arena_printf(a, "\xEF\xBB\xBF%s", text), "\"Pump\"", &t));
	taste_done(&t);
	(void)arena_free(a);
}

/* --- the 144 of medical devices and the 4 of information technology --- */

struct leaf {
	const char *doc, *vendor, *name, *version;
};

struct corpus {
	struct arena *arena;
	struct str unpacked;
	struct sample sample;
	struct feed_read rd;
	VEC(struct leaf) leaves;
	size_t documents, told;
	size_t alone; /* leaves of the document that is read */
};

static int piece(void *arg, struct span bytes)
{
	struct corpus *c = arg;

	str_span(&c->unpacked, bytes);
	return str_ok(&c->unpacked);
}

static int take(void *arg, const struct knowledge *k)
{
	struct corpus *c = arg;
	struct msg msg = {0};

	assert_int_equal(record_validate(&know_types[k->kind], k->rec, &msg), 0);
	sample_add(&c->sample, KNOW_ADVISORY, "csaf", k->advisory);
	return 0;
}

static size_t count(const struct json *v)
{
	return v && v->type == JSON_ARRAY ? v->array.n : 0;
}

static bool lists(const struct json *ids, const char *id)
{
	for (size_t i = 0; i < count(ids); i++)
		if (strcmp(json_text(&ids->array.items[i], ""), id) == 0)
			return true;
	return false;
}

static bool affected(const struct json *doc, const char *id)
{
	const struct json *all = json_get(doc, "vulnerabilities");

	for (size_t i = 0; i < count(all); i++)
		if (lists(json_get(json_get(&all->array.items[i], "product_status"),
			      "known_affected"),
			id))
			return true;
	return false;
}

/* The tree as the test reads it itself. */
static void walk(
    struct corpus *c, const struct json *doc, const struct json *branches, struct leaf path)
{
	for (size_t i = 0; i < count(branches); i++) {
		const struct json *one = &branches->array.items[i],
				  *product = json_get(one, "product");
		const char *category = json_text(json_get(one, "category"), ""),
			   *name = json_text(json_get(one, "name"), "");
		struct leaf leaf = path;

		if (strcmp(category, "vendor") == 0)
			leaf.vendor = name;
		else if (strcmp(category, "product_name") == 0)
			leaf.name = name;
		else if (strncmp(category, "product_version", 15) == 0)
			leaf.version = name;
		if (product && affected(doc, json_text(json_get(product, "product_id"), "?"))) {
			vec_push(c->arena, &c->leaves, leaf);
			c->alone++;
		}
		walk(c, doc, json_get(one, "branches"), leaf);
	}
}

static int member(void *arg, const struct unpack_member *m)
{
	struct corpus *c = arg;
	struct leaf leaf = {0};
	struct msg msg = {0};
	struct json *doc;
	int64_t left = (c->rd.left + c->rd.remarks);

	if (!strstr(m->name, ".json") || strstr(m->name, "feed-tlp"))
		return 0;
	c->documents++;
	assert_true(csaf_sniff(span_sub(m->bytes, 0, FEED_HEAD), m->name));
	assert_int_equal(csaf_read(m->bytes, &c->rd, &msg), 0);
	if ((c->rd.left + c->rd.remarks) > left) {
		c->told++;
		print_message("# %s: %lld things that are not understood or only in part\n",
		    m->name, (long long)((c->rd.left + c->rd.remarks) - left));
	}
	assert_int_equal(json_parse(m->bytes, c->arena, &doc, NULL), 0);
	leaf.doc =
	    json_text(json_get(json_get(json_get(doc, "document"), "tracking"), "id"), NULL);
	c->alone = 0;
	walk(c, doc, json_get(json_get(doc, "product_tree"), "branches"), leaf);
	assert_true(c->alone > 0);
	return 0;
}

/* The version with its last number that allows it one lower (by 1) or higher. */
static const char *beside(struct arena *a, const char *version, int by)
{
	char *copy = arena_strdup(a, version);
	size_t end = strlen(copy), begin;
	long v = 0;

	while (end && !isdigit((unsigned char)copy[end - 1]))
		end--;
	begin = end;
	while (begin && isdigit((unsigned char)copy[begin - 1]))
		begin--;
	if (begin == end) {
		/* letters: "K" */
		copy[strlen(copy) - 1] = (char)(copy[strlen(copy) - 1] + by);
		return copy;
	}
	v = strtol(copy + begin, NULL, 10) + by;
	if (v < 0 && begin)
		return arena_printf(a, "%s%s", beside(a, arena_strndup(a, copy, begin - 1), by),
		    copy + begin - 1);
	return arena_printf(a, "%.*s%0*ld%s", (int)begin, copy,
	    copy[begin] == '0' ? (int)(end - begin) : 1, v, copy + end);
}

/* The first word of the text behind a comparator. */
static const char *word_of(struct arena *a, const char *at)
{
	while (*at == ' ' || *at == '=' || *at == '<' || *at == '>')
		at++;
	return arena_strndup(a, at, strcspn(at, " |,("));
}

/* Whether it is of the dates in letters. */
static bool has_month(const char *version)
{
	static const char *const months[] = {"april ", "may ", "july ", "august ", "november "};

	for (size_t i = 0; i < ARRAY_LEN(months); i++)
		if (strcasestr(version, months[i]))
			return true;
	return false;
}

/* A version that is meant: the test's own, simple reading of the text. */
static const char *inside(struct arena *a, const char *version)
{
	char *word;

	if (!version || strstr(version, "all") || *version == '*')
		return "1.0";
	/* Below a day there are days: "<8/30/2024" says nothing of a version that is none. */
	if (has_month(version) || (version[0] == '<' && strchr(version, '/')))
		return strchr(version, '<') ? "2016-12-01" : version;
	if (strstr(version, "Firmware "))
		return word_of(a, strstr(version, "Firmware ") + 9);
	if (version[0] == '<' && version[1] != '=')
		return beside(a, word_of(a, version), -1);
	if (strchr(version, '<') || strchr(version, '>') || strchr(version, '|') ||
	    strchr(version, '.')) {
		word = arena_strdup(a, word_of(a, version));
		for (char *p = strchr(word, '.'); p && *p; p++)
			if (*p == 'x' || *p == 'X')
				*p = '0';
		return word;
	}
	return version;
}

/* The next version behind "< 2" or "<= 2" alone; NULL when the text is another. */
static const char *outside(struct arena *a, const char *version)
{
	const char *word;
	bool including;

	if (!version || version[0] != '<' || has_month(version))
		return NULL;
	including = version[1] == '=';
	word = word_of(a, version);
	if (strpbrk(version + 1 + including, "|<>(") || strstr(version, " on ") ||
	    strstr(version, " Service ") || strchr(word, '/') || !*word ||
	    strspn(word, "abcdefghijklmnopqrstuvwxyz") > 2 || strchr(word, 'x'))
		return NULL;
	return including ? beside(a, word, 1) : word;
}

enum found { NOT_FOUND, FOUND_HIDDEN, FOUND };

static enum found look(struct corpus *c, struct matcher *m, const struct leaf *leaf,
    const char *name, const char *version)
{
	struct match_product p = {.vendor = leaf->vendor, .product = name, .version = version};
	enum found best = NOT_FOUND;
	struct matches found;

	match_find(m, &p, c->arena, &found);
	vec_foreach (it, &found.all) {
		struct knowledge_advisory a = {0};

		(void)knowledge_advisory(
		    &c->sample.pack, it->owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY, &a);
		if (a.id && strcmp(a.id, leaf->doc) == 0)
			best = MAX(best, it->hidden ? FOUND_HIDDEN : FOUND);
	}
	return best;
}

/* Whether another leaf of the document has the same name. */
static bool has_sibling(const struct corpus *c, const struct leaf *leaf)
{
	vec_foreach (it, &c->leaves)
		if (it != leaf && strcmp(it->doc, leaf->doc) == 0 &&
		    strcasecmp(it->name ? it->name : "", leaf->name ? leaf->name : "") == 0)
			return true;
	return false;
}

struct tally {
	size_t found, hidden, missed, outside, wrong;
};

static void try_leaf(struct corpus *c, struct matcher *m, const struct leaf *leaf,
    struct map *documents, struct map *mended, struct tally *n)
{
	const char *version = inside(c->arena, leaf->version),
		   *later = has_sibling(c, leaf) ? NULL : outside(c->arena, leaf->version);
	enum found found = look(c, m, leaf, leaf->name, version);

	/* A model's name stands where a version should: it is the product then. */
	if (found != FOUND && leaf->version)
		found = MAX(found, look(c, m, leaf, leaf->version, "1.0"));
	n->found += found == FOUND;
	n->hidden += found == FOUND_HIDDEN;
	n->missed += found == NOT_FOUND;
	if (found == NOT_FOUND)
		print_error("%s: %s %s %s is not found for \"%s\"\n", leaf->doc, leaf->vendor,
		    leaf->name, version, leaf->version);
	else
		(void)map_set(documents, leaf->doc, c);
	if (!later)
		return;
	n->outside++;
	(void)map_set(mended, leaf->doc, c);
	if (look(c, m, leaf, leaf->name, later) == FOUND) {
		n->wrong++;
		print_error("%s: %s %s %s is found for \"%s\"\n", leaf->doc, leaf->vendor,
		    leaf->name, later, leaf->version);
	}
}

TEST(csaf_medical_advisories_are_matched_one_by_one)
{
	struct corpus c = {.arena = arena_new(), .sample = sample_new()};
	struct map documents, mended;
	struct tally n = {0};
	struct msg msg = {0};
	struct matcher *m;
	struct span packed;

	data_need(&packed, "advisories/csaf-med-it.tar.xz", c.arena);
	c.rd = (struct feed_read){.source = "csaf", .origin = "x", .emit = take, .arg = &c};
	str_init(&c.unpacked, 64 << 20);
	map_init(&documents, c.arena);
	map_init(&mended, c.arena);
	assert_int_equal(unpack_stream(packed, piece, &c, &msg), 0);
	assert_int_equal(
	    unpack_each(str_bytes(&c.unpacked),
		&(const struct unpack_limits){16 << 20, 10000, 1 << 30}, member, &c, &msg),
	    0);
	for (size_t i = 0; i < c.rd.nreasons; i++)
		print_message(
		    "# %lld: %s\n", (long long)c.rd.reasons[i].n, c.rd.reasons[i].why);
	m = match_new(sample_pack(&c.sample));
	vec_foreach (leaf, &c.leaves)
		try_leaf(&c, m, leaf, &documents, &mended, &n);
	print_message(
	    "# %zu documents, %zu found; %zu products: %zu found, %zu as hints, %zu not; "
	    "of %zu documents that tell a last version alone %zu products are beyond, "
	    "%zu wrongly\n",
	    c.documents, documents.n, c.leaves.n, n.found, n.hidden, n.missed, mended.n,
	    n.outside, n.wrong);
	assert_int_equal(c.documents, 148);
	assert_int_equal(c.rd.records, 148);
	assert_int_equal(documents.n, 148);
	assert_int_equal(n.missed, 0);
	assert_int_equal(n.wrong, 0);
	assert_int_equal(c.leaves.n, 608);
	assert_int_equal(n.hidden, 18); /* "< august 28", options instead of versions */
	assert_int_equal(n.outside, 113);
	match_free(m);
	sample_free(&c.sample);
	str_done(&c.unpacked);
	(void)arena_free(c.arena);
}
