/*
 * Runs a fuzz target over its corpus without libFuzzer: replay FOLDER runs every file of the
 * folder, and for each every truncation of its first REPLAY_CUT bytes. Each input ends at a
 * page that must not be touched, so that a read behind the end crashes in any build.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { REPLAY_CUT = 256, REPLAY_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *end; /* of the room for an input; the guard page begins here */

static _Noreturn void die(const char *what, const char *name)
{
	(void)fprintf(stderr, "replay: %s: %s\n", name, what);
	exit(1);
}

static void make_room(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *room = mmap(NULL, REPLAY_MAX + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED || mprotect(room + REPLAY_MAX, page, PROT_NONE) < 0)
		die("no memory", "guard page");
	end = room + REPLAY_MAX;
}

static void run(const uint8_t *bytes, size_t n)
{
	if (n)
		memcpy(end - n, bytes, n);
	(void)LLVMFuzzerTestOneInput(end - n, n); /* the value is libFuzzer's business */
}

static void replay(const char *path)
{
	static uint8_t bytes[REPLAY_MAX];
	FILE *file = fopen(path, "rb");
	size_t n;

	if (!file)
		die("cannot be opened", path);
	n = fread(bytes, 1, sizeof(bytes), file);
	if (ferror(file) || !feof(file))
		die("cannot be read or is too long", path);
	if (fclose(file) != 0)
		die("cannot be read", path);
	run(bytes, n);
	for (size_t cut = 0; cut < n && cut < REPLAY_CUT; cut++)
		run(bytes, cut);
}

int main(int argc, char **argv)
{
	struct dirent *entry;
	size_t files = 0;
	DIR *dir;

	if (argc != 2)
		die("wants one folder", "usage");
	dir = opendir(argv[1]);
	if (!dir)
		die("cannot be opened", argv[1]);
	make_room();
	while ((entry = readdir(dir))) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", argv[1], entry->d_name); /* cut: fopen fails */
		replay(path);
		files++;
	}
	(void)closedir(dir);
	if (files == 0)
		die("holds no seed", argv[1]);
	(void)printf("%zu seeds\n", files);
	return 0;
}
