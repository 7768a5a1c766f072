#include "codec/mo.h"

#include "base/err.h"

enum { MAGIC = 0x950412de, HEADER = 28, ENTRY = 8 };

/* 32 bits at offset at, which the caller knows to be inside. */
static uint32_t word(const struct mo *mo, size_t at)
{
	uint32_t v;

	memcpy(&v, mo->file.p + at, sizeof(v));
	return mo->swapped ? __builtin_bswap32(v) : v;
}

/* Text number i of the table at offset table. */
static struct span text(const struct mo *mo, uint32_t table, uint32_t i)
{
	size_t at = (size_t)table + (size_t)i * ENTRY;

	return span_of(mo->file.p + word(mo, at + 4), word(mo, at));
}

static bool table_fits(const struct mo *mo, uint32_t table)
{
	return table <= mo->file.n && mo->n <= (mo->file.n - table) / ENTRY;
}

static bool text_fits(const struct mo *mo, uint32_t table, uint32_t i)
{
	size_t at = (size_t)table + (size_t)i * ENTRY;
	size_t n = word(mo, at), offset = word(mo, at + 4);

	return offset < mo->file.n && n < mo->file.n - offset && mo->file.p[offset + n] == 0;
}

int mo_open(struct span file, struct mo *ret)
{
	struct mo mo = {.file = file};

	if (file.n < HEADER)
		return ERR_SYNTAX;
	if (word(&mo, 0) != MAGIC)
		mo.swapped = true;
	if (word(&mo, 0) != MAGIC)
		return ERR_SYNTAX;
	if (word(&mo, 4) >> 16 > 1)
		return ERR_UNSUPPORTED;
	mo.n = word(&mo, 8);
	mo.ids = word(&mo, 12);
	mo.texts = word(&mo, 16);
	if (!table_fits(&mo, mo.ids) || !table_fits(&mo, mo.texts))
		return ERR_CORRUPT;
	for (uint32_t i = 0; i < mo.n; i++) {
		if (!text_fits(&mo, mo.ids, i) || !text_fits(&mo, mo.texts, i))
			return ERR_CORRUPT;
		if (i && strcmp((const char *)text(&mo, mo.ids, i - 1).p,
			     (const char *)text(&mo, mo.ids, i).p) >= 0)
			return ERR_CORRUPT;
	}
	*ret = mo;
	return 0;
}

void mo_entry(const struct mo *mo, uint32_t i, struct span *ret_id, struct span *ret_text)
{
	*ret_id = text(mo, mo->ids, i);
	*ret_text = text(mo, mo->texts, i);
}

/* The translation's bytes, all plural forms with a NUL between them; p is NULL when there is
 * none. */
static struct span find(const struct mo *mo, const char *msgid)
{
	uint32_t low = 0, high = mo->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int r = strcmp(msgid, (const char *)text(mo, mo->ids, middle).p);

		if (r == 0)
			return text(mo, mo->texts, middle);
		if (r < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return span_of(NULL, 0);
}

const char *mo_get(const struct mo *mo, const char *msgid)
{
	return mo_plural(mo, msgid, 0);
}

const char *mo_plural(const struct mo *mo, const char *msgid, unsigned form)
{
	struct span s = find(mo, msgid);

	if (!s.p)
		return NULL;
	while (form--) {
		size_t n = strlen((const char *)s.p);

		if (n >= s.n)
			return NULL;
		s = span_sub(s, n + 1, s.n);
	}
	return (const char *)s.p;
}
