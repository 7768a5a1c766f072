#include "codec/conf.h"

#include "fuzz.h"

static int set(void *to, const char *name, const char *value, struct msg *msg)
{
	(void)to;
	(void)msg;
	return strlen(name) > strlen(value) ? ERR_NOTFOUND : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct msg msg = {0};

	(void)!conf_parse(span_of(data, size), a, set, NULL, &msg);
	arena_free(a);
	return 0;
}
