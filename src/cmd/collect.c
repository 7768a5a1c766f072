#include "cmd/collect.h"

#include "run/tally.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* What stands between the scan and the terminal, the signals and the database. */
struct desk {
	struct db *db;
	const char *run;
	struct progress *progress;
	struct tally tally;
	int signals;
	int asked;  /* how often it was asked to stop */
	int failed; /* of the store */
};

static int keep_units(void *arg, const struct observations *units, size_t n)
{
	struct desk *d = arg;

	d->failed = obs_store_batch(d->db, d->run, units, n, NULL);
	tally_add(&d->tally, units, n);
	return d->failed;
}

static void show(void *arg, const struct obs_progress *o)
{
	struct desk *d = arg;

	d->progress->findings = d->tally.findings;
	progress_show(d->progress, o);
}

/* Asked to stop: the first time in good order, the second time at once. */
static int stop(void *arg)
{
	struct desk *d = arg;
	struct signalfd_siginfo info;

	while (read(d->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (d->asked++ == 0)
			progress_say(d->progress, "stopping",
			    "stopping: what is whole is stored; press Ctrl-C again to end at "
			    "once");
	return d->asked == 0 ? COLLECT_GO_ON : d->asked == 1 ? COLLECT_STOP : COLLECT_KILL;
}

static int open_signals(sigset_t *old)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &set, old);
	(void)signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int collect(struct db *db, const struct job *job, const struct observations *before,
    struct progress *progress, struct arena *arena, struct collected *ret, bool *ret_db,
    struct msg *msg)
{
	struct desk d = {.db = db, .run = job->id, .progress = progress};
	struct collect_sink sink = {
	    .units = keep_units, .progress = show, .stop = stop, .arg = &d};
	sigset_t old;
	int r;

	d.signals = sink.wake = open_signals(&old);
	tally_init(&d.tally, before, arena);
	r = collect_run(NULL, job, before, &sink, arena, ret, msg);
	*ret_db = r < 0 && d.failed < 0;
	if (*ret_db)
		*msg = *db_msg(db);
	if (d.signals >= 0)
		(void)close(d.signals);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return r;
}
