#include "codec/idn.h"

#include "base/limits.h"

#include <idn2.h>

static bool label_ok(struct span l)
{
	if (l.n == 0 || l.n > 63 || l.p[0] == '-' || l.p[l.n - 1] == '-')
		return false;
	for (size_t i = 0; i < l.n; i++) {
		uint8_t c = l.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return true;
}

static bool name_ok(const char *name)
{
	struct span rest = span_str(name), label;

	if (rest.n == 0 || rest.n > 253)
		return false;
	while (span_split(&rest, '.', &label))
		if (!label_ok(label))
			return false;
	return true;
}

static bool all_ascii(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 0x80)
			return false;
	return true;
}

static char *lower(struct arena *arena, struct span s)
{
	char *to = arena_strndup(arena, s.p, s.n);

	for (char *p = to; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	return to;
}

int idn_to_ascii(struct span name, struct arena *arena, char **ret)
{
	char *to;

	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	/* libidn2 takes C strings: what stands behind a NUL would be overlooked. */
	if (name.n == 0 || name.n > (size_t)LIMIT_NAME * 4 || memchr(name.p, 0, name.n))
		return ERR_SYNTAX;
	if (all_ascii(name)) {
		to = lower(arena, name);
	} else {
		uint8_t *ascii = NULL;
		char *utf8 = arena_strndup(arena, name.p, name.n);

		if (idn2_lookup_u8((const uint8_t *)utf8, &ascii,
			IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
			return ERR_SYNTAX;
		to = lower(arena, span_str((const char *)ascii));
		idn2_free(ascii);
	}
	if (!name_ok(to))
		return ERR_SYNTAX;
	*ret = to;
	return 0;
}

bool idn_within(const char *name, const char *domain)
{
	size_t n = strlen(name), d = strlen(domain);

	return n >= d && strcmp(name + n - d, domain) == 0 &&
	       (n == d || name[n - d - 1] == '.');
}
