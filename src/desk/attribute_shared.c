#include "desk/attribute_shared.h"

#include "desk/ioc.h"

#include <pthread.h>

/* One state of it; freed when it is not the newest and nobody holds it. */
struct held {
	struct attribute *what;
	int64_t generation;
	unsigned users;
	struct held *next; /* older ones that are still held */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct held *newest;

/* Frees those that nobody needs. */
static void tidy(void)
{
	struct held **at = newest ? &newest->next : &newest;

	while (*at) {
		struct held *h = *at;

		if (h->users) {
			at = &h->next;
			continue;
		}
		*at = h->next;
		(void)attribute_free(h->what);
		(void)mem_free(h);
	}
}

int attribute_shared_get(struct db *db, int64_t now, const struct attribute **ret)
{
	int64_t generation = 0;
	int r = ioc_generation(db, &generation);

	if (r < 0)
		return r;
	(void)pthread_mutex_lock(&lock);
	if (!newest || newest->generation != generation) {
		struct attribute *what = NULL;

		r = attribute_load(db, now, &what);
		if (r == 0) {
			struct held *h = mem_alloc(sizeof(*h));

			*h = (struct held){
			    .what = what, .generation = generation, .next = newest};
			newest = h;
		}
	}
	if (r == 0) {
		newest->users++;
		*ret = newest->what;
	}
	tidy();
	(void)pthread_mutex_unlock(&lock);
	return r;
}

void attribute_shared_put(const struct attribute *a)
{
	if (!a)
		return;
	(void)pthread_mutex_lock(&lock);
	for (struct held *h = newest; h; h = h->next)
		if (h->what == a)
			h->users--;
	tidy();
	(void)pthread_mutex_unlock(&lock);
}

void attribute_shared_forget(void)
{
	(void)pthread_mutex_lock(&lock);
	if (newest && !newest->users) {
		struct held *h = newest;

		newest = h->next;
		(void)attribute_free(h->what);
		(void)mem_free(h);
	}
	(void)pthread_mutex_unlock(&lock);
}
