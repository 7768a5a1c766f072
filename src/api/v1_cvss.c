/* Scores of CVSS vectors. */
#include "api/v1.h"

#include "codec/cvss.h"

enum { VECTOR_MAX = 512 };

static double tenths(int score)
{
	return score / 10.0;
}

static void set_score(struct call *call, const char *name, int score)
{
	struct json *number = ARENA_NEW(call->arena, struct json);

	*number = (struct json){.type = JSON_REAL, .real = tenths(score)};
	json_set_value(call->arena, call->data, name, number);
}

static int cvss(struct call *call)
{
	const char *text = serve_query(call->rq, "vector");
	struct cvss c;
	int all;
	STR_AUTO(vector, VECTOR_MAX);

	if (!text || strlen(text) >= VECTOR_MAX || cvss_parse(span_str(text), &c) < 0)
		return call_fail(call, ERR_SYNTAX, "this is no CVSS vector",
		    "write it as the specification does: CVSS:4.0/AV:N/...", "%.60s",
		    text ? text : "");
	cvss_write(&c, &vector);
	all = cvss_score(&c, CVSS_ENVIRONMENTAL);
	json_set_text(call->arena, call->data, "vector", str_text(&vector));
	json_set_text(call->arena, call->data, "version", cvss_version_names[c.version]);
	json_set_text(call->arena, call->data, "nomenclature", cvss_nomenclature(&c));
	set_score(call, "base", cvss_score(&c, CVSS_BASE));
	set_score(call, "threat", cvss_score(&c, CVSS_THREAT));
	set_score(call, "environmental", all);
	json_set_text(
	    call->arena, call->data, "severity", cvss_band_names[cvss_band(c.version, all)]);
	return 0;
}

const struct route v1_cvss_routes[] = {
    {"GET", "/api/v1/cvss", MAY_SIGN_IN, NULL, cvss, ROUTE_NO_LOG,
	"The scores of a CVSS vector of any version (query: vector).", NULL, NULL},
    {.method = NULL},
};
