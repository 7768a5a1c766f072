/*
 * The report's colours, shared by the HTML and the PDF writer. Every text colour has a contrast
 * of at least 4.5:1 against the background it is made for (WCAG 2.1 success criterion 1.4.3;
 * tests/report/palette.c computes it). 0xRRGGBB.
 */
#ifndef VARDE_REPORT_PALETTE_H
#define VARDE_REPORT_PALETTE_H

#include "report/doc.h"

enum palette {
	PALETTE_PAPER = 0xffffff,
	PALETTE_TEXT = 0x1b2733,
	PALETTE_MUTED = 0x566370, /* captions, labels, page numbers */
	PALETTE_LINK = 0x0b5a8a,
	PALETTE_ACCENT = 0x0b3c53, /* headings, bands */
	PALETTE_SOFT = 0xf4f6f8,   /* background of code and tiles */
	PALETTE_STRIPE = 0xf7f9fa, /* every second row of a table */
	PALETTE_RULE = 0xd3dbe2,   /* hairlines; decoration, never text */
};

/* One meaning's colours. */
struct palette_tone {
	int solid;    /* background of a badge, bar of a callout, part of a chart */
	int on_solid; /* text on solid */
	int soft;     /* background of a callout or tile */
	int on_soft;  /* text on soft, and on paper */
};

/* The colours of a tone; an unknown one gives TONE_NONE's. Gives a static record. */
const struct palette_tone *palette_tone(enum doc_tone tone);

/*
 * Text colour, on black, of a protective marking by the Traffic Light Protocol 2.0
 * ("TLP:AMBER", "TLP:AMBER+STRICT", ...); white for other markings and NULL.
 */
int palette_marking(const char *label);

#endif
