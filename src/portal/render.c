#include "portal/render.h"

#include "api/route.h"
#include "base/limits.h"
#include "codec/form.h"
#include "portal/assets.h"
#include "portal/nav.h"
#include "portal/words.h"
#include "report/i18n.h"

int render_load(struct template_set **ret, struct msg *msg)
{
	struct template_set *set = template_set_new();
	int r = 0;

	for (const struct embed_file *f = embed_portal_pages; r == 0 && f->name; f++)
		r = template_add(set, f->name, (const char *)f->bytes.p, msg);
	if (r == 0)
		r = template_link(set, msg);
	if (r < 0)
		template_set_free(set);
	else
		*ret = set;
	return r;
}

static void set_me(struct call *call, struct json *to)
{
	struct json *me = json_new_object(call->arena);

	if (!call->who.person)
		return;
	json_set_text(call->arena, me, "id", call->who.person);
	json_set_text(call->arena, me, "name", call->who.name);
	json_set_text(call->arena, me, "mail", call->who.mail);
	json_set_bool(call->arena, me, "cert", who_is_cert(&call->who));
	json_set_bool(call->arena, me, "strong", call->who.strong);
	json_set_value(call->arena, to, "me", me);
	json_set_text(call->arena, to, "csrf", call->who.csrf);
}

static void set_app(struct call *call, struct json *to)
{
	const struct settings *s = &call->app->settings;
	struct json *app = json_new_object(call->arena);

	json_set_text(call->arena, app, "name", s->name);
	json_set_text(call->arena, app, "contact", settings_contact(s));
	json_set_text(call->arena, app, "phone", s->phone);
	json_set_text(call->arena, app, "style", assets_link("portal.css", call->arena));
	json_set_text(call->arena, app, "script", assets_link("portal.js", call->arena));
	json_set_text(call->arena, app, "icon", assets_link("icon.svg", call->arena));
	json_set_bool(call->arena, app, "oidc", s->oidc_issuer != NULL);
	json_set_text(call->arena, app, "oidc_name", s->oidc_name);
	json_set_value(call->arena, to, "app", app);
}

/* The languages with their own names; choosing one is a form (it sets a cookie or the profile).
 */
static void set_langs(struct call *call, struct json *to)
{
	static const char *const names[][2] = {
	    {"en", "English"}, {"fr", "Français"}, {"nb", "Norsk bokmål"}};
	struct json *langs = json_new_array(call->arena);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "code", names[i][0]);
		json_set_text(call->arena, one, "name", names[i][1]);
		json_set_bool(call->arena, one, "here", strcmp(names[i][0], call->lang) == 0);
		json_add_value(call->arena, langs, one);
	}
	json_set_text(call->arena, to, "lang", call->lang);
	json_set_value(call->arena, to, "langs", langs);
}

/* Light, dark or what the reader's system says; choosing one sets a cookie. */
static void set_schemes(struct call *call, struct json *to)
{
	static const char *const rows[][2] = {
	    {"auto", TR("As the system")}, {"light", TR("Light")}, {"dark", TR("Dark")}};
	const char *cookie = serve_cookie(call->rq, "varde-scheme");
	struct json *schemes = json_new_array(call->arena);
	const char *chosen = "auto";

	for (size_t i = 0; cookie && i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i][0], cookie) == 0)
			chosen = rows[i][0];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "code", rows[i][0]);
		json_set_text(call->arena, one, "label", rows[i][1]);
		json_set_bool(call->arena, one, "here", rows[i][0] == chosen);
		json_add_value(call->arena, schemes, one);
	}
	json_set_text(call->arena, to, "scheme", chosen);
	json_set_value(call->arena, to, "schemes", schemes);
}

static void set_org(struct call *call, struct json *to)
{
	struct json *org = json_new_object(call->arena);

	if (!call->org)
		return;
	json_set_text(call->arena, org, "id", call->org->id);
	json_set_text(call->arena, org, "name", call->org->name);
	json_set_bool(call->arena, org, "group", call->org->type == ORG_GROUP);
	json_set_value(call->arena, to, "org", org);
}

/* What the reader may do here, for buttons: may.order, may.answer, ... */
static void set_may(struct call *call, struct json *to)
{
	struct json *may = json_new_object(call->arena);

	for (int p = 0; p < PERMISSIONS; p++)
		json_set_bool(
		    call->arena, may, permission_names[p], call_may(call, (enum permission)p));
	json_set_value(call->arena, to, "may", may);
}

/* The note that a redirect left; shown once. */
static void set_note(struct call *call, const struct template_reader *reader, struct json *to)
{
	/* English has no catalogue of its own: any other one has all keys. */
	const struct mo *keys = reader->mo ? reader->mo : i18n_mo(i18n_lang("fr"));
	const char *cookie = serve_cookie(call->rq, "varde-note");
	const char *known = NULL;
	struct form_pairs pairs;

	if (!cookie || !*cookie || strlen(cookie) > 900)
		return;
	if (form_parse(
		span_str(arena_printf(call->arena, "n=%s", cookie)), call->arena, &pairs) == 0)
		known = form_get(&pairs, "n");
	/* Only our own texts: what is no key of the catalogue is not shown. */
	if (known && mo_get(keys, known))
		json_set_text(call->arena, to, "flash", known);
	serve_reply_add(call->reply, "Set-Cookie",
	    "varde-note=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

int render_page(struct call *call, const char *page)
{
	const struct lang *lang = i18n_lang(call->lang);
	struct template_reader reader = {call->lang, lang ? i18n_mo(lang) : NULL,
	    call->who.zone ? call->who.zone : (int)call->app->settings.zone};
	const struct template *t =
	    page ? template_of(call->app->pages, arena_printf(call->arena, "%s.html", page))
		 : NULL;
	const struct template *frame = template_of(call->app->pages, "frame.html");
	STR_AUTO(content, LIMIT_REPLY);
	struct json *data = call->data;
	const struct json *crumbs;
	int r;

	if (!t || !frame)
		return call_fail(call, ERR_NOTFOUND, "the page has no template",
		    "this is an error of Varde: please report it", "%s", page ? page : "");
	set_me(call, data);
	set_app(call, data);
	set_langs(call, data);
	set_schemes(call, data);
	set_org(call, data);
	set_may(call, data);
	set_note(call, &reader, data);
	nav_fill(call, data);
	json_set_text(call->arena, data, "path", call->rq->path);
	crumbs = json_get(data, "crumbs");
	json_set_bool(call->arena, data, "has_crumbs",
	    crumbs && crumbs->type == JSON_ARRAY && crumbs->array.n > 0);
	words_fill(call->arena, data);
	if (!json_get(data, "heading") && call->route && call->route->title)
		json_set_text(call->arena, data, "page_title", call->route->title);
	r = template_render(t, data, &reader, &content);
	if (r == 0)
		r = str_ok(&content);
	if (r < 0)
		return r;
	json_set_text(call->arena, data, "content", str_text(&content));
	serve_reply_header(call->reply, "Content-Type", "text/html; charset=utf-8");
	serve_reply_header(call->reply, "Content-Language", call->lang);
	return template_render(frame, data, &reader, &call->reply->body);
}
