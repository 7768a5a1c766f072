/* Who in the sector runs this, and what new knowledge has changed for whom. */
#include "api/v1_knowledge.h"
#include "portal/cert.h"
#include "portal/knowledge.h"
#include "portal/routes.h"
#include "report/i18n.h"

static int who(struct call *call)
{
	const char *what = serve_query(call->rq, "what");

	knowledge_tabs(call, "/cert/who");
	/* What can be looked for now, too. */
	json_set_text(call->arena, call->data, "cve", what && cert_is_cve(what) ? what : NULL);
	return v1_knowledge_who(call);
}

static int events(struct call *call)
{
	knowledge_tabs(call, "/cert/knowledge/events");
	return v1_knowledge_news(call);
}

const struct route cert_knowledge_routes[] = {
    {"GET", "/cert/who", MAY_VIEW, "cert_who", who, 0,
	"Who in the sector runs it: a vulnerability, an advisory, or a product and its "
	"versions.",
	"what? all?", TR("Who runs this?")},
    {"GET", "/cert/knowledge/events", MAY_VIEW, "cert_knowledge_events", events, 0,
	"What new knowledge has changed, and for whom.", NULL, TR("What changed for whom")},
    {.method = NULL},
};
