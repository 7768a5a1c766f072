#include "codec/version_impl.h"

#include "base/macros.h"

/* The alphabets of keys of packages, which stand alone. */
enum { RPM_TILDE = 1, RPM_END, RPM_CARET, RPM_LETTERS, RPM_NUMBER = 0x10 };

enum { DEB_TILDE = 1, DEB_END };

struct span version_take_epoch(struct span *a)
{
	struct span rest = *a, digits = version_take(&rest, version_is_digit);

	if (digits.n == 0 || rest.n == 0 || rest.p[0] != ':')
		return (struct span){0};
	*a = span_sub(rest, 1, rest.n);
	return digits;
}

/* dpkg's order of what is no digit, in one byte: letters before all else, both above the end.
 */
static unsigned deb_weight(uint8_t c)
{
	unsigned letters = 3, others = letters + 52;

	if (c == '~')
		return DEB_TILDE;
	if (c >= 'A' && c <= 'Z')
		return letters + (c - 'A');
	if (c >= 'a' && c <= 'z')
		return letters + 26 + (c - 'a');
	return others + c - (c > '9' ? 10 : 0) - (c > 'Z' ? 26 : 0) - (c > 'z' ? 26 : 0) -
	       (c > '~' ? 1 : 0);
}

/* Debian policy section 5.6.12: what is no digit and what is, in turns; nothing is 0. */
static void put_deb_part(struct version_sink *s, struct span rest)
{
	do {
		while (rest.n && !version_is_digit(rest.p[0])) {
			version_put(s, deb_weight(rest.p[0]));
			rest = span_sub(rest, 1, rest.n);
		}
		version_put(s, DEB_END);
		version_put_number(s, 0, version_take(&rest, version_is_digit));
	} while (rest.n);
	version_put(s, DEB_END);
}

/* Offset of the last byte of that value, or n. */
static size_t last_of(struct span a, char c)
{
	for (size_t i = a.n; i > 0; i--)
		if (a.p[i - 1] == (uint8_t)c)
			return i - 1;
	return a.n;
}

void version_put_deb(struct version_sink *s, struct span a)
{
	size_t at;

	a = span_trim(a);
	version_put_number(s, 0, version_take_epoch(&a));
	at = last_of(a, '-');
	put_deb_part(s, span_sub(a, 0, at));
	put_deb_part(s, span_sub(a, at + 1, a.n));
}

static bool rpm_is_letter(uint8_t c)
{
	return version_is_letter(c) && c < 0x80;
}

/* rpm's manual, "version comparison": segments of digits or letters, tilde and caret. */
static void put_rpm_part(struct version_sink *s, struct span rest)
{
	while (rest.n) {
		uint8_t c = rest.p[0];

		if (version_is_digit(c)) {
			version_put_number(
			    s, RPM_NUMBER, version_take(&rest, version_is_digit));
			continue;
		}
		if (rpm_is_letter(c)) {
			struct span word = version_take(&rest, rpm_is_letter);

			version_put(s, RPM_LETTERS);
			for (size_t i = 0; i < word.n; i++)
				version_put(s, word.p[i]);
			version_put(s, 0);
			continue;
		}
		if (c == '~')
			version_put(s, RPM_TILDE);
		else if (c == '^')
			version_put(s, RPM_CARET);
		rest = span_sub(rest, 1, rest.n);
	}
	version_put(s, RPM_END);
}

/* A version without a release is below the same one with any. */
void version_put_rpm(struct version_sink *s, struct span a)
{
	size_t at;

	a = span_trim(a);
	version_put_number(s, 0, version_take_epoch(&a));
	at = last_of(a, '-');
	put_rpm_part(s, span_sub(a, 0, at));
	if (at < a.n)
		put_rpm_part(s, span_sub(a, at + 1, a.n));
}
