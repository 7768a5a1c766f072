#include "codec/version.h"

#include "base/macros.h"
#include "codec/version_impl.h"

/*
 * A key is a row of tokens whose bytes order as the tokens do. GENERIC, SEMVER, WINDOWS, CISCO
 * and DATE share one alphabet, so that their keys stand in one order; DEB and RPM have their
 * own.
 *
 *   01 tilde   02..06 words before a release, earliest first   07 pre-release of SEMVER
 *   08 the end   0a letters, ended by 00   10.. a number   fa text of a SEMVER identifier
 */
enum {
	KEY_TILDE = 0x01,
	KEY_BEFORE = 0x02, /* and the word's rank */
	KEY_PRE = 0x07,
	KEY_END = 0x08,
	KEY_LETTERS = 0x0a,
	KEY_NUMBER = 0x10,
	KEY_TEXT = 0xfa,
};

/* Numbers: one byte up to 199, then the length and the bytes, then the count of digits. */
enum { NUMBER_SMALL = 200, NUMBER_LONG = NUMBER_SMALL + 9, NUMBER_DIGITS = 19 };

const char *const version_scheme_names[] = {
    "generic", "semver", "deb", "rpm", "windows", "cisco", "date", NULL};

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

struct span version_take(struct span *a, bool (*test)(uint8_t))
{
	struct span part = *a;
	size_t n = 0;

	while (n < a->n && test(a->p[n]))
		n++;
	part.n = n;
	if (n)
		*a = span_of(a->p + n, a->n - n);
	return part;
}

struct span version_without_zeros(struct span digits)
{
	while (digits.n && digits.p[0] == '0') {
		digits.p++;
		digits.n--;
	}
	return digits;
}

void version_put_number(struct version_sink *s, unsigned base, struct span digits)
{
	uint64_t v = 0;
	int bytes = 1;

	digits = version_without_zeros(digits);
	if (digits.n > NUMBER_DIGITS) {
		version_put(s, base + NUMBER_LONG);
		for (int shift = 24; shift >= 0; shift -= 8)
			version_put(
			    s, (unsigned)(MIN(digits.n, (size_t)UINT32_MAX) >> shift) & 0xff);
		for (size_t i = 0; i < digits.n; i++)
			version_put(s, digits.p[i]);
		return;
	}
	for (size_t i = 0; i < digits.n; i++)
		v = v * 10 + (uint64_t)(digits.p[i] - '0');
	if (v < NUMBER_SMALL) {
		version_put(s, base + (unsigned)v);
		return;
	}
	while (bytes < 8 && v >> (8 * bytes))
		bytes++;
	version_put(s, base + NUMBER_SMALL + (unsigned)bytes);
	while (bytes-- > 0)
		version_put(s, (unsigned)(v >> (8 * bytes)) & 0xff);
}

/* Words that stand before a release, with their rank; RANK_RELEASE: it is the release itself.
 */
enum { RANK_DEV, RANK_ALPHA, RANK_BETA, RANK_PREVIEW, RANK_CANDIDATE, RANK_RELEASE };
static const struct {
	const char *word;
	int rank;
} words[] = {
    {"dev", RANK_DEV},
    {"devel", RANK_DEV},
    {"snapshot", RANK_DEV},
    {"nightly", RANK_DEV},
    {"prealpha", RANK_DEV},
    {"alpha", RANK_ALPHA},
    {"beta", RANK_BETA},
    {"milestone", RANK_BETA},
    {"pre", RANK_PREVIEW},
    {"preview", RANK_PREVIEW},
    {"prerelease", RANK_PREVIEW},
    {"rc", RANK_CANDIDATE},
    {"cr", RANK_CANDIDATE},
    {"final", RANK_RELEASE},
    {"ga", RANK_RELEASE},
    {"release", RANK_RELEASE},
};

static int word_rank(struct span word)
{
	if (word.n < 2)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (span_ieq(word, words[i].word))
			return words[i].rank;
	return -1;
}

/* A leading "v" as in tags. */
static struct span without_v(struct span a)
{
	if (a.n > 1 && lower(a.p[0]) == 'v' && version_is_digit(a.p[1]))
		return span_sub(a, 1, a.n);
	return a;
}

static void put_letters(
    struct version_sink *s, struct span word, struct span rest, bool with_words)
{
	int rank = with_words ? word_rank(word) : -1;

	if (rank == RANK_RELEASE && rest.n == 0)
		return;
	if (rank >= 0 && rank < RANK_RELEASE) {
		version_put(s, KEY_BEFORE + (unsigned)rank);
		return;
	}
	version_put(s, KEY_LETTERS);
	for (size_t i = 0; i < word.n; i++)
		version_put(s, lower(word.p[i]));
	version_put(s, 0);
}

/*
 * Runs of digits and letters; anything else separates and has no weight of its own, but for the
 * tilde, which is below the end. Zeros that end a row of numbers are left out, since "1.0" and
 * "1.0.0" are one version.
 */
static void put_runs(struct version_sink *s, struct span rest, bool with_words)
{
	size_t zeros = 0;

	while (rest.n) {
		uint8_t c = rest.p[0];

		if (version_is_digit(c)) {
			struct span digits =
			    version_without_zeros(version_take(&rest, version_is_digit));

			if (digits.n == 0) {
				zeros++;
				continue;
			}
			for (; zeros; zeros--)
				version_put(s, KEY_NUMBER);
			version_put_number(s, KEY_NUMBER, digits);
		} else if (version_is_letter(c)) {
			struct span word = version_take(&rest, version_is_letter);

			zeros = 0;
			put_letters(s, word, rest, with_words);
		} else {
			if (c == '~') {
				zeros = 0;
				version_put(s, KEY_TILDE);
			}
			rest = span_sub(rest, 1, rest.n);
		}
	}
	version_put(s, KEY_END);
}

static void put_generic(struct version_sink *s, struct span a)
{
	put_runs(s, without_v(span_trim(a)), true);
}

/* The letters of a train or rebuild ("15.1(2)T3") are names, none of them a pre-release. */
static void put_cisco(struct version_sink *s, struct span a)
{
	put_runs(s, without_v(span_trim(a)), false);
}

static bool is_identifier(uint8_t c)
{
	return version_is_digit(c) || c == '-' || (version_is_letter(c) && c < 0x80);
}

/* Identifiers with dots between, to the end. */
static bool are_identifiers(struct span a)
{
	struct span part;

	while (span_split(&a, '.', &part)) {
		if (part.n == 0 || version_take(&part, is_identifier).n == 0 || part.n)
			return false;
	}
	return true;
}

/* Splits into the core ("1.2.3"), and the pre-release without its hyphen (p NULL: none). */
static bool split_semver(struct span a, struct span *ret_core, struct span *ret_pre)
{
	struct span rest = a, build;

	do {
		if (rest.n == 0 || version_take(&rest, version_is_digit).n == 0)
			return false;
		if (rest.n == 0 || rest.p[0] != '.')
			break;
		rest = span_sub(rest, 1, rest.n);
	} while (true);
	*ret_core = span_sub(a, 0, a.n - rest.n);
	*ret_pre = (struct span){0};
	if (rest.n && rest.p[0] == '-') {
		ptrdiff_t plus = span_find(rest, "+");
		size_t end = plus < 0 ? rest.n : (size_t)plus;

		*ret_pre = span_sub(rest, 1, end - 1);
		rest = span_sub(rest, end, rest.n);
		if (ret_pre->n == 0 || !are_identifiers(*ret_pre))
			return false;
	}
	build = span_sub(rest, 1, rest.n);
	return rest.n == 0 || (rest.p[0] == '+' && build.n && are_identifiers(build));
}

/* Precedence of Semantic Versioning 2.0.0 section 11: numbers below text, fewer below more. */
static void put_semver(struct version_sink *s, struct span a)
{
	struct span core, pre, part;

	a = without_v(span_trim(a));
	if (!split_semver(a, &core, &pre)) {
		put_generic(s, a);
		return;
	}
	put_runs(s, core, false);
	if (!pre.p)
		return;
	s->p[s->n - 1] = KEY_PRE;
	while (span_split(&pre, '.', &part)) {
		struct span rest = part;

		if (part.n && version_take(&rest, version_is_digit).n == part.n) {
			version_put_number(s, KEY_NUMBER, part);
			continue;
		}
		version_put(s, KEY_TEXT);
		for (size_t i = 0; i < part.n; i++)
			version_put(s, part.p[i]);
		version_put(s, 0);
	}
	version_put(s, KEY_END);
}

/* Value of n digits at the front of a, or -1. */
static int digits_at(struct span a, size_t n)
{
	int v = 0;

	if (a.n < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (!version_is_digit(a.p[i]))
			return -1;
		v = v * 10 + (a.p[i] - '0');
	}
	return v;
}

/* Length of the date (year, month, day, one separator or none) that a begins with; 0: none. */
static size_t date_length(struct span a)
{
	int year = digits_at(a, 4), month, day;
	bool split = a.n > 4 && strchr("-./_", a.p[4]) && a.p[4];
	size_t at = split ? 5 : 4;

	month = digits_at(span_sub(a, at, 2), 2);
	at += 2;
	if (split && (a.n <= at || a.p[at] != a.p[4]))
		return 0;
	at += split;
	day = digits_at(span_sub(a, at, 2), 2);
	at += 2;
	if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31)
		return 0;
	return a.n > at && version_is_digit(a.p[at]) ? 0 : at;
}

static void put_date(struct version_sink *s, struct span a)
{
	size_t n;

	a = span_trim(a);
	n = date_length(a);
	if (n) {
		bool split = n > 8;

		version_put_number(s, KEY_NUMBER, span_sub(a, 0, 4));
		version_put_number(s, KEY_NUMBER, span_sub(a, split ? 5 : 4, 2));
		version_put_number(s, KEY_NUMBER, span_sub(a, split ? 8 : 6, 2));
		a = span_sub(a, n, a.n);
	}
	put_generic(s, a);
}

/* Writes the key into room for key_max bytes and gives its length. */
/* NOLINTNEXTLINE(readability-non-const-parameter): it is written through the sink */
static size_t write_key(enum version_scheme scheme, struct span version, uint8_t *room)
{
	struct version_sink s = {.p = room};

	switch (scheme) {
	case VERSION_SEMVER:
		put_semver(&s, version);
		break;
	case VERSION_DEB:
		version_put_deb(&s, version);
		break;
	case VERSION_RPM:
		version_put_rpm(&s, version);
		break;
	case VERSION_CISCO:
		put_cisco(&s, version);
		break;
	case VERSION_DATE:
		put_date(&s, version);
		break;
	case VERSION_GENERIC:
	case VERSION_WINDOWS:
	case VERSION_SCHEMES:
		put_generic(&s, version);
		break;
	}
	return s.n;
}

static size_t key_max(struct span version)
{
	return version.n * 4 + 16;
}

enum { SHORT_KEY = 528 }; /* bytes: of a version of 128 */

void version_key(enum version_scheme scheme, struct span version, struct str *out)
{
	uint8_t small[SHORT_KEY], *big = NULL;
	size_t n;

	if (key_max(version) > sizeof(small))
		big = mem_alloc(key_max(version));
	n = write_key(scheme, version, big ? big : small);
	str_put(out, big ? big : small, n);
	(void)mem_free(big);
}

int version_compare(enum version_scheme scheme, struct span a, struct span b)
{
	uint8_t small_a[SHORT_KEY], small_b[SHORT_KEY], *big = NULL, *key_a = small_a,
							*key_b = small_b;
	size_t na, nb;
	int r;

	if (key_max(a) > sizeof(small_a) || key_max(b) > sizeof(small_b)) {
		big = mem_alloc(key_max(a) + key_max(b));
		key_a = big;
		key_b = big + key_max(a);
	}
	na = write_key(scheme, a, key_a);
	nb = write_key(scheme, b, key_b);
	r = memcmp(key_a, key_b, MIN(na, nb));
	(void)mem_free(big);
	return r ? r : (na > nb) - (na < nb);
}

/* "(" between digits: "15.1(2)". */
static bool has_rebuild(struct span a)
{
	for (size_t i = 1; i + 1 < a.n; i++)
		if (a.p[i] == '(' && version_is_digit(a.p[i - 1]) &&
		    version_is_digit(a.p[i + 1]))
			return true;
	return false;
}

/* The distribution of a Red Hat package: ".el9", ".fc40" after the release. */
static bool has_rpm_tag(struct span a)
{
	static const char *const tags[] = {".el", ".fc", ".amzn", ".suse"};

	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		ptrdiff_t at = span_ifind(a, tags[i]);
		size_t after = (size_t)at + strlen(tags[i]);

		if (at > 0 && after < a.n && version_is_digit(a.p[after]) &&
		    span_find(a, "-") >= 0)
			return true;
	}
	return false;
}

static bool has_deb_tag(struct span a)
{
	return span_ifind(a, "+deb") >= 0 || span_ifind(a, "~deb") >= 0 ||
	       span_ifind(a, "ubuntu") > 0 || span_ifind(a, "+dfsg") >= 0;
}

/* Four numbers, the third of at least four digits: "10.0.20348.2700". */
static bool is_build(struct span a)
{
	for (int i = 0; i < 4; i++) {
		struct span digits = version_take(&a, version_is_digit);

		if (digits.n == 0 || (i == 2 && digits.n < 4))
			return false;
		if (i == 3)
			return a.n == 0;
		if (a.n == 0 || a.p[0] != '.')
			return false;
		a = span_sub(a, 1, a.n);
	}
	return false;
}

enum version_scheme version_guess(struct span version)
{
	struct span a = span_trim(version), rest = a;

	if (has_rpm_tag(a))
		return VERSION_RPM;
	if (has_deb_tag(a) ||
	    (version_take_epoch(&rest).p && rest.n && version_is_digit(rest.p[0])))
		return VERSION_DEB;
	if (has_rebuild(a))
		return VERSION_CISCO;
	if (date_length(a) && date_length(a) == a.n)
		return VERSION_DATE;
	if (is_build(a) && (span_starts(a, "10.0.") || span_starts(a, "6.")))
		return VERSION_WINDOWS;
	return VERSION_GENERIC;
}
