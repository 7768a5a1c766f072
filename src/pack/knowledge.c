#include "pack/knowledge.h"

#include "base/parse.h"
#include "codec/sha256.h"
#include "codec/version.h"
#include "pack/crc32.h"
#include "pack/knowledge_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const uint8_t knowledge_row_size[KT_TABLES] = {
    [KT_STRINGS] = 1,
    [KT_KEYS] = 1,
    [KT_VERSIONS] = KROW_VERSION,
    [KT_ATTRS] = KROW_ATTRS,
    [KT_PRODUCTS] = KROW_PRODUCT,
    [KT_ALIASES] = KROW_ALIAS,
    [KT_CRITERIA] = KROW_CRITERION,
    [KT_NODES] = KROW_NODE,
    [KT_NODE_CRITERIA] = 4,
    [KT_POSTINGS] = 4,
    [KT_VULNS] = KROW_VULN,
    [KT_LISTS] = 4,
    [KT_EXPLOITED] = KROW_EXPLOITED,
    [KT_EPSS] = KROW_EPSS,
    [KT_SSVC] = KROW_SSVC,
    [KT_FIXES] = KROW_FIX,
    [KT_EOL] = KROW_EOL,
    [KT_EOL_NAMES] = KROW_EOL_NAME,
    [KT_PRINTS] = KROW_PRINT,
    [KT_ADVISORIES] = KROW_ADVISORY,
    [KT_SOURCES] = KROW_SOURCE,
    [KT_BLOCKS] = 8,
    [KT_TEXTS] = 1,
};

static uint32_t u16_at(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t u32_at(const uint8_t *p)
{
	return u16_at(p) | u16_at(p + 2) << 16;
}

static uint64_t u64_at(const uint8_t *p)
{
	return u32_at(p) | (uint64_t)u32_at(p + 4) << 32;
}

static int corrupt(struct msg *msg, const char *detail)
{
	msg_what(msg, "the knowledge pack is damaged");
	msg_detail(msg, "%s", detail);
	msg_hint(msg, "compile it again: varde kb compile");
	return ERR_CORRUPT;
}

static int read_tables(struct knowledge_pack *k, struct msg *msg)
{
	for (int t = 0; t < KT_TABLES; t++) {
		const uint8_t *p = k->bytes.p + KNOWLEDGE_HEADER + (size_t)t * KNOWLEDGE_TABLE;
		uint64_t at = u64_at(p), n = u64_at(p + 8);

		if (at < KNOWLEDGE_BODY || at > k->bytes.n || n > k->bytes.n - at ||
		    n % knowledge_row_size[t] || n / knowledge_row_size[t] >= KNOWLEDGE_NONE)
			return corrupt(msg, "a table lies outside the file");
		k->tables[t] = span_sub(k->bytes, at, n);
		k->rows[t] = (uint32_t)(n / knowledge_row_size[t]);
	}
	if (!k->rows[KT_STRINGS] || k->tables[KT_STRINGS].p[0] != '\0' ||
	    k->tables[KT_STRINGS].p[k->rows[KT_STRINGS] - 1] != '\0')
		return corrupt(msg, "its texts do not end");
	return 0;
}

int knowledge_from_memory(struct span bytes, struct knowledge_pack *ret, struct msg *msg)
{
	struct knowledge_pack k = {.bytes = bytes};
	uint32_t version;
	int r;

	if (bytes.n < KNOWLEDGE_BODY)
		return corrupt(msg, "it is shorter than its header");
	if (memcmp(bytes.p, KNOWLEDGE_MAGIC, 8) != 0)
		return corrupt(msg, "it does not begin like a knowledge pack");
	version = u32_at(bytes.p + 8);
	if (version != KNOWLEDGE_VERSION) {
		msg_what(msg, "the knowledge pack is of another version");
		msg_detail(
		    msg, "version %u, and this program reads %d", version, KNOWLEDGE_VERSION);
		msg_hint(msg, "compile it again: varde kb compile");
		return ERR_VERSION;
	}
	if (u32_at(bytes.p + 12) != KT_TABLES || u64_at(bytes.p + 16) != bytes.n)
		return corrupt(msg, "it is truncated or has bytes too many");
	if (crc32_of(span_sub(bytes, 0, KNOWLEDGE_BODY - 8)) !=
	    u32_at(bytes.p + KNOWLEDGE_BODY - 8))
		return corrupt(msg, "the checksum of its header does not match");
	r = read_tables(&k, msg);
	if (r < 0)
		return r;
	*ret = k;
	return 0;
}

static int failed(struct msg *msg, const char *path)
{
	int e = errno;

	msg_what(msg,
	    e == ENOENT ? "there is no knowledge yet" : "the knowledge pack cannot be read");
	msg_detail(msg, "%s: %s", path, strerrordesc_np(e));
	msg_hint(msg, e == ENOENT ? "import feeds, then run: varde kb compile"
				  : "check the path and its permissions");
	return e == ENOENT ? ERR_NOTFOUND : ERR_IO;
}

/* The mapping outlives the descriptor. */
static int map_file(const char *path, struct span *ret, struct msg *msg)
{
	int r = 0, fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return failed(msg, path);
	if (fstat(fd, &st) < 0) {
		r = failed(msg, path);
	} else if (!S_ISREG(st.st_mode) || st.st_size < KNOWLEDGE_BODY) {
		r = corrupt(msg, "it is shorter than its header, or no file");
	} else {
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
		if (p == MAP_FAILED)
			r = failed(msg, path);
		else
			*ret = span_of(p, (size_t)st.st_size);
	}
	(void)close(fd);
	return r;
}

static void unmap(struct span bytes)
{
	union {
		const uint8_t *p;
		void *map;
	} u = {.p = bytes.p};

	(void)munmap(u.map, bytes.n);
}

int knowledge_open(const char *path, struct knowledge_pack *ret, struct msg *msg)
{
	struct span bytes;
	int r = map_file(path, &bytes, msg);

	if (r < 0)
		return r;
	r = knowledge_from_memory(bytes, ret, msg);
	if (r < 0) {
		unmap(bytes);
		return r;
	}
	ret->mapped = true;
	return 0;
}

void knowledge_close(struct knowledge_pack *k)
{
	if (k->mapped)
		unmap(k->bytes);
	*k = (struct knowledge_pack){0};
}

int knowledge_verify(const struct knowledge_pack *k, struct msg *msg)
{
	char sum[SHA256_HEX];

	(void)sha256_hex(span_sub(k->bytes, KNOWLEDGE_BODY, k->bytes.n), sum);
	if (memcmp(sum, k->bytes.p + 24, SHA256_HEX - 1) != 0)
		return corrupt(msg, "its digest does not match its contents");
	return 0;
}

struct span knowledge_digest(const struct knowledge_pack *k)
{
	return span_sub(k->bytes, 24, SHA256_HEX - 1);
}

const char *knowledge_text(const struct knowledge_pack *k, uint32_t at)
{
	if (!at || at >= k->rows[KT_STRINGS])
		return NULL;
	return (const char *)k->tables[KT_STRINGS].p + at;
}

uint32_t knowledge_cve(const char *id)
{
	struct span number;
	int64_t year, n;
	size_t len = strlen(id);

	if (strncmp(id, "CVE-", 4) != 0 || len < 13 || len > 17 || id[8] != '-')
		return KNOWLEDGE_NONE;
	number = span_of(id + 9, len - 9);
	if (parse_int(span_of(id + 4, 4), KID_YEAR, KID_YEAR + KID_OTHER - 1, &year) < 0 ||
	    (number.n > 4 && number.p[0] == '0'))
		return KNOWLEDGE_NONE;
	while (number.n > 1 && number.p[0] == '0')
		number = span_sub(number, 1, number.n);
	if (parse_int(number, 0, (1 << KID_SHIFT) - 1, &n) < 0)
		return KNOWLEDGE_NONE;
	return (uint32_t)(year - KID_YEAR) << KID_SHIFT | (uint32_t)n;
}

const char *knowledge_id(const struct knowledge_pack *k, uint32_t id, char to[KNOWLEDGE_ID])
{
	uint32_t number = id & ((1U << KID_SHIFT) - 1);

	if (id >> KID_SHIFT == KID_OTHER) {
		const char *text = knowledge_text(k, number);

		return text ? text : "";
	}
	(void)snprintf(to, KNOWLEDGE_ID, "CVE-%u-%04u", (id >> KID_SHIFT) + KID_YEAR, number);
	return to;
}

/* The bytes of a row, or NULL outside of the table. */
static const uint8_t *row_at(
    const struct knowledge_pack *k, enum knowledge_table t, uint32_t row)
{
	return row < k->rows[t] ? k->tables[t].p + (size_t)row * knowledge_row_size[t] : NULL;
}

static const char *text_at(const struct knowledge_pack *k, const uint8_t *p)
{
	return knowledge_text(k, u32_at(p));
}

static int64_t time_at(const uint8_t *p)
{
	return (int64_t)u32_at(p) * 1000;
}

bool knowledge_version(
    const struct knowledge_pack *k, uint32_t row, struct knowledge_version *ret)
{
	const uint8_t *p = row_at(k, KT_VERSIONS, row);

	if (!p)
		return false;
	ret->text = text_at(k, p);
	ret->text = ret->text ? ret->text : "";
	ret->key = span_sub(k->tables[KT_KEYS], u32_at(p + 4), u16_at(p + 8));
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
	    .exact = u32_at(p + 8),
	    .span = u32_at(p + 12),
	    .rest = u32_at(p + 16),
	    .end = MIN(u32_at(p + 20), k->rows[KT_CRITERIA]),
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
	uint32_t end = next ? u32_at(next + column) : k->rows[of];

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
	    .product = u32_at(p),
	    .version = u32_at(p + 4),
	    .end = u32_at(p + 8),
	    .attrs = u32_at(p + 12),
	    .postings = u32_at(p + 16),
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
	    .owner = u32_at(p),
	    .criteria = u32_at(p + 4),
	    .config = u16_at(p + 8),
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
	    .id = u32_at(p),
	    .published = time_at(p + 4),
	    .modified = time_at(p + 8),
	    .title = text_at(k, p + 12),
	    .cvss = {u32_at(p + 16), p[38]},
	    .cwes = {u32_at(p + 20), p[39]},
	    .nodes = u32_at(p + 24),
	    .nnodes = u32_at(p + 28),
	    .text = u32_at(p + 32),
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
	    .id = u32_at(p),
	    .list = text_at(k, p + 4),
	    .vendor = text_at(k, p + 8),
	    .product = text_at(k, p + 12),
	    .action = text_at(k, p + 16),
	    .added = time_at(p + 20),
	    .due = time_at(p + 24),
	    .ransomware = u32_at(p + 28) != 0,
	};
	ret->list = ret->list ? ret->list : "";
	return true;
}

bool knowledge_epss(const struct knowledge_pack *k, uint32_t row, struct knowledge_epss *ret)
{
	const uint8_t *p = row_at(k, KT_EPSS, row);

	if (!p)
		return false;
	*ret = (struct knowledge_epss){u32_at(p), u32_at(p + 4), u32_at(p + 8)};
	return true;
}

bool knowledge_ssvc(const struct knowledge_pack *k, uint32_t row, struct knowledge_ssvc *ret)
{
	const uint8_t *p = row_at(k, KT_SSVC, row);

	if (!p)
		return false;
	*ret = (struct knowledge_ssvc){
	    .id = u32_at(p),
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
	    .id = u32_at(p + 12),
	    .version = u32_at(p + 16),
	    .state = u32_at(p + 20) <= FIX_WONT ? (int)u32_at(p + 20) : FIX_NONE_YET,
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
	    .ended = u32_at(p + 28) & 1,
	    .lts = u32_at(p + 28) & 2,
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
	    .flags = u32_at(p + 12) & (PRINT_ICASE | PRINT_DOTALL),
	    .params = {u32_at(p + 16), u32_at(p + 20)},
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
	    .source = (int)(u32_at(p + 28) & 0xFF),
	    .published = time_at(p + 32),
	    .modified = time_at(p + 36),
	    .cves = {u32_at(p + 40), u32_at(p + 44)},
	    .cvss = {u32_at(p + 48), u32_at(p + 52)},
	    .nodes = u32_at(p + 56),
	    .nnodes = u32_at(p + 60),
	    .text = u32_at(p + 64),
	    .ntext = u32_at(p + 68),
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
		ret->records[i] = u32_at(p + 4 + i * 4);
	ret->newest = (int64_t)(u64_at(p + 4 + (size_t)KNOW_KINDS * 4) & INT64_MAX);
	return true;
}

uint32_t knowledge_number(
    const struct knowledge_pack *k, enum knowledge_table table, uint32_t row)
{
	const uint8_t *p = knowledge_row_size[table] == 4 ? row_at(k, table, row) : NULL;

	return p ? u32_at(p) : KNOWLEDGE_NONE;
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
