#include "run/finish.h"

#include "os/clock.h"
#include "pack/kb.h"
#include "pack/knowledge_current.h"
#include "report/words.h"
#include "run/job.h"
#include "store/finding.h"

static int no_such_run(const char *id, struct msg *msg)
{
	msg_what(msg, "there is no run %.60s", id);
	msg_detail(msg, "the database does not have it");
	msg_hint(msg, "varde runs lists the stored runs; --db names another database");
	return ERR_NOTFOUND;
}

static int store_failed(struct db *db, int r, struct msg *msg)
{
	if (r < 0 && msg)
		*msg = *db_msg(db);
	return r;
}

int finish_find(
    struct db *db, const char *id, struct arena *arena, struct run *ret, struct msg *msg)
{
	struct runs runs = {0};
	int r;

	if (strcmp(id, "latest") != 0) {
		r = run_get(db, id, arena, ret);
		return r == ERR_NOTFOUND ? no_such_run(id, msg) : store_failed(db, r, msg);
	}
	r = run_list(db, arena, &runs);
	if (r < 0)
		return store_failed(db, r, msg);
	if (!runs.all.n)
		return no_such_run(id, msg);
	*ret = runs.all.items[0];
	return 0;
}

/* The run to compare with; .id stays NULL when there is none. */
static int find_previous(struct db *db, const char *compare, struct arena *arena,
    struct stored_run *s, struct msg *msg)
{
	int r;

	if (compare && strcmp(compare, "none") == 0)
		return 0;
	if (compare)
		return finish_find(db, compare, arena, &s->previous, msg);
	r = run_latest_finished(db, &s->run, arena, &s->previous);
	if (r == ERR_NOTFOUND) {
		s->previous = (struct run){0};
		return 0;
	}
	return store_failed(db, r, msg);
}

/* Whether both runs swept the same ports: the same profile and the same list of their own. */
static bool same_ports(const struct run *a, const struct run *b, struct arena *arena)
{
	struct job ja, jb;
	const char *pa, *pb;

	if (job_stored(a, arena, &ja, NULL) < 0 || job_stored(b, arena, &jb, NULL) < 0)
		return false;
	pa = ja.ports ? ja.ports : "";
	pb = jb.ports ? jb.ports : "";
	return ja.profile == jb.profile && strcmp(pa, pb) == 0;
}

/* Splits what the comparison gives: still there (new, open), and gone (fixed, unknown). */
static int compare_runs(
    struct db *db, struct arena *arena, struct stored_run *s, struct msg *msg)
{
	struct observations before = {0};
	struct findings old = {0}, both = {0};
	struct assess_run prev = {
	    &old, &before, s->previous.ended ? s->previous.ended : s->previous.created};
	struct assess_run now = {
	    &s->findings, &s->obs, s->run.ended ? s->run.ended : s->run.created};
	struct findings still = {0};
	int r = obs_load(db, s->previous.id, arena, &before);

	if (r == 0)
		r = finding_load(db, s->previous.id, arena, &old);
	if (r < 0)
		return store_failed(db, r, msg);
	r = assess_compare(
	    &prev, &now, kb_builtin(), same_ports(&s->previous, &s->run, arena), arena, &both);
	if (r < 0)
		return r;
	vec_foreach (f, &both.all) {
		if (f->state == FINDING_NEW || f->state == FINDING_OPEN)
			vec_push(arena, &still.all, *f);
		else
			vec_push(arena, &s->gone.all, *f);
	}
	s->findings = still;
	s->told = both;
	return 0;
}

int finish_load(struct db *db, const char *id, const char *compare, struct arena *arena,
    struct stored_run *ret, struct msg *msg)
{
	const struct knowledge_pack *know;
	struct stored_run s = {0};
	int r = finish_find(db, id, arena, &s.run, msg);

	if (r == 0)
		r = store_failed(db, obs_load(db, s.run.id, arena, &s.obs), msg);
	if (r < 0)
		return r;
	know = knowledge_hold();
	r = assess(&s.obs, &(struct assess_with){kb_builtin(), know, s.run.deadlines},
	    s.run.ended ? s.run.ended : s.run.created, arena, &s.findings);
	knowledge_release(know);
	if (r == 0)
		r = find_previous(db, compare, arena, &s, msg);
	if (r == 0 && s.previous.id)
		r = compare_runs(db, arena, &s, msg);
	if (r == 0)
		*ret = s;
	return r;
}

int finish_store(struct db *db, struct stored_run *s, struct msg *msg)
{
	int r = finding_replace_all(db, s->run.id, &s->findings);

	s->run.findings = (int64_t)s->findings.all.n;
	s->run.compared = s->previous.id;
	if (r == 0)
		r = run_update(db, &s->run);
	return store_failed(db, r, msg);
}

/* The source addresses that the bursts tell. */
static void add_sources(struct stored_run *s, struct arena *arena)
{
	enum { SOURCES = 64 };

	s->run.sources = (struct text_list){0};
	vec_foreach (o, &s->obs.all)
		if (o->kind == OBS_BURST && o->burst->source && *o->burst->source &&
		    s->run.sources.n < SOURCES)
			text_list_add(&s->run.sources, arena, o->burst->source);
}

int finish_assess(struct db *db, struct run *run, const char *compare, struct arena *arena,
    struct stored_run *ret, struct msg *msg)
{
	struct stored_run s = {0};
	int r = store_failed(db, run_update(db, run), msg);

	if (r == 0)
		r = finish_load(db, run->id, compare, arena, &s, msg);
	if (r < 0)
		return r;
	add_sources(&s, arena);
	*ret = s;
	return 0;
}

const char *finish_watermark(const char *lang, const char *name, int64_t when,
    const char *organisation, struct arena *arena)
{
	const struct lang *l = i18n_lang(lang ? lang : "en");

	return words_watermark(arena, l ? l : i18n_lang("en"), name, when, organisation);
}

static struct report_input input_of(const struct stored_run *s, const struct finish_options *o)
{
	return (struct report_input){.run = &s->run,
	    .obs = &s->obs,
	    .findings = s->previous.id ? &s->told : &s->findings,
	    .previous = s->previous.id ? &s->previous : NULL,
	    .kb = kb_builtin(),
	    .lang = o->lang ? o->lang : "en",
	    .label = o->label ? o->label : "TLP:AMBER",
	    .organisation = o->organisation,
	    .watermark = o->watermark,
	    .now = o->now ? o->now : clock_system.wall(NULL)};
}

int finish_report(const struct stored_run *s, const struct finish_options *options,
    const char *folder, unsigned formats, struct msg *msg)
{
	struct report_input in = input_of(s, options);

	return report_write(&in, folder, formats, msg);
}

int finish_render(const struct stored_run *s, const struct finish_options *options,
    enum report_format format, struct str *out, struct msg *msg)
{
	struct report_input in = input_of(s, options);

	return report_render(&in, format, out, msg);
}
