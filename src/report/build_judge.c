/* What the assessment says of the whole: the grade in words, and the plan of what to do. */
#include "report/build_parts.h"

void build_judge(struct build *b)
{
	b->grade_letter = "E";
	b->grade_word = "";
	b->grade_reason = "";
}
