#include "base/limits.h"
#include "codec/pdf_impl.h"
#include "codec/utf8.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <hb.h>

enum { FONTS_MAX = 32, CIDS_MAX = 60000, NAME_BYTES = 80 };

/* Big-endian 16 bits of a font's table; 0 when the table is shorter. */
static int table_s16(hb_blob_t *table, unsigned int at)
{
	unsigned int n;
	const char *p = hb_blob_get_data(table, &n);

	if (n < at + 2)
		return 0;
	return (int16_t)(uint16_t)((uint8_t)p[at] << 8 | (uint8_t)p[at + 1]);
}

static bool has_table(hb_face_t *face, hb_tag_t tag)
{
	hb_blob_t *blob = hb_face_reference_table(face, tag);
	bool has = hb_blob_get_length(blob) > 0;

	hb_blob_destroy(blob);
	return has;
}

int pdf_font_add(struct pdf *pdf, struct span bytes, int *ret_font)
{
	struct pdf_font font = {0};
	hb_blob_t *blob;

	if (pdf->fonts.n == FONTS_MAX || bytes.n > UINT32_MAX)
		return ERR_LIMIT;
	blob = hb_blob_create(
	    (const char *)bytes.p, (unsigned int)bytes.n, HB_MEMORY_MODE_READONLY, NULL, NULL);
	font.face = hb_face_create(blob, 0);
	hb_blob_destroy(blob); /* the face keeps its own reference */
	if (hb_face_get_glyph_count(font.face) == 0 ||
	    !has_table(font.face, HB_TAG('g', 'l', 'y', 'f')) ||
	    !has_table(font.face, HB_TAG('c', 'm', 'a', 'p')) ||
	    !has_table(font.face, HB_TAG('h', 'm', 't', 'x'))) {
		hb_face_destroy(font.face);
		return ERR_SYNTAX;
	}
	font.font = hb_font_create(font.face);
	hb_font_set_scale(font.font, 1000, 1000); /* PDF's glyph space */
	map_init(&font.by_key, pdf->arena);
	vec_push(pdf->arena, &font.cids, (struct pdf_cid){.text = ""});
	font.object = pdf_object_new(pdf);
	*ret_font = (int)pdf->fonts.n;
	vec_push(pdf->arena, &pdf->fonts, font);
	return 0;
}

int pdf_font_face(struct pdf *pdf, int first, int fallback, bool ligatures)
{
	vec_push(pdf->arena, &pdf->faces, (struct pdf_face){first, fallback, ligatures});
	return (int)pdf->faces.n - 1;
}

void pdf_font_done(struct pdf *pdf)
{
	vec_foreach (font, &pdf->fonts) {
		hb_font_destroy(font->font);
		hb_face_destroy(font->face);
	}
	pdf->fonts.n = 0;
	hb_buffer_destroy(pdf->buffer);
	pdf->buffer = NULL;
}

uint16_t pdf_font_cid(
    struct pdf *pdf, struct pdf_font *font, uint32_t glyph, int width, struct span text)
{
	char key[32];
	size_t n =
	    MIN(text.n, sizeof(key) - 9); /* a cluster's text; a longer one shares its CID */
	uint16_t *cid;

	(void)snprintf(key, sizeof(key), "%08x%.*s", glyph, (int)n, (const char *)text.p);
	cid = map_get(&font->by_key, key);
	if (cid)
		return *cid;
	if (font->cids.n == CIDS_MAX)
		return 1; /* more different glyphs than a font can name: no report comes near */
	cid = ARENA_NEW(pdf->arena, uint16_t);
	*cid = (uint16_t)font->cids.n;
	vec_push(pdf->arena, &font->cids,
	    (struct pdf_cid){glyph, width, arena_strndup(pdf->arena, text.p, text.n)});
	(void)map_set(&font->by_key, key, cid); /* new */
	return *cid;
}

/* The font cut down to its used glyphs, which get new numbers. */
struct cut {
	hb_face_t *face;
	hb_subset_plan_t *plan;
};

static bool cut_font(const struct pdf_font *font, struct cut *ret)
{
	static const hb_tag_t unused[] = {HB_TAG('G', 'S', 'U', 'B'),
	    HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('k', 'e', 'r', 'n'),
	    HB_TAG('n', 'a', 'm', 'e')};
	hb_subset_input_t *input = hb_subset_input_create_or_fail();

	if (!input)
		return false;
	for (size_t i = 0; i < font->cids.n; i++)
		hb_set_add(hb_subset_input_glyph_set(input), font->cids.items[i].glyph);
	for (size_t i = 0; i < ARRAY_LEN(unused); i++)
		hb_set_add(
		    hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), unused[i]);
	hb_subset_input_set_flags(
	    input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
	ret->plan = hb_subset_plan_create_or_fail(font->face, input);
	ret->face = ret->plan ? hb_subset_plan_execute_or_fail(ret->plan) : NULL;
	hb_subset_input_destroy(input);
	return ret->face != NULL;
}

/* "ABCDEF+Name": the tag depends on the used glyphs (ISO 32000-1, 9.6.4). */
static char *subset_name(struct pdf *pdf, const struct pdf_font *font)
{
	char name[NAME_BYTES] = "", tag[7] = "";
	unsigned int n = sizeof(name);
	uint32_t hash = 2166136261U;

	hb_ot_name_get_utf8(
	    font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &n, name);
	for (char *p = name; *p; p++)
		if (*p <= 32 || *p > 126 || strchr("()<>[]{}/%#", *p))
			*p = '-';
	for (size_t i = 0; i < font->cids.n; i++)
		hash = (hash ^ font->cids.items[i].glyph) * 16777619U;
	for (int i = 0; i < 6; i++, hash /= 26)
		tag[i] = (char)('A' + hash % 26);
	return arena_printf(pdf->arena, "%s+%s", tag, name[0] ? name : "Font");
}

static int put_to_unicode(struct pdf *pdf, const struct pdf_font *font)
{
	int number = pdf_object_new(pdf);
	struct str *b = pdf_object_body(pdf);

	str_add(b, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
		   "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
		   "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
		   "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
	for (size_t i = 1; i < font->cids.n; i++) {
		struct span rest = span_str(font->cids.items[i].text);

		if (i % 100 == 1) /* at most 100 rows in a block */
			str_addf(b, "%zu beginbfchar\n", MIN((size_t)100, font->cids.n - i));
		str_addf(b, "<%04zX><", i);
		while (rest.n) {
			uint32_t code = 0xfffd;
			size_t n = utf8_next(rest, &code);

			if (code >= 0x10000)
				str_addf(b, "%04X%04X", 0xd800U + ((code - 0x10000) >> 10),
				    0xdc00U + ((code - 0x10000) & 0x3ff));
			else
				str_addf(b, "%04X", code);
			rest = span_sub(rest, n ? n : 1, rest.n);
		}
		str_add(b, ">\n");
		if (i % 100 == 0 || i == font->cids.n - 1)
			str_add(b, "endbfchar\n");
	}
	str_add(b, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
	pdf_object_stream(pdf, number, "", str_bytes(b), true);
	return number;
}

/* CIDs to the subset's glyph numbers: 16 bits each. */
static int put_glyph_map(struct pdf *pdf, const struct pdf_font *font, const struct cut *cut)
{
	int number = pdf_object_new(pdf);
	struct str *b = pdf_object_body(pdf);
	const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(cut->plan);

	for (size_t i = 0; i < font->cids.n; i++) {
		hb_codepoint_t glyph = hb_map_get(map, font->cids.items[i].glyph);

		str_u16(b, (uint16_t)(glyph == HB_MAP_VALUE_INVALID ? 0 : glyph));
	}
	pdf_object_stream(pdf, number, "", str_bytes(b), true);
	return number;
}

static int put_file(struct pdf *pdf, const struct cut *cut)
{
	int number = pdf_object_new(pdf);
	hb_blob_t *blob = hb_face_reference_blob(cut->face);
	unsigned int n;
	const char *bytes = hb_blob_get_data(blob, &n);
	char entries[32];

	(void)snprintf(entries, sizeof(entries), "/Length1 %u", n); /* fits */
	pdf_object_stream(pdf, number, entries, span_of(bytes, n), true);
	hb_blob_destroy(blob);
	return number;
}

static int put_descriptor(
    struct pdf *pdf, const struct pdf_font *font, const char *name, int file)
{
	static const struct {
		const char *key;
		hb_ot_metrics_tag_t tag;
	} rows[] = {{"Ascent", HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER},
	    {"Descent", HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER},
	    {"CapHeight", HB_OT_METRICS_TAG_CAP_HEIGHT}};
	int number = pdf_object_new(pdf);
	struct str *b = pdf_object_body(pdf);
	double unit = 1000.0 / MAX(hb_face_get_upem(font->face), 1U);
	hb_blob_t *head = hb_face_reference_table(font->face, HB_TAG('h', 'e', 'a', 'd'));

	str_addf(b, "<</Type/FontDescriptor/FontName/%s/Flags 4/ItalicAngle 0/StemV 80", name);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		hb_position_t value;

		hb_ot_metrics_get_position_with_fallback(font->font, rows[i].tag, &value);
		str_addf(b, "/%s %d", rows[i].key, value);
	}
	str_add(b, "/FontBBox[");
	for (unsigned int i = 0; i < 4; i++)
		pdf_object_num(b, table_s16(head, 36 + 2 * i) * unit);
	str_addf(b, "]/FontFile2 %d 0 R>>", file);
	hb_blob_destroy(head);
	pdf_object_put(pdf, number, b);
	return number;
}

/* Type0 font with one CIDFontType2 descendant (ISO 32000-1, 9.7). */
static void put_font(struct pdf *pdf, const struct pdf_font *font, const struct cut *cut)
{
	const char *name = subset_name(pdf, font);
	int unicode = put_to_unicode(pdf, font);
	int map = put_glyph_map(pdf, font, cut);
	int descriptor = put_descriptor(pdf, font, name, put_file(pdf, cut));
	int descendant = pdf_object_new(pdf);
	struct str *b = pdf_object_body(pdf);

	str_addf(b,
	    "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/FontDescriptor %d 0 R"
	    "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
	    "/CIDToGIDMap %d 0 R/DW 1000/W[1[",
	    name, descriptor, map);
	for (size_t i = 1; i < font->cids.n; i++)
		pdf_object_num(b, font->cids.items[i].width);
	str_add(b, "]]>>");
	pdf_object_put(pdf, descendant, b);
	b = pdf_object_body(pdf);
	str_addf(b,
	    "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H"
	    "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
	    name, descendant, unicode);
	pdf_object_put(pdf, font->object, b);
}

void pdf_font_finish(struct pdf *pdf)
{
	struct str *b;

	vec_foreach (font, &pdf->fonts) {
		struct cut cut = {0};

		if (font->cids.n == 1)
			continue;
		if (cut_font(font, &cut))
			put_font(pdf, font, &cut);
		else
			pdf->broken = true;
		hb_face_destroy(cut.face);
		hb_subset_plan_destroy(cut.plan);
	}
	b = pdf_object_body(pdf);
	str_add(b, "<</Font<<");
	for (size_t i = 0; i < pdf->fonts.n; i++)
		if (pdf->fonts.items[i].cids.n > 1)
			str_addf(b, "/F%zu %d 0 R", i, pdf->fonts.items[i].object);
	str_add(b, ">>>>");
	pdf_object_put(pdf, pdf->resources, b);
}
