#include "report/pdf_layout.h"

#include "codec/utf8.h"

/* How an atom is tied to the one before it. */
enum glue {
	GLUE_NONE,  /* not at all apart */
	GLUE_HARD,  /* by a space at which no line ends */
	GLUE_BREAK, /* without a space; a line may end */
	GLUE_SPACE,
	GLUE_LINE, /* a new line begins */
};

/* The least part of a text that stays together wherever possible. */
struct atom {
	struct span text;
	const struct pdf_word *word;
	double width; /* with a badge's padding */
	double pad;
	int run;
	enum face face;
	enum glue before;
};

struct atoms {
	VEC(struct atom) v;
	enum glue glue; /* before the next atom */
};

#define NBSP "\xc2\xa0"

enum {
	CHUNK = 120,
	BADGE_MAX = 80
}; /* bytes of an atom; of a text that may stand in a badge */

const struct text_style pdf_text_body = {10, 15, PALETTE_TEXT, false, false};
const struct text_style pdf_text_small = {8.6, 12.4, PALETTE_TEXT, false, false};
const struct text_style pdf_text_head = {8.6, 12.4, PALETTE_ACCENT, true, false};
const struct text_style pdf_text_caption = {8.6, 12.4, PALETTE_MUTED, false, false};
const struct text_style pdf_text_code = {8.2, 11.8, PALETTE_TEXT, false, true};

static bool is_code(const struct text_style *style, const struct doc_run *run)
{
	return style->code || run->style == RUN_CODE;
}

static enum face face_of(const struct text_style *style, const struct doc_run *run)
{
	if (is_code(style, run))
		return FACE_MONO;
	if (style->bold || run->style == RUN_BOLD || run->style == RUN_BADGE)
		return FACE_BOLD;
	return FACE_TEXT;
}

/* A run's font size within a block of that style: monospaced letters look larger, badges have a
 * box around. */
static double size_of(const struct text_style *style, const struct doc_run *run)
{
	if (style->code)
		return style->size;
	if (run && run->style == RUN_CODE)
		return style->size * 0.92;
	return run && run->style == RUN_BADGE ? style->size * 0.86 : style->size;
}

static void add_atom(struct layout *l, struct atoms *to, const struct text_style *style,
    const struct doc_run *runs, int run, struct span text)
{
	struct atom a = {.text = text, .run = run, .before = to->glue};

	a.face = face_of(style, &runs[run]);
	a.pad = runs[run].style == RUN_BADGE && text.n <= BADGE_MAX ? style->size * 0.5 : 0;
	a.word = pdf_font_shape(l->pdf, l->faces[a.face], text);
	a.width = a.word->width * size_of(style, &runs[run]) / 1000 + 2 * a.pad;
	vec_push(l->temp, &to->v, a);
	to->glue = GLUE_NONE;
}

/* Long words become several atoms, cut between characters. */
static void add_long(struct layout *l, struct atoms *to, const struct text_style *style,
    const struct doc_run *runs, int run, struct span text)
{
	while (text.n > CHUNK) {
		size_t n = CHUNK;

		while (n > CHUNK - 4 && (text.p[n] & 0xc0) == 0x80)
			n--;
		add_atom(l, to, style, runs, run, span_sub(text, 0, n));
		text = span_sub(text, n, text.n);
	}
	if (text.n)
		add_atom(l, to, style, runs, run, text);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_alnum(uint8_t c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool is_alpha(uint8_t c)
{
	return is_alnum(c) && !(c >= '0' && c <= '9');
}

/* Addresses, paths, options: a hyphen in them is no place for a line to end. */
static bool is_name(struct span word)
{
	for (size_t i = 0; i + 1 < word.n; i++)
		if (strchr("._:@/=", word.p[i]))
			return true;
	return false;
}

/* Whether a line may end after byte i of a word (Unicode's line breaking, UAX 14, reduced to
 * what reports need). */
static bool breaks_after(struct span word, size_t i, bool name)
{
	uint8_t c = word.p[i], next = i + 1 < word.n ? word.p[i + 1] : 0;

	if (i == 0 || !next)
		return false;
	if (c == '-' && !name) /* not behind the one letter of "e-mail" */
		return i >= 2 && is_alnum(word.p[i - 1]) && is_alpha(next);
	if (c == '/')
		return is_alnum(next) && word.p[i - 1] != '/' && word.p[i - 1] != ':';
	if (i >= 2 && word.p[i - 2] == 0xe2 && word.p[i - 1] == 0x80)
		return c == 0x8b || c == 0x90 || c == 0x93 || c == 0x94; /* U+200B, dashes */
	return false;
}

static void add_word(struct layout *l, struct atoms *to, const struct text_style *style,
    const struct doc_run *runs, int run, struct span word)
{
	bool name = is_code(style, &runs[run]) || is_name(word);
	size_t begin = 0;

	for (size_t i = 0; i < word.n; i++) {
		if (!breaks_after(word, i, name))
			continue;
		add_long(l, to, style, runs, run, span_sub(word, begin, i + 1 - begin));
		to->glue = GLUE_BREAK;
		begin = i + 1;
	}
	add_long(l, to, style, runs, run, span_sub(word, begin, word.n));
}

/* A space before such a mark ends no line, as French sets it, even where a plain one was
 * written. */
static bool is_mark(struct span word)
{
	static const char *const marks[] = {":", ";", "!", "?", "%", "\xc2\xbb"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (span_starts(word, marks[i]) &&
		    (word.n == strlen(marks[i]) || !is_alnum(word.p[strlen(marks[i])])))
			return true;
	return false;
}

static void add_prose(struct layout *l, struct atoms *to, const struct text_style *style,
    const struct doc_run *runs, int run, struct span rest)
{
	while (rest.n) {
		size_t n = 0;

		while (n < rest.n && !is_blank(rest.p[n]))
			n++;
		if (n == 0) {
			to->glue = GLUE_SPACE;
			rest = span_sub(rest, 1, rest.n);
			continue;
		}
		if (to->glue == GLUE_SPACE && to->v.n && is_mark(span_sub(rest, 0, n)))
			to->glue = GLUE_HARD;
		add_word(l, to, style, runs, run, span_sub(rest, 0, n));
		rest = span_sub(rest, n, rest.n);
	}
}

/* Spaces as an atom of their own. */
static void add_blanks(struct layout *l, struct atoms *to, const struct text_style *style,
    const struct doc_run *runs, int run, size_t n)
{
	static const char blanks[] = "                                ";

	for (; n; n -= MIN(n, sizeof(blanks) - 1)) {
		add_atom(l, to, style, runs, run, span_of(blanks, MIN(n, sizeof(blanks) - 1)));
		to->glue = GLUE_BREAK;
	}
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Verbatim text: each line by itself, spaces are kept, TAB is four of them. */
static void add_code(struct layout *l, struct atoms *to, const struct text_style *style,
    const struct doc_run *runs, int run)
{
	struct span rest = span_str(runs[run].text), line;

	while (span_line(&rest, &line)) {
		while (line.n) {
			size_t n = 0, spaces = 0;

			for (; n < line.n && is_space(line.p[n]); n++)
				spaces += line.p[n] == '\t' ? 4 : 1;
			add_blanks(l, to, style, runs, run, spaces);
			line = span_sub(line, n, line.n);
			for (n = 0; n < line.n && !is_space(line.p[n]); n++)
				;
			if (n)
				add_word(l, to, style, runs, run, span_sub(line, 0, n));
			line = span_sub(line, n, line.n);
		}
		if (to->glue == GLUE_LINE)
			add_atom(l, to, style, runs, run, span_of("", 0)); /* an empty line */
		to->glue = GLUE_LINE;
	}
}

static struct atoms split(
    struct layout *l, const struct doc_run *runs, size_t n, const struct text_style *style)
{
	struct atoms to = {.glue = GLUE_NONE};

	for (size_t i = 0; i < n; i++) {
		struct span all = span_str(runs[i].text);

		if (style->code) {
			add_code(l, &to, style, runs, (int)i);
		} else if (runs[i].style == RUN_BADGE && all.n <= BADGE_MAX) {
			if (to.v.n && to.glue == GLUE_NONE)
				to.glue = GLUE_SPACE;
			add_atom(l, &to, style, runs, (int)i, all);
		} else {
			/* A badge's neighbour keeps its distance, tied to it by a no-break
			 * space. */
			if (i && runs[i - 1].style == RUN_BADGE && span_starts(all, NBSP)) {
				to.glue = GLUE_HARD;
				all = span_sub(all, strlen(NBSP), all.n);
			} else if (i && runs[i - 1].style == RUN_BADGE && all.n &&
				   is_alnum(all.p[0])) {
				to.glue = GLUE_SPACE;
			}
			add_prose(l, &to, style, runs, (int)i, all);
		}
	}
	return to;
}

/* Fills lines with atoms. */
struct filler {
	struct layout *l;
	struct text *text;
	double x, width;
	size_t first; /* piece that begins the line */
};

static void end_line(struct filler *f)
{
	vec_push(f->l->temp, &f->text->lines,
	    (struct text_line){f->first, f->text->pieces.n - f->first, f->x});
	f->first = f->text->pieces.n;
	f->x = 0;
}

static void place(struct filler *f, const struct pdf_word *word, double width, double pad,
    int run, enum face face)
{
	vec_push(f->l->temp, &f->text->pieces,
	    (struct text_piece){word, f->x, width, pad, run, face});
	f->x += width;
}

static bool is_badge(const struct filler *f, int run)
{
	return run >= 0 && f->text->runs[run].style == RUN_BADGE;
}

/* The space between two atoms belongs to a run when both do. Gives its width; counts it unless
 * the line ends here. */
static double put_space(struct filler *f, const struct atom *a, bool measure)
{
	int before = f->text->pieces.n ? f->text->pieces.items[f->text->pieces.n - 1].run : -1;
	int run = before == a->run ? a->run : -1;
	enum face face = run >= 0 ? a->face : f->text->style.bold ? FACE_BOLD : FACE_TEXT;
	const struct pdf_word *word =
	    pdf_font_shape(f->l->pdf, f->l->faces[face], span_of(" ", 1));
	double width = word->width *
		       size_of(&f->text->style, run >= 0 ? &f->text->runs[run] : NULL) / 1000;

	if (run < 0 && (is_badge(f, before) || is_badge(f, a->run)))
		width += 2; /* the box needs air */
	if (!measure)
		place(f, word, width, 0, run, face);
	return width;
}

/* Whether a long word may be broken before byte n: after a sign that ends a part of it. */
static bool ends_part(struct span word, size_t n)
{
	return n > 1 && n < word.n && is_alnum(word.p[n - 2]) &&
	       strchr("/-._?&=:,;@#+~)%|\\", word.p[n - 1]) != NULL;
}

/* How many bytes of the atom fit into the room: after a sign if there is one, at least one
 * character. */
static size_t fitting(const struct filler *f, const struct atom *a, double room)
{
	double size = size_of(&f->text->style, &f->text->runs[a->run]), w = 0;
	size_t fit = 0, sign = 0;

	for (size_t i = 0; i < a->word->n; i++) {
		const struct pdf_glyph *g = &a->word->glyphs[i];

		if (i && g->at > fit && w <= room) {
			fit = g->at;
			if (ends_part(a->text, fit))
				sign = fit;
		}
		w += g->advance * size / 1000;
	}
	if (w <= room)
		return a->text.n;
	if (sign > fit / 3)
		return sign;
	if (fit)
		return fit;
	for (fit = 1; fit < a->text.n && (a->text.p[fit] & 0xc0) == 0x80; fit++)
		;
	return fit;
}

/* Shapes the first n bytes of an atom, fewer when they are wider than the room; at least one
 * character. */
static struct text_piece cut(struct filler *f, const struct atom *a, size_t n, double room)
{
	double size = size_of(&f->text->style, &f->text->runs[a->run]);

	for (;;) {
		const struct pdf_word *word =
		    pdf_font_shape(f->l->pdf, f->l->faces[a->face], span_sub(a->text, 0, n));
		double width = word->width * size / 1000;

		if (width <= room || n <= 4)
			return (struct text_piece){
			    word, 0, width + 2 * a->pad, a->pad, (int)n, a->face};
		for (n /= 2; n > 1 && (a->text.p[n] & 0xc0) == 0x80;)
			n--;
	}
}

/* Puts an atom that is wider than a line over several lines. */
static void place_broken(struct filler *f, struct atom a)
{
	while (a.text.n) {
		double room = f->width - f->x - a.pad * 2;
		struct text_piece p = cut(f, &a, fitting(f, &a, room), room);
		size_t n = (size_t)p.run;

		if (f->x > 0 &&
		    (p.width - 2 * a.pad > room || (n < a.text.n && !ends_part(a.text, n)))) {
			end_line(f);
			continue;
		}
		place(f, p.word, p.width, a.pad, a.run, a.face);
		a.text = span_sub(a.text, n, a.text.n);
		if (a.text.n == 0)
			return;
		end_line(f);
		a.word = pdf_font_shape(f->l->pdf, f->l->faces[a.face], a.text);
	}
}

/* The atoms from i on that no line end may part; their width with the spaces inside. */
static size_t unit(struct filler *f, const struct atoms *all, size_t i, double *ret_width)
{
	double w = all->v.items[i].width;
	size_t end = i + 1;

	for (; end < all->v.n && all->v.items[end].before <= GLUE_HARD; end++) {
		if (all->v.items[end].before == GLUE_HARD)
			w += put_space(f, &all->v.items[end], true);
		w += all->v.items[end].width;
	}
	*ret_width = w;
	return end;
}

static void place_unit(
    struct filler *f, const struct atoms *all, size_t i, size_t end, bool broken)
{
	for (; i < end; i++) {
		const struct atom *a = &all->v.items[i];

		if (a->before == GLUE_HARD && f->x > 0)
			(void)put_space(f, a, false); /* its width is counted */
		if (broken && f->x + a->width > f->width)
			place_broken(f, *a);
		else
			place(f, a->word, a->width, a->pad, a->run, a->face);
	}
}

static void fill(struct filler *f, const struct atoms *all)
{
	for (size_t i = 0; i < all->v.n;) {
		const struct atom *a = &all->v.items[i];
		double width, space = 0;
		size_t end = unit(f, all, i, &width);
		bool begun = f->text->pieces.n > f->first;

		if (i && a->before == GLUE_LINE) {
			end_line(f);
			begun = false;
		}
		if (begun && a->before == GLUE_SPACE)
			space = put_space(f, a, true);
		if (begun && f->x + space + width > f->width + 0.01 &&
		    (width <= f->width || f->width - f->x - space < f->width * 0.4)) {
			double x = f->x;

			if (a->before == GLUE_SPACE)
				(void)put_space(f, a, false); /* for who copies the text */
			f->x = x;
			end_line(f);
		} else if (space > 0) {
			(void)put_space(f, a, false); /* its width is counted */
		}
		place_unit(f, all, i, end, width > f->width);
		i = end;
	}
	if (f->text->pieces.n > f->first || f->text->lines.n == 0)
		end_line(f);
}

struct text *pdf_text_new(struct layout *l, const struct doc_run *runs, size_t n,
    const struct text_style *style, double width)
{
	struct text *t = ARENA_NEW(l->temp, struct text);
	struct atoms all = split(l, runs, n, style);
	struct filler f = {.l = l, .text = t, .width = width};

	t->style = *style;
	t->runs = runs;
	t->elements = ARENA_ARRAY(l->temp, MAX(n, (size_t)1), int);
	for (size_t i = 0; i < n; i++)
		t->elements[i] = -1;
	fill(&f, &all);
	return t;
}

struct text *pdf_text_plain(
    struct layout *l, const char *words, const struct text_style *style, double width)
{
	struct doc_run *run = ARENA_NEW(l->temp, struct doc_run);

	run->text = words;
	return pdf_text_new(l, run, 1, style, width);
}

void pdf_text_measure(struct layout *l, const struct doc_run *runs, size_t n,
    const struct text_style *style, double *ret_least, double *ret_all)
{
	struct text t = {.style = *style, .runs = runs};
	struct filler f = {.l = l, .text = &t, .width = 1e6};
	struct atoms all = split(l, runs, n, style);
	double least = 0, sum = 0;

	for (size_t i = 0; i < all.v.n;) {
		double width;

		if (i && all.v.items[i].before == GLUE_SPACE)
			sum += put_space(&f, &all.v.items[i], true);
		i = unit(&f, &all, i, &width);
		least = MAX(least, width);
		sum += width;
	}
	*ret_least = least;
	*ret_all = sum;
}

double pdf_text_height(const struct text *t, size_t n)
{
	return (double)n * t->style.leading;
}

size_t pdf_text_orphans(const struct text *t)
{
	return t->lines.n <= 3 ? t->lines.n : 2;
}
