/*
 * The collectors' prison, entered before the first foreign byte is read: no new privileges,
 * Landlock without any rule (no file may be opened), and a seccomp allow-list (no exec, no
 * fork, no ptrace). A forbidden call fails with EPERM.
 *
 * varde-scan is two processes. The gate may open sockets but parses nothing foreign; the worker
 * parses foreign bytes but may not open sockets, connect them, or name a destination: it uses
 * the connected descriptors that the gate hands it.
 *
 * varde-sensor's threads parse foreign bytes as well; theirs are the rings that are open
 * already and one output. Each thread enters by itself. Its keeper (sense/keeper.h) parses
 * nothing foreign; it may open files in the folders that it was given, and hand descriptors
 * over.
 */
#ifndef VARDE_OS_SANDBOX_H
#define VARDE_OS_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum sandbox_role { SANDBOX_WORKER, SANDBOX_GATE, SANDBOX_SENSOR, SANDBOX_KEEPER };

/* A folder that the role SANDBOX_KEEPER may use; the others have none. */
struct sandbox_folder {
	const char *path;
	bool write; /* files may be made, written, renamed and removed in it, else only read */
};

/*
 * Closes the prison for ever for this thread, and those it starts. ERR_UNSUPPORTED when the
 * kernel has no seccomp filters; a kernel without Landlock is no error (seccomp forbids opening
 * files as well) and is told in *ret_landlock (ABI version, 0 for none; NULL allowed).
 */
int sandbox_enter(enum sandbox_role role, int *ret_landlock, struct msg *msg) MUST_USE;

/*
 * The same of SANDBOX_KEEPER with its folders (borrowed during the call). A kernel without
 * Landlock leaves it to the owner's rights what it may open. ERR_NOTFOUND, ERR_DENIED: a folder
 * cannot be opened.
 */
int sandbox_enter_with(const struct sandbox_folder *folders, size_t n, int *ret_landlock,
    struct msg *msg) MUST_USE;

#endif
