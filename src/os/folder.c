#include "os/folder.h"

#include "os/file.h"

#include <dirent.h>
#include <errno.h>

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int folder_list(const char *path, struct arena *arena, struct folder *ret, struct msg *msg)
{
	DIR *dir = opendir(path);
	struct folder all = {0};
	struct dirent *entry;

	if (!dir)
		return file_error("read", path, msg);
	for (;;) {
		errno = 0;
		entry = readdir(dir); /* NOLINT(concurrency-mt-unsafe): the stream is our own */
		if (!entry)
			break;
		if (entry->d_name[0] != '.')
			vec_push(arena, &all.names, arena_strdup(arena, entry->d_name));
	}
	if (errno) {
		int r = file_error("read", path, msg);

		(void)closedir(dir);
		return r;
	}
	(void)closedir(dir); /* only read */
	if (all.names.n)
		qsort(all.names.items, all.names.n, sizeof(*all.names.items), compare);
	*ret = all;
	return 0;
}
