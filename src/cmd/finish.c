#include "cmd/finish.h"

#include "cmd/options.h"
#include "pack/kb.h"

void finish_nothing(struct arena *arena, struct msg *msg)
{
	*msg = (struct msg){0};
	msg_what(msg, "no run is stored yet");
	msg_detail(msg, "there is no %.200s", options_db(NULL, arena));
	msg_hint(msg, "begin with varde audit, or name another database with --db");
}

char *finish_counts(const struct findings *findings, struct arena *arena)
{
	size_t counts[CRIT_LEVELS] = {0};
	STR_AUTO(to, 256);

	vec_foreach (f, &findings->all)
		counts[f->criticality]++;
	for (int i = 0; i < CRIT_LEVELS; i++)
		str_addf(&to, "%s%zu %s", i ? ", " : "", counts[i], criticality_names[i]);
	return str_dup(&to, arena);
}

/* Stored text is clean; a terminal still gets no control byte from it. */
static void print_clean(const char *text, int width)
{
	int n = 0;

	for (; *text; text++) {
		if ((uint8_t)*text < 32 || *text == 0x7f)
			continue;
		if (((uint8_t)*text & 0xc0) != 0x80 && n++ >= width)
			break;
		(void)putchar(*text);
	}
	for (; n < width; n++)
		(void)putchar(' ');
}

void finish_print(const struct stored_run *s, const char *lang, size_t max)
{
	size_t shown = 0;

	vec_foreach (f, &s->findings.all) {
		const char *title =
		    kb_text(kb_builtin(), f->type, lang ? lang : "en", KB_TITLE, NULL);

		if (shown++ == max) {
			(void)printf("  ... and %zu more\n", s->findings.all.n - max);
			break;
		}
		(void)printf("  %-9s", criticality_names[f->criticality]);
		print_clean(title ? title : f->type, 46);
		(void)putchar(' ');
		print_clean(f->subject, 40);
		if (f->addr && strcmp(f->addr, f->subject) != 0)
			(void)printf(" %s", f->addr);
		if (f->port)
			(void)printf(":%d", (int)f->port);
		(void)putchar('\n');
	}
}
