#include "ship/ship_folder.h"

#include "os/file.h"
#include "os/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

static const char *const endings[] = {
    [SHIP_OPEN] = ".cur", [SHIP_WHOLE] = ".seg", [SHIP_DROPPED] = ".drop"};

/* Hexadecimal digits of exactly that length. */
static bool hex(struct span s, size_t digits, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.n != digits)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int c = s.p[i];

		if (c >= '0' && c <= '9')
			v = v << 4 | (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = v << 4 | (uint64_t)(c - 'a' + 10);
		else
			return false;
	}
	*ret = v;
	return true;
}

bool ship_folder_parse(const char *name, struct ship_file *ret)
{
	struct ship_file f = {.name = name};
	const char *dot = strrchr(name, '.');
	struct span rest, part[5];
	uint64_t priority, number;
	size_t n = 0;

	for (int i = SHIP_OPEN; dot && i <= SHIP_DROPPED; i++)
		if (strcmp(dot, endings[i]) == 0)
			n = (size_t)i + 1;
	if (!n)
		return false;
	f.kind = (enum ship_kind)(n - 1);
	rest = span_of(name, (size_t)(dot - name));
	for (n = 0; n < ARRAY_LEN(part) && span_split(&rest, '-', &part[n]); n++)
		;
	if (rest.p || n != (f.kind == SHIP_DROPPED ? 5 : 4) || !hex(part[0], 1, &priority) ||
	    priority >= SHIP_PRIORITIES || !hex(part[1], 8, &number) ||
	    !ship_epoch_ok(part[2]) || !hex(part[3], 16, &f.first) ||
	    (n == 5 && !hex(part[4], 16, &f.last)))
		return false;
	f.priority = (int)priority;
	f.number = (uint32_t)number;
	memcpy(f.epoch, part[2].p, SHIP_EPOCH);
	*ret = f;
	return true;
}

static int compare(const void *px, const void *py)
{
	const struct ship_file *x = px, *y = py;

	if (x->priority != y->priority)
		return x->priority - y->priority;
	return x->number < y->number ? -1 : x->number > y->number;
}

int ship_folder_list(
    const char *folder, struct arena *arena, struct ship_files *ret, struct msg *msg)
{
	struct ship_files files = {0};
	struct folder all = {0};
	int r = folder_list(folder, arena, &all, msg);

	if (r < 0)
		return r;
	vec_foreach (name, &all.names) {
		struct ship_file f;

		if (ship_folder_parse(*name, &f))
			vec_push(arena, &files.all, f);
	}
	if (files.all.n)
		qsort(files.all.items, files.all.n, sizeof(*files.all.items), compare);
	*ret = files;
	return 0;
}

char *ship_folder_path(const char *folder, const struct ship_file *f, struct arena *arena)
{
	const char *last =
	    f->kind == SHIP_DROPPED ? arena_printf(arena, "-%016" PRIx64, f->last) : "";

	return arena_printf(arena, "%s/%x-%08" PRIx32 "-%s-%016" PRIx64 "%s%s", folder,
	    (unsigned)f->priority, f->number, f->epoch, f->first, last, endings[f->kind]);
}

int ship_folder_lock(const char *folder, const char *name, struct msg *msg, int *ret_fd)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const char *path = arena_printf(arena, "%s/%s", folder, name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return file_error("open", path, msg);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		(void)close(fd);
		msg_what(msg, "another process uses this spool");
		msg_detail(msg, "%s", path);
		msg_hint(msg, "stop it, or give each sensor a spool of its own");
		return ERR_BUSY;
	}
	*ret_fd = fd;
	return 0;
}

int ship_folder_sync(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), r;

	if (fd < 0)
		return -1;
	r = fsync(fd);
	(void)close(fd);
	return r;
}
