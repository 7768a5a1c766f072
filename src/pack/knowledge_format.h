/* The rows of a knowledge pack (pack/knowledge.h) as bytes: for its reader and its writer. */
#ifndef VARDE_PACK_KNOWLEDGE_FORMAT_H
#define VARDE_PACK_KNOWLEDGE_FORMAT_H

#include "model/vuln.h"

enum {
	KROW_VERSION = 12, /* text, key, u16 key's bytes, u8 scheme, 0 */
	KROW_ATTRS = 32,   /* 8 texts */
	KROW_PRODUCT =
	    28,          /* vendor, product, exact, span, rest, end, u8 part, u8 naming, 0, 0 */
	KROW_ALIAS = 16, /* 4 texts */
	KROW_CRITERION =
	    24,         /* product, version, end, attrs, postings, u8 flags, u8 scheme, 0, 0 */
	KROW_NODE = 12, /* owner, criteria, u16 config, u8 flags, 0 */
	KROW_VULN = 44, /* id, published, modified, title, cvss, cwes, nodes, number of nodes,
			   text, u8 source, status, ncvss, ncwes, ntext, 0, 0, 0 */
	KROW_EXPLOITED = 32, /* id, list, vendor, product, action, added, due, ransomware */
	KROW_EPSS = 12,      /* id, likelihood, percentile */
	KROW_SSVC = 12,      /* id, time, u8 exploitation, u8 automatable | total << 1, 0, 0 */
	KROW_FIX = 24,       /* package, distro, release, id, version, state */
	KROW_EOL =
	    32, /* product, title, cycle, latest, released, end, extended end, ended | lts
		   << 1 */
	KROW_EOL_NAME = 12, /* vendor, product, eol */
	KROW_ADVISORY =
	    72,          /* id, publisher, title, url, tlp, revision, state, source, published,
			    modified, cves, ncves, cvss, ncvss, nodes, nnodes, text, ntext */
	KROW_PRINT = 24, /* id, field, pattern, flags, params, number of params */
	KROW_SOURCE = 4 + KNOW_KINDS * 4 + 8, /* name, numbers of records, u64 newest (ms) */
};

/* Flags of a criterion: the range in the lowest two bits. */
enum {
	KCRIT_RANGE = 3,
	KCRIT_VULNERABLE = 4,
	KCRIT_START_EXCLUDED = 8,
	KCRIT_END_EXCLUDED = 16,
	KCRIT_FIXED = 32,
};

/* Flags of a node. */
enum {
	KNODE_ALL = 1,
	KNODE_NEGATE = 2,
	KNODE_CONFIG_ALL = 4,
	KNODE_CONFIG_NEGATE = 8,
	KNODE_ALONE = 16,
};

enum {
	KID_YEAR = 1990,  /* the year that is 0 */
	KID_SHIFT = 26,   /* bits of a CVE's number */
	KID_OTHER = 63,   /* in the place of the year: the rest is a text's offset */
	KTEXT_SHIFT = 18, /* bits of a place in a block: KNOWLEDGE_BLOCK is 1 << 18 */
};

/* Bytes of a row of each table, by enum knowledge_table. */
extern const uint8_t knowledge_row_size[];

/* A number of 2 bytes at p, as the file has it (little-endian). */
static inline uint32_t knowledge_u16_at(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

/* The same of 4 bytes. */
static inline uint32_t knowledge_u32_at(const uint8_t *p)
{
	return knowledge_u16_at(p) | knowledge_u16_at(p + 2) << 16;
}

/* The same of 8 bytes. */
static inline uint64_t knowledge_u64_at(const uint8_t *p)
{
	return knowledge_u32_at(p) | (uint64_t)knowledge_u32_at(p + 4) << 32;
}

#endif
