#include "codec/pdf_impl.h"
#include "fuzz.h"
#include <hb.h>

/* Foreign text in a font: every glyph is one of the font's, has a text, and the widths add up.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	hb_blob_t *file =
	    hb_blob_create_from_file("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
	const struct pdf_word *word;
	unsigned int n;
	const char *bytes = hb_blob_get_data(file, &n);
	struct arena *arena = arena_new();
	STR_AUTO(out, 1 << 20);
	struct pdf *pdf = pdf_new(arena, &out);
	int font, face, sum = 0;

	if (pdf_font_add(pdf, span_of(bytes, n), &font) == 0) {
		face = pdf_font_face(pdf, font, font, size % 2);
		word = pdf_font_shape(pdf, face, span_of(data, size));
		for (size_t i = 0; i < word->n; sum += word->glyphs[i++].advance)
			HOLDS(word->glyphs[i].cid && word->glyphs[i].at < size);
		HOLDS(sum == word->width);
	}
	(void)pdf_free(pdf); /* NULL */
	arena_free(arena);
	hb_blob_destroy(file);
	return 0;
}
