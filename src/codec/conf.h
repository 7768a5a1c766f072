/*
 * Configuration files: "name = value" lines, whose names, types and bounds are the fields of a
 * record (model/record.h rows). # begins a comment, at the start of a line or after white
 * space; a value may stand in double quotes. A list's items are separated by commas. An unknown
 * name and one given twice are errors.
 */
#ifndef VARDE_CODEC_CONF_H
#define VARDE_CODEC_CONF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

/* What takes a setting: 0, or ERR_* with the reason in *msg's detail. ERR_NOTFOUND: no such
 * name. */
typedef int (*conf_set)(void *to, const char *name, const char *value, struct msg *msg);

/*
 * Reads the file's text and gives each setting to set, in order; texts live in the arena.
 * ERR_SYNTAX, ERR_EXISTS (twice), or what set gave, with the line's number in *msg (what,
 * detail, hint).
 */
int conf_parse(
    struct span text, struct arena *arena, conf_set set, void *to, struct msg *msg) MUST_USE;

#endif
