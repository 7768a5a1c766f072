/* jansson on the records of bench-json. */
#include "lines.h"

#include <jansson.h>

static long read_line(const char *line, size_t n)
{
	json_t *v = json_loadb(line, n, 0, NULL);
	long members = v ? (long)json_object_size(v) : -1;

	json_decref(v);
	return members;
}

int main(int argc, char **argv)
{
	return argc == 2 ? lines_run("jansson", argv[1], read_line) : 2;
}
