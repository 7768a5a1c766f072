/* The rows of a knowledge pack, each read within its bounds. */
#include "codec/version.h"
#include "pack/knowledge.h"
#include "pack/knowledge_format.h"

/* The bytes of a row, or NULL outside of the table. */
static const uint8_t *row_at(
    const struct knowledge_pack *k, enum knowledge_table t, uint32_t row)
{
	return row < k->rows[t] ? k->tables[t].p + (size_t)row * knowledge_row_size[t] : NULL;
}

static const char *text_at(const struct knowledge_pack *k, const uint8_t *p)
{
	return knowledge_text(k, knowledge_u32_at(p));
}

static int64_t time_at(const uint8_t *p)
{
	return (int64_t)knowledge_u32_at(p) * 1000;
}

bool knowledge_version(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_version *ret)
{
	const uint8_t *p = row_at(k, KT_VERSIONS, row);

	if (!p)
		return false;
	ret->text = text_at(k, p);
	ret->text = ret->text ? ret->text : "";
	ret->key =
	    span_sub(k->tables[KT_KEYS], knowledge_u32_at(p + 4), knowledge_u16_at(p + 8));
	ret->scheme = p[10] < VERSION_SCHEMES ? p[10] : VERSION_GENERIC;
	return true;
}

bool knowledge_attrs(const struct knowledge_pack *k, uint32_t row, struct knowledge_attrs *ret)
{
	const uint8_t *p = row_at(k, KT_ATTRS, row);

	if (!p)
		return false;
	*ret = (struct knowledge_attrs){text_at(k, p), text_at(k, p + 4), text_at(k, p + 8),
	    text_at(k, p + 12), text_at(k, p + 16), text_at(k, p + 20), text_at(k, p + 24),
	    text_at(k, p + 28)};
	return true;
}

bool knowledge_product(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_product *ret)
{
	const uint8_t *p = row_at(k, KT_PRODUCTS, row);
	const char *vendor, *product;

	if (!p)
		return false;
	vendor = text_at(k, p);
	product = text_at(k, p + 4);
	*ret = (struct knowledge_product){
	    .naming = p[25] == NAMED_TEXT ? NAMED_TEXT : NAMED_CPE,
	    .part = (char)(p[24] ? p[24] : '*'),
	    .vendor = vendor ? vendor : "",
	    .product = product ? product : "",
	    .exact = knowledge_u32_at(p + 8),
	    .span = knowledge_u32_at(p + 12),
	    .rest = knowledge_u32_at(p + 16),
	    .end = MIN(knowledge_u32_at(p + 20), k->rows[KT_CRITERIA]),
	};
	return true;
}

bool knowledge_alias(const struct knowledge_pack *k, uint32_t row, struct knowledge_alias *ret)
{
	const uint8_t *p = row_at(k, KT_ALIASES, row);

	if (!p)
		return false;
	*ret = (struct knowledge_alias){
	    text_at(k, p), text_at(k, p + 4), text_at(k, p + 8), text_at(k, p + 12)};
	return ret->product && ret->to_vendor && ret->to_product;
}

/* What lies between the beginning that a row names and the one that its successor names. */
static uint32_t until_next(const struct knowledge_pack *k, enum knowledge_table t, uint32_t row,
    size_t column, enum knowledge_table of, uint32_t first)
{
	const uint8_t *next = row_at(k, t, row + 1);
	uint32_t end = next ? knowledge_u32_at(next + column) : k->rows[of];

	end = MIN(end, k->rows[of]);
	return end > first ? end - first : 0;
}

bool knowledge_criterion(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_criterion *ret)
{
	const uint8_t *p = row_at(k, KT_CRITERIA, row);
	uint32_t flags;

	if (!p)
		return false;
	flags = p[20];
	*ret = (struct knowledge_criterion){
	    .product = knowledge_u32_at(p),
	    .version = knowledge_u32_at(p + 4),
	    .end = knowledge_u32_at(p + 8),
	    .attrs = knowledge_u32_at(p + 12),
	    .postings = knowledge_u32_at(p + 16),
	    .range = (int)(flags & KCRIT_RANGE),
	    .vulnerable = flags & KCRIT_VULNERABLE,
	    .start_excluded = flags & KCRIT_START_EXCLUDED,
	    .end_excluded = flags & KCRIT_END_EXCLUDED,
	    .fixed = flags & KCRIT_FIXED,
	    .scheme = p[21] < VERSION_SCHEMES ? p[21] : VERSION_GENERIC,
	};
	ret->npostings = until_next(k, KT_CRITERIA, row, 16, KT_POSTINGS, ret->postings);
	return true;
}

bool knowledge_node(const struct knowledge_pack *k, uint32_t row, struct knowledge_node *ret)
{
	const uint8_t *p = row_at(k, KT_NODES, row);
	uint32_t flags;

	if (!p)
		return false;
	flags = p[10];
	*ret = (struct knowledge_node){
	    .owner = knowledge_u32_at(p),
	    .criteria = knowledge_u32_at(p + 4),
	    .config = knowledge_u16_at(p + 8),
	    .all = flags & KNODE_ALL,
	    .negate = flags & KNODE_NEGATE,
	    .config_all = flags & KNODE_CONFIG_ALL,
	    .config_negate = flags & KNODE_CONFIG_NEGATE,
	    .alone = flags & KNODE_ALONE,
	};
	ret->ncriteria = until_next(k, KT_NODES, row, 4, KT_NODE_CRITERIA, ret->criteria);
	return true;
}

bool knowledge_vuln(const struct knowledge_pack *k, uint32_t row, struct knowledge_vuln *ret)
{
	const uint8_t *p = row_at(k, KT_VULNS, row);

	if (!p)
		return false;
	*ret = (struct knowledge_vuln){
	    .id = knowledge_u32_at(p),
	    .published = time_at(p + 4),
	    .modified = time_at(p + 8),
	    .title = text_at(k, p + 12),
	    .cvss = {knowledge_u32_at(p + 16), p[38]},
	    .cwes = {knowledge_u32_at(p + 20), p[39]},
	    .nodes = knowledge_u32_at(p + 24),
	    .nnodes = knowledge_u32_at(p + 28),
	    .text = knowledge_u32_at(p + 32),
	    .source = p[36],
	    .status = p[37] <= VULN_REJECTED ? p[37] : VULN_REJECTED,
	    .ntext = p[40],
	};
	return true;
}

bool knowledge_exploited(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_exploited *ret)
{
	const uint8_t *p = row_at(k, KT_EXPLOITED, row);

	if (!p)
		return false;
	*ret = (struct knowledge_exploited){
	    .id = knowledge_u32_at(p),
	    .list = text_at(k, p + 4),
	    .vendor = text_at(k, p + 8),
	    .product = text_at(k, p + 12),
	    .action = text_at(k, p + 16),
	    .added = time_at(p + 20),
	    .due = time_at(p + 24),
	    .ransomware = knowledge_u32_at(p + 28) != 0,
	};
	ret->list = ret->list ? ret->list : "";
	return true;
}

bool knowledge_epss(const struct knowledge_pack *k, uint32_t row, struct knowledge_epss *ret)
{
	const uint8_t *p = row_at(k, KT_EPSS, row);

	if (!p)
		return false;
	*ret = (struct knowledge_epss){
	    knowledge_u32_at(p), knowledge_u32_at(p + 4), knowledge_u32_at(p + 8)};
	return true;
}

bool knowledge_ssvc(const struct knowledge_pack *k, uint32_t row, struct knowledge_ssvc *ret)
{
	const uint8_t *p = row_at(k, KT_SSVC, row);

	if (!p)
		return false;
	*ret = (struct knowledge_ssvc){
	    .id = knowledge_u32_at(p),
	    .time = time_at(p + 4),
	    .exploitation = p[8] <= SSVC_ACTIVE ? p[8] : SSVC_NONE,
	    .automatable = p[9] & 1,
	    .total = p[9] & 2,
	};
	return true;
}

bool knowledge_fix(const struct knowledge_pack *k, uint32_t row, struct knowledge_fix *ret)
{
	const uint8_t *p = row_at(k, KT_FIXES, row);

	if (!p)
		return false;
	*ret = (struct knowledge_fix){
	    .package = text_at(k, p),
	    .distro = text_at(k, p + 4),
	    .release = text_at(k, p + 8),
	    .id = knowledge_u32_at(p + 12),
	    .version = knowledge_u32_at(p + 16),
	    .state = knowledge_u32_at(p + 20) <= FIX_WONT ? (int)knowledge_u32_at(p + 20)
							  : FIX_NONE_YET,
	};
	return ret->package && ret->distro;
}

bool knowledge_eol(const struct knowledge_pack *k, uint32_t row, struct knowledge_eol *ret)
{
	const uint8_t *p = row_at(k, KT_EOL, row);

	if (!p)
		return false;
	*ret = (struct knowledge_eol){
	    .product = text_at(k, p),
	    .title = text_at(k, p + 4),
	    .cycle = text_at(k, p + 8),
	    .latest = text_at(k, p + 12),
	    .released = time_at(p + 16),
	    .end = time_at(p + 20),
	    .extended_end = time_at(p + 24),
	    .ended = knowledge_u32_at(p + 28) & 1,
	    .lts = knowledge_u32_at(p + 28) & 2,
	};
	return ret->product && ret->cycle;
}

bool knowledge_print(const struct knowledge_pack *k, uint32_t row, struct knowledge_print *ret)
{
	const uint8_t *p = row_at(k, KT_PRINTS, row);

	if (!p)
		return false;
	*ret = (struct knowledge_print){
	    .id = text_at(k, p),
	    .field = text_at(k, p + 4),
	    .pattern = text_at(k, p + 8),
	    .flags = knowledge_u32_at(p + 12) & (PRINT_ICASE | PRINT_DOTALL),
	    .params = {knowledge_u32_at(p + 16), knowledge_u32_at(p + 20)},
	};
	return ret->id && ret->field && ret->pattern;
}

bool knowledge_eol_name(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_eol_name *ret)
{
	const uint8_t *p = row_at(k, KT_EOL_NAMES, row);

	if (!p)
		return false;
	*ret = (struct knowledge_eol_name){text_at(k, p), text_at(k, p + 4), text_at(k, p + 8)};
	return ret->vendor && ret->product && ret->eol;
}

bool knowledge_advisory(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_advisory *ret)
{
	const uint8_t *p = row_at(k, KT_ADVISORIES, row);

	if (!p)
		return false;
	*ret = (struct knowledge_advisory){
	    .id = text_at(k, p),
	    .publisher = text_at(k, p + 4),
	    .title = text_at(k, p + 8),
	    .url = text_at(k, p + 12),
	    .tlp = text_at(k, p + 16),
	    .revision = text_at(k, p + 20),
	    .state = text_at(k, p + 24),
	    .source = (int)(knowledge_u32_at(p + 28) & 0xFF),
	    .published = time_at(p + 32),
	    .modified = time_at(p + 36),
	    .cves = {knowledge_u32_at(p + 40), knowledge_u32_at(p + 44)},
	    .cvss = {knowledge_u32_at(p + 48), knowledge_u32_at(p + 52)},
	    .nodes = knowledge_u32_at(p + 56),
	    .nnodes = knowledge_u32_at(p + 60),
	    .text = knowledge_u32_at(p + 64),
	    .ntext = knowledge_u32_at(p + 68),
	};
	return ret->id != NULL;
}

bool knowledge_source(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_source *ret)
{
	const uint8_t *p = row_at(k, KT_SOURCES, row);

	if (!p)
		return false;
	ret->name = text_at(k, p);
	ret->name = ret->name ? ret->name : "";
	for (size_t i = 0; i < KNOW_KINDS; i++)
		ret->records[i] = knowledge_u32_at(p + 4 + i * 4);
	ret->newest = (int64_t)(knowledge_u64_at(p + 4 + (size_t)KNOW_KINDS * 4) & INT64_MAX);
	return true;
}

uint32_t knowledge_number(
    const struct knowledge_pack *k, enum knowledge_table table, uint32_t row)
{
	const uint8_t *p = knowledge_row_size[table] == 4 ? row_at(k, table, row) : NULL;

	return p ? knowledge_u32_at(p) : KNOWLEDGE_NONE;
}

const char *knowledge_item(
    const struct knowledge_pack *k, struct knowledge_list list, uint32_t i)
{
	const uint8_t *p;

	if (i >= list.n || list.first > UINT32_MAX - i)
		return NULL;
	p = row_at(k, KT_LISTS, list.first + i);
	return p ? text_at(k, p) : NULL;
}
