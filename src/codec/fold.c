#include "codec/fold.h"

#include "base/macros.h"
#include "codec/utf8.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

/* Bytes of the longest outcome for one byte: of NFKD (U+FDFA: 3 to 33), of folding (2 to 6). */
enum { DECOMPOSED = 11, FOLDED = 3 };

/* The letters that Unicode does not take apart. */
static const char *plain(uint32_t code)
{
	static const struct {
		uint32_t code;
		const char *text;
	} letters[] = {{0xe6, "ae"}, {0xf0, "d"}, {0xf8, "o"}, {0xfe, "th"}, {0x111, "d"},
	    {0x142, "l"}, {0x153, "oe"}};

	for (size_t i = 0; i < ARRAY_LEN(letters); i++)
		if (letters[i].code == code)
			return letters[i].text;
	return NULL;
}

/* Without marks; *to has room for as many bytes. */
static void put(struct span text, char *to)
{
	while (text.n) {
		uint32_t code = 0;
		size_t n = utf8_next(text, &code);
		const char *as = plain(code);

		if (as)
			to = stpcpy(to, as);
		else if (!uc_is_general_category(code, UC_CATEGORY_Mn))
			to = mempcpy(to, text.p, n);
		text = span_sub(text, n, text.n);
	}
	*to = '\0';
}

const char *fold(struct arena *arena, const char *text)
{
	size_t length = text ? strlen(text) : 0;
	const char *clean = utf8_clean(arena, span_of(text, length), length * 3);
	size_t n = strlen(clean), apart = n * DECOMPOSED, folded = apart * FOLDED;
	uint8_t *a, *b;
	char *out;

	if (!n)
		return "";
	a = arena_alloc(arena, apart);
	if (!u8_normalize(UNINORM_NFKD, (const uint8_t *)clean, n, a, &apart))
		return clean;
	b = arena_alloc(arena, folded);
	if (!u8_casefold(a, apart, NULL, UNINORM_NFKD, b, &folded))
		return clean;
	out = arena_alloc(arena, folded + 1);
	put(span_of(b, folded), out);
	return out;
}
