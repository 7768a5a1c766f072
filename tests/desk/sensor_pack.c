#include "desk/sensor_pack.h"

#include "desk_place.h"

#include <unistd.h>

TEST_STORE(sensor_pack_published_read_and_verified)
{
	enum { SIZE = PACK_PART * 2 + 77 };
	struct db *db = place_open(place);
	const struct actor shell = {.name = "varde sensor-pack"};
	const char *path = arena_printf(place->arena, "/tmp/varde-pack-key-%d", (int)getpid());
	uint8_t *bytes = arena_alloc(place->arena, SIZE);
	struct sensor_pack one, two, now;
	struct sign_key key;
	struct msg msg = {0};
	STR_AUTO(got, SIZE + 1);

	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(i * 7);
	assert_int_equal(sign_open(path, true, &key, &msg), 0);
	(void)unlink(path);
	assert_int_equal(sensor_pack_current(db, place->arena, &now), ERR_NOTFOUND);
	assert_int_equal(sensor_pack_publish(db, &shell, &key, span_of(bytes, SIZE), "first",
			     NOW, place->arena, &one),
	    0);
	assert_int_equal(one.number, 1);
	assert_int_equal(one.parts, 3);
	for (int64_t i = 0; i < one.parts; i++)
		assert_int_equal(sensor_pack_read(db, 1, i, place->arena, &got), 0);
	assert_int_equal(got.n, SIZE);
	assert_memory_equal(got.p, bytes, SIZE);
	assert_int_equal(sensor_pack_read(db, 1, 3, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(sign_verify(span_str(sensor_pack_signed(1, one.digest, place->arena)),
			     one.key, one.signature),
	    0);
	/* Another number, the same bytes: it is not what was signed. */
	assert_int_equal(sign_verify(span_str(sensor_pack_signed(2, one.digest, place->arena)),
			     one.key, one.signature),
	    ERR_DENIED);
	assert_int_equal(sensor_pack_publish(db, &shell, &key, span_of(bytes, 9), "second", NOW,
			     place->arena, &two),
	    0);
	assert_int_equal(two.number, 2);
	assert_int_equal(sensor_pack_current(db, place->arena, &now), 0);
	assert_int_equal(now.number, 2);
	/* Back to the first: under a new number. */
	assert_int_equal(sensor_pack_again(db, &shell, &key, one.id, NOW, place->arena), 0);
	assert_int_equal(sensor_pack_current(db, place->arena, &now), 0);
	assert_int_equal(now.number, 3);
	assert_string_equal(now.digest, one.digest);
	assert_int_equal(sensor_pack_publish(
			     db, &shell, &key, span_of(NULL, 0), NULL, NOW, place->arena, NULL),
	    ERR_SYNTAX);
	db_close(db);
}
