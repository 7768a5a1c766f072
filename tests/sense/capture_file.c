#include "sense/capture.h"

#include "base/arena.h"
#include "test.h"

struct writer {
	uint8_t b[4096];
	size_t n;
	bool big;
};

static void put(struct writer *w, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		w->b[w->n + i] = (uint8_t)(v >> 8 * (w->big ? n - 1 - i : i));
	w->n += n;
}

static void put_bytes(struct writer *w, const char *bytes, size_t n)
{
	memcpy(w->b + w->n, bytes, n);
	w->n += n;
}

static void put_head(struct writer *w, uint32_t magic, uint32_t link)
{
	put(w, magic, 4);
	put(w, 2, 2);
	put(w, 4, 2);
	put(w, 0, 8);
	put(w, 65535, 4);
	put(w, link, 4);
}

static void put_record(struct writer *w, uint32_t second, uint32_t part, const char *text)
{
	put(w, second, 4);
	put(w, part, 4);
	put(w, strlen(text), 4);
	put(w, strlen(text) + 10, 4);
	put_bytes(w, text, strlen(text));
}

static struct capture_file *opened(const struct writer *w)
{
	struct capture_file *f = NULL;
	struct msg msg = {0};

	assert_int_equal(capture_file_over(span_of(w->b, w->n), "test", &f, &msg), 0);
	return f;
}

TEST(capture_file_pcap_in_both_orders_and_both_times)
{
	for (int i = 0; i < 4; i++) {
		struct writer w = {.big = i & 1};
		bool nanos = i & 2;
		struct capture_frame frame;
		struct capture_file *f;
		struct msg msg;

		put_head(&w, nanos ? 0xa1b23c4d : 0xa1b2c3d4, 1);
		put_record(&w, 1000, nanos ? 123456789 : 123456, "one");
		put_record(&w, 1001, 0, "second");
		f = opened(&w);
		assert_int_equal(capture_file_next(f, &frame, &msg), 0);
		assert_int_equal(frame.time, 1000123456);
		assert_int_equal(frame.caplen, 3);
		assert_int_equal(frame.wirelen, 13);
		assert_int_equal(frame.nr, 1);
		assert_int_equal(frame.link, 1);
		assert_memory_equal(frame.bytes, "one", 3);
		assert_int_equal(capture_file_next(f, &frame, &msg), 0);
		assert_memory_equal(frame.bytes, "second", 6);
		assert_int_equal(capture_file_next(f, &frame, &msg), ERR_CLOSED);
		assert_null(capture_file_free(f));
	}
}

TEST(capture_file_torn_says_how_much_was_read)
{
	struct writer w = {0};

	put_head(&w, 0xa1b2c3d4, 1);
	put_record(&w, 1, 0, "one");
	put_record(&w, 2, 0, "two");
	for (size_t n = w.n - 18; n < w.n; n++) {
		struct capture_frame frame;
		struct msg msg = {0};
		struct writer cut = w;
		struct capture_file *f;

		cut.n = n;
		f = opened(&cut);
		assert_int_equal(capture_file_next(f, &frame, &msg), 0);
		assert_int_equal(capture_file_next(f, &frame, &msg), ERR_TRUNCATED);
		assert_non_null(strstr(msg.detail, "1 packets were read"));
		(void)capture_file_free(f);
	}
}

TEST(capture_file_of_something_else_is_refused)
{
	struct capture_file *f = NULL;
	struct msg msg = {0};

	assert_int_equal(capture_file_over(span_str(""), "x", &f, &msg), ERR_SYNTAX);
	assert_int_equal(
	    capture_file_over(span_str("GET / HTTP/1.1\r\n\r\n______"), "x", &f, &msg),
	    ERR_SYNTAX);
	assert_int_equal(capture_file_open("/nonexistent/x.pcap", 100, &f, &msg), ERR_NOTFOUND);
	assert_int_equal(capture_file_open("/", 100, &f, &msg), ERR_SYNTAX);
	assert_int_equal(capture_file_open("/proc/self/exe", 100, &f, &msg), ERR_LIMIT);
	assert_null(f);
}

static void put_section(struct writer *w)
{
	put(w, 0x0a0d0d0a, 4);
	put(w, 28, 4);
	put(w, 0x1a2b3c4d, 4);
	put(w, 1, 2);
	put(w, 0, 2);
	put(w, UINT64_MAX, 8);
	put(w, 28, 4);
}

/* With its resolution: 10^-res seconds. */
static void put_interface(struct writer *w, uint16_t link, uint8_t res)
{
	put(w, 1, 4);
	put(w, 32, 4);
	put(w, link, 2);
	put(w, 0, 2);
	put(w, 0, 4);
	put(w, 9, 2);
	put(w, 1, 2);
	put(w, w->big ? (uint32_t)res << 24 : res, 4);
	put(w, 0, 4);
	put(w, 32, 4);
}

static void put_enhanced(struct writer *w, uint32_t in, uint64_t time)
{
	put(w, 6, 4);
	put(w, 36, 4);
	put(w, in, 4);
	put(w, time >> 32, 4);
	put(w, time & 0xffffffff, 4);
	put(w, 4, 4);
	put(w, 60, 4);
	put_bytes(w, "abcd", 4);
	put(w, 36, 4);
}

TEST(capture_file_pcapng_with_interfaces_and_sections)
{
	for (int big = 0; big < 2; big++) {
		struct writer w = {.big = big};
		struct capture_frame frame;
		struct capture_file *f;
		struct msg msg = {0};

		put_section(&w);
		put_interface(&w, 1, 6);
		put_interface(&w, 101, 9);
		put_enhanced(&w, 0, 1000123456);
		put(&w, 0xbad, 4); /* a block of a kind that nobody knows */
		put(&w, 12, 4);
		put(&w, 12, 4);
		put_enhanced(&w, 1, UINT64_C(1000123456789));
		put_section(&w);
		put_interface(&w, 113, 6);
		put_enhanced(&w, 0, 7);
		put_enhanced(&w, 1, 7);
		f = opened(&w);
		assert_int_equal(capture_file_next(f, &frame, &msg), 0);
		assert_int_equal(frame.time, 1000123456);
		assert_int_equal(frame.link, 1);
		assert_int_equal(frame.wirelen, 60);
		assert_int_equal(capture_file_next(f, &frame, &msg), 0);
		assert_int_equal(frame.time, 1000123456);
		assert_int_equal(frame.link, 101);
		assert_int_equal(capture_file_next(f, &frame, &msg), 0);
		assert_int_equal(frame.link, 113);
		assert_int_equal(frame.nr, 3);
		/* The new section has one interface only. */
		assert_int_equal(capture_file_next(f, &frame, &msg), ERR_SYNTAX);
		assert_non_null(strstr(msg.detail, "3 packets"));
		(void)capture_file_free(f);
	}
}
