#include "feed/bundle.h"

#include "codec/sha256.h"
#include "feed/unpack.h"
#include "test.h"

static const char body[] = "{\"id\":\"CVE-2024-6387\",\"likelihood\":5}";

static int on_piece(void *arg, struct span piece)
{
	struct str *out = arg;

	str_span(out, piece);
	return str_ok(out);
}

static int on_record(void *arg, const struct knowledge *k)
{
	struct str *out = arg;

	str_addf(out, "%s %s %s %lld ", k->source, k->id, k->origin, (long long)k->modified);
	know_write(k, out);
	str_char(out, '|');
	return 0;
}

static int on_file(void *arg, const char *name, struct span bytes)
{
	struct str *out = arg;

	str_addf(out, "%s=%.*s|", name, (int)bytes.n, (const char *)bytes.p);
	return 0;
}

/* Two records of two sources and a file, unpacked again. */
static void make(struct str *out)
{
	struct scratch file;
	struct bundle_writer w;
	struct span packed;
	struct msg msg = {0};

	assert_int_equal(scratch_new(1 << 20, &file, &msg), 0);
	bundle_begin(&w, &file, &msg);
	assert_int_equal(
	    bundle_record(&w, "epss", "epss", "CVE-2024-6387", 7, "there", body), 0);
	assert_int_equal(bundle_record(&w, "kev", "epss", "CVE-2024-6387", 8, NULL, body), 0);
	assert_int_equal(bundle_file(&w, "suffixes/a.dat", span_str("com\n")), 0);
	assert_int_equal(bundle_end(&w, 0), 0);
	assert_int_equal(scratch_bytes(&file, &packed, &msg), 0);
	assert_int_equal(unpack_stream(packed, on_piece, out, &msg), 0);
	scratch_done(&file);
}

static int read_all(struct span payload, const char *source, struct str *out, struct msg *msg)
{
	struct feed_read rd = {
	    .source = source, .origin = "here", .emit = on_record, .arg = out};

	return bundle_read(payload, &rd, on_file, out, msg);
}

TEST(bundle_gives_what_was_put_in)
{
	struct msg msg = {0};
	STR_AUTO(payload, 1 << 20);
	STR_AUTO(out, 1 << 20);

	make(&payload);
	assert_int_equal(read_all(str_bytes(&payload), "epss", &out, &msg), 0);
	assert_string_equal(str_text(&out),
	    "epss CVE-2024-6387 there 7 {\"id\":\"CVE-2024-6387\",\"likelihood\":5,"
	    "\"percentile\":0}|suffixes/a.dat=com\n|");
	str_clear(&out);
	assert_int_equal(read_all(str_bytes(&payload), NULL, &out, &msg), 0);
	assert_string_equal(str_text(&out), "suffixes/a.dat=com\n|");
}

TEST(bundle_payload_that_is_cut_or_odd_is_refused)
{
	static const char *const odd[] = {"[null,null,1]\n", "[null,null,0]\nx\n", "hello\n",
	    "[null,\"../x\"]\nAAAA\n[null,null,0]\n", "[null,\"a/.x\"]\nAAAA\n[null,null,0]\n",
	    "[null,\"a/b/c\"]\nAAAA\n[null,null,0]\n", "[null,\"a/b\"]\n!\n[null,null,0]\n",
	    "[\"epss\",\"colour\",\"x\",1,null]\n{}\n[null,null,1]\n",
	    "[\"epss\",\"epss\",\"x\",1,null]\n{\n[null,null,1]\n"};
	struct msg msg = {0};
	STR_AUTO(payload, 1 << 20);
	STR_AUTO(out, 1 << 20);

	make(&payload);
	for (size_t n = 0; n + 1 < payload.n; n++)
		assert_true(
		    read_all(span_sub(str_bytes(&payload), 0, n), "epss", &out, &msg) < 0);
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		msg = (struct msg){0};
		assert_true(read_all(span_str(odd[i]), "epss", &out, &msg) < 0);
		assert_true(msg.what[0] && msg.detail[0]);
	}
}

TEST(bundle_head_names_length_and_digest)
{
	struct arena *arena = arena_new();
	char sum[SHA256_HEX];
	struct bundle_head head = {.created = 1787011200000,
			       .bytes = 5,
			       .sha256 = sha256_hex(span_str("hello"), sum),
			       .key = "k",
			       .signature = "s"},
			   got;
	struct span payload;
	struct msg msg = {0};
	STR_AUTO(file, 4096);

	bundle_head_write(&head, &file);
	str_add(&file, "hello");
	assert_true(bundle_sniff(str_bytes(&file)));
	assert_int_equal(bundle_head_read(str_bytes(&file), arena, &got, &payload, &msg), 0);
	assert_true(span_eq(payload, "hello"));
	assert_string_equal(bundle_signed(&got, arena), bundle_signed(&head, arena));
	assert_int_equal(bundle_head_read(span_sub(str_bytes(&file), 0, file.n - 1), arena,
			     &got, &payload, &msg),
	    ERR_TRUNCATED);
	file.p[file.n - 1] ^= 1;
	assert_int_equal(
	    bundle_head_read(str_bytes(&file), arena, &got, &payload, &msg), ERR_CORRUPT);
	assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
	assert_int_equal(
	    bundle_head_read(span_str("{\"varde_bundle\":1,}\n"), arena, &got, &payload, &msg),
	    ERR_SYNTAX);
	arena_free(arena);
}
