/* Building JSON values in an arena, for templates and replies: inside out, as a value is taken
 * over as it is when it is put into its parent. */
#ifndef VARDE_CODEC_JSON_BUILD_H
#define VARDE_CODEC_JSON_BUILD_H

#include "codec/json.h"

/* An empty object or array in the arena, which grows by the functions below. */
struct json *json_new_object(struct arena *arena);
struct json *json_new_array(struct arena *arena);

/* Sets a member (a second one of the same key counts instead of the first). Keys are borrowed
 * (constants), text is copied; NULL sets null. */
void json_set_text(struct arena *arena, struct json *object, const char *key, const char *text);
void json_set_int(struct arena *arena, struct json *object, const char *key, int64_t v);
void json_set_bool(struct arena *arena, struct json *object, const char *key, bool v);

/* The value with what it holds now: put it in when it is complete. Its items are borrowed. */
void json_set_value(
    struct arena *arena, struct json *object, const char *key, const struct json *v);

/* Appends to an array; the same rules. */
void json_add_text(struct arena *arena, struct json *array, const char *text);
void json_add_int(struct arena *arena, struct json *array, int64_t v);
void json_add_value(struct arena *arena, struct json *array, const struct json *v);

/* A copy of the value, all containers in it too, that grows by the functions above: what
 * json_parse gives does not. Keys and text are borrowed. */
struct json *json_copy(struct arena *arena, const struct json *v);

#endif
