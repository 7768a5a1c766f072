#include "feed/unpack.h"

#include "test.h"

#include <zlib.h>

enum { ROOM = 1 << 20 };

static const struct unpack_limits limits = {100, 10, 1000}, few = {4, 10, 1000};

static int on_member(void *arg, const struct unpack_member *m)
{
	struct str *out = arg;

	str_addf(out, "%s=%.*s|", m->name, (int)m->bytes.n, (const char *)m->bytes.p);
	return 0;
}

static void tar_sum(char h[512])
{
	unsigned sum = 0;

	memset(h + 148, ' ', 8);
	for (size_t i = 0; i < 512; i++)
		sum += (uint8_t)h[i];
	(void)snprintf(h + 148, 7, "%06o", sum);
}

static void tar_header(struct str *tar, const char *name, char type, size_t size)
{
	char h[512] = {0};

	(void)snprintf(h, 100, "%s", name);
	(void)snprintf(h + 100, 8, "%07o", 0644U);
	(void)snprintf(h + 124, 12, "%011o", (unsigned)size);
	h[156] = type;
	memcpy(h + 257,
	    "ustar\0"
	    "00",
	    8);
	tar_sum(h);
	str_put(tar, h, sizeof(h));
}

static void tar_member(struct str *tar, const char *name, char type, const char *text)
{
	size_t n = strlen(text);

	tar_header(tar, name, type, n);
	str_put(tar, text, n);
	while (tar->n % 512)
		str_char(tar, '\0');
}

static void tar_end(struct str *tar)
{
	for (int i = 0; i < 1024; i++)
		str_char(tar, '\0');
}

TEST(archive_tar_with_long_names)
{
	struct msg msg = {0};
	STR_AUTO(tar, ROOM);
	STR_AUTO(out, ROOM);

	tar_member(&tar, "a/one.json", '0', "first");
	tar_member(&tar, "a/", '5', "");
	tar_member(&tar, "././@LongLink", 'L', "a/a-very-long-name");
	tar_member(&tar, "a/a-very", '0', "second");
	tar_member(&tar, "x", 'x', "17 path=pax name\n");
	tar_member(&tar, "x", '0', "third");
	tar_end(&tar);
	assert_true(unpack_is_archive(str_bytes(&tar)));
	assert_int_equal(unpack_each(str_bytes(&tar), &limits, on_member, &out, &msg), 0);
	assert_string_equal(
	    str_text(&out), "a/one.json=first|a/a-very-long-name=second|pax name=third|");
}

TEST(archive_tar_that_is_cut_or_damaged_is_refused)
{
	struct msg msg = {0};
	STR_AUTO(tar, ROOM);
	STR_AUTO(out, ROOM);

	tar_member(&tar, "one", '0', "first");
	for (size_t n = 512; n <= tar.n; n += 64) {
		assert_int_equal(unpack_each(span_sub(str_bytes(&tar), 0, n), &limits,
				     on_member, &out, &msg),
		    ERR_TRUNCATED);
	}
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	tar_end(&tar);
	assert_int_equal(unpack_each(str_bytes(&tar), &few, on_member, &out, &msg), ERR_LIMIT);
	tar.p[3] ^= 1;
	assert_int_equal(
	    unpack_each(str_bytes(&tar), &limits, on_member, &out, &msg), ERR_SYNTAX);
}

TEST(archive_gives_ordinary_files_alone_and_their_names_as_they_are)
{
	struct msg msg = {0};
	STR_AUTO(tar, ROOM);
	STR_AUTO(out, ROOM);

	tar_member(&tar, "link", '1', "");
	tar_member(&tar, "symlink", '2', "");
	tar_member(&tar, "device", '3', "");
	tar_member(&tar, "x", 'x', "15 path=d\xc3\xa9j\xc3\xa0\n");
	tar_member(&tar, "x", '0', "first");
	tar_member(&tar, "../../etc/passwd", '0', "second");
	tar_end(&tar);
	assert_int_equal(unpack_each(str_bytes(&tar), &limits, on_member, &out, &msg), 0);
	assert_string_equal(
	    str_text(&out), "d\xc3\xa9j\xc3\xa0=first|../../etc/passwd=second|");
}

TEST(archive_of_more_than_its_limits_is_refused)
{
	static const struct unpack_limits one = {100, 1, 1000}, ten = {100, 10, 10};
	struct msg msg = {0};
	STR_AUTO(tar, ROOM);
	STR_AUTO(out, ROOM);

	tar_member(&tar, "one", '0', "first");
	tar_member(&tar, "two", '0', "second");
	tar_end(&tar);
	assert_int_equal(unpack_each(str_bytes(&tar), &limits, on_member, &out, &msg), 0);
	assert_int_equal(unpack_each(str_bytes(&tar), &one, on_member, &out, &msg), ERR_LIMIT);
	assert_non_null(strstr(msg.detail, "members"));
	assert_int_equal(unpack_each(str_bytes(&tar), &ten, on_member, &out, &msg), ERR_LIMIT);
}

/* GNU: a file of 16 MiB, of which 512 bytes are there. */
TEST(archive_made_to_fill_the_disk_is_refused)
{
	static const struct unpack_limits big = {1 << 30, 10, 1 << 30};
	struct msg msg = {0};
	char h[512] = {0};
	STR_AUTO(tar, ROOM);
	STR_AUTO(out, ROOM);

	(void)snprintf(h, 100, "sparse");
	(void)snprintf(h + 124, 12, "%011o", 512U);
	h[156] = 'S';
	memcpy(h + 257, "ustar  ", 8);
	(void)snprintf(h + 386, 12, "%011o", 0U);
	(void)snprintf(h + 398, 12, "%011o", 512U);
	(void)snprintf(h + 483, 12, "%011o", 16U << 20);
	tar_sum(h);
	str_put(&tar, h, sizeof(h));
	memset(h, 'x', sizeof(h));
	str_put(&tar, h, sizeof(h));
	tar_end(&tar);
	assert_int_equal(unpack_each(str_bytes(&tar), &big, on_member, &out, &msg), ERR_LIMIT);
	assert_non_null(strstr(msg.detail, "fill the disk"));
	assert_int_equal(out.n, 0);
}

/* One member, deflated or stored; the directory; its end. */
static void zip_of(
    struct str *zip, const char *name, const char *text, bool deflated, unsigned flags)
{
	uint8_t packed[1000];
	z_stream z = {.next_in = (Bytef *)(uintptr_t)text,
	    .avail_in = (uInt)strlen(text),
	    .next_out = packed,
	    .avail_out = sizeof(packed)};
	uint32_t crc = (uint32_t)crc32(0, (const Bytef *)text, (uInt)strlen(text));
	size_t dir, n = strlen(text);

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, -15, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	if (deflated)
		n = z.total_out;
	else
		memcpy(packed, text, n);
	(void)deflateEnd(&z);
	for (int i = 0; i < 2; i++) {
		dir = zip->n;
		str_put(zip, i ? "PK\1\2\24\0" : "PK\3\4", i ? 6 : 4);
		str_u16_le(zip, 20);
		str_u16_le(zip, (uint16_t)flags);
		str_u16_le(zip, deflated ? 8 : 0);
		str_u32_le(zip, 0);
		str_u32_le(zip, crc);
		str_u32_le(zip, (uint32_t)n);
		str_u32_le(zip, (uint32_t)strlen(text));
		str_u16_le(zip, (uint16_t)strlen(name));
		str_u16_le(zip, 0);
		for (int k = 0; i && k < 7; k++)
			str_u16_le(zip, 0);
		str_add(zip, name);
		if (!i)
			str_put(zip, packed, n);
	}
	n = zip->n - dir;
	str_put(zip, "PK\5\6\0\0\0\0", 8);
	str_u16_le(zip, 1);
	str_u16_le(zip, 1);
	str_u32_le(zip, (uint32_t)n);
	str_u32_le(zip, (uint32_t)dir);
	str_u16_le(zip, 0);
}

TEST(archive_zip_stored_and_deflated)
{
	for (int deflated = 0; deflated < 2; deflated++) {
		struct msg msg = {0};
		STR_AUTO(zip, ROOM);
		STR_AUTO(out, ROOM);

		zip_of(&zip, "a/one.json", "some text, some text, some text", deflated, 0);
		assert_true(unpack_is_archive(str_bytes(&zip)));
		assert_int_equal(
		    unpack_each(str_bytes(&zip), &limits, on_member, &out, &msg), 0);
		assert_string_equal(
		    str_text(&out), "a/one.json=some text, some text, some text|");
		assert_int_equal(
		    unpack_each(str_bytes(&zip), &few, on_member, &out, &msg), ERR_LIMIT);
	}
}

TEST(archive_zip_that_is_cut_or_damaged_is_refused)
{
	struct msg msg = {0};
	STR_AUTO(zip, ROOM);
	STR_AUTO(out, ROOM);

	zip_of(&zip, "one", "some text, some text, some text", true, 0);
	for (size_t n = 22; n < zip.n; n++)
		assert_true(unpack_each(span_sub(str_bytes(&zip), 0, n), &limits, on_member,
				&out, &msg) < 0);
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	for (size_t i = 0; i < zip.n; i++) { /* no harm, whatever it says */
		zip.p[i] ^= (char)0xff;
		(void)!unpack_each(str_bytes(&zip), &limits, on_member, &out, &msg);
		zip.p[i] ^= (char)0xff;
	}
}

TEST(archive_zip_with_a_name_in_utf8)
{
	struct msg msg = {0};
	STR_AUTO(zip, ROOM);
	STR_AUTO(out, ROOM);

	zip_of(&zip, "d\xc3\xa9j\xc3\xa0", "text", false, 1 << 11);
	assert_int_equal(unpack_each(str_bytes(&zip), &limits, on_member, &out, &msg), 0);
	assert_string_equal(str_text(&out), "d\xc3\xa9j\xc3\xa0=text|");
}

TEST(archive_zip_that_is_encrypted_is_refused)
{
	struct msg msg = {0};
	STR_AUTO(zip, ROOM);
	STR_AUTO(out, ROOM);

	zip_of(&zip, "one", "some text, some text, some text", true, 1);
	assert_int_equal(
	    unpack_each(str_bytes(&zip), &limits, on_member, &out, &msg), ERR_SYNTAX);
	assert_non_null(strstr(msg.detail, "encrypted"));
}

TEST(archive_zip_with_another_checksum_is_refused)
{
	struct msg msg = {0};
	STR_AUTO(zip, ROOM);
	STR_AUTO(out, ROOM);

	zip_of(&zip, "one", "some text", false, 0);
	zip.p[30 + 3] = 'S'; /* behind the header and its name */
	assert_int_equal(
	    unpack_each(str_bytes(&zip), &limits, on_member, &out, &msg), ERR_SYNTAX);
	assert_string_equal(str_text(&out), "");
}
