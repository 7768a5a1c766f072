#include "os/folder.h"

#include "os/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 16 };

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

int folder_temporary(struct arena *arena, const char **ret, struct msg *msg)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets the environment */
	const char *base = getenv("TMPDIR");
	char *path = arena_printf(arena, "%s/varde.XXXXXX", base && *base ? base : "/tmp");

	if (!mkdtemp(path))
		return file_error("create", path, msg);
	*ret = path;
	return 0;
}

static int remove_any(const char *path, int depth);

static int remove_all(DIR *dir, const char *path, int depth)
{
	struct arena *arena = arena_new();
	struct dirent *entry;
	int r = 0;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is our own */
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    remove_any(arena_printf(arena, "%s/%s", path, entry->d_name), depth + 1) <
			0)
			r = ERR_IO;
	arena_free(arena);
	return r;
}

static int remove_any(const char *path, int depth)
{
	struct stat st;
	DIR *dir;
	int r;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : ERR_IO;
	if (!S_ISDIR(st.st_mode))
		return unlink(path) == 0 || errno == ENOENT ? 0 : ERR_IO;
	dir = depth < DEPTH ? opendir(path) : NULL;
	if (!dir)
		return ERR_IO;
	r = remove_all(dir, path, depth);
	(void)closedir(dir); /* only read */
	return rmdir(path) == 0 ? r : ERR_IO;
}

int folder_remove(const char *path)
{
	return remove_any(path, 0);
}
