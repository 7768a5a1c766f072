/* What a person is told of by mail when an article goes out. */
#include "desk/article_tell.h"
#include "portal/cert.h"
#include "portal/watch.h"
#include "report/i18n.h"

static void show(struct call *call, const struct article_subscription *s)
{
	struct json *kinds = json_new_array(call->arena);

	for (int i = 0; article_kind_names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", article_kind_names[i]);
		json_set_bool(call->arena, one, "chosen",
		    text_list_has(&s->kinds, article_kind_names[i]));
		json_add_value(call->arena, kinds, one);
	}
	json_set_value(call->arena, call->data, "kinds", kinds);
	json_set_text(call->arena, call->data, "tags",
	    call->wrong ? call_field(call, "tags") : watch_joined(call, &s->tags));
	json_set_bool(call->arena, call->data, "subscribed", s->kinds.n > 0);
}

int watch_subscription(struct call *call)
{
	struct article_subscription s;
	int r = article_subscription_of(call->db, call->who.person, call->arena, &s);

	if (r < 0)
		return call_db(call, r);
	show(call, &s);
	return 0;
}

int watch_subscribe(struct call *call)
{
	struct article_subscription s = {
	    .id = call->who.person, .kinds = call_fields(call, "kinds")};
	int r = 0;

	s.tags = watch_tags(call, "tags");
	if (!call->wrong)
		r = cert_refused(
		    call, article_subscribe(call->db, &call->actor, &s, call->now));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/watch/subscription");
	if (r == 0)
		show(call, &s);
	return r;
}
