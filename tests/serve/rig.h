/* A server with short deadlines, and clients that send exactly the bytes they are told to. */
#ifndef VARDE_TESTS_SERVE_RIG_H
#define VARDE_TESTS_SERVE_RIG_H

#include "serve/serve.h"

#include <stdatomic.h>

enum { RIG_WAIT_MS = 10000 }; /* what hangs fails */

/* What the last log line said. */
struct rig_log {
	_Atomic int lines, status;
	_Atomic long bytes, us;
	char path[64];
};

struct rig {
	struct serve *serve;
	struct serve_options o; /* defaults; changed before rig_start */
	struct rig_log log;
	struct arena *arena;
	_Atomic int ended;       /* streams whose state was freed */
	_Atomic int handler_ms;  /* how long /slow takes */
	_Atomic bool in_handler; /* of /slow */
};

/* Options for a test: port 0 on 127.0.0.1, deadlines of 60 s, the handler of the rig. */
void rig_init(struct rig *rig);

/* Starts the server; fails the test when it does not. */
void rig_start(struct rig *rig);

/* Stops the server at once and frees. */
void rig_done(struct rig *rig);

/* A connected socket; -1 when refused. Reads give up after RIG_WAIT_MS. */
int rig_connect(const struct rig *rig);

/* Sends all of the bytes; false when the server has closed. */
bool rig_send(int fd, const char *bytes, size_t n);

/* Sends the text. */
bool rig_say(int fd, const char *text);

/* Reads until the server closes. The arena owns the text. */
char *rig_read_all(struct rig *rig, int fd);

/* Reads until the text stands in what was read; NULL when the server closes before. */
char *rig_read_until(struct rig *rig, int fd, const char *text);

/* Sends the text on a new connection, and gives all that comes until the server closes. */
char *rig_talk(struct rig *rig, const char *text);

/* The status of a reply; 0 for none. */
int rig_status(const char *reply);

/* rig_status of rig_talk of n bytes. */
int rig_ask(struct rig *rig, const char *bytes, size_t n);

/* Milliseconds of a clock that never goes back; sleeping. */
int64_t rig_now(void);
void rig_sleep(int64_t ms);

/* Waits until the server has so many connections or streams; fails the test after RIG_WAIT_MS.
 */
void rig_wait_connections(const struct rig *rig, int64_t n);
void rig_wait_streams(const struct rig *rig, int64_t n);

#endif
