/* What is new in the knowledge, and what that means for members. */
#ifndef VARDE_MODEL_NEWS_H
#define VARDE_MODEL_NEWS_H

#include "base/vec.h"
#include "model/record.h"

/* One look at what changed between two packs. */
struct news_pass {
	const char *id;      /* Identifier: 128 random bits in 26 letters */
	int64_t seq;         /* Number, from 1: the highest is where it stands */
	const char *base;    /* Digest of the pack compared with; none: nothing was compared */
	const char *digest;  /* Digest of the pack */
	int64_t taken;       /* When the pack's file was made; none: it is built in */
	int64_t began;       /* When it began */
	int64_t moved;       /* When it last went on */
	int64_t ended;       /* When it ended; none: it goes on */
	const char *reached; /* The last organisation that was looked at */
	int64_t changes;     /* Vulnerabilities and advisories in which the packs differ */
	int64_t orgs;        /* Organisations looked at */
	int64_t touched;     /* Organisations for which it changes something */
	int64_t events;      /* Events stored */
	int64_t opened;      /* Findings opened */
	int64_t changed;     /* Findings changed */
	int64_t withdrawn;   /* Findings withdrawn */
	int64_t told;        /* Messages put into the outbox */
	int64_t version;     /* Counts its changes */
};

/* What a statement on one vulnerability means for one service of one organisation. */
struct news_event {
	const char *id;              /* What makes it the same event: told once */
	const char *org;             /* Whose */
	int64_t time;                /* When it was told */
	const char *pass;            /* The look that found it */
	const char *finding;         /* The tracked finding that it changed; none: no change */
	const char *run;             /* The run whose observation it judges */
	int64_t seen;                /* When the service was seen */
	const char *addr;            /* Address */
	int64_t port;                /* Port */
	int transport;               /* enum transport */
	const char *product;         /* Product as observed */
	const char *product_version; /* Version as observed */
	const char *vulnerability;   /* CVE, or the number of an advisory */
	int how;                     /* enum news_how */
	int why;                     /* enum news_why */
	const char *was;             /* Verdict of before; none: it was not affected */
	const char *verdict;         /* Verdict now; of withdrawn ones, the last */
	const char *fixed_in;        /* The version that mends it; none: not known */
	bool exploited;              /* Known to be exploited */
};

/* As enum watch_how and enum watch_why of match/watch.h. */
enum news_how { NEWS_NEW, NEWS_CHANGED, NEWS_WITHDRAWN };
enum news_why {
	NEWS_STATED,
	NEWS_EXPLOITED,
	NEWS_VERDICT,
	NEWS_FIX,
	NEWS_REJECTED,
	NEWS_MENDED,
	NEWS_CLEARED,
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const news_how_names[], *const news_why_names[];

/* The fields of the structs; tables knowledge_pass and knowledge_event. */
extern const struct record_type news_pass_type, news_event_type;

#endif
