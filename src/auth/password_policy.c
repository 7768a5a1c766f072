#include "auth/password.h"

#include "codec/utf8.h"

#include <ctype.h>

/*
 * A guesser's list is made of few kinds of pieces: words, years, runs along the alphabet or the
 * keyboard, repetitions. Instead of a list of passwords this finds the cheapest way to put one
 * together from such pieces, and counts the characters that are left.
 */
enum { PIECE_LEAST = 3, PIECE_MOST = 32, OWN_WORDS = 32 };

/* Rows that a finger runs along, read both ways: alphabet, digits, QWERTY, AZERTY, QWERTZ and
 * columns. */
static const char *const rows[] = {"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop",
    "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "!\"#$%&/()=", "!@#$%^&*()"};

/* What people choose, in the languages of the portal: names of things at hand, months, days,
 * seasons, greetings. As folded by fold_code. */
static const char *const words[] = {"admin", "administrateur", "administrator", "adresse",
    "aout", "april", "august", "automne", "autumn", "avril", "bienvenue", "bonjour", "bruker",
    "cert", "change", "changeme", "changez", "clinic", "clinique", "december", "decembre",
    "default", "desember", "dimanche", "doctor", "dragon", "february", "februar", "fevrier",
    "football", "fotball", "france", "fredag", "friday", "guest", "hallo", "health", "heisann",
    "hello", "helse", "hemmelig", "hiver", "hopital", "hospital", "host", "iloveyou", "january",
    "januar", "janvier", "jeudi", "jetaime", "juillet", "juin", "juli", "july", "june", "juni",
    "lege", "letmein", "login", "lordag", "love", "lundi", "mandag", "march", "mardi", "mars",
    "master", "medecin", "mercredi", "minister", "monday", "monkey", "motdepasse", "norge",
    "norway", "november", "novembre", "october", "octobre", "office", "oktober", "onsdag",
    "oslo", "paris", "pass", "passe", "passord", "password", "patient", "portail", "portal",
    "princess", "printemps", "root", "samedi", "sante", "saturday", "secret", "secure",
    "securite", "security", "september", "septembre", "service", "sikker", "sikkerhet",
    "soleil", "sommer", "sondag", "spring", "summer", "sunday", "sunshine", "superman",
    "support", "sykehus", "sykepleier", "system", "temp", "test", "thursday", "tirsdag",
    "torsdag", "tuesday", "user", "utilisateur", "varde", "velkommen", "vendredi", "vinter",
    "wednesday", "welcome", "winter", "word"};

/* A text as it is compared, one unit a character. */
struct text {
	uint32_t typed[PASSWORD_MOST];  /* lower case */
	uint32_t folded[PASSWORD_MOST]; /* and signs as the letters they stand for */
	size_t n;
};

struct own_word {
	uint32_t folded[PIECE_MOST];
	size_t n;
};

/* A lower-case character without its accent, a sign as the letter that it replaces
 * ("P@ssw0rd"). */
static uint32_t fold_code(uint32_t code)
{
	static const struct {
		const char *from;
		char to;
	} folds[] = {{"@4àáâãäåæ", 'a'}, {"3èéêë", 'e'}, {"1!|ìíîï", 'i'}, {"0òóôõöøœ", 'o'},
	    {"5$", 's'}, {"7+", 't'}, {"ùúûü", 'u'}, {"ç", 'c'}, {"ñ", 'n'}};

	for (size_t i = 0; i < ARRAY_LEN(folds); i++) {
		struct span from = span_str(folds[i].from);
		uint32_t one;

		while (from.n > 0) {
			from = span_sub(from, utf8_next(from, &one), from.n);
			if (one == code)
				return (uint32_t)folds[i].to;
		}
	}
	return code;
}

/* The letter in lower case: ASCII and Latin-1. */
static uint32_t lower_code(uint32_t code)
{
	if (code < 0x80)
		return (uint32_t)tolower((int)code);
	return code >= 0xc0 && code <= 0xde && code != 0xd7 ? code + 0x20 : code;
}

/* Reads at most PASSWORD_MOST characters; false when it is no text. */
static bool text_read(struct span s, struct text *text)
{
	text->n = 0;
	while (s.n > 0 && text->n < PASSWORD_MOST) {
		uint32_t code;
		size_t n = utf8_next(s, &code);

		if (n == 0 || code < 0x20 || code == 0x7f)
			return false;
		text->typed[text->n] = lower_code(code);
		text->folded[text->n] = fold_code(text->typed[text->n]);
		text->n++;
		s = span_sub(s, n, s.n);
	}
	return true;
}

/* How many characters of typed from at on run along the row, forwards or backwards. */
static size_t run_along(const struct text *t, size_t at, const char *row, int step)
{
	size_t n = strlen(row);
	const char *from = t->typed[at] < 0x80 ? strchr(row, (int)t->typed[at]) : NULL;
	ptrdiff_t i = from ? from - row : -1;
	size_t len = 0;

	while (i >= 0 && i < (ptrdiff_t)n && at + len < t->n &&
	       t->typed[at + len] == (uint8_t)row[i]) {
		len++;
		i += step;
	}
	return len;
}

/* The longest run of a row, of one character, or a repetition of what stands just before. */
static size_t longest_run(const struct text *t, size_t at)
{
	size_t best = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		best = MAX(best, run_along(t, at, rows[i], 1));
		best = MAX(best, run_along(t, at, rows[i], -1));
	}
	if (best < PIECE_LEAST)
		best = 0;
	for (size_t period = 1; period <= at; period++) {
		size_t len = 0;

		while (at + len < t->n && t->typed[at + len] == t->typed[at + len - period])
			len++;
		if (len >= MAX(period, (size_t)PIECE_LEAST - 1))
			best = MAX(best, len);
	}
	return best;
}

static bool is_year(const struct text *t, size_t at)
{
	const uint32_t *c = t->typed + at;

	if (at + 4 > t->n || !((c[0] == '1' && c[1] == '9') || (c[0] == '2' && c[1] == '0')))
		return false;
	return c[2] >= '0' && c[2] <= '9' && c[3] >= '0' && c[3] <= '9';
}

static bool word_at(const struct text *t, size_t at, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (at + i >= t->n || t->folded[at + i] != (uint8_t)word[i])
			return false;
	return true;
}

static bool own_at(const struct text *t, size_t at, const struct own_word *own)
{
	return at + own->n <= t->n &&
	       memcmp(t->folded + at, own->folded, own->n * sizeof(own->folded[0])) == 0;
}

static void reach(size_t *cost, size_t at, size_t len, size_t price)
{
	cost[at + len] = MIN(cost[at + len], cost[at] + price);
}

/* How many characters no piece explains, at best. */
static size_t unexplained(const struct text *t, const struct own_word *own, size_t nown)
{
	size_t cost[PASSWORD_MOST + 1];

	for (size_t i = 0; i <= t->n; i++)
		cost[i] = i;
	for (size_t at = 0; at < t->n; at++) {
		size_t run = longest_run(t, at);

		reach(cost, at, 1, 1);
		for (size_t len = 1; len <= run; len++)
			reach(cost, at, len, 0);
		if (is_year(t, at))
			reach(cost, at, 4, 0);
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (word_at(t, at, words[i], strlen(words[i])))
				reach(cost, at, strlen(words[i]), 0);
		for (size_t i = 0; i < nown; i++)
			if (own_at(t, at, &own[i]))
				reach(cost, at, own[i].n, 0);
	}
	return cost[t->n];
}

static bool is_word_code(uint32_t code)
{
	return code >= 0x80 || isalnum((int)code);
}

/* Adds the words of a text about the person. */
static size_t add_words(const char *s, struct own_word *own, size_t n)
{
	struct text t;

	if (!s || !text_read(span_str(s), &t))
		return n;
	for (size_t at = 0; at < t.n && n < OWN_WORDS; at++) {
		struct own_word *w = &own[n];

		w->n = 0;
		for (; at < t.n && is_word_code(t.typed[at]); at++)
			if (w->n < PIECE_MOST)
				w->folded[w->n++] = t.folded[at];
		if (w->n >= PIECE_LEAST)
			n++;
	}
	return n;
}

enum password_fault password_fault(struct span password, const char *const *own, size_t nown)
{
	struct own_word known[OWN_WORDS];
	struct text text;
	size_t nknown = 0;

	if (password.n > PASSWORD_MOST)
		return PASSWORD_LONG;
	if (!text_read(password, &text))
		return PASSWORD_NOT_TEXT;
	if (text.n < PASSWORD_LEAST)
		return PASSWORD_SHORT;
	if (unexplained(&text, NULL, 0) < PASSWORD_UNEXPLAINED)
		return PASSWORD_COMMON;
	for (size_t i = 0; i < nown; i++)
		nknown = add_words(own[i], known, nknown);
	if (unexplained(&text, known, nknown) < PASSWORD_UNEXPLAINED)
		return PASSWORD_PERSONAL;
	return PASSWORD_FINE;
}
