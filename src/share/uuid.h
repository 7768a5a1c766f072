/* UUIDs of what has an identifier of ours: the same ones for good, in every format. */
#ifndef VARDE_SHARE_UUID_H
#define VARDE_SHARE_UUID_H

enum { UUID_TEXT = 37 }; /* "94868c89-83c2-464b-929b-a1a8aa3c8487" and its NUL */

/* The UUID (form of version 4, RFC 9562) of what name is among those of its kind,
 * to[UUID_TEXT]. Returns to. */
const char *uuid_of(const char *kind, const char *name, char *to);

#endif
