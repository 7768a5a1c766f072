/* The exposure board fills while it is looked at. */
#include "codec/json.h"
#include "portal/advisory.h"
#include "portal/live.h"
#include "report/i18n.h"

/* The members are as the page writes numbers in that language. */
static int ask(const char *lang, struct db *db, const char *id, struct arena *arena,
    struct str *out, int *ret_state)
{
	const struct lang *l = i18n_lang(lang);
	struct advisory_figures figures = {0};
	struct json_writer w;
	int r = advisory_figures_count(db, id, &figures);

	if (r < 0)
		return r;
	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "recipients", i18n_number(arena, l, figures.recipients));
	json_member_text(&w, "matched", i18n_number(arena, l, figures.matched));
	json_member_text(&w, "opened", i18n_number(arena, l, figures.opened));
	for (int i = 0; advisory_answer_names[i]; i++)
		json_member_text(
		    &w, advisory_answer_names[i], i18n_number(arena, l, figures.answers[i]));
	json_write_object_end(&w);
	*ret_state = 0;
	return 0;
}

static int ask_en(
    struct db *db, const char *id, struct arena *arena, struct str *out, int *ret_state)
{
	return ask("en", db, id, arena, out, ret_state);
}

static int ask_fr(
    struct db *db, const char *id, struct arena *arena, struct str *out, int *ret_state)
{
	return ask("fr", db, id, arena, out, ret_state);
}

static int ask_nb(
    struct db *db, const char *id, struct arena *arena, struct str *out, int *ret_state)
{
	return ask("nb", db, id, arena, out, ret_state);
}

int advisory_board_live(struct call *call)
{
	live_ask *in = strcmp(call->lang, "fr") == 0   ? ask_fr
		       : strcmp(call->lang, "nb") == 0 ? ask_nb
						       : ask_en;
	struct advisory_document document = {0};
	int r = advisory_page_published(call, call_arg(call, "id"), &document);

	return r < 0 ? r : live_stream(call, in, document.advisory.id, -1);
}
