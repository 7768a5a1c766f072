#include "rule/image.h"

#include "pack/crc32.h"
#include "pack/mapped.h"
#include "rule/indicator.h"

const uint32_t rule_image_sizes[RT_TABLES] = {
    [RT_RULES] = sizeof(struct rule_row),
    [RT_META] = sizeof(struct rule_meta),
    [RT_SECTIONS] = sizeof(struct rule_section),
    [RT_OPS] = sizeof(struct rule_op),
    [RT_BUFFERS] = sizeof(struct rule_buffer),
    [RT_PCRES] = sizeof(struct rule_pcre),
    [RT_SETS] = sizeof(struct rule_set),
    [RT_RANGES4] = sizeof(struct rule_range4),
    [RT_RANGES6] = sizeof(struct rule_range6),
    [RT_ADDRESS_SETS] = sizeof(struct rule_range_set),
    [RT_PORT_SETS] = sizeof(struct rule_range_set),
    [RT_MATCHERS] = sizeof(struct rule_matcher),
    [RT_PATTERNS] = sizeof(struct rule_pattern),
    [RT_RULE_IDS] = sizeof(uint32_t),
    [RT_GROUPS] = sizeof(struct rule_group),
    [RT_LISTS] = sizeof(uint32_t),
    [RT_DATABASES] = 1,
    [RT_POOL] = 1,
    [RT_INDICATOR_HEAD] = sizeof(struct indicator_head),
    [RT_INDICATORS] = sizeof(struct indicator_row),
    [RT_INDICATOR_SLOTS] = sizeof(uint32_t),
    [RT_INDICATOR_TOPS] = sizeof(uint32_t),
    [RT_INDICATOR_NETS4] = sizeof(struct indicator_net4),
    [RT_INDICATOR_NETS6] = sizeof(struct indicator_net6),
    [RT_INDICATOR_TEXT] = 1,
};

uint32_t rule_image_layout(void)
{
	uint32_t h = 0x01020304; /* of another byte order, another number */

	for (int t = 0; t < RT_TABLES; t++)
		h = h * 31 + rule_image_sizes[t];
	return h * 31 + OP_KINDS;
}

static int bad(struct msg *msg, int err, const char *why)
{
	msg_what(msg, "the rule pack cannot be used");
	msg_detail(msg, "%s", why);
	msg_hint(msg, "compile the rules again: varde rules compile");
	return err;
}

static bool tables_lie_inside(const struct rule_image_head *head, size_t bytes)
{
	for (int t = 0; t < RT_TABLES; t++)
		if (head->at[t] % 8 || head->at[t] > bytes ||
		    head->n[t] > (bytes - head->at[t]) / rule_image_sizes[t] ||
		    head->n[t] > UINT32_MAX / 2)
			return false;
	return true;
}

static const void *table(const struct rule_image *image, int t)
{
	return image->file.p + image->head.at[t];
}

static void tables(struct rule_image *image)
{
	for (int t = 0; t < RT_TABLES; t++)
		image->count[t] = (uint32_t)image->head.n[t];
	image->rules = table(image, RT_RULES);
	image->meta = table(image, RT_META);
	image->sections = table(image, RT_SECTIONS);
	image->ops = table(image, RT_OPS);
	image->buffers = table(image, RT_BUFFERS);
	image->pcres = table(image, RT_PCRES);
	image->sets = table(image, RT_SETS);
	image->ranges4 = table(image, RT_RANGES4);
	image->ranges6 = table(image, RT_RANGES6);
	image->addresses = table(image, RT_ADDRESS_SETS);
	image->ports = table(image, RT_PORT_SETS);
	image->matchers = table(image, RT_MATCHERS);
	image->patterns = table(image, RT_PATTERNS);
	image->ids = table(image, RT_RULE_IDS);
	image->groups = table(image, RT_GROUPS);
	image->lists = table(image, RT_LISTS);
	image->pool = table(image, RT_POOL);
	image->indicator =
	    image->count[RT_INDICATOR_HEAD] ? table(image, RT_INDICATOR_HEAD) : NULL;
	image->indicators = table(image, RT_INDICATORS);
	image->indicator_slots = table(image, RT_INDICATOR_SLOTS);
	image->indicator_tops = table(image, RT_INDICATOR_TOPS);
	image->indicator_nets4 = table(image, RT_INDICATOR_NETS4);
	image->indicator_nets6 = table(image, RT_INDICATOR_NETS6);
	image->indicator_text = table(image, RT_INDICATOR_TEXT);
}

static int expressions(struct rule_image *image, struct msg *msg)
{
	uint32_t n = image->count[RT_PCRES];

	image->codes = mem_alloc((n + 1) * sizeof(pcre2_code *));
	memset(image->codes, 0, (n + 1) * sizeof(pcre2_code *));
	for (uint32_t i = 0; i < n; i++) {
		const struct rule_pcre *p = &image->pcres[i];
		PCRE2_SIZE at;
		int code;

		image->codes[i] =
		    pcre2_compile(image->pool + p->text, p->n, p->options, &code, &at, NULL);
		if (!image->codes[i])
			return bad(
			    msg, ERR_CORRUPT, "a regular expression in it does not compile");
		(void)pcre2_jit_compile(image->codes[i], PCRE2_JIT_COMPLETE);
	}
	return 0;
}

static int matchers(struct rule_image *image, struct msg *msg)
{
	uint32_t n = image->count[RT_MATCHERS], np = image->count[RT_PATTERNS];
	int r = 0;

	image->matching = mem_alloc((n + 1) * sizeof(struct matcher *));
	memset(image->matching, 0, (n + 1) * sizeof(struct matcher *));
	image->literals = mem_alloc((np + 1) * sizeof(struct matcher_pattern));
	for (uint32_t i = 0; i < np; i++)
		image->literals[i] = (struct matcher_pattern){
		    rule_image_bytes(image, image->patterns[i].data, image->patterns[i].n),
		    image->patterns[i].flags & RULE_F_NOCASE};
	for (uint32_t i = 0; i < n && r == 0; i++) {
		const struct rule_matcher *m = &image->matchers[i];

		r = matcher_open(
		    span_of((const uint8_t *)table(image, RT_DATABASES) + m->db, m->ndb),
		    image->literals + m->pattern, m->npattern, &image->matching[i], msg);
	}
	return r;
}

/* Of the head (without the checksum itself) and of what is behind it. */
uint32_t rule_image_crc(struct rule_image_head head, struct span behind)
{
	uint32_t first;

	head.crc = 0;
	first = crc32_of(span_of(&head, sizeof(head)));
	return (first << 1 | first >> 31) ^ crc32_of(behind);
}

static int check_head(struct rule_image *image, struct msg *msg)
{
	const struct rule_image_head *head = &image->head;

	if (memcmp(head->magic, RULE_IMAGE_MAGIC, 8) != 0)
		return bad(msg, ERR_CORRUPT, "it is no rule pack");
	if (head->version != RULE_IMAGE_VERSION || head->layout != rule_image_layout() ||
	    head->tables != RT_TABLES)
		return bad(
		    msg, ERR_VERSION, "it was made by another version or for another machine");
	if (head->bytes != image->file.n || !tables_lie_inside(head, image->file.n))
		return bad(msg, ERR_CORRUPT, "it is cut");
	if (rule_image_crc(*head, span_sub(image->file, sizeof(*head), image->file.n)) !=
	    head->crc)
		return bad(msg, ERR_CORRUPT, "its checksum is wrong");
	return 0;
}

static int opened(struct rule_image *image, struct msg *msg)
{
	int r;

	if (image->file.n < sizeof(image->head))
		return bad(msg, ERR_CORRUPT, "it is cut");
	memcpy(&image->head, image->file.p, sizeof(image->head));
	r = check_head(image, msg);
	if (r < 0)
		return r;
	tables(image);
	if (!rule_image_sound(image))
		return bad(msg, ERR_CORRUPT, "it does not hold together");
	r = matchers(image, msg);
	return r < 0 ? r : expressions(image, msg);
}

int rule_image_of(struct span bytes, struct rule_image **ret, struct msg *msg)
{
	struct rule_image *image = mem_alloc(sizeof(*image));
	int r;

	*image = (struct rule_image){.file = bytes};
	r = opened(image, msg);
	if (r < 0)
		(void)rule_image_close(image);
	else
		*ret = image;
	return r;
}

static int of_mapped(struct span bytes, struct rule_image **ret, struct msg *msg)
{
	int r = rule_image_of(bytes, ret, msg);

	if (r < 0)
		mapped_close(bytes);
	else
		(*ret)->mapped = true;
	return r;
}

int rule_image_open(const char *path, struct rule_image **ret, struct msg *msg)
{
	struct span bytes = {0};
	int r = mapped_open(path, &bytes, msg);

	if (r < 0) {
		msg_what(msg, "the rule pack cannot be read");
		return r;
	}
	return of_mapped(bytes, ret, msg);
}

int rule_image_open_fd(int fd, struct rule_image **ret, struct msg *msg)
{
	struct span bytes = {0};
	int r = mapped_fd(fd, "a descriptor that was handed over", &bytes, msg);

	if (r < 0) {
		msg_what(msg, "the rule pack cannot be read");
		return r;
	}
	return of_mapped(bytes, ret, msg);
}

struct rule_image *rule_image_close(struct rule_image *image)
{
	if (!image)
		return NULL;
	for (uint32_t i = 0; image->codes && i < image->count[RT_PCRES]; i++)
		pcre2_code_free(image->codes[i]);
	for (uint32_t i = 0; image->matching && i < image->count[RT_MATCHERS]; i++)
		(void)matcher_free(image->matching[i]);
	(void)mem_free(image->codes);
	(void)mem_free(image->matching);
	(void)mem_free(image->literals);
	if (image->mapped)
		mapped_close(image->file);
	return mem_free(image);
}
