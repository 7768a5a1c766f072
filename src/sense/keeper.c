#include "sense/keeper.h"

#include "base/str.h"
#include "sense/keeper_word.h"
#include "sense/keeping.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIPE_BYTES = 1 << 20, WORD_BYTES = 64 << 10 /* of a word to the keeper */ };

struct keeper {
	int lines;   /* a pipe; -1: none */
	int control; /* a socket that keeps words apart */
};

static int failed(const char *step, struct msg *msg)
{
	msg_what(msg, "the keeper of the spool and the packs could not be started");
	msg_detail(msg, "%s: %s", step, strerrordesc_np(errno));
	msg_hint(msg, "see whether this machine has memory and descriptors left");
	return ERR_IO;
}

static void close_pair(const int *pair)
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			(void)close(pair[i]);
}

static int begin(const struct keeper_settings *settings, struct keeper *k, struct msg *msg)
{
	int lines[2] = {-1, -1}, control[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) < 0)
		return failed("a pair of sockets", msg);
	if (settings->spool && pipe2(lines, O_CLOEXEC) < 0) {
		close_pair(control);
		return failed("a pipe", msg);
	}
	if (lines[1] >= 0)
		(void)fcntl(lines[1], F_SETPIPE_SZ, PIPE_BYTES);
	pid = fork();
	if (pid < 0) {
		close_pair(control);
		close_pair(lines);
		return failed("fork", msg);
	}
	if (pid == 0) {
		if (lines[1] >= 0)
			(void)close(lines[1]);
		(void)close(control[0]);
		_exit(keeping_live(settings, lines[0], control[1]));
	}
	if (lines[0] >= 0)
		(void)close(lines[0]);
	(void)close(control[1]);
	*k = (struct keeper){.lines = lines[1], .control = control[0]};
	return 0;
}

static struct keeper *forget(struct keeper *k)
{
	if (k->lines >= 0)
		(void)close(k->lines);
	(void)close(k->control);
	return mem_free(k);
}

int keeper_start(const struct keeper_settings *settings, struct keeper **ret, struct msg *msg)
{
	struct keeper *k = mem_alloc(sizeof(*k));
	struct keeper_word word = {0};
	int r = begin(settings, k, msg);

	if (r < 0) {
		(void)mem_free(k);
		return r;
	}
	r = keeper_word_take(k->control, true, &word);
	if (r == 1 && word.kind == KEEPER_READY) {
		*ret = k;
		return 0;
	}
	(void)forget(k);
	if (r < 1 || word.result >= 0) {
		errno = ECHILD;
		return failed("it ended", msg);
	}
	*msg = word.msg;
	return word.result;
}

int keeper_lines(const struct keeper *k)
{
	return k->lines;
}

void keeper_health(struct keeper *k, struct span json)
{
	STR_AUTO(word, WORD_BYTES);

	str_char(&word, 'H');
	str_span(&word, json);
	if (str_ok(&word) == 0)
		(void)!write(k->control, word.p, word.n);
}

void keeper_ask(struct keeper *k)
{
	(void)!write(k->control, "R", 1);
}

int keeper_take(struct keeper *k, struct keeper_word *ret)
{
	return keeper_word_take(k->control, false, ret);
}

int keeper_end(struct keeper *k, struct keeper_count *ret)
{
	struct keeper_word word = {.fd = -1};
	int r;

	if (k->lines >= 0)
		(void)close(k->lines);
	k->lines = -1;
	/* Without lines it waits for our end of the socket. */
	(void)shutdown(k->control, SHUT_WR);
	while ((r = keeper_word_take(k->control, true, &word)) == 1 && word.kind != KEEPER_END)
		if (word.fd >= 0)
			(void)close(word.fd);
	if (r == 1)
		*ret = word.count;
	(void)forget(k);
	return r == 1 ? word.result : ERR_CLOSED;
}
