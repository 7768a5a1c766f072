#include "desk/said.h"

#include "codec/version_range.h"
#include "os/file.h"
#include "pack/kb.h"
#include "pack/knowledge_write.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

enum { NAME_MAX = 120 };

static int by_id(const void *x, const void *y)
{
	const struct knowledge *a = x, *b = y;
	int r = strcmp(a->id, b->id);

	return r ? r : a->kind - b->kind;
}

/* A file that has no name any more when it is open. */
int said_pack(
    struct said *said, struct arena *arena, struct knowledge_pack *ret, struct msg *msg)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment */
	const char *tmp = getenv("TMPDIR");
	char *path =
	    arena_printf(arena, "%s/varde-said-XXXXXX", tmp && *tmp ? tmp : "/var/tmp");
	int r, fd = mkstemp(path);
	struct knowledge_writer *w;

	if (fd < 0)
		return file_error("create", path, msg);
	(void)close(fd);
	w = knowledge_write_new();
	knowledge_write_names(w, kb_builtin());
	if (said->all.n)
		qsort(said->all.items, said->all.n, sizeof(*said->all.items), by_id);
	vec_foreach (k, &said->all)
		knowledge_write_add(w, k);
	r = knowledge_write_end(w, path, msg);
	knowledge_write_free(w);
	if (r == 0)
		r = knowledge_open(path, ret, msg);
	(void)unlink(path);
	return r;
}

static int bad_range(const char *text, struct msg *msg)
{
	msg_what(msg, "that names no product and versions");
	msg_detail(msg, "%.100s", text);
	msg_hint(msg, "write a CVE, a document, or for example 'openbsd:openssh <9.8'");
	return ERR_SYNTAX;
}

/* As CPE writes names. */
static const char *cpe_name(struct span s, struct arena *arena)
{
	char *out = arena_strndup(arena, s.p, s.n);

	for (char *c = out; *c; c++)
		if (*c == ' ')
			*c = '_';
		else
			*c = (char)tolower((unsigned char)*c);
	return out;
}

static void add_ranges(struct arena *arena, const char *vendor, const char *product,
    const struct version_ranges *ranges, struct vuln_node *to)
{
	static const int kinds[] = {[VERSION_RANGE_ANY] = RANGE_ANY,
	    [VERSION_RANGE_EXACT] = RANGE_EXACT,
	    [VERSION_RANGE_SPAN] = RANGE_SPAN};

	vec_foreach (range, &ranges->all) {
		struct vuln_criterion c = {.vulnerable = true,
		    .naming = NAMED_CPE,
		    .part = 'a',
		    .vendor = vendor,
		    .product = product,
		    .range = kinds[range->kind],
		    .scheme = range->scheme,
		    .version = range->version,
		    .start = range->start,
		    .end = range->end,
		    .start_excluded = range->start_excluded,
		    .end_excluded = range->end_excluded};

		vec_push(arena, &to->criteria, c);
	}
}

/* The name as it was typed, and what it is known as. */
static void add_names(struct arena *arena, const struct knowledge_pack *known,
    const char *vendor, const char *product, const struct version_ranges *ranges,
    struct vuln_node *to)
{
	struct knowledge_rows rows = knowledge_find_alias(known, product);
	struct knowledge_alias a;

	add_ranges(arena, vendor, product, ranges, to);
	for (uint32_t i = rows.first; i < rows.end; i++)
		if (knowledge_alias(known, i, &a) &&
		    (!a.vendor || strcmp(a.vendor, vendor) == 0) && a.to_vendor && a.to_product)
			add_ranges(arena, a.to_vendor, a.to_product, ranges, to);
}

int said_range(const char *text, const struct knowledge_pack *known, struct arena *arena,
    struct knowledge_pack *ret, struct msg *msg)
{
	struct said said = {0};
	struct vuln vuln = {.id = SAID_ID};
	struct vuln_config config = {0};
	struct vuln_node node = {0};
	struct version_ranges ranges = {0};
	struct knowledge k = {
	    .kind = KNOW_VULN, .source = "said", .id = vuln.id, .vuln = &vuln};
	struct span s = span_trim(span_str(text)), name;
	size_t n = strcspn(text, " <>=");
	ptrdiff_t colon;

	name = span_trim(span_sub(span_str(text), 0, n));
	colon = span_find(name, ":");
	if (colon <= 0 || (size_t)colon + 1 >= name.n || name.n > NAME_MAX || n >= s.n)
		return bad_range(text, msg);
	if (version_range_parse(
		span_trim(span_sub(span_str(text), n, strlen(text))), arena, &ranges) < 0)
		return bad_range(text, msg);
	add_names(arena, known, cpe_name(span_sub(name, 0, (size_t)colon), arena),
	    cpe_name(span_sub(name, (size_t)colon + 1, name.n), arena), &ranges, &node);
	vec_push(arena, &config.nodes, node);
	vec_push(arena, &vuln.configs.all, config);
	vec_push(arena, &said.all, k);
	return said_pack(&said, arena, ret, msg);
}
