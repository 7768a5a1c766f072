/* What the assessment says of the whole: the grade in words, and the plan of what to do. */
#include "report/build_parts.h"

void build_judge(struct build *b)
{
	(void)b;
}
