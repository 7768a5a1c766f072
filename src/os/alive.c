#include "os/alive.h"

#include "base/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { STAT_MAX = 1024, WORD_MAX = 64, STARTED = 22 /* field of /proc/PID/stat, proc(5) */ };

/* The first bytes of a file of /proc as text; false when it cannot be read. */
static bool read_text(const char *path, char *to, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, to, size - 1);

	if (fd >= 0)
		(void)close(fd);
	to[MAX(n, 0)] = '\0';
	return n > 0;
}

/* Boot and namespace of process numbers: "BOOT/NAMESPACE". */
static bool read_place(char *to, size_t size)
{
	char boot[WORD_MAX], space[WORD_MAX];
	ssize_t n = readlink("/proc/self/ns/pid", space, sizeof(space) - 1);

	if (n <= 0 || !read_text("/proc/sys/kernel/random/boot_id", boot, sizeof(boot)))
		return false;
	space[n] = '\0';
	boot[strcspn(boot, "\n")] = '\0';
	return snprintf(to, size, "%s/%s", boot, space) < (int)size;
}

/* The state letter of the process, and when it began (clock ticks since the boot). */
static bool read_process(long pid, char *ret_state, int64_t *ret_began)
{
	char path[WORD_MAX], text[STAT_MAX];
	struct span rest, word = {0};
	const char *end;

	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", pid);
	if (!read_text(path, text, sizeof(text)))
		return false;
	end = strrchr(text, ')'); /* of the name, which may hold anything */
	if (!end || end[1] != ' ')
		return false;
	rest = span_str(end + 2);
	*ret_state = end[2];
	for (int i = 3; i <= STARTED; i++)
		if (!span_split(&rest, ' ', &word))
			return false;
	return parse_int(word, 0, INT64_MAX, ret_began) == 0;
}

const char *alive_self(struct arena *arena)
{
	char place[2 * WORD_MAX + 2], state;
	int64_t began;
	long pid = (long)getpid();

	if (!read_place(place, sizeof(place)) || !read_process(pid, &state, &began))
		return "";
	return arena_printf(arena, "%s/%ld/%lld", place, pid, (long long)began);
}

bool alive_ended(const char *name)
{
	char here[2 * WORD_MAX + 2], state;
	struct span rest, pid_text, began_text;
	int64_t pid, began, now;
	size_t n;

	if (!name || !read_place(here, sizeof(here)))
		return false;
	n = strlen(here);
	if (strncmp(name, here, n) != 0 || name[n] != '/')
		return false;
	rest = span_str(name + n + 1);
	if (!span_split(&rest, '/', &pid_text) || !span_split(&rest, '/', &began_text) ||
	    rest.p || parse_int(pid_text, 1, INT32_MAX, &pid) < 0 ||
	    parse_int(began_text, 0, INT64_MAX, &began) < 0)
		return false;
	/* Asked by a signal first: /proc may be closed to other users (hidepid). */
	if (kill((pid_t)pid, 0) < 0 && errno == ESRCH)
		return true;
	if (!read_process((long)pid, &state, &now))
		return false;
	return now != began || state == 'Z' || state == 'X';
}
