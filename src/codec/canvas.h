/*
 * A drawing as a list of primitives, rendered alike to SVG (codec/svg.h) and into the PDF:
 * charts and the map of systems. Units are points (1/72 inch), y grows downwards, colours are
 * 0xRRGGBB.
 */
#ifndef VARDE_CODEC_CANVAS_H
#define VARDE_CODEC_CANVAS_H

#include "base/vec.h"

enum { CANVAS_NONE = -1 }; /* no fill, or no stroke */
enum canvas_op { CANVAS_RECT, CANVAS_LINE, CANVAS_CURVE, CANVAS_ARC, CANVAS_TEXT };
enum canvas_anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

struct canvas_item {
	enum canvas_op op;
	double x,
	    y; /* RECT: corner; LINE, CURVE: begin; ARC: centre; TEXT: baseline at the anchor */
	double w, h;   /* RECT: size */
	double x2, y2; /* LINE, CURVE: end; CURVE is a cubic with horizontal tangents */
	double r,
	    inner; /* RECT: corner radius; ARC: outer and inner radius of the ring segment */
	double from, to;  /* ARC: angles in radians, clockwise from the top */
	int fill, stroke; /* 0xRRGGBB or CANVAS_NONE */
	double width;     /* stroke width */
	double size;      /* TEXT: font size */
	bool bold;
	enum canvas_anchor anchor;
	const char *text; /* UTF-8; the arena owns it */
};

struct canvas {
	double w, h;
	struct arena *arena; /* borrowed; owns items and texts */
	VEC(struct canvas_item) items;
};

/* An empty drawing of that size; the arena is borrowed and owns what is drawn. */
void canvas_init(struct canvas *c, struct arena *arena, double w, double h);

/* Primitives; fill or stroke may be CANVAS_NONE. */
void canvas_rect(struct canvas *c, double x, double y, double w, double h, double radius,
    int fill, int stroke);
void canvas_line(
    struct canvas *c, double x, double y, double x2, double y2, double width, int stroke);
void canvas_curve(
    struct canvas *c, double x, double y, double x2, double y2, double width, int stroke);
void canvas_arc(struct canvas *c, double x, double y, double r, double inner, double from,
    double to, int fill);
void canvas_text(struct canvas *c, double x, double y, double size, bool bold,
    enum canvas_anchor anchor, int colour, const char *text);

#endif
