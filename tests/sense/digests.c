#include "sense/digests.h"

#include "test.h"

static bool piece(struct digests *d, const struct tx *tx, struct tx_file *file,
    const char *text, struct digest_values *ret)
{
	struct span data = span_str(text);

	file->size += data.n;
	return digests_take(d, tx, file, data, ret);
}

static const uint8_t abc_md5[] = {0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0, 0xd6, 0x96,
    0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72};
static const uint8_t abc_sha1[] = {0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
    0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d};

/* RFC 1321 appendix A.5, RFC 3174 section 7.3: of "abc", here in pieces beside another's. */
TEST(digests_of_files_side_by_side)
{
	struct digests *d = digests_new(1U << CRYPT_DIGEST_MD5 | 1U << CRYPT_DIGEST_SHA1);
	struct tx one = {0}, two = {0};
	struct tx_file a = {0}, b = {0};
	struct digest_values v;

	assert_non_null(d);
	assert_false(piece(d, &one, &a, "a", &v));
	assert_false(piece(d, &two, &b, "zzz", &v));
	assert_false(piece(d, &one, &a, "bc", &v));
	a.closed = true;
	assert_true(piece(d, &one, &a, "", &v));
	assert_int_equal(v.of[CRYPT_DIGEST_MD5].n, 16);
	assert_memory_equal(v.of[CRYPT_DIGEST_MD5].bytes, abc_md5, 16);
	assert_int_equal(v.of[CRYPT_DIGEST_SHA1].n, 20);
	assert_memory_equal(v.of[CRYPT_DIGEST_SHA1].bytes, abc_sha1, 20);
	assert_int_equal(v.of[CRYPT_DIGEST_SHA256].n, 0);
	digests_drop(d, &two);
	assert_null(digests_free(d));
	assert_null(digests_new(0));
}

/* A digest of a part would be another file's. */
TEST(digests_only_of_what_was_seen_whole)
{
	struct digests *d = digests_new(1U << CRYPT_DIGEST_SHA256);
	struct tx tx = {0};
	struct tx_file gap = {.nr = 0}, late = {.nr = 1, .size = 100};
	struct digest_values v;

	assert_false(piece(d, &tx, &gap, "a", &v));
	gap.gaps = 5;
	gap.closed = true;
	assert_false(piece(d, &tx, &gap, "", &v));
	late.closed = true;
	assert_false(piece(d, &tx, &late, "end", &v));
	assert_int_equal(digests_refused(d), 0);
	assert_null(digests_free(d));
}

TEST(digests_of_more_files_than_slots_are_counted)
{
	struct digests *d = digests_new(1U << CRYPT_DIGEST_MD5);
	struct tx tx = {0};
	struct digest_values v;

	for (uint32_t i = 0; i <= DIGESTS_FILES; i++) {
		struct tx_file file = {.nr = i};

		assert_false(piece(d, &tx, &file, "a", &v));
	}
	assert_int_equal(digests_refused(d), 1);
	digests_drop(d, &tx);
	assert_null(digests_free(d));
}
