/* Child processes with pipes on standard input and output. */
#ifndef VARDE_OS_SPAWN_H
#define VARDE_OS_SPAWN_H

#include "base/err.h"

#include <sys/types.h>

struct spawn {
	pid_t pid;
	int in;  /* the child's standard input, for writing; -1 when closed */
	int out; /* the child's standard output, for reading; -1 when closed */
};

/*
 * Starts argv[0] (a path) with argv, NULL-terminated (borrowed); standard error is inherited.
 * The child gets SIGTERM when this process dies. ERR_NOTFOUND, ERR_DENIED, ERR_IO with a
 * message.
 */
int spawn_filter(const char *const *argv, struct spawn *ret, struct msg *msg) MUST_USE;

/* Closes one of the pipes; an already closed one is fine. */
void spawn_close(int *fd);

/* Waits for the end: the exit code, or 128 + the signal's number. */
int spawn_wait(struct spawn *spawn);

/* The folder of the running program, into to[size]; "" when it cannot be told. */
void spawn_own_folder(char *to, size_t size);

#endif
