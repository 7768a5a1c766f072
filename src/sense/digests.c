#include "sense/digests.h"

struct slot {
	const struct tx *tx; /* NULL: free */
	uint32_t nr;
	uint8_t dir;
	struct crypt_digester *digester; /* made at the first use, kept */
};

struct digests {
	unsigned which;
	uint32_t top; /* slots that were ever used */
	uint64_t refused;
	struct slot slots[DIGESTS_FILES];
};

const char *const digest_names[CRYPT_DIGESTS] = {"md5", "sha1", "sha256"};

struct digests *digests_new(unsigned which)
{
	struct digests *d;

	if (!which)
		return NULL;
	d = mem_alloc(sizeof(*d));
	memset(d, 0, sizeof(*d));
	d->which = which;
	/* All of them now: later the sandbox is closed. */
	for (size_t i = 0; i < DIGESTS_FILES; i++) {
		d->slots[i].digester = crypt_digester_new(which);
		if (!d->slots[i].digester)
			return digests_free(d);
	}
	return d;
}

struct digests *digests_free(struct digests *d)
{
	if (!d)
		return NULL;
	for (size_t i = 0; i < DIGESTS_FILES; i++)
		(void)crypt_digester_free(d->slots[i].digester);
	return mem_free(d);
}

/* The file's slot; a new one only for its first bytes: none begins in its middle. */
static struct slot *slot_of(
    struct digests *d, const struct tx *tx, const struct tx_file *file, bool first)
{
	struct slot *empty = NULL;

	for (uint32_t i = 0; i < d->top; i++) {
		struct slot *s = &d->slots[i];

		if (s->tx == tx && s->nr == file->nr && s->dir == file->dir)
			return s;
		if (!s->tx && !empty)
			empty = s;
	}
	if (!first)
		return NULL;
	if (!empty && d->top < DIGESTS_FILES)
		empty = &d->slots[d->top++];
	if (!empty)
		return NULL;
	empty->tx = tx;
	empty->nr = file->nr;
	empty->dir = file->dir;
	crypt_digester_begin(empty->digester);
	return empty;
}

bool digests_take(struct digests *d, const struct tx *tx, const struct tx_file *file,
    struct span data, struct digest_values *ret)
{
	bool first = file->size == data.n;
	struct slot *s = slot_of(d, tx, file, first);

	if (!s) {
		d->refused += first;
		return false;
	}
	crypt_digester_take(s->digester, data);
	if (!file->closed)
		return false;
	s->tx = NULL;
	if (file->gaps || file->truncated)
		return false;
	memset(ret, 0, sizeof(*ret));
	for (int i = 0; i < CRYPT_DIGESTS; i++)
		ret->of[i].n =
		    crypt_digester_end(s->digester, (enum crypt_digest)i, ret->of[i].bytes);
	return true;
}

void digests_drop(struct digests *d, const struct tx *tx)
{
	for (uint32_t i = 0; i < d->top; i++)
		if (d->slots[i].tx == tx)
			d->slots[i].tx = NULL;
}

uint64_t digests_refused(const struct digests *d)
{
	return d->refused;
}
