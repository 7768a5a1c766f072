/* What the assessment says of the whole: the grade in words, and the plan of what to do. */
#include "report/build_parts.h"

#include "base/map.h"
#include "pack/kb.h"

static const char *const grade_words[] = { TR("very good"), TR("good"), TR("to be improved"), TR("insufficient"),
	TR("critical") };

/* Why this grade, in one sentence about the worst of what was found. */
static const char *reason(struct build *b)
{
	const size_t *n = b->view.levels;

	if (n[CRIT_CRITICAL])
		return sayn(b, "%1 critical vulnerability can be exploited from the Internet at once.",
		    "%1 critical vulnerabilities can be exploited from the Internet at once.", n[CRIT_CRITICAL]);
	if (n[CRIT_HIGH])
		return sayn(b, "%1 vulnerability of high criticality makes an attack likely to succeed or exposes sensitive data.",
		    "%1 vulnerabilities of high criticality make an attack likely to succeed or expose sensitive data.",
		    n[CRIT_HIGH]);
	if (n[CRIT_MEDIUM])
		return say(b, "Some weaknesses help an attacker or weaken a protection; none of them opens a system by itself.");
	if (n[CRIT_LOW])
		return say(b, "Only departures from good practice with limited effect were found.");
	return say(b, "No vulnerability was found in what could be examined.");
}

static void judge_grade(struct build *b)
{
	static const char *const letters[] = { "A", "B", "C", "D", "E" };
	static const enum doc_tone tones[] = { TONE_GOOD, TONE_GOOD, TONE_MEDIUM, TONE_HIGH, TONE_CRITICAL };
	int grade = 0;

	/* A grade on nothing would be read as praise. */
	if (b->view.services.n == 0 && b->in->findings->all.n == 0) {
		b->grade_letter = "\xe2\x80\x93";
		b->grade_word = say(b, "not given");
		b->grade_reason = say(b, "No system could be examined, so nothing can be said about the level of security.");
		b->grade_tone = TONE_INFO;
		return;
	}
	for (int i = CRIT_INFO; i >= 0; i--)
		if (b->view.levels[i])
			grade = 4 - i;
	b->grade_letter = letters[grade];
	b->grade_word = tr(b->lang, grade_words[grade]);
	b->grade_tone = tones[grade];
	b->grade_reason = reason(b);
}

/* One step for each product that has a measure of its own, and one for the rest of the type. */
static void add_steps(struct build *b, const struct view_group *g, struct map *steps)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct finding *f = g->items[i];
		const char *product = f->product && kb_has_fix(b->in->kb, g->type, f->product) ? f->product : NULL;
		const char *key = arena_printf(b->arena, "%s|%s", g->type, product ? product : "");
		struct build_step *s = map_get(steps, key);

		if (!s) {
			s = ARENA_NEW(b->arena, struct build_step);
			s->type = g->type;
			s->product = product;
			s->criticality = f->criticality;
			map_set(steps, key, s);
		}
		s->n++;
		s->criticality = MIN(s->criticality, f->criticality);
		if (s->subjects.n == 0 || strcmp(s->subjects.items[s->subjects.n - 1], f->subject) != 0)
			text_list_add(&s->subjects, b->arena, f->subject);
	}
}

static int compare_steps(const void *a, const void *b)
{
	const struct build_step *x = a, *y = b;
	int r = x->criticality - y->criticality;

	if (r == 0)
		r = (y->n > x->n) - (y->n < x->n);
	if (r == 0)
		r = strcmp(x->type, y->type);
	return r ? r : strcmp(x->product ? x->product : "", y->product ? y->product : "");
}

void build_judge(struct build *b)
{
	struct map steps;

	judge_grade(b);
	map_init(&steps, b->arena);
	vec_foreach(g, &b->view.groups) add_steps(b, g, &steps);
	b->plan = ARENA_ARRAY(b->arena, MAX(steps.n, (size_t)1), struct build_step);
	map_foreach(e, &steps) b->plan[b->nplan++] = *(const struct build_step *)e->value;
	qsort(b->plan, b->nplan, sizeof(*b->plan), compare_steps);
}
