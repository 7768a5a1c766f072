/* TAXII 2.1 (share/taxii.h): STIX objects for members' platforms. Read only. */
#include "share/taxii.h"
#include "base/time.h"
#include "portal/feed.h"
#include "portal/routes.h"

enum { QUERY_MAX = 1000 };

static int say(struct call *call, int status, const char *title, const char *detail)
{
	str_clear(&call->reply->body);
	taxii_error_write(status, title, detail, &call->reply->body);
	call->reply->status = status;
	serve_reply_header(call->reply, "Content-Type", TAXII_MEDIA);
	call->replied = true;
	return 0;
}

/* Whether the client takes what we send (section 1.6.8.3). */
static bool accepts(const struct call *call)
{
	const char *accept = serve_header(call->rq, "accept");
	const char *at = accept ? strstr(accept, "application/taxii+json") : NULL;
	const char *version;

	if (!accept || strstr(accept, "*/*") || strstr(accept, "application/*"))
		return true;
	if (!at)
		return false;
	version = strstr(at, "version=");
	return !version || strncmp(version, "version=2.1", 11) == 0;
}

struct asking {
	struct feed_reader reader;
	struct served *served;
	struct share_view view;
};

/* 0; 1 when it was refused and answered; or an error. */
static int begin(struct call *call, struct asking *ret)
{
	int r;

	if (!accepts(call)) {
		(void)say(call, 406, "Not acceptable", "this server speaks " TAXII_MEDIA);
		return 1;
	}
	r = feed_open(call, &ret->reader);
	if (r > 0) {
		(void)say(call, r, r == 401 ? "Unauthorized" : "Forbidden", ret->reader.why);
		return 1;
	}
	return r < 0 ? r : feed_view(call, &ret->reader, &ret->served, &ret->view);
}

static int finish(struct call *call, struct asking *a, const char *query, size_t lines)
{
	const struct feed_sent sent = {.type = TAXII_MEDIA, .query = query, .lines = lines};

	served_release(a->served);
	return feed_send(call, &a->reader, &sent);
}

static int discovery(struct call *call)
{
	struct asking a = {0};
	int r = begin(call, &a);

	if (r)
		return r < 0 ? r : 0;
	taxii_discovery_write(&a.view, &call->reply->body);
	return finish(call, &a, "taxii/discovery", 1);
}

static int root(struct call *call)
{
	struct asking a = {0};
	int r = begin(call, &a);

	if (r)
		return r < 0 ? r : 0;
	taxii_root_write(&a.view, &call->reply->body);
	return finish(call, &a, "taxii/api", 1);
}

static int collections(struct call *call)
{
	struct asking a = {0};
	int r = begin(call, &a);

	if (r)
		return r < 0 ? r : 0;
	taxii_collections_write(&a.view, &call->reply->body);
	return finish(call, &a, "taxii/collections", 2);
}

/* The collection of the path; as begin otherwise. */
static int begin_collection(struct call *call, struct asking *a, int *ret_list)
{
	int r = begin(call, a);

	if (r)
		return r;
	*ret_list = taxii_collection(&a->view, call_arg(call, "id"));
	if (*ret_list >= 0)
		return 0;
	served_release(a->served);
	(void)say(call, 404, "There is no such collection", NULL);
	return 1;
}

static int collection(struct call *call)
{
	struct asking a = {0};
	int list, r = begin_collection(call, &a, &list);

	if (r)
		return r < 0 ? r : 0;
	taxii_collection_write(&a.view, list, &call->reply->body);
	return finish(call, &a, arena_printf(call->arena, "taxii/%s", ioc_list_names[list]), 1);
}

static int read_query(struct call *call, struct taxii_query *ret, struct msg *why)
{
	const struct serve_pairs *sent = &call->rq->query;
	struct taxii_arg *args = ARENA_ARRAY(call->arena, sent->n + 1, struct taxii_arg);
	const char *object = call_arg(call, "object");
	int r;

	for (size_t i = 0; i < sent->n; i++)
		args[i] = (struct taxii_arg){sent->items[i].name, sent->items[i].value};
	r = taxii_query_read(args, sent->n, call->arena, ret, why);
	if (r == 0 && *object) {
		ret->ids = (struct text_list){0};
		text_list_add(&ret->ids, call->arena, object);
	}
	return r;
}

static const char *query_text(struct call *call, int list, const char *what)
{
	const char *question = strchr(call->rq->target, '?');
	const char *key = question ? strstr(question, "apikey=") : NULL;

	return arena_printf(call->arena, "taxii/%s/%s%.500s", ioc_list_names[list], what,
	    question && !key ? question : "");
}

static void set_added(struct call *call, const struct taxii_page *page)
{
	char text[TIME_TEXT];

	if (!page->n)
		return;
	serve_reply_header(
	    call->reply, "X-TAXII-Date-Added-First", time_text(page->first, text));
	serve_reply_header(call->reply, "X-TAXII-Date-Added-Last", time_text(page->last, text));
}

static int send(struct call *call, enum taxii_what what)
{
	static const char *const names[] = {"objects", "manifest", "versions"};
	struct asking a = {0};
	struct taxii_query q = {0};
	struct taxii_page page = {0};
	struct msg why = {0};
	int list, r = begin_collection(call, &a, &list);

	if (r)
		return r < 0 ? r : 0;
	r = read_query(call, &q, &why);
	if (r == 0)
		taxii_write(&a.view, list, &q, what, call->arena, &call->reply->body, &page);
	if (r < 0 || (*call_arg(call, "object") && !page.known)) {
		served_release(a.served);
		return r < 0 ? say(call, 400, why.what, why.detail)
			     : say(call, 404, "There is no such object", NULL);
	}
	set_added(call, &page);
	return finish(call, &a, query_text(call, list, names[what]), page.n);
}

static int objects(struct call *call)
{
	return send(call, TAXII_OBJECTS);
}

static int manifest(struct call *call)
{
	return send(call, TAXII_MANIFEST);
}

static int versions(struct call *call)
{
	return send(call, TAXII_VERSIONS);
}

/* Nothing is written here: the collections say so. */
static int refuse(struct call *call)
{
	struct asking a = {0};
	int list, r = begin_collection(call, &a, &list);

	if (r)
		return r < 0 ? r : 0;
	served_release(a.served);
	return say(call, 403, "Forbidden", "this collection is read only");
}

#define TAXII(method, path, fn, doc)                                                          \
	{                                                                                     \
		method, path, MAY_PUBLIC, NULL, fn, ROUTE_NO_LOG | ROUTE_RAW, doc, NULL, NULL \
	}
#define COLLECTION "/taxii2/api/collections/{id}/"

const struct route taxii_routes[] = {
    TAXII("GET", "/taxii2/", discovery, "TAXII 2.1: the server."),
    TAXII("GET", "/taxii2/api/", root, "TAXII 2.1: the API root."),
    TAXII("GET", "/taxii2/api/collections/", collections, "TAXII 2.1: the collections."),
    TAXII("GET", COLLECTION, collection, "TAXII 2.1: a collection."),
    TAXII("GET", COLLECTION "manifest/", manifest, "TAXII 2.1: what a collection has."),
    TAXII("GET", COLLECTION "objects/", objects, "TAXII 2.1: STIX objects."),
    TAXII("POST", COLLECTION "objects/", refuse, "TAXII 2.1: nothing can be added."),
    TAXII("GET", COLLECTION "objects/{object}/", objects, "TAXII 2.1: a STIX object."),
    TAXII(
	"DELETE", COLLECTION "objects/{object}/", refuse, "TAXII 2.1: nothing can be deleted."),
    TAXII("GET", COLLECTION "objects/{object}/versions/", versions,
	"TAXII 2.1: the versions of an object."),
    {.method = NULL},
};
