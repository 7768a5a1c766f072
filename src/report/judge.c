#include "report/judge.h"

#include "base/map.h"
#include "pack/kb.h"

struct judging {
	const struct report_input *in;
	const struct lang *lang;
	const struct view *view;
	struct arena *arena;
	struct judge *to;
};

static const char *const grade_words[] = { TR("very good"), TR("good"), TR("to be improved"), TR("insufficient"),
	TR("critical") };

/* Why this grade, in one sentence about the worst of what was found. */
static const char *reason(struct judging *j)
{
	const size_t *n = j->view->levels;

	if (n[CRIT_CRITICAL])
		return trnf(j->arena, j->lang, "%1 critical vulnerability can be exploited from the Internet at once.",
		    "%1 critical vulnerabilities can be exploited from the Internet at once.", (int64_t)n[CRIT_CRITICAL]);
	if (n[CRIT_HIGH])
		return trnf(j->arena, j->lang, "%1 vulnerability of high criticality makes an attack likely to succeed or exposes sensitive data.",
		    "%1 vulnerabilities of high criticality make an attack likely to succeed or expose sensitive data.", (int64_t)n[CRIT_HIGH]);
	if (n[CRIT_MEDIUM])
		return tr(j->lang, "Some weaknesses help an attacker or weaken a protection; none of them opens a system by itself.");
	if (n[CRIT_LOW])
		return tr(j->lang, "Only departures from good practice with limited effect were found.");
	return tr(j->lang, "No vulnerability was found in what could be examined.");
}

static void add_grade(struct judging *j)
{
	static const char *const letters[] = { "A", "B", "C", "D", "E" };
	static const enum doc_tone tones[] = { TONE_GOOD, TONE_GOOD, TONE_MEDIUM, TONE_HIGH, TONE_CRITICAL };
	int grade = 0;

	/* A grade on nothing would be read as praise. */
	if (j->view->services.n == 0 && j->view->present.n == 0) {
		j->to->letter = "\xe2\x80\x93";
		j->to->word = tr(j->lang, "not given");
		j->to->reason = tr(j->lang, "No system could be examined, so nothing can be said about the level of security.");
		j->to->tone = TONE_INFO;
		return;
	}
	for (int i = CRIT_INFO; i >= 0; i--)
		if (j->view->levels[i])
			grade = 4 - i;
	j->to->letter = letters[grade];
	j->to->word = tr(j->lang, grade_words[grade]);
	j->to->tone = tones[grade];
	j->to->reason = reason(j);
}

/* One step for each product that has a measure of its own, and one for the rest of the type. */
static void add_steps(struct judging *j, const struct view_group *g, struct map *steps)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct finding *f = g->items[i];
		const char *product = f->product && kb_has_fix(j->in->kb, g->type, f->product) ? f->product : NULL;
		const char *key = arena_printf(j->arena, "%s|%s", g->type, product ? product : "");
		struct judge_step *s = map_get(steps, key);

		if (!s) {
			s = ARENA_NEW(j->arena, struct judge_step);
			s->type = g->type;
			s->product = product;
			s->criticality = f->criticality;
			map_set(steps, key, s);
		}
		s->n++;
		s->criticality = MIN(s->criticality, f->criticality);
		if (s->subjects.n == 0 || strcmp(s->subjects.items[s->subjects.n - 1], f->subject) != 0)
			text_list_add(&s->subjects, j->arena, f->subject);
	}
}

static int compare_steps(const void *a, const void *b)
{
	const struct judge_step *x = a, *y = b;
	int r = x->criticality - y->criticality;

	if (r == 0)
		r = (y->n > x->n) - (y->n < x->n);
	if (r == 0)
		r = strcmp(x->type, y->type);
	return r ? r : strcmp(x->product ? x->product : "", y->product ? y->product : "");
}

static void add_plan(struct judging *j)
{
	struct map steps;

	map_init(&steps, j->arena);
	vec_foreach(g, &j->view->groups) add_steps(j, g, &steps);
	j->to->plan = ARENA_ARRAY(j->arena, MAX(steps.n, (size_t)1), struct judge_step);
	map_foreach(e, &steps) j->to->plan[j->to->nplan++] = *(const struct judge_step *)e->value;
	qsort(j->to->plan, j->to->nplan, sizeof(*j->to->plan), compare_steps);
}

void judge_make(const struct report_input *in, const struct lang *lang, const struct view *view, struct arena *arena,
    struct judge *ret)
{
	struct judging j = { in, lang, view, arena, ret };

	*ret = (struct judge){ 0 };
	add_grade(&j);
	add_plan(&j);
}
