/*
 * starter-pack KB.pack OUT.vkp OUT.h: the starter knowledge and the aliases of the compiled kb
 * as a knowledge pack, and a header that embeds it. Run by the build.
 */
#include "feed/starter.h"
#include "os/file.h"
#include "pack/crc32.h"
#include "pack/knowledge_write.h"

#include <stdio.h>
#include <stdlib.h>

enum { PACK_MAX = 16 << 20 };

static int add(void *arg, const struct knowledge *k)
{
	knowledge_write_add(arg, k);
	return 0;
}

static int header(const char *pack, const char *to)
{
	char *real = realpath(pack, NULL);
	STR_AUTO(bytes, PACK_MAX);
	FILE *f = fopen(to, "w");
	int r = real && f ? file_read(pack, &bytes, NULL) : ERR_IO;

	if (r == 0)
		(void)fprintf(f,
		    "#define STARTER_PACK_FILE \"%s\"\n#define STARTER_PACK_CRC 0x%08xU\n",
		    real, crc32_of(str_bytes(&bytes)));
	if (f && fclose(f) != 0)
		r = ERR_IO;
	free(real);
	return r;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct knowledge_writer *w = knowledge_write_new();
	struct msg msg = {0};
	struct pack kb;
	int r;

	if (argc != 4) {
		(void)fputs("usage: starter-pack KB.pack OUT.vkp OUT.h\n", stderr);
		return 2;
	}
	r = pack_open(argv[1], &kb, &msg);
	if (r == 0)
		r = starter_records(&kb, arena, add, w, &msg);
	if (r == 0)
		r = starter_eols(arena, add, w);
	if (r == 0)
		r = starter_fixes(arena, add, w);
	if (r == 0) {
		knowledge_write_names(w, &kb);
		r = knowledge_write_end(w, argv[2], &msg);
	}
	if (r == 0)
		r = header(argv[2], argv[3]);
	if (r < 0)
		(void)fprintf(stderr, "starter-pack: %s: %s\n", msg.what, msg.detail);
	(void)knowledge_write_free(w);
	(void)arena_free(arena);
	return r < 0 ? 1 : 0;
}
