/* Any bytes as XML: a tree within its bounds, or a message; never more kept than was there. */
#include "import/xml.h"

#include "fuzz.h"

static void walk(const struct xml_node *n, int depth)
{
	HOLDS(depth < XML_DEPTH);
	for (; n; n = n->next) {
		HOLDS(n->name[0] && strlen(n->text) <= XML_TEXT);
		walk(n->first, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const skip[] = {"response", NULL};
	struct arena *arena = arena_new();
	struct xml_node *root = NULL;
	struct msg msg = {0};
	struct span name;

	(void)xml_root(span_of(data, size), &name);
	if (xml_parse(span_of(data, size), skip, arena, &root, &msg) == 0)
		walk(root, 0);
	else
		HOLDS(msg.what[0] && !root);
	arena_free(arena);
	return 0;
}
