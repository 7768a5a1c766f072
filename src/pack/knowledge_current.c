#include "pack/knowledge_current.h"

#include "base/log.h"

#include <pthread.h>
#include <sys/stat.h>

/* A pack that somebody may hold; freed by the last who lets go when it is not the current one.
 */
struct held {
	struct knowledge_pack pack;
	struct stat was;
	size_t holders;
	struct held *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *path;
static struct held *current, *all;
static struct stat bad; /* the file that could not be used: told once */

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void forget(struct held *h)
{
	struct held **at = &all;

	if (!h || h->holders || h == current)
		return;
	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	knowledge_close(&h->pack);
	mem_free(h);
}

/* Takes the file when it is another one than the current. */
static void look(void)
{
	struct msg msg = {0};
	struct stat now;
	struct held *h, *old = current;

	if (!path || stat(path, &now) < 0 || (current && same_file(&current->was, &now)) ||
	    same_file(&bad, &now))
		return;
	h = mem_alloc(sizeof(*h));
	*h = (struct held){.was = now, .next = all};
	if (knowledge_open(path, &h->pack, &msg) < 0) {
		bad = now;
		log_msg(LOG_WARNING, &msg);
		mem_free(h);
		return;
	}
	all = current = h;
	forget(old);
}

void knowledge_use(const char *file)
{
	struct held *old;

	(void)pthread_mutex_lock(&lock);
	path = mem_free(path);
	if (file) {
		path = mem_alloc(strlen(file) + 1);
		memcpy(path, file, strlen(file) + 1);
	}
	old = current;
	current = NULL;
	bad = (struct stat){0};
	forget(old);
	(void)pthread_mutex_unlock(&lock);
}

const struct knowledge_pack *knowledge_hold(void)
{
	const struct knowledge_pack *ret;

	(void)pthread_mutex_lock(&lock);
	look();
	if (current)
		current->holders++;
	ret = current ? &current->pack : knowledge_builtin();
	(void)pthread_mutex_unlock(&lock);
	return ret;
}

void knowledge_release(const struct knowledge_pack *k)
{
	(void)pthread_mutex_lock(&lock);
	for (struct held *h = all; h; h = h->next)
		if (&h->pack == k) {
			h->holders--;
			forget(h);
			break;
		}
	(void)pthread_mutex_unlock(&lock);
}

int64_t knowledge_when(const struct knowledge_pack *k)
{
	int64_t when = 0;

	(void)pthread_mutex_lock(&lock);
	for (const struct held *h = all; h; h = h->next)
		if (&h->pack == k)
			when = (int64_t)h->was.st_mtim.tv_sec * 1000 +
			       h->was.st_mtim.tv_nsec / 1000000;
	(void)pthread_mutex_unlock(&lock);
	return when;
}

bool knowledge_is_builtin(const struct knowledge_pack *k)
{
	return k == knowledge_builtin();
}
