#include "portal/feed_viewer.h"

#include "codec/base64.h"
#include "desk/org.h"

enum { KEY_MAX = 200 };

/* Name and password of HTTP's basic scheme (RFC 7617), which firewalls can send: the key is the
 * password. */
static const char *basic_key(struct call *call, const char *authorization)
{
	STR_AUTO(plain, KEY_MAX);
	const char *colon;

	if (strncmp(authorization, "Basic ", 6) != 0 ||
	    base64_decode(span_str(authorization + 6), &plain) < 0)
		return NULL;
	colon = strchr(str_text(&plain), ':');
	return colon ? arena_strdup(call->arena, colon + 1) : NULL;
}

/* In a header, where no log has it, or in the query, as the contract has it. */
const char *feed_viewer_key(struct call *call)
{
	const char *key = serve_header(call->rq, "x-api-key");
	const char *authorization = serve_header(call->rq, "authorization");

	if (!key && authorization)
		key = basic_key(call, authorization);
	if (!key)
		key = serve_query(call->rq, "apikey");
	return key && strlen(key) < KEY_MAX ? key : NULL;
}

int feed_viewer_of(struct call *call, const struct feed_key *key, struct audience_viewer *ret)
{
	struct audience_membership *m = ARENA_ARRAY(call->arena, 1, struct audience_membership);
	struct org org = {0};
	int r = org_get(call->db, key->org, call->arena, &org);

	if (r < 0)
		return r;
	*m = (struct audience_membership){.org = {org.id, org.path}, .active = true};
	*ret = (struct audience_viewer){.person = key->id, .memberships = m, .nmemberships = 1};
	return 0;
}
