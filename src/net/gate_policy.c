#include "net/gate_policy.h"

#include "base/err.h"
#include "base/parse.h"
#include "base/time.h"

enum {
	RESETS_TOLERATED = 5,   /* resets in a row that count as a refusal */
	SLOW_TOLERATED = 4,     /* answers in a row over three times the baseline */
	SAMPLES_NEEDED = 8,     /* answers before there is a baseline */
	LATENCY_FLOOR = 300,    /* ms: a faster answer is never slow */
	SLOW_DOWN_PAUSE = 2000, /* ms: what was under way counts once, and nothing new begins */
	POLL = 50,              /* ms before asking again while a class is taken */
};

void gate_policy_init(struct gate_policy *p, const struct job *job, struct arena *arena)
{
	/* passive asks nothing of the hosts; its DNS and web look-ups go at the standard pace.
	 */
	static const struct gate_limits profiles[] = {
	    [PROFILE_PASSIVE] = {5, 1, 50, 200},
	    [PROFILE_STANDARD] = {5, 1, 50, 200},
	    [PROFILE_FULL] = {10, 2, 100, 400},
	};
	double rate = (double)job->rate;

	*p = (struct gate_policy){.arena = arena, .limits = profiles[job->profile]};
	p->loopback = (struct gate_limits){2000, 500, 20000, 20000};
	if (job->rate) {
		p->limits = (struct gate_limits){rate, rate, rate * 16, rate * 64};
		p->loopback =
		    (struct gate_limits){MAX(rate, 2000.0), MAX(rate, 500.0), 20000, 20000};
	}
	map_init(&p->hosts, arena);
	map_init(&p->nets, arena);
}

static struct gate_host *host_of(struct gate_policy *p, const struct ip *ip)
{
	char text[IP_TEXT];
	struct gate_host *h = map_get(&p->hosts, ip_text(ip, text));

	if (!h) {
		h = ARENA_NEW(p->arena, struct gate_host);
		map_set(&p->hosts, text, h);
	}
	return h;
}

static struct gate_bucket *net_of(struct gate_policy *p, const struct ip *ip)
{
	struct ip_net net = ip_net_of(ip, ip->family == 4 ? 24 : 48);
	char text[IP_NET_TEXT];
	struct gate_bucket *b = map_get(&p->nets, ip_net_text(&net, text));

	if (!b) {
		b = ARENA_NEW(p->arena, struct gate_bucket);
		map_set(&p->nets, text, b);
	}
	return b;
}

/* Refills the bucket, whose burst is one second's worth but at least one. Gives the ms until a
 * token is there, 0 for now. */
static int64_t refill(struct gate_bucket *b, double rate, int64_t now)
{
	double burst = MAX(rate, 1.0);

	b->tokens =
	    b->used ? MIN(burst, b->tokens + rate * (double)(now - b->at) / 1000.0) : burst;
	b->at = now;
	b->used = true;
	return b->tokens >= 1.0 ? 0 : (int64_t)((1.0 - b->tokens) * 1000.0 / rate) + 1;
}

static bool class_taken(const struct gate_host *h, enum gate_class cls)
{
	return (cls == GATE_SMTP && h->smtp) || (cls == GATE_TLS && h->tls);
}

int64_t gate_policy_ask(
    struct gate_policy *p, const struct ip *ip, enum gate_class cls, int64_t now)
{
	const struct gate_limits *l = ip_is_loopback(ip) ? &p->loopback : &p->limits;
	struct gate_host *h = host_of(p, ip);
	struct gate_bucket *net = net_of(p, ip);
	double share = 1.0 / (double)(1 << h->halved);
	int64_t wait;

	if (h->blocked)
		return ERR_BLOCKED;
	/* Else a quick scan would be through a site before it has been told "busy" three times.
	 */
	if (h->slowed_at && now - h->slowed_at < SLOW_DOWN_PAUSE)
		return SLOW_DOWN_PAUSE - (now - h->slowed_at);
	if (class_taken(h, cls))
		return POLL;
	/* One question is far lighter than one connection. */
	wait = refill(&h->all, l->addr * share * (cls == GATE_DNS ? 10 : 1), now);
	if (cls == GATE_HTTP)
		wait = MAX(wait, refill(&h->http, l->http * share, now));
	wait = MAX(wait, refill(net, l->net, now));
	wait = MAX(wait, refill(&p->job, l->job, now));
	if (wait > 0)
		return wait;
	h->all.tokens -= 1.0;
	net->tokens -= 1.0;
	p->job.tokens -= 1.0;
	if (cls == GATE_HTTP)
		h->http.tokens -= 1.0;
	h->smtp += cls == GATE_SMTP;
	h->tls += cls == GATE_TLS;
	return 0;
}

static void slow_down(struct gate_host *h, const char *why, int64_t now)
{
	if (h->slowed_at && now - h->slowed_at < SLOW_DOWN_PAUSE)
		return;
	h->slowed_at = now;
	h->why = why;
	if (h->halved < 2)
		h->halved++;
	else
		h->blocked = true;
}

static void tell_latency(struct gate_host *h, int64_t latency, int64_t now)
{
	if (h->samples < SAMPLES_NEEDED) {
		h->latency = (h->latency * h->samples + (double)latency) / (h->samples + 1);
		h->samples++;
		return;
	}
	h->slow = latency > LATENCY_FLOOR && (double)latency > 3 * h->latency ? h->slow + 1 : 0;
	if (h->slow < SLOW_TOLERATED)
		return;
	h->slow = 0;
	slow_down(h, "answers took three times as long as at first", now);
}

void gate_policy_tell(struct gate_policy *p, const struct ip *ip, enum gate_class cls,
    enum gate_outcome outcome, int64_t latency_ms, int64_t now)
{
	struct gate_host *h = host_of(p, ip);

	h->smtp -= cls == GATE_SMTP && h->smtp;
	h->tls -= cls == GATE_TLS && h->tls;
	switch (outcome) {
	case GATE_OK:
		h->resets = 0;
		tell_latency(h, latency_ms, now);
		break;
	case GATE_BUSY:
		slow_down(h, "it asked to slow down (429, 503 or 421)", now);
		break;
	case GATE_RESET:
		if (++h->resets >= RESETS_TOLERATED) {
			h->resets = 0;
			slow_down(h, "it reset several connections in a row", now);
		}
		break;
	case GATE_QUIET:
		break;
	}
}

const char *gate_policy_blocked(struct gate_policy *p, const struct ip *ip)
{
	const struct gate_host *h = host_of(p, ip);

	return h->blocked ? h->why : NULL;
}

/* "HH:MM" as minutes of the day. */
static int parse_minute(struct span text, int *ret)
{
	int64_t h, m;

	if (text.n != 5 || text.p[2] != ':' || parse_int(span_sub(text, 0, 2), 0, 24, &h) < 0 ||
	    parse_int(span_sub(text, 3, 2), 0, 59, &m) < 0 || h * 60 + m > 1440)
		return ERR_SYNTAX;
	*ret = (int)(h * 60 + m);
	return 0;
}

int64_t gate_window_wait(const struct text_list *windows, int64_t wall_ms)
{
	struct time_parts t = time_split(wall_ms);
	int64_t now =
	    ((int64_t)t.hour * 60 + t.minute) * 60000 + (int64_t)t.second * 1000 + t.millis;
	int64_t best = windows->n ? INT64_MAX : 0;

	for (size_t i = 0; i < windows->n; i++) {
		struct span w = span_str(windows->items[i]);
		int64_t from_ms, to_ms, wait;
		int from, to;

		if (w.n != 11 || w.p[5] != '-' || parse_minute(span_sub(w, 0, 5), &from) < 0 ||
		    parse_minute(span_sub(w, 6, 5), &to) < 0 || from == to)
			return ERR_SYNTAX;
		from_ms = (int64_t)from * 60000;
		to_ms = (int64_t)to * 60000;
		wait = from_ms > now ? from_ms - now : from_ms + 86400000 - now;
		if (from < to ? now >= from_ms && now < to_ms : now >= from_ms || now < to_ms)
			wait = 0; /* go on: a malformed one behind it must not be overlooked */
		best = MIN(best, wait);
	}
	return best;
}
