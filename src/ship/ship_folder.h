/*
 * The files of a spool's folder: "P-NNNNNNNN-EPOCH-FIRST.cur" is written to, ".seg" is whole,
 * "P-NNNNNNNN-EPOCH-FIRST-LAST.drop" was dropped and is not told yet. P is the priority, N
 * grows, FIRST and LAST are numbers of records; all but the epoch in hexadecimal digits.
 */
#ifndef VARDE_SHIP_SHIP_FOLDER_H
#define VARDE_SHIP_SHIP_FOLDER_H

#include "base/err.h"
#include "base/vec.h"
#include "ship/ship_frame.h"

enum ship_kind { SHIP_OPEN, SHIP_WHOLE, SHIP_DROPPED };

struct ship_file {
	enum ship_kind kind;
	int priority;
	uint32_t number;
	char epoch[SHIP_EPOCH + 1];
	uint64_t first, last; /* last of a dropped one only */
	const char *name;
};

struct ship_files {
	VEC(struct ship_file) all; /* by priority, then number */
};

/* The spool's files; others are passed over. Errors of folder_list. */
int ship_folder_list(
    const char *folder, struct arena *arena, struct ship_files *ret, struct msg *msg) MUST_USE;

/* Reads a file's name; false when it is none of a spool's. name is borrowed. */
bool ship_folder_parse(const char *name, struct ship_file *ret);

/* The path that the file's members name; the arena owns it. */
char *ship_folder_path(const char *folder, const struct ship_file *f, struct arena *arena);

/* Takes the lock of that name until the descriptor is closed: ERR_BUSY and the like with a
 * message. */
int ship_folder_lock(
    const char *folder, const char *name, struct msg *msg, int *ret_fd) MUST_USE;

/* Syncs the folder: names of files are safe then. 0 or -1 with errno. */
int ship_folder_sync(const char *folder);

#endif
