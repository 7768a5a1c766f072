#include "rule/starter.h"

#include "base/embed.h"

extern const struct embed_file embed_rule_starter[];

void starter_add(struct rule_compile *c)
{
	for (const struct embed_file *f = embed_rule_starter; f->name; f++)
		rule_compile_add(c, f->name, f->bytes);
}
