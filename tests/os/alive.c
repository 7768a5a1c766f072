#include "os/alive.h"

#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The name of a child that waits to be killed. */
static pid_t child(char *name)
{
	int ends[2];
	pid_t pid;
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct arena *arena = arena_new();
		const char *self = alive_self(arena);

		if (write(ends[1], self, strlen(self) + 1) < 0)
			_exit(1);
		for (;;)
			(void)pause();
	}
	(void)close(ends[1]);
	n = read(ends[0], name, ALIVE_NAME);
	(void)close(ends[0]);
	assert_true(n > 1 && name[n - 1] == '\0');
	return pid;
}

TEST(alive_knows_who_was_killed)
{
	char name[ALIVE_NAME];
	pid_t pid = child(name);

	assert_false(alive_ended(name));
	assert_int_equal(kill(pid, SIGKILL), 0);
	/* Nobody has asked for its end yet: a zombie does nothing any more. */
	for (int i = 0; i < 500 && !alive_ended(name); i++)
		(void)usleep(10000);
	assert_true(alive_ended(name));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(alive_ended(name));
}

TEST(alive_is_this_process_and_no_other_of_its_number)
{
	struct arena *arena = arena_new();
	const char *self = alive_self(arena), *slash = strrchr(self, '/');

	assert_true(strlen(self) > 0 && strlen(self) < ALIVE_NAME);
	assert_string_equal(self, alive_self(arena));
	assert_false(alive_ended(self));
	/* The number was given to somebody else since. */
	assert_true(alive_ended(arena_printf(arena, "%.*s/1", (int)(slash - self), self)));
	arena_free(arena);
}

TEST(alive_says_nothing_of_what_it_cannot_know)
{
	struct arena *arena = arena_new();
	const char *self = alive_self(arena);
	char *other = arena_strdup(arena, self);

	other[0] = other[0] == 'a' ? 'b' : 'a'; /* another boot, or another machine */
	assert_false(alive_ended(other));
	assert_false(alive_ended(NULL));
	assert_false(alive_ended(""));
	assert_false(alive_ended("x/y/1/1"));
	assert_false(alive_ended(arena_printf(arena, "%s/1", self)));
	assert_false(alive_ended(arena_printf(arena, "%sx", self)));
	assert_false(alive_ended(arena_strndup(arena, self, strlen(self) / 2)));
	arena_free(arena);
}
