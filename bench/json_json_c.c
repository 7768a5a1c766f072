/* json-c on the records of bench-json. */
#include "lines.h"

#include <json-c/json.h>

static struct json_tokener *tokener;

static long read_line(const char *line, size_t n)
{
	struct json_object *v = json_tokener_parse_ex(tokener, line, (int)n);
	long members = v ? (long)json_object_object_length(v) : -1;

	json_object_put(v);
	json_tokener_reset(tokener);
	return members;
}

int main(int argc, char **argv)
{
	int r;

	if (argc != 2)
		return 2;
	tokener = json_tokener_new();
	r = lines_run("json-c", argv[1], read_line);
	json_tokener_free(tokener);
	return r;
}
