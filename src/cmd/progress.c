#include "cmd/progress.h"

#include "base/str.h"
#include "codec/json.h"
#include "os/clock.h"

#include <unistd.h>

enum { LIVE_MS = 200, PLAIN_MS = 5000 };

static int64_t now(void)
{
	return clock_system.mono(NULL);
}

void progress_init(struct progress *p, bool json, bool quiet)
{
	*p = (struct progress){.started = now()};
	p->mode = json        ? PROGRESS_JSON
		  : quiet     ? PROGRESS_QUIET
		  : isatty(1) ? PROGRESS_LIVE
			      : PROGRESS_PLAIN;
}

/* The estimate grows with discovery, so it is told only when most of what is known is done. */
static void put_estimate(struct str *to, const struct progress *p, const struct obs_progress *o)
{
	int64_t spent = (now() - p->started) / 1000, left;

	str_addf(to, "%lld:%02lld", (long long)(spent / 60), (long long)(spent % 60));
	if (o->done * 4 < o->total || o->done == 0 || spent < 3)
		return;
	left = spent * (o->total - o->done) / o->done;
	str_addf(
	    to, ", about %lld:%02lld left", (long long)(left / 60), (long long)(left % 60));
}

static void put_figures(struct str *to, const struct progress *p, const struct obs_progress *o)
{
	str_addf(to,
	    "%lld of %lld steps · %lld hosts · %lld services · %lld requests · %lld findings",
	    (long long)o->done, (long long)o->total, (long long)o->hosts,
	    (long long)o->services, (long long)o->requests, (long long)p->findings);
}

static void show_live(struct progress *p, const struct obs_progress *o)
{
	enum { BAR = 20 };
	int filled = o->total ? (int)(o->done * BAR / o->total) : 0;
	STR_AUTO(line, 1024);

	for (int i = 0; i < BAR; i++)
		str_add(&line, i < filled ? "█" : "░");
	str_addf(&line, " %s · ", o->stage);
	put_figures(&line, p, o);
	str_add(&line, " · ");
	put_estimate(&line, p, o);
	(void)printf("\r\033[K%s", str_text(&line));
	p->line = true;
}

static void show_plain(struct progress *p, const struct obs_progress *o)
{
	STR_AUTO(line, 1024);

	put_figures(&line, p, o);
	str_add(&line, " · ");
	put_estimate(&line, p, o);
	(void)printf("%s: %s\n", o->stage, str_text(&line));
}

static void show_json(const struct progress *p, const struct obs_progress *o)
{
	STR_AUTO(line, 4096);
	struct json_writer w;

	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "event", "progress");
	json_member_text(&w, "stage", o->stage);
	json_member_int(&w, "done", o->done);
	json_member_int(&w, "total", o->total);
	json_member_int(&w, "hosts", o->hosts);
	json_member_int(&w, "ports", o->ports);
	json_member_int(&w, "services", o->services);
	json_member_int(&w, "requests", o->requests);
	json_member_int(&w, "findings", p->findings);
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

void progress_show(struct progress *p, const struct obs_progress *o)
{
	bool new_stage = !p->stage || strcmp(p->stage, o->stage) != 0;
	int64_t every = p->mode == PROGRESS_LIVE ? LIVE_MS : PLAIN_MS;

	/* The names of stages are few: keep one that outlives the record. */
	static const char *const stages[] = {"discover", "sweep", "identify", "examine"};

	p->last = *o;
	p->last.stage = "";
	for (size_t i = 0; i < ARRAY_LEN(stages); i++)
		if (strcmp(stages[i], o->stage) == 0)
			p->last.stage = stages[i];
	if (p->mode == PROGRESS_QUIET ||
	    (p->shown && !(new_stage && p->mode == PROGRESS_PLAIN) && now() - p->shown < every))
		return;
	p->shown = now();
	p->stage = p->last.stage;
	if (p->mode == PROGRESS_LIVE)
		show_live(p, &p->last);
	else if (p->mode == PROGRESS_PLAIN)
		show_plain(p, &p->last);
	else
		show_json(p, &p->last);
	(void)fflush(stdout);
}

void progress_end(struct progress *p)
{
	if (p->line)
		(void)fputs("\r\033[K", stdout);
	p->line = false;
	(void)fflush(stdout);
}

void progress_say(struct progress *p, const char *event, const char *fmt, ...)
{
	STR_AUTO(text, 8192);
	STR_AUTO(line, 16384);
	struct json_writer w;
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	progress_end(p);
	if (p->mode == PROGRESS_JSON) {
		json_write_init(&w, &line, 0);
		json_write_object(&w);
		json_member_text(&w, "event", event);
		json_member_text(&w, "text", str_text(&text));
		json_write_object_end(&w);
		(void)puts(str_text(&line));
	} else if (p->mode != PROGRESS_QUIET) {
		for (const char *c = str_text(&text); *c; c++)
			if ((uint8_t)*c >= 32 || *c == '\n')
				(void)putchar(*c);
		(void)putchar('\n');
	}
	(void)fflush(stdout);
}
