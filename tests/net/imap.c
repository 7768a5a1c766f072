#include "net/imap.h"

#include "test.h"

TEST(imap_search_replies_are_read)
{
	struct arena *arena = arena_new();
	struct imap_uids uids = {0};

	imap_search_read(span_str("* SEARCH 4 7 4294967295\r\n"), arena, &uids);
	assert_int_equal(uids.all.n, 3);
	assert_int_equal(uids.all.items[2], 4294967295);
	uids.all.n = 0;
	imap_search_read(span_str("* SEARCH\r\n"), arena, &uids);
	imap_search_read(span_str("* OK done 5\r\n"), arena, &uids);
	imap_search_read(span_str("* SEARCH x 99999999999999999999 0 3"), arena, &uids);
	assert_int_equal(uids.all.n, 1);
	assert_int_equal(uids.all.items[0], 3);
	arena_free(arena);
}

TEST(imap_takes_tls_or_this_machine)
{
	struct imap_server server = {.url = "imaps://mail.example/INBOX"};
	struct imap *imap = NULL;
	struct msg msg = {0};

	assert_int_equal(imap_open(&server, &imap, &msg), 0);
	imap = imap_close(imap);
	server.url = "imap://127.0.0.1:1143/INBOX";
	assert_int_equal(imap_open(&server, &imap, &msg), 0);
	imap = imap_close(imap);
	server.url = "imap://mail.example/INBOX";
	assert_int_equal(imap_open(&server, &imap, &msg), ERR_UNSUPPORTED);
	server.url = "http://127.0.0.1/";
	assert_int_equal(imap_open(&server, &imap, &msg), ERR_UNSUPPORTED);
	server.url = "nothing";
	assert_true(imap_open(&server, &imap, &msg) < 0);
}

TEST(imap_that_is_not_there_is_told)
{
	struct imap_server server = {.url = "imap://127.0.0.1:1/INBOX"};
	struct arena *arena = arena_new();
	struct imap_uids uids = {0};
	struct imap *imap = NULL;
	struct msg msg = {0};

	assert_int_equal(imap_open(&server, &imap, &msg), 0);
	assert_int_equal(imap_unread(imap, arena, &uids, &msg), ERR_REFUSED);
	assert_non_null(strstr(msg.what, "mailbox"));
	(void)imap_close(imap);
	arena_free(arena);
}
