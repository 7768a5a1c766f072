/* The verdict of the assessment for people: the grade in words, and the plan of what to do,
 * worst first. */
#ifndef VARDE_REPORT_JUDGE_H
#define VARDE_REPORT_JUDGE_H

#include "report/doc.h"
#include "report/i18n.h"
#include "report/input.h"

/* One thing to do: the corrective measure of a weakness for a product, and where. Borrows from
 * the input. */
struct judge_step {
	const char *type;
	const char *product; /* whose own measure is meant; NULL: the general one */
	int criticality;     /* the worst of its findings */
	size_t n;            /* findings that it ends */
	struct text_list subjects;
};

struct judge {
	const char *letter; /* "A" (best) to "E"; "–" when nothing could be examined */
	const char *word;   /* "insufficient" */
	const char *reason; /* one sentence */
	enum doc_tone tone;
	bool graded;             /* false: nothing could be examined */
	struct judge_step *plan; /* in order of urgency */
	size_t nplan;
};

/* What each letter stands for, A to E. */
enum { JUDGE_LETTERS = 5 };
struct judge_letter {
	const char *letter, *word, *meaning;
	enum doc_tone tone;
};

/* Judges the run by its findings and observations (assess/grade.h, assess/priority.h); the
 * arena owns what is new. */
void judge_make(const struct report_input *in, const struct lang *lang, struct arena *arena,
    struct judge *ret);

/* The scale of grades in words; the arena owns the texts. */
void judge_scale(
    const struct lang *lang, struct arena *arena, struct judge_letter ret[JUDGE_LETTERS]);

#endif
