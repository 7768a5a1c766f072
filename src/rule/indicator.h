/*
 * Indicators in a pack (rule/image.h): names, addresses and networks, URLs, fingerprints and
 * hashes whose sight means an attack; a million of them and more. Exact values are found by one
 * table of hashes whose slots hold a part of the hash, so that what is not there costs one
 * look; addresses by ranges that lie side by side. Pure: an image and a value in, a row out.
 */
#ifndef VARDE_RULE_INDICATOR_H
#define VARDE_RULE_INDICATOR_H

#include "rule/image.h"

enum indicator_kind {
	INDICATOR_DOMAIN,
	INDICATOR_WILDCARD, /* the name and everything below it */
	INDICATOR_IPV4,     /* an address or a network */
	INDICATOR_IPV6,
	INDICATOR_URL, /* host and path, without scheme and port */
	INDICATOR_MD5,
	INDICATOR_SHA1, /* of a file or a certificate */
	INDICATOR_SHA256,
	INDICATOR_JA3,
	INDICATOR_JA4,
	INDICATOR_EMAIL,
	INDICATOR_KINDS
};

enum {
	INDICATOR_ID = 16,           /* bytes of an identifier of 26 letters */
	INDICATOR_VALUE = 2048,      /* bytes of a value at most */
	INDICATOR_LEVEL_UNKNOWN = 3, /* of confidence and impact: 0 low, 1 medium, 2 high */
	INDICATOR_TLP_UNKNOWN = 7,   /* else 0 clear ... 4 red */
	INDICATOR_CATEGORY_UNKNOWN = 15,
	INDICATOR_RUN = 1024, /* slots side by side that are taken, at most */
	/* Numbers of signatures: those of an indicator that the desk has numbered are the same
	 * as in rules for other sensors (share/suricata.h); of others one a kind. */
	INDICATOR_SID = 910000000,
	INDICATOR_SIDS = 4,
	INDICATOR_SID_PLAIN = 909990000
};

/* One indicator. Behind its value in RT_INDICATOR_TEXT: a byte and as many of its family, and,
 * where its identifier is not one of ours, a byte and as many of that. */
struct indicator_row {
	uint8_t id[INDICATOR_ID]; /* all 0: none, or it is text */
	uint32_t text;            /* where its value begins in RT_INDICATOR_TEXT */
	uint32_t number;          /* the desk's; 0: none */
	uint16_t n;               /* bytes of the value: hashes as bytes, all else as text */
	uint8_t what;             /* kind, label << 4, INDICATOR_ID_TEXT */
	uint8_t said;             /* category, confidence << 4, impact << 6 */
};
enum { INDICATOR_ID_TEXT = 0x80 };

/* The only row of RT_INDICATOR_HEAD. */
struct indicator_head {
	uint32_t kinds;    /* bits 1 << enum indicator_kind that are there */
	uint32_t row_bits; /* of a slot: 1 + row in the lower bits, a part of the hash above */
	uint64_t labels;   /* wildcards with so many labels are there: bits, 63 for more */
};

/* Where a range of addresses begins, and 1 + the row that all of it belongs to (0: none); it
 * ends where the next one begins. */
struct indicator_net4 {
	uint32_t low, row;
};
struct indicator_net6 {
	uint8_t low[16];
	uint32_t row;
};
enum { INDICATOR_TOPS = 65537 }; /* ranges by the upper half of an IPv4 address */

/* What it is. */
static inline enum indicator_kind indicator_row_kind(const struct indicator_row *row)
{
	return (enum indicator_kind)(row->what & 15);
}

/* enum tlp's number, or INDICATOR_TLP_UNKNOWN. */
static inline unsigned indicator_row_tlp(const struct indicator_row *row)
{
	return row->what >> 4 & 7;
}

/* Whether there are indicators of any kind. */
static inline bool indicator_any(const struct rule_image *image)
{
	return image->indicator && image->indicator->kinds;
}

/* Whether there are some of that kind. */
static inline bool indicator_has(const struct rule_image *image, enum indicator_kind kind)
{
	return image->indicator && image->indicator->kinds >> kind & 1;
}

/* The row with that value (hashes as bytes, all else as text in lower case), or NULL. Not for
 * addresses. */
const struct indicator_row *indicator_find(
    const struct rule_image *image, enum indicator_kind kind, struct span value);

/* The row of a name (lower case, no dot at its end): its own, else the longest wildcard that it
 * is or lies below; or NULL. */
const struct indicator_row *indicator_name(const struct rule_image *image, struct span name);

/* The row of a URL: its host in lower case, and its path as it was asked for; or NULL. */
const struct indicator_row *indicator_url(
    const struct rule_image *image, struct span host, struct span path);

/* The row of the smallest network around the address (4 or 16 bytes, family 4 or 6), or NULL.
 */
const struct indicator_row *indicator_address(
    const struct rule_image *image, int family, const uint8_t *address);

/* The value as people write it, its malware family and its identifier, appended; families and
 * identifiers that are not there append nothing. */
void indicator_value(
    const struct rule_image *image, const struct indicator_row *row, struct str *out);
void indicator_family(
    const struct rule_image *image, const struct indicator_row *row, struct str *out);
void indicator_id(
    const struct rule_image *image, const struct indicator_row *row, struct str *out);

/* "domain", "wildcard_domain", ... as the desk names types. Gives a static string. */
const char *indicator_type(const struct indicator_row *row);

/* Names by number, NULL-terminated, as the desk writes them. */
extern const char *const indicator_tlps[], *const indicator_levels[],
					       *const indicator_categories[];

/* Whether every index of the tables of indicators lies within its table and no search in them
 * is long; called when an image is opened (image_sound.c). */
bool indicator_sound(const struct rule_image *image);

/* The hash of a value, given in two parts (the second may be empty): of all kinds but
 * addresses. */
uint64_t indicator_hash(enum indicator_kind kind, struct span first, struct span second);

/* Which slot is looked at first. */
static inline uint32_t indicator_slot(uint64_t hash, uint32_t nslots)
{
	return (uint32_t)hash & (nslots - 1);
}

/* What of the hash a slot holds above its row's number. */
static inline uint32_t indicator_tag(uint64_t hash, uint32_t row_bits)
{
	return (uint32_t)(hash >> 32) & ~((UINT32_C(1) << row_bits) - 1);
}

#endif
