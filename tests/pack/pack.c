#include "pack/pack.h"

#include "pack/pack_write.h"
#include "test.h"

#include <unistd.h>

static const char *const words[] = {"b", "a/1", "a/10", "a/2", "a", "zebra", "aa/1"};

/* Each key's value is the key twice, and one value is empty. */
static void make(struct arena *a, struct str *out)
{
	struct pack_writer w;

	pack_write_init(&w, a);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		pack_write_add(
		    &w, words[i], span_str(arena_printf(a, "%s%s", words[i], words[i])));
	pack_write_add(&w, "empty", span_str(""));
	assert_int_equal(pack_write_end(&w, out, NULL), 0);
}

static int view(const struct str *s, struct pack *ret, struct msg *msg)
{
	return pack_from_memory(str_bytes(s), ret, msg);
}

TEST(pack_finds_every_key_and_no_other)
{
	static const char *const absent[] = {
	    "", "A", "a/", "a/11", "bb", "zebr", "zebras", "~"};
	struct arena *a = arena_new();
	STR_AUTO(bytes, 4096);
	struct pack pack;

	make(a, &bytes);
	assert_int_equal(view(&bytes, &pack, NULL), 0);
	assert_int_equal(pack.n, ARRAY_LEN(words) + 1);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct span v = pack_get(&pack, words[i]);

		assert_true(span_eq(v, arena_printf(a, "%s%s", words[i], words[i])));
		assert_int_equal(v.p[v.n], 0);
	}
	assert_non_null(pack_get(&pack, "empty").p);
	assert_int_equal(pack_get(&pack, "empty").n, 0);
	for (size_t i = 0; i < ARRAY_LEN(absent); i++)
		assert_null(pack_get(&pack, absent[i]).p);
	arena_free(a);
}

TEST(pack_iterates_a_prefix_in_order)
{
	static const char *const expected[] = {"a/1", "a/10", "a/2"};
	struct arena *a = arena_new();
	STR_AUTO(bytes, 4096);
	struct pack_iter it;
	struct pack pack;
	struct span value;
	const char *key;
	size_t n = 0;

	make(a, &bytes);
	assert_int_equal(view(&bytes, &pack, NULL), 0);
	it = pack_iter(&pack, "a/");
	while (pack_next(&it, &key, &value)) {
		assert_true(n < ARRAY_LEN(expected));
		assert_string_equal(key, expected[n++]);
	}
	assert_int_equal(n, ARRAY_LEN(expected));
	it = pack_iter(&pack, "zz");
	assert_false(pack_next(&it, &key, &value));
	arena_free(a);
}

/* The checksum finds every flipped bit, the sizes every truncation. */
TEST(pack_refuses_every_damage)
{
	struct arena *a = arena_new();
	STR_AUTO(bytes, 4096);
	struct pack pack;

	make(a, &bytes);
	for (size_t n = 0; n < bytes.n; n++)
		assert_true(pack_from_memory(span_of(bytes.p, n), &pack, NULL) < 0);
	for (size_t i = 0; i < bytes.n * 8; i++) {
		struct msg msg = {0};

		bytes.p[i / 8] = (char)(bytes.p[i / 8] ^ 1 << i % 8);
		assert_true(view(&bytes, &pack, &msg) < 0);
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
		bytes.p[i / 8] = (char)(bytes.p[i / 8] ^ 1 << i % 8);
	}
	assert_int_equal(view(&bytes, &pack, NULL), 0);
	arena_free(a);
}

TEST(pack_tells_a_newer_version)
{
	struct arena *a = arena_new();
	STR_AUTO(bytes, 4096);
	struct pack pack = {.n = 77};
	struct msg msg = {0};

	make(a, &bytes);
	bytes.p[11] = PACK_VERSION + 1;
	assert_int_equal(view(&bytes, &pack, &msg), ERR_VERSION);
	assert_int_equal(pack.n, 77);
	arena_free(a);
}

TEST(pack_opens_a_file)
{
	struct arena *a = arena_new();
	char path[] = "/tmp/varde-pack-XXXXXX";
	STR_AUTO(bytes, 4096);
	int fd = mkstemp(path);
	struct pack pack;
	struct msg msg = {0};

	make(a, &bytes);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
	assert_int_equal(pack_open(path, &pack, &msg), 0);
	assert_true(span_eq(pack_get(&pack, "zebra"), "zebrazebra"));
	pack_close(&pack);
	assert_int_equal(pack.n, 0);
	assert_int_equal(ftruncate(fd, 30), 0);
	assert_int_equal(pack_open(path, &pack, &msg), ERR_CORRUPT);
	assert_int_equal(ftruncate(fd, 3), 0);
	assert_int_equal(pack_open(path, &pack, &msg), ERR_CORRUPT);
	assert_int_equal(pack_open("/", &pack, &msg), ERR_CORRUPT);
	assert_int_equal(close(fd) | unlink(path), 0);
	assert_int_equal(pack_open(path, &pack, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.detail, path));
	arena_free(a);
}
