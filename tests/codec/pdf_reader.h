/* Reads back what the PDF writer wrote, by the standard and not by the writer's code: for
 * tests. */
#ifndef VARDE_TESTS_CODEC_PDF_READER_H
#define VARDE_TESTS_CODEC_PDF_READER_H

#include "base/arena.h"
#include "base/span.h"

struct pdf_reader {
	struct arena *arena;
	struct span file;
	const char *trailer; /* dictionary of the cross-reference stream */
	size_t n;            /* objects, with the free one */
	uint8_t *rows;       /* 7 bytes each: type, 4 of offset, 2 of index */
};

/*
 * Opens a file (borrows its bytes); the test fails when header, end, cross references or the
 * place of any object are wrong.
 */
void pdf_reader_open(struct pdf_reader *r, struct arena *arena, struct span file);

/* An object's text; of a stream, its dictionary. The test fails when there is none of that
 * number. The arena owns it. */
const char *pdf_reader_object(struct pdf_reader *r, unsigned long number);

/* A stream's bytes, decompressed. */
struct span pdf_reader_stream(struct pdf_reader *r, unsigned long number);

/* The number behind the key in a dictionary ("/Root" gives 7 for "/Root 7 0 R"); the test fails
 * when it is absent. */
unsigned long pdf_reader_number(const char *dictionary, const char *key);

/* The first object, from number on, whose text holds the words; 0 when there is none. */
unsigned long pdf_reader_find(struct pdf_reader *r, unsigned long from, const char *words);

/* A font file of Debian's packages, in the arena; the test fails without it. */
struct span pdf_reader_font(struct arena *arena, const char *path);

#define FONT_TEXT "/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf"
#define FONT_MORE "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

#endif
