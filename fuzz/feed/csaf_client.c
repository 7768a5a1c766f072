/* Any answers of a provider: the client asks its own site alone, and takes nothing above the
 * clearance. The bytes are the answers, one behind the other, a NUL between. */
#include "feed/csaf_client.h"

#include "fuzz.h"

struct answers {
	struct span rest;
	struct csaf_client *c;
	int n;
};

static int answer(void *arg, const struct csaf_ask *ask, struct arena *arena, struct span *ret,
    struct msg *msg)
{
	struct answers *a = arg;
	struct span part;

	HOLDS(!a->c->url || csaf_client_may(a->c, ask->url));
	if (++a->n > 50 || !span_split(&a->rest, '\0', &part) || !part.n) {
		msg_what(msg, "none");
		return ERR_NOTFOUND;
	}
	*ret = arena_span(arena, part);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct answers a = {.rest = span_of(data, size)};
	struct csaf_client c = {
	    .place = "maker.example", .fetch = answer, .arg = &a, .arena = arena};
	struct csaf_document d;
	struct msg msg = {0};

	a.c = &c;
	if (csaf_client_find(&c, &msg) == 0 && c.url && !c.provider.keys.n &&
	    csaf_client_keys(&c, &msg) == 0 && csaf_client_list(&c, &msg) == 0)
		vec_foreach (e, &c.entries.all) {
			if (csaf_client_take(&c, e, NULL, arena, &d, &msg) < 0)
				break;
			HOLDS(d.verdict != CSAF_TAKE || (d.id && d.sha512));
		}
	csaf_client_done(&c);
	arena_free(arena);
	return 0;
}
