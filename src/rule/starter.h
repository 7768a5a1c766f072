/* The rules that come with Varde (kb/rules), in the program itself. */
#ifndef VARDE_RULE_STARTER_H
#define VARDE_RULE_STARTER_H

#include "rule/compile.h"

enum {
	STARTER_SID = 905000001, /* signature ids of these rules: from here */
	STARTER_SID_LAST = 905089999
};

/* Takes them. */
void starter_add(struct rule_compile *c);

#endif
