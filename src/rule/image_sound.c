/* Every index of an image, asked once when it is opened. */
#include "rule/image.h"

#include "proto/buffer.h"
#include "rule/indicator.h"

struct asking {
	const struct rule_image *image;
	bool ok;
};

static void range(struct asking *a, int table, uint32_t at, uint32_t n)
{
	uint32_t count = a->image->count[table];

	if (at > count || n > count - at)
		a->ok = false;
}

static void op(struct asking *a, const struct rule_op *o)
{
	if (o->kind >= OP_KINDS)
		a->ok = false;
	if ((o->flags & RULE_F_A_VAR && (o->a < 0 || o->a >= RULE_VARS)) ||
	    (o->flags & RULE_F_B_VAR && o->kind != OP_FLOWINT &&
		(o->b < 0 || o->b >= RULE_VARS)) ||
	    (o->flags & RULE_F_C_VAR && (o->c < 0 || o->c >= RULE_VARS)))
		a->ok = false;
	switch (o->kind) {
	case OP_CONTENT:
	case OP_RANGES:
	case OP_XOR:
		range(a, RT_POOL, o->data, o->n);
		a->ok &= o->n > 0 && (o->kind != OP_RANGES || (o->n % 4 == 0 && o->a >= 0));
		break;
	case OP_PCRE:
	case OP_PCREXFORM:
		range(a, RT_PCRES, o->data, 1);
		break;
	case OP_DATASET:
	case OP_DATASET_IP:
	case OP_IPREP:
		range(a, RT_SETS, o->data, 1);
		break;
	case OP_IP_ADDR:
		range(a, RT_ADDRESS_SETS, o->data, 1);
		break;
	case OP_FLOWBIT:
	case OP_XBIT:
		range(a, RT_LISTS, o->data, o->n);
		break;
	case OP_BYTE_TEST:
	case OP_BYTE_JUMP:
		a->ok &= o->a >= 0 && o->a <= 23;
		break;
	case OP_BYTE_EXTRACT:
	case OP_BYTE_MATH:
		a->ok &= o->mode < RULE_VARS && o->a >= 0 && o->a <= 23;
		break;
	default:
		break;
	}
}

static void rule(struct asking *a, const struct rule_row *r)
{
	range(a, RT_META, r->meta, 1);
	range(a, RT_OPS, r->head, r->nhead);
	range(a, RT_OPS, r->after, r->nafter);
	range(a, RT_OPS, r->limit, r->nlimit);
	range(a, RT_SECTIONS, r->section, r->nsection);
	range(a, RT_ADDRESS_SETS, r->src, 1);
	range(a, RT_ADDRESS_SETS, r->dst, 1);
	range(a, RT_PORT_SETS, r->sport, 1);
	range(a, RT_PORT_SETS, r->dport, 1);
}

static void meta(struct asking *a, uint32_t i)
{
	const struct rule_meta *m = &a->image->meta[i];
	const uint32_t texts[] = {
	    m->msg, m->classtype, m->category, m->references, m->metadata, m->raw};
	uint64_t row = a->image->head.at[RT_META] + (uint64_t)i * sizeof(*m);
	uint64_t pool = a->image->head.at[RT_POOL];

	for (size_t t = 0; t < ARRAY_LEN(texts); t++)
		if (texts[t] && (row + texts[t] < pool ||
				    row + texts[t] >= pool + a->image->count[RT_POOL]))
			a->ok = false;
}

static void sets(struct asking *a, const struct rule_range_set *set, bool ports)
{
	range(a, RT_RANGES4, set->v4, set->nv4);
	if (!ports)
		range(a, RT_RANGES6, set->v6, set->nv6);
}

static void ids(struct asking *a)
{
	for (uint32_t i = 0; i < a->image->count[RT_RULE_IDS]; i++)
		a->ok &= a->image->ids[i] < a->image->count[RT_RULES];
}

static void matching(struct asking *a)
{
	const struct rule_image *im = a->image;

	for (uint32_t i = 0; i < im->count[RT_MATCHERS]; i++) {
		range(a, RT_PATTERNS, im->matchers[i].pattern, im->matchers[i].npattern);
		range(a, RT_DATABASES, im->matchers[i].db, im->matchers[i].ndb);
	}
	for (uint32_t i = 0; i < im->count[RT_PATTERNS]; i++) {
		range(a, RT_POOL, im->patterns[i].data, im->patterns[i].n);
		range(a, RT_RULE_IDS, im->patterns[i].rule, im->patterns[i].nrule);
		a->ok &= im->patterns[i].n > 0;
	}
	for (uint32_t i = 0; i < im->count[RT_GROUPS]; i++) {
		const struct rule_group *g = &im->groups[i];

		range(a, RT_RULE_IDS, g->rule, g->nrule);
		a->ok &= g->matcher <= im->count[RT_MATCHERS] && g->dir < 2;
		if (g->what == RULE_GROUP_BUFFER)
			a->ok &= g->key < im->count[RT_BUFFERS];
	}
}

bool rule_image_sound(const struct rule_image *image)
{
	struct asking a = {image, true};

	a.ok = image->count[RT_POOL] > 0 && image->pool[image->count[RT_POOL] - 1] == 0 &&
	       image->count[RT_BUFFERS] <= UINT16_MAX;
	for (uint32_t i = 0; i < image->count[RT_OPS]; i++)
		op(&a, &image->ops[i]);
	for (uint32_t i = 0; i < image->count[RT_RULES]; i++)
		rule(&a, &image->rules[i]);
	for (uint32_t i = 0; i < image->count[RT_META]; i++)
		meta(&a, i);
	for (uint32_t i = 0; i < image->count[RT_SECTIONS]; i++) {
		range(&a, RT_OPS, image->sections[i].op, image->sections[i].nop);
		range(&a, RT_BUFFERS, image->sections[i].list, 1);
		a.ok &= image->sections[i].buffer < BUFFER_IDS;
	}
	for (uint32_t i = 0; i < image->count[RT_BUFFERS]; i++) {
		range(&a, RT_OPS, image->buffers[i].op, image->buffers[i].nop);
		a.ok &= image->buffers[i].buffer < BUFFER_IDS;
	}
	for (uint32_t i = 0; i < image->count[RT_PCRES]; i++)
		range(&a, RT_POOL, image->pcres[i].text, image->pcres[i].n);
	for (uint32_t i = 0; i < image->count[RT_SETS]; i++) {
		range(&a, RT_POOL, image->sets[i].name, image->sets[i].n);
		range(&a, RT_POOL, image->sets[i].load, image->sets[i].nload);
	}
	for (uint32_t i = 0; i < image->count[RT_ADDRESS_SETS]; i++)
		sets(&a, &image->addresses[i], false);
	for (uint32_t i = 0; i < image->count[RT_PORT_SETS]; i++)
		sets(&a, &image->ports[i], true);
	if (a.ok)
		ids(&a);
	matching(&a);
	return a.ok && indicator_sound(image);
}
