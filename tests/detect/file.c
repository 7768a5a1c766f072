#include "detect/detect_impl.h"
#include "sample.h"

/* The digests of "abc" (RFC 1321, RFC 3174, FIPS 180-4). */
static const char md5[] = "900150983cd24fb0d6963f7d28e17f72 # type:hash number:1\n";
static const char sha1[] = "a9993e364706816aba3e25717850c26c9cd0d89d # number:2\n";
static const char sha256[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad # number:3\n";

static void give(struct sample *s, struct tx_file *file, const char *data)
{
	file->size += strlen(data);
	detect_file(s->detect, &s->packet, &s->tx, file, span_str(data));
}

static void close_file(struct sample *s, struct tx_file *file)
{
	file->closed = true;
	give(s, file, "");
}

static int told(const char *list, uint64_t gaps)
{
	struct tx_file file = {.dir = FLOW_TO_CLIENT}, other = {.nr = 1};
	struct sample s;
	int n;

	sample_indicators(&s, "", list);
	sample_tx(&s, PROTO_HTTP1);
	give(&s, &file, "a");
	give(&s, &other, "something else");
	give(&s, &file, "bc");
	file.gaps = gaps;
	close_file(&s, &file);
	/* The other one never ends: it goes with its transaction. */
	detect_tx_done(s.detect, &s.tx);
	n = s.n;
	sample_end(&s);
	return n;
}

TEST(files_are_found_by_each_hash)
{
	assert_int_equal(told(md5, 0), 1);
	assert_int_equal(told(sha1, 0), 1);
	assert_int_equal(told(sha256, 0), 1);
	assert_int_equal(told("evil.example\n", 0), 0);
}

TEST(a_file_that_is_not_whole_has_no_hash)
{
	assert_int_equal(told(sha256, 1), 0);
}

TEST(files_beyond_the_bound_are_counted)
{
	struct sample s;

	sample_indicators(&s, "", sha256);
	sample_tx(&s, PROTO_HTTP1);
	for (uint32_t i = 0; i <= DETECT_SUMS; i++) {
		struct tx_file file = {.nr = i};

		give(&s, &file, "abc");
	}
	assert_int_equal(detect_counts(s.detect)->files, 1);
	detect_tx_done(s.detect, &s.tx);
	sample_end(&s);
}
