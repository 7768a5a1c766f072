/* Files against indicators: their hashes, counted up piece by piece. Only those kinds of which
 * there are indicators, and only of files that are whole. */
#include "detect/detect_impl.h"
#include "proto/crypt.h"
#include "rule/indicator.h"

static const enum indicator_kind kinds[CRYPT_DIGESTS] = {[CRYPT_DIGEST_MD5] = INDICATOR_MD5,
    [CRYPT_DIGEST_SHA1] = INDICATOR_SHA1,
    [CRYPT_DIGEST_SHA256] = INDICATOR_SHA256};

/* Bits 1 << enum crypt_digest. */
static unsigned wanted(const struct rule_image *im)
{
	unsigned which = 0;

	for (int i = 0; i < CRYPT_DIGESTS; i++)
		if (indicator_has(im, kinds[i]))
			which |= 1U << i;
	return which;
}

bool detect_wants_bodies(const struct detect *d)
{
	const struct rule_image *im = d->image;
	bool any = wanted(im) != 0;

	for (uint32_t i = 0; i < im->count[RT_BUFFERS]; i++)
		any |= im->buffers[i].buffer == BUFFER_FILE_DATA ||
		       im->buffers[i].buffer == BUFFER_FILE_NAME ||
		       im->buffers[i].buffer == BUFFER_HTTP_REQUEST_BODY ||
		       im->buffers[i].buffer == BUFFER_HTTP_RESPONSE_BODY;
	return any;
}

static struct file_sums *take(struct detect *d, struct tx_detect *t, uint32_t nr)
{
	struct file_sums *f = d->sums;
	unsigned which = wanted(d->image);

	if (f) {
		d->sums = f->next;
	} else if (d->nsums == DETECT_SUMS) {
		d->counts.files++;
		return NULL;
	} else {
		f = mem_alloc(sizeof(*f));
		memset(f, 0, sizeof(*f));
		d->nsums++;
	}
	f->nr = nr;
	/* Other rules may want others. */
	if (f->which != which) {
		(void)crypt_digester_free(f->digester);
		f->digester = which ? crypt_digester_new(which) : NULL;
		f->which = which;
	}
	if (f->digester)
		crypt_digester_begin(f->digester);
	f->next = t->files;
	t->files = f;
	return f;
}

static struct file_sums *sums_of(
    struct detect *d, struct tx *tx, const struct tx_file *file, struct span data)
{
	struct tx_detect *t = detect_tx_kept(tx);

	for (struct file_sums *f = t->files; f; f = f->next)
		if (f->nr == file->nr)
			return f;
	/* One that was not taken at its beginning is not taken at all. */
	return file->size == data.n && !file->closed ? take(d, t, file->nr) : NULL;
}

static void give(struct detect *d, struct tx_detect *t, struct file_sums *f)
{
	struct file_sums **at = &t->files;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	f->next = d->sums;
	d->sums = f;
}

void detect_file(struct detect *d, const struct packet *packet, struct tx *tx,
    const struct tx_file *file, struct span data)
{
	struct file_sums *f;
	struct look l;

	if (!wanted(d->image))
		return;
	f = sums_of(d, tx, file, data);
	if (!f)
		return;
	if (f->digester)
		crypt_digester_take(f->digester, data);
	if (!file->closed)
		return;
	l = detect_look(d, packet, tx->flow, tx, (enum flow_dir)file->dir);
	for (int i = 0; i < CRYPT_DIGESTS && f->digester && !file->gaps && !file->truncated;
	     i++) {
		uint8_t digest[CRYPT_DIGEST_MAX];
		size_t n = crypt_digester_end(f->digester, (enum crypt_digest)i, digest);

		if (n && indicator_digest(&l, kinds[i], span_of(digest, n)))
			break;
	}
	give(d, tx->detect, f);
}

void detect_tx_done(struct detect *d, struct tx *tx)
{
	struct tx_detect *t = tx->detect;

	while (t && t->files)
		give(d, t, t->files);
}

void file_free(struct detect *d)
{
	while (d->sums) {
		struct file_sums *f = d->sums;

		d->sums = f->next;
		(void)crypt_digester_free(f->digester);
		(void)mem_free(f);
	}
}
