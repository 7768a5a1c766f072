#include "codec/pdf_impl.h"
#include "codec/utf8.h"

#include <hb.h>

enum { REPLACEMENT = 0xfffd };

/* A character of the word, with the font that has it. */
struct letter {
	uint32_t code;
	uint16_t at; /* offset in the word's bytes */
	uint8_t font;
};

struct letters {
	struct letter items[PDF_WORD_MAX];
	size_t n;
};

/* Characters without a shape of their own: they are left out. */
static bool is_invisible(uint32_t c)
{
	return c == 0xad || c == 0x34f || (c >= 0x180b && c <= 0x180f) ||
	       (c >= 0x200b && c <= 0x200d) || (c >= 0x2060 && c <= 0x2065) ||
	       (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff);
}

/* Controls, and what turns the direction of writing round, which would let a banner forge text:
 * they are shown as U+FFFD. */
static bool is_unwanted(uint32_t c)
{
	return c < 32 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x206f) ||
	       (c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe;
}

/* Spaces of other widths: HarfBuzz makes them of the font's ordinary one. */
static bool is_space(uint32_t c)
{
	return c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
	       c == 0x3000;
}

static bool has_glyph(const struct pdf *pdf, int font, uint32_t code)
{
	hb_codepoint_t glyph;

	return hb_font_get_nominal_glyph(
		   pdf->fonts.items[font].font, is_space(code) ? ' ' : code, &glyph) &&
	       glyph != 0;
}

/* The character and the font that shows it; a replacement when there is none. */
static struct letter choose(const struct pdf *pdf, const struct pdf_face *face, uint32_t code)
{
	const uint32_t tries[] = {code, REPLACEMENT, '?'};

	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		if (has_glyph(pdf, face->first, tries[i]))
			return (struct letter){tries[i], 0, (uint8_t)face->first};
		if (has_glyph(pdf, face->fallback, tries[i]))
			return (struct letter){tries[i], 0, (uint8_t)face->fallback};
	}
	return (struct letter){' ', 0, (uint8_t)face->first};
}

static void read_letters(
    const struct pdf *pdf, const struct pdf_face *face, struct span text, struct letters *to)
{
	size_t at = 0;

	to->n = 0;
	while (at < text.n && to->n < PDF_WORD_MAX) {
		uint32_t code = REPLACEMENT;
		size_t n = utf8_next(span_sub(text, at, text.n), &code);

		if (n == 0) {
			code = REPLACEMENT;
			n = 1;
		}
		if (!is_invisible(code)) {
			struct letter l =
			    choose(pdf, face, is_unwanted(code) ? REPLACEMENT : code);

			l.at = (uint16_t)at;
			to->items[to->n++] = l;
		}
		at += n;
	}
}

struct glyphs {
	VEC(struct pdf_glyph) v;
	int width;
};

/* The text that a glyph stands for: its cluster's characters, or U+200B for a cluster's further
 * glyphs. */
static void cluster_text(const struct letters *all, size_t end, const hb_glyph_info_t *infos,
    unsigned int n, unsigned int i, struct str *to)
{
	bool again = false;
	size_t stop = end;

	for (unsigned int k = 0; k < n; k++) {
		if (infos[k].cluster > infos[i].cluster && infos[k].cluster < stop)
			stop = infos[k].cluster;
		if (k < i && infos[k].cluster == infos[i].cluster)
			again = true;
	}
	if (again) {
		utf8_put(to, 0x200b);
		return;
	}
	for (size_t k = infos[i].cluster; k < stop; k++)
		utf8_put(to, all->items[k].code);
}

static void keep_glyphs(
    struct pdf *pdf, const struct letters *all, size_t end, int number, struct glyphs *to)
{
	struct pdf_font *font = &pdf->fonts.items[number];
	unsigned int n;
	const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(pdf->buffer, &n);
	const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(pdf->buffer, &n);
	STR_AUTO(text, (size_t)PDF_WORD_MAX * 4);

	for (unsigned int i = 0; i < n; i++) {
		hb_codepoint_t glyph = infos[i].codepoint;
		int width = hb_font_get_glyph_h_advance(font->font, glyph);
		int advance = at[i].x_advance;

		str_clear(&text);
		cluster_text(all, end, infos, n, i, &text);
		vec_push(pdf->arena, &to->v,
		    (struct pdf_glyph){
			.cid = pdf_font_cid(pdf, font, glyph, width, str_bytes(&text)),
			.at = all->items[infos[i].cluster].at,
			.width = (int16_t)width,
			.advance = (int16_t)advance,
			.dx = (int16_t)at[i].x_offset,
			.dy = (int16_t)at[i].y_offset,
			.font = (uint8_t)number,
		    });
		to->width += advance;
	}
}

/* Shapes the letters begin .. end - 1, which have one font. Clusters are the letters' indexes.
 */
static void shape(struct pdf *pdf, const struct pdf_face *face, const struct letters *all,
    size_t begin, size_t end, struct glyphs *to)
{
	static const hb_feature_t plain[] = {
	    {HB_TAG('l', 'i', 'g', 'a'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
	    {HB_TAG('c', 'l', 'i', 'g'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END}};
	int font = all->items[begin].font;

	if (!pdf->buffer)
		pdf->buffer = hb_buffer_create();
	hb_buffer_reset(pdf->buffer);
	hb_buffer_set_cluster_level(pdf->buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
	for (size_t i = begin; i < end; i++)
		hb_buffer_add(pdf->buffer, all->items[i].code, (unsigned int)i);
	hb_buffer_set_content_type(pdf->buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
	hb_buffer_set_language(
	    pdf->buffer, hb_language_from_string("en", -1)); /* not the process's */
	hb_buffer_guess_segment_properties(pdf->buffer);
	hb_shape(pdf->fonts.items[font].font, pdf->buffer, plain,
	    face->ligatures ? 0 : ARRAY_LEN(plain));
	keep_glyphs(pdf, all, end, font, to);
}

static struct pdf_word *word_new(struct pdf *pdf, const struct pdf_face *face, struct span text)
{
	struct pdf_word *word = ARENA_NEW(pdf->arena, struct pdf_word);
	struct glyphs glyphs = {0};
	struct letters all;

	read_letters(pdf, face, text, &all);
	for (size_t i = 0; i < all.n;) {
		size_t end = i + 1;

		while (end < all.n && all.items[end].font == all.items[i].font)
			end++;
		shape(pdf, face, &all, i, end, &glyphs);
		i = end;
	}
	word->width = glyphs.width;
	word->n = glyphs.v.n;
	word->glyphs = glyphs.v.items;
	return word;
}

const struct pdf_word *pdf_font_shape(struct pdf *pdf, int face, struct span text)
{
	char key[PDF_WORD_MAX + 2];
	struct pdf_word *word;

	text.n = MIN(text.n, (size_t)PDF_WORD_MAX);
	key[0] = (char)(face + 1);
	memcpy(key + 1, text.n ? text.p : (const uint8_t *)"", text.n);
	key[text.n + 1] = '\0';
	for (char *nul = key; (nul = memchr(nul, 0, text.n + 1 - (size_t)(nul - key))) != NULL;)
		*nul = 1; /* shown alike: U+FFFD */
	word = map_get(&pdf->words, key);
	if (!word) {
		word = word_new(pdf, &pdf->faces.items[face], text);
		(void)map_set(&pdf->words, key, word); /* new, as was just seen */
	}
	return word;
}
