/* The one content of a rule that the multi-pattern pass looks for: long, rare, in a buffer that
 * is seldom full. */
#include "rule/key.h"

/* Buffers whose values nearly all traffic shares. */
static bool common(int buffer)
{
	switch (buffer) {
	case BUFFER_HTTP_METHOD:
	case BUFFER_HTTP_STAT_CODE:
	case BUFFER_HTTP_STAT_MSG:
	case BUFFER_HTTP_PROTOCOL:
	case BUFFER_HTTP_ACCEPT:
	case BUFFER_HTTP_ACCEPT_ENC:
	case BUFFER_HTTP_ACCEPT_LANG:
	case BUFFER_HTTP_CONNECTION:
	case BUFFER_HTTP_HEADER_NAMES:
	case BUFFER_HTTP_CONTENT_TYPE:
	case BUFFER_HTTP_CONTENT_LEN:
		return true;
	default:
		return false;
	}
}

static int distinct(struct span s)
{
	uint64_t seen[4] = {0};
	int n = 0;

	for (size_t i = 0; i < s.n; i++) {
		uint64_t bit = UINT64_C(1) << (s.p[i] & 63);

		n += !(seen[s.p[i] >> 6] & bit);
		seen[s.p[i] >> 6] |= bit;
	}
	return n;
}

static int score(const struct rule_part *part, const struct rule_step *s)
{
	struct span bytes = s->chop.n ? s->chop : s->bytes;
	int n = (int)MIN(bytes.n, 32), points = n + 2 * MIN(distinct(bytes), 12);

	if (n <= 3)
		points -= 40 * (4 - n);
	if (common(part->buffer))
		points -= 30;
	if (s->fast)
		points += n >= 4 ? 1000 : 20;
	return points;
}

static bool hashed(const struct rule_part *part)
{
	bool yes = false;

	vec_foreach (s, &part->changes.v)
		yes |= s->op.kind == OP_TO_MD5 || s->op.kind == OP_TO_SHA1 ||
		       s->op.kind == OP_TO_SHA256;
	return yes;
}

static bool may_be_absent(const struct rule_part *part)
{
	bool yes = false;

	vec_foreach (s, &part->steps.v)
		yes |= s->op.kind == OP_ABSENT;
	return yes;
}

void rule_fast(struct rule *rule)
{
	int best = -100000;

	for (size_t p = 0; p < rule->parts.n; p++) {
		const struct rule_part *part = &rule->parts.items[p];

		if ((rule->kind == RULE_TX && part->buffer == BUFFER_PAYLOAD) || hashed(part) ||
		    may_be_absent(part))
			continue;
		for (size_t i = 0; i < part->steps.v.n; i++) {
			const struct rule_step *s = &part->steps.v.items[i];

			if (s->op.kind == OP_BASE64_DATA)
				break;
			if (s->op.kind != OP_CONTENT || s->op.flags & RULE_F_NEGATED ||
			    score(part, s) <= best)
				continue;
			best = score(part, s);
			rule->fast_part = (int)p;
			rule->fast_step = (int)i;
		}
	}
}
