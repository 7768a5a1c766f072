#include "pack/knowledge.h"

#include "base/parse.h"
#include "codec/sha256.h"
#include "pack/crc32.h"
#include "pack/knowledge_format.h"
#include "pack/mapped.h"

#include <stdio.h>

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
		uint64_t at = knowledge_u64_at(p), n = knowledge_u64_at(p + 8);

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
	version = knowledge_u32_at(bytes.p + 8);
	if (version != KNOWLEDGE_VERSION) {
		msg_what(msg, "the knowledge pack is of another version");
		msg_detail(
		    msg, "version %u, and this program reads %d", version, KNOWLEDGE_VERSION);
		msg_hint(msg, "compile it again: varde kb compile");
		return ERR_VERSION;
	}
	if (knowledge_u32_at(bytes.p + 12) != KT_TABLES ||
	    knowledge_u64_at(bytes.p + 16) != bytes.n)
		return corrupt(msg, "it is truncated or has bytes too many");
	if (crc32_of(span_sub(bytes, 0, KNOWLEDGE_BODY - 8)) !=
	    knowledge_u32_at(bytes.p + KNOWLEDGE_BODY - 8))
		return corrupt(msg, "the checksum of its header does not match");
	r = read_tables(&k, msg);
	if (r < 0)
		return r;
	*ret = k;
	return 0;
}

int knowledge_open(const char *path, struct knowledge_pack *ret, struct msg *msg)
{
	struct span bytes;
	int r = mapped_open(path, &bytes, msg);

	if (r == ERR_NOTFOUND) {
		msg_what(msg, "there is no knowledge yet");
		msg_hint(msg, "import feeds, then run: varde kb compile");
	}
	if (r < 0)
		return r;
	r = knowledge_from_memory(bytes, ret, msg);
	if (r < 0) {
		mapped_close(bytes);
		return r;
	}
	ret->mapped = true;
	return 0;
}

void knowledge_close(struct knowledge_pack *k)
{
	if (k->mapped)
		mapped_close(k->bytes);
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
