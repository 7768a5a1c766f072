/*
 * Packs of rules and indicators for sensors (struct sensor_pack): stored in parts, numbered one
 * after the other, signed with Ed25519 by the server. One is current: sensors fetch it, check
 * number, digest and signature, and go back by themselves when they fare worse with it.
 */
#ifndef VARDE_DESK_SENSOR_PACK_H
#define VARDE_DESK_SENSOR_PACK_H

#include "auth/role.h"
#include "auth/sign.h"
#include "desk/log.h"
#include "model/sensor.h"
#include "store/desk.h"

enum { SENSOR_PACK_MAX = 256 << 20 /* bytes */ };

/* What is signed of a pack; the arena owns it. */
const char *sensor_pack_signed(int64_t number, const char *digest, struct arena *arena);

/* Stores a new pack and makes it the current one. MAY_OPERATE. ERR_LIMIT, ERR_SYNTAX (empty)
 * with a message. *ret (NULL allowed) in the arena. */
int sensor_pack_publish(struct db *db, const struct actor *actor, struct sign_key *key,
    struct span bytes, const char *note, int64_t now, struct arena *arena,
    struct sensor_pack *ret) MUST_USE;

/* Publishes the bytes of an older pack anew, under a new number: numbers never go back.
 * MAY_OPERATE. ERR_NOTFOUND. */
int sensor_pack_again(struct db *db, const struct actor *actor, struct sign_key *key,
    const char *id, int64_t now, struct arena *arena) MUST_USE;

/* The current one. ERR_NOTFOUND: there is none. */
int sensor_pack_current(struct db *db, struct arena *arena, struct sensor_pack *ret) MUST_USE;

/* Appends one part's bytes of the pack of that number. ERR_NOTFOUND. */
int sensor_pack_read(
    struct db *db, int64_t number, int64_t part, struct arena *arena, struct str *out) MUST_USE;

#endif
