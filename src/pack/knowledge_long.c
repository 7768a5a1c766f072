#include "pack/knowledge.h"
#include "pack/knowledge_format.h"

#include <zstd.h>

/* Block i's frame: from where it begins to where the next one does. */
static struct span frame_at(const struct knowledge_pack *k, uint32_t i)
{
	uint64_t at[2] = {0, k->tables[KT_TEXTS].n};

	if (i >= k->rows[KT_BLOCKS])
		return (struct span){NULL, 0};
	for (uint32_t b = 0; b < 2 && i + b < k->rows[KT_BLOCKS]; b++) {
		const uint8_t *p = k->tables[KT_BLOCKS].p + (size_t)(i + b) * 8;

		at[b] = 0;
		for (int n = 7; n >= 0; n--)
			at[b] = at[b] << 8 | p[n];
	}
	if (at[0] > at[1])
		return (struct span){NULL, 0};
	return span_sub(k->tables[KT_TEXTS], at[0], at[1] - at[0]);
}

size_t knowledge_block(const struct knowledge_pack *k, uint32_t block, char *to)
{
	struct span frame = frame_at(k, block);
	size_t n = frame.n ? ZSTD_decompress(to, KNOWLEDGE_BLOCK, frame.p, frame.n) : 0;

	n = ZSTD_isError(n) ? 0 : n;
	to[n] = '\0';
	return n;
}

void knowledge_long(const struct knowledge_pack *k, uint32_t at, uint32_t n,
    struct arena *arena, const char **ret)
{
	char *to = n ? arena_alloc(arena, KNOWLEDGE_BLOCK + 1) : NULL;
	struct span rest = {NULL, 0};

	if (to) {
		size_t got = knowledge_block(k, at >> KTEXT_SHIFT, to);

		rest = span_sub(span_of(to, got + 1), at & (KNOWLEDGE_BLOCK - 1), got + 1);
	}
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *end = rest.n ? memchr(rest.p, '\0', rest.n) : NULL;

		ret[i] = end ? (const char *)rest.p : "";
		if (end)
			rest = span_sub(rest, (size_t)(end - rest.p) + 1, rest.n);
	}
}

static const char *version_text(const struct knowledge_pack *k, uint32_t row)
{
	struct knowledge_version v;

	return knowledge_version(k, row, &v) ? v.text : NULL;
}

static bool criterion_of(
    const struct knowledge_pack *k, uint32_t row, struct vuln_criterion *ret)
{
	struct knowledge_criterion c;
	struct knowledge_product p;
	struct knowledge_attrs a = {0};

	if (!knowledge_criterion(k, row, &c) || !knowledge_product(k, c.product, &p))
		return false;
	(void)knowledge_attrs(k, c.attrs, &a);
	*ret = (struct vuln_criterion){
	    .vulnerable = c.vulnerable,
	    .naming = p.naming,
	    .part = p.part,
	    .vendor = *p.vendor ? p.vendor : NULL,
	    .product = *p.product ? p.product : NULL,
	    .model = a.model,
	    .range = c.range,
	    .scheme = c.scheme,
	    .update = a.update,
	    .edition = a.edition,
	    .language = a.language,
	    .sw_edition = a.sw_edition,
	    .target_sw = a.target_sw,
	    .target_hw = a.target_hw,
	    .other = a.other,
	    .start_excluded = c.start_excluded,
	    .end_excluded = c.end_excluded,
	    .fixed = c.fixed,
	};
	if (c.range == RANGE_EXACT)
		ret->version = version_text(k, c.version);
	if (c.range == RANGE_SPAN) {
		ret->start = version_text(k, c.version);
		ret->end = version_text(k, c.end);
	}
	return true;
}

static struct vuln_node node_of(
    const struct knowledge_pack *k, const struct knowledge_node *node, struct arena *arena)
{
	struct vuln_node to = {.negate = node->negate};
	struct vuln_criterion c;

	to.operator= node->all ? VULN_AND : VULN_OR;
	for (uint32_t i = 0; i < node->ncriteria; i++)
		if (criterion_of(
			k, knowledge_number(k, KT_NODE_CRITERIA, node->criteria + i), &c))
			vec_push(arena, &to.criteria, c);
	return to;
}

void knowledge_configs(const struct knowledge_pack *k, uint32_t nodes, uint32_t nnodes,
    struct arena *arena, struct vuln_configs *ret)
{
	uint32_t last = KNOWLEDGE_NONE;
	struct knowledge_node node;

	*ret = (struct vuln_configs){0};
	for (uint32_t i = 0; i < nnodes && knowledge_node(k, nodes + i, &node); i++) {
		struct vuln_node to = node_of(k, &node, arena);

		if (node.config != last) {
			struct vuln_config config = {.negate = node.config_negate};

			config.operator= node.config_all ? VULN_AND : VULN_OR;
			vec_push(arena, &ret->all, config);
			last = node.config;
		}
		vec_push(arena, &ret->all.items[ret->all.n - 1].nodes, to);
	}
}
