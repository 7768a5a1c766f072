#include "report/i18n.h"

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/locale.h"

#include <ctype.h>
#include <pthread.h>

struct lang {
	const char *code;
	struct span (*file)(void); /* compiled translations; NULL for English */
	struct mo mo;
	const struct locale *locale;
};

#define NBSP        "\xc2\xa0"
#define NARROW_NBSP "\xe2\x80\xaf"

/* Made by the build from po/ (tools/embed). */
extern const uint8_t embed_fr_mo[], embed_fr_mo_end[], embed_nb_mo[], embed_nb_mo_end[];

static struct span file_fr(void)
{
	return span_of(embed_fr_mo, (size_t)(embed_fr_mo_end - embed_fr_mo));
}

static struct span file_nb(void)
{
	return span_of(embed_nb_mo, (size_t)(embed_nb_mo_end - embed_nb_mo));
}

const char *const i18n_codes[] = {"en", "fr", "nb", NULL};

static struct lang langs[] = {
    {.code = "en"},
    {.code = "fr", .file = file_fr},
    {.code = "nb", .file = file_nb},
};

static void open_all(void)
{
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		langs[i].locale = locale_of(langs[i].code);
		if (langs[i].file && mo_open(langs[i].file(), &langs[i].mo) < 0)
			abort(); /* the build wrote it: our own bug */
	}
}

const struct lang *i18n_lang(const char *code)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, open_all);
	for (size_t i = 0; code && i < ARRAY_LEN(langs); i++)
		if (strcmp(langs[i].code, code) == 0)
			return &langs[i];
	return NULL;
}

const char *i18n_code(const struct lang *lang)
{
	return lang->code;
}

const struct mo *i18n_mo(const struct lang *lang)
{
	return lang->file ? &lang->mo : NULL;
}

const char *tr(const struct lang *lang, const char *msgid)
{
	const char *text = lang->file ? mo_get(&lang->mo, msgid) : NULL;

	return text ? text : msgid;
}

const char *trn(const struct lang *lang, const char *one, const char *many, int64_t n)
{
	unsigned plural = locale_plural(lang->locale, n);
	const char *text = lang->file ? mo_plural(&lang->mo, one, plural) : NULL;

	return text ? text : plural ? many : one;
}

const char *i18n_fill(
    struct arena *arena, const char *text, const char *const *values, size_t n)
{
	STR_AUTO(out, (size_t)1 << 20);

	for (; *text; text++) {
		if (text[0] != '%' || !((text[1] >= '1' && text[1] <= '9') || text[1] == '%')) {
			str_char(&out, *text);
			continue;
		}
		text++;
		if (*text == '%')
			str_char(&out, '%');
		else if ((size_t)(*text - '1') < n)
			str_add(&out, values[*text - '1']);
	}
	return str_dup(&out, arena);
}

const char *i18n_number(struct arena *arena, const struct lang *lang, int64_t v)
{
	STR_AUTO(out, 64);

	locale_number(lang->locale, v, &out);
	return str_dup(&out, arena);
}

const char *i18n_percent(struct arena *arena, const struct lang *lang, int64_t v)
{
	STR_AUTO(out, 64);

	locale_percent(lang->locale, v, &out);
	return str_dup(&out, arena);
}

static const char *month_name(const struct lang *lang, int month)
{
	static const char *const names[] = {TR("January"), TR("February"), TR("March"),
	    TR("April"), TR("May"), TR("June"), TR("July"), TR("August"), TR("September"),
	    TR("October"), TR("November"), TR("December")};

	return tr(lang, names[month - 1]);
}

const char *i18n_date(struct arena *arena, const struct lang *lang, int64_t ms)
{
	struct time_parts t = time_split(ms);
	const char *day = arena_printf(arena, "%d", t.day),
		   *year = arena_printf(arena, "%d", t.year);

	/* The first of a month is an ordinal in French. */
	if (t.day == 1)
		return trf(arena, lang, "1 %1 %2", month_name(lang, t.month), year);
	return trf(arena, lang, "%1 %2 %3", day, month_name(lang, t.month), year);
}

const char *i18n_time(struct arena *arena, const struct lang *lang, int64_t ms)
{
	struct time_parts t = time_split(ms);

	return trf(arena, lang, "%1, %2 UTC", i18n_date(arena, lang, ms),
	    arena_printf(arena, "%02d:%02d", t.hour, t.minute));
}

/* The no-break space that French sets before the character (or behind an opening guillemet);
 * NULL for none. */
static const char *space_before(const char *p)
{
	if (*p == ':' || strncmp(p, "\xc2\xbb", 2) == 0)
		return NBSP;
	if (*p == ';' || *p == '!' || *p == '?')
		return NARROW_NBSP;
	return NULL;
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Whether the typewriter's apostrophe at p is one: inside a word (d'un, browser's), or in
 * English behind a plural (developers' tools). Quotation marks of commands are none. */
static bool is_apostrophe(const struct lang *lang, const char *text, const char *p)
{
	if (*p != '\'' || p == text || !is_letter(p[-1]))
		return false;
	return is_letter(p[1]) ||
	       (p[-1] == 's' && p[1] == ' ' && strcmp(lang->code, "en") == 0);
}

/* The quotation mark that English prints for the typewriter's at p. */
static const char *english_quote(const char *text, const char *p)
{
	return p == text || strchr(" (", p[-1]) ? "\xe2\x80\x9c" : "\xe2\x80\x9d";
}

/* The no-break space that French has for the plain one at p; NULL for none. */
static const char *french_space(const char *text, const char *p)
{
	if (p - text >= 2 && strncmp(p - 2, "\xc2\xab", 2) == 0)
		return NBSP;
	return p > text ? space_before(p + 1) : NULL;
}

/* What is printed instead of the character at p; NULL for itself. */
static const char *printed(const struct lang *lang, const char *text, const char *p)
{
	if (is_apostrophe(lang, text, p))
		return "\xe2\x80\x99";
	if (*p == '-' && p > text && p[-1] == ' ' && p[1] == ' ')
		return "\xe2\x80\x93";
	if (*p == '"' && strcmp(lang->code, "en") == 0)
		return english_quote(text, p);
	if (*p == ' ' && strcmp(lang->code, "fr") == 0)
		return french_space(text, p);
	return NULL;
}

const char *i18n_typography(struct arena *arena, const struct lang *lang, const char *text)
{
	STR_AUTO(out, (size_t)1 << 20);
	bool code = false;

	if (!text)
		return NULL;
	for (const char *p = text; *p; p++) {
		const char *other;

		if (*p == '`')
			code = !code;
		other = code ? NULL : printed(lang, text, p);
		if (other)
			str_add(&out, other);
		else
			str_char(&out, *p);
	}
	return str_dup(&out, arena);
}
