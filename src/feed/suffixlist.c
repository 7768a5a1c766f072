/* The public suffix list (https://publicsuffix.org/): checked by loading it, and kept for
 * libpsl. */
#include "feed/readers.h"

#include <libpsl.h>

enum { FEWEST = 1000 }; /* rules: every version for ten years has had more than 7,000 */

static const char ends[] = "===END PRIVATE DOMAINS===";

bool suffixlist_sniff(struct span head, const char *name)
{
	return span_find(head, "publicsuffix.org/") >= 0 &&
	       (span_find(head, "===BEGIN ICANN DOMAINS===") >= 0 ||
		   strcmp(name, "public_suffix_list.dat") == 0);
}

/* "// VERSION: 2026-08-20_07-55-28_UTC" */
static int64_t version_of(struct span bytes)
{
	static const char word[] = "// VERSION: ";
	struct span head = span_sub(bytes, 0, FEED_HEAD);
	ptrdiff_t at = span_find(head, word);
	char day[11] = "";

	if (at < 0)
		return 0;
	head = span_sub(head, (size_t)at + strlen(word), 10);
	memcpy(day, head.p, head.n);
	return feed_time(day);
}

static int check(const psl_ctx_t *psl, struct feed_read *rd, struct msg *msg)
{
	int n = psl_suffix_count(psl);

	if (n < FEWEST)
		return feed_bad(msg, ERR_SYNTAX, "it has %d rules", n);
	if (!psl_is_public_suffix(psl, "co.uk") || psl_is_public_suffix(psl, "example.com"))
		return feed_bad(
		    msg, ERR_SYNTAX, "it says wrong things of co.uk or of example.com");
	rd->records = n;
	return 0;
}

int suffixlist_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	FILE *file;
	psl_ctx_t *psl;
	int r;

	if (span_find(bytes, ends) < 0)
		return feed_bad(msg, ERR_TRUNCATED, "its last lines are missing");
	file = fmemopen((void *)(uintptr_t)bytes.p, bytes.n, "r");
	psl = file ? psl_load_fp(file) : NULL;
	if (file)
		(void)fclose(file); /* only read */
	r = psl ? check(psl, rd, msg) : feed_bad(msg, ERR_SYNTAX, "it cannot be loaded");
	psl_free(psl);
	rd->whole = true;
	feed_newer(rd, version_of(bytes));
	return r;
}
