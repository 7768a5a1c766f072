#include "report/judge.h"

#include "assess/grade.h"
#include "assess/priority.h"
#include "base/map.h"
#include "pack/kb.h"

struct judging {
	const struct report_input *in;
	const struct lang *lang;
	struct arena *arena;
	struct findings all; /* of the input, those that are gone too */
	struct judge *to;
};

static const char *const letters[JUDGE_LETTERS] = {"A", "B", "C", "D", "E"};
static const char *const letter_words[JUDGE_LETTERS] = {
    TR("very good"), TR("good"), TR("to be improved"), TR("insufficient"), TR("critical")};
static const enum doc_tone letter_tones[JUDGE_LETTERS] = {
    TONE_GOOD, TONE_GOOD, TONE_MEDIUM, TONE_HIGH, TONE_CRITICAL};

/* Why this grade when its worst finding decides. */
static const char *worst_reason(struct judging *j, const struct grade *g)
{
	int64_t n = g->by < CRIT_LEVELS ? (int64_t)g->counts[g->by] : 0;

	switch (g->by) {
	case CRIT_CRITICAL:
		return trnf(j->arena, j->lang,
		    "%1 critical vulnerability can be exploited from the Internet at once.",
		    "%1 critical vulnerabilities can be exploited from the Internet at once.",
		    n);
	case CRIT_HIGH:
		return trnf(j->arena, j->lang,
		    "%1 vulnerability of high criticality makes an attack likely to succeed or "
		    "exposes sensitive data.",
		    "%1 vulnerabilities of high criticality make an attack likely to succeed "
		    "or expose sensitive data.",
		    n);
	case CRIT_MEDIUM:
		return tr(j->lang, "Some weaknesses help an attacker or weaken a protection; "
				   "none of them opens a system by itself.");
	default:
		return tr(j->lang,
		    "Only departures from good practice with limited effect were found.");
	}
}

/* Why this grade when the number of lesser findings decides. */
static const char *many_reason(struct judging *j, const struct grade *g)
{
	const char *n = i18n_number(j->arena, j->lang, (int64_t)g->counts[g->by]);

	switch (g->by) {
	case CRIT_HIGH:
		return trf(j->arena, j->lang,
		    "%1 vulnerabilities of high criticality together weigh as much as a "
		    "critical one.",
		    n);
	case CRIT_MEDIUM:
		return trf(j->arena, j->lang,
		    "%1 vulnerabilities of medium criticality together weigh as much as one of "
		    "high criticality.",
		    n);
	default:
		return trf(j->arena, j->lang,
		    "%1 vulnerabilities of low criticality together weigh as much as one of "
		    "medium criticality.",
		    n);
	}
}

/* How many findings that the grade counts were not seen by this run, because it could not look
 * there again. */
static int64_t unseen(const struct judging *j)
{
	int64_t n = 0;

	vec_foreach (f, &j->all.all)
		n += f->state == FINDING_UNKNOWN && f->qod >= GRADE_QOD;
	return n;
}

static void add_reason(struct judging *j, const struct grade *g)
{
	int64_t n = unseen(j);

	if (g->reason == GRADE_CLEAN)
		j->to->reason = tr(j->lang, "No vulnerability that calls for action was found "
					    "in what could be examined.");
	else
		j->to->reason =
		    g->reason == GRADE_MANY ? many_reason(j, g) : worst_reason(j, g);
	if (n)
		j->to->reason = arena_printf(j->arena, "%s %s", j->to->reason,
		    trnf(j->arena, j->lang,
			"The level also counts %1 vulnerability of the earlier audit that "
			"could not be assessed again.",
			"The level also counts %1 vulnerabilities of the earlier audit that "
			"could not be assessed again.",
			n));
}

static void add_grade(struct judging *j)
{
	struct grade g;
	size_t at;

	grade_of(&j->all, j->in->obs, &g);
	if (g.reason == GRADE_UNKNOWN) {
		j->to->letter = "\xe2\x80\x93";
		j->to->word = tr(j->lang, "not given");
		j->to->reason = tr(j->lang, "No system could be examined, so nothing can be "
					    "said about the level of security.");
		j->to->tone = TONE_INFO;
		return;
	}
	at = (size_t)MIN(MAX(g.letter - 'A', 0), JUDGE_LETTERS - 1);
	j->to->letter = letters[at];
	j->to->word = tr(j->lang, letter_words[at]);
	j->to->tone = letter_tones[at];
	j->to->graded = true;
	add_reason(j, &g);
}

/* Adds an item of the plan, or joins it to the step with the same measure: products without one
 * of their own share one. */
static void add_step(struct judging *j, struct map *steps, const struct priority_item *item)
{
	bool own = item->product && kb_has_fix(j->in->kb, item->type, item->product);
	const char *key = arena_printf(j->arena, "%s|%s", item->type, own ? item->product : "");
	struct judge_step *s = map_get(steps, key);

	if (!s) {
		s = ARENA_NEW(j->arena, struct judge_step);
		*s = (struct judge_step){.type = item->type,
		    .product = own ? item->product : NULL,
		    .criticality = item->criticality};
		map_set(steps, key, s);
	}
	s->n += item->findings.n;
	s->criticality = MIN(s->criticality, item->criticality);
	for (size_t i = 0; i < item->subjects.n; i++)
		text_list_add(&s->subjects, j->arena, item->subjects.items[i]);
}

static void add_plan(struct judging *j)
{
	struct priority_plan plan;
	struct map steps;

	priority_plan(&j->all, j->arena, &plan);
	map_init(&steps, j->arena);
	vec_foreach (item, &plan.all)
		add_step(j, &steps, item);
	j->to->plan = ARENA_ARRAY(j->arena, MAX(steps.n, (size_t)1), struct judge_step);
	map_foreach (e, &steps)
		j->to->plan[j->to->nplan++] = *(const struct judge_step *)e->value;
}

void judge_make(const struct report_input *in, const struct lang *lang, struct arena *arena,
    struct judge *ret)
{
	struct judging j = {.in = in, .lang = lang, .arena = arena, .to = ret};

	vec_foreach (f, &in->findings->all)
		vec_push(arena, &j.all.all, *f);
	for (size_t i = 0; in->gone && i < in->gone->all.n; i++)
		vec_push(arena, &j.all.all, in->gone->all.items[i]);
	*ret = (struct judge){0};
	add_grade(&j);
	add_plan(&j);
}

void judge_scale(
    const struct lang *lang, struct arena *arena, struct judge_letter ret[JUDGE_LETTERS])
{
	const char *meanings[JUDGE_LETTERS] = {
	    tr(lang, "No vulnerability that calls for action"),
	    tr(lang, "Vulnerabilities of low criticality only"),
	    trf(arena, lang,
		"At least one vulnerability of medium criticality, or %1 of low criticality",
		i18n_number(arena, lang, GRADE_MANY_LOW)),
	    trf(arena, lang,
		"At least one vulnerability of high criticality, or %1 of medium criticality",
		i18n_number(arena, lang, GRADE_MANY_MEDIUM)),
	    trf(arena, lang, "At least one critical vulnerability, or %1 of high criticality",
		i18n_number(arena, lang, GRADE_MANY_HIGH)),
	};

	for (size_t i = 0; i < JUDGE_LETTERS; i++)
		ret[i] = (struct judge_letter){
		    letters[i], tr(lang, letter_words[i]), meanings[i], letter_tones[i]};
}
