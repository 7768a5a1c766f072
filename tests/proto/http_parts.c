#include "traffic.h"

enum { TCP = 6 };

static const char form[] =
    "POST /up HTTP/1.1\r\n"
    "Host: h\r\n"
    "Content-Type: multipart/form-data; boundary=\"xyz\"\r\n"
    "Content-Length: 357\r\n\r\n"
    "nobody reads this\r\n"
    "--xyz\r\n"
    "Content-Disposition: form-data; name=\"field\"\r\n\r\n"
    "no file\r\n"
    "--xyz\r\n"
    "Content-Disposition: form-data; name=\"a\"; filename=\"a.txt\"\r\n"
    "Content-Type: text/plain\r\n\r\n"
    "first\r\n--xy not yet\r\n"
    "--xyz\r\n"
    "Content-Disposition: form-data; name=\"b\"; filename=\"b.txt\"\r\n\r\n"
    "--xyz\r\n"
    "content-disposition: form-data; name=\"c\"; filename=c.txt\r\n\r\n"
    "third\r\n"
    "--xyz--\r\n"
    "behind";

TEST(http_parts_files_of_a_form_in_pieces_of_every_size)
{
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, form, 0},
	    {FLOW_TO_CLIENT, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0}};

	assert_int_equal(strlen(strstr(form, "\r\n\r\n") + 4), 357);
	for (size_t size = 1; size < sizeof(form); size += size < 60 ? 1 : 41) {
		struct traffic t;

		traffic_init(&t);
		traffic_talk(&t, TCP, 80, talk, 2, size);
		assert_true(traffic_line(&t.buffers, "file.name 0 a.txt"));
		assert_true(
		    traffic_line(&t.buffers, "file.data 0 first\\x0d\\x0a--xy not yet"));
		assert_true(traffic_line(&t.buffers, "file.name 0 b.txt"));
		assert_true(traffic_line(&t.buffers, "file.name 0 c.txt"));
		assert_true(traffic_line(&t.buffers, "file.data 0 third"));
		assert_true(traffic_line(&t.files, "0 0 a.txt text/plain 19 0 1 0: "));
		assert_true(traffic_line(&t.files, "0 1 b.txt  0 0 1 0: "));
		assert_true(traffic_line(&t.files, "0 2 c.txt  5 0 1 0: "));
		assert_int_equal(traffic_count(&t.files, " 1 0: "), 3);
		traffic_done(&t);
	}
}

TEST(http_parts_a_file_without_an_end_is_cut_off)
{
	static const char cut[] = "POST /up HTTP/1.1\r\n"
				  "Content-Type: multipart/form-data; boundary=xyz\r\n"
				  "Content-Length: 500\r\n\r\n"
				  "--xyz\r\n"
				  "Content-Disposition: form-data; filename=\"a\"\r\n\r\n"
				  "begins";
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, cut, 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 1, 1000);
	assert_true(traffic_line(&t.files, "0 0 a  6 0 1 1: "));
	traffic_done(&t);
}

TEST(http_parts_of_another_kind_are_one_file)
{
	static const char mixed[] = "POST /up HTTP/1.1\r\n"
				    "Content-Type: multipart/mixed; boundary=xyz\r\n"
				    "Content-Length: 13\r\n\r\n"
				    "--xyz\r\n\r\nbody";
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, mixed, 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 1, 1000);
	assert_true(traffic_line(&t.files, "0 0 /up multipart/mixed; boundary=xyz 13 0 1 0: "));
	traffic_done(&t);
}
