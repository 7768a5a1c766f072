/* Where indicators are pulled from: feeds of other people's MISP (desk/ioc_source.h). */
#ifndef VARDE_MODEL_IOC_SOURCE_H
#define VARDE_MODEL_IOC_SOURCE_H

#include "model/ioc.h"

enum {
	IOC_SOURCE_HOURS = 168,    /* longest time between two looks */
	IOC_SOURCE_DAYS = 3650,    /* oldest events that are wanted */
	IOC_SOURCE_KEEP = 730,     /* days for which what comes is active */
	IOC_SOURCE_TOLD = 1 << 18, /* bytes of what a look found */
};

/* A feed that is pulled. */
struct ioc_source {
	const char *id;         /* Identifier: 128 random bits in 26 letters */
	const char *name;       /* What it is called here */
	const char *url;        /* Of the folder with manifest.json, or of that file */
	const char *key;        /* Sent as Authorization; never shown again */
	bool enabled;           /* Whether it is taken in; else only looked at */
	int64_t every;          /* Hours between two looks */
	int64_t days;           /* Events that changed in so many days are wanted */
	int64_t keep;           /* Days for which its indicators are active */
	int list;               /* Which list: enum ioc_list */
	int confidence;         /* How sure: enum ioc_level */
	int fp_rate;            /* How often a false alarm: enum ioc_fp_rate */
	int tlp;                /* Least strict label of what comes: enum tlp; never RED */
	const char *owner;      /* Who switched it on: in whose name it is taken in */
	int64_t asked;          /* When somebody asked to look at it now */
	int64_t due;            /* When it is looked at next; never: not by itself */
	int64_t lease;          /* Until when somebody looks at it */
	int64_t tried;          /* Last look */
	int64_t worked;         /* Last look that reached its end */
	int64_t failures;       /* In a row */
	const char *failed;     /* What went wrong last; none when it worked */
	const char *told;       /* What the last look found, JSON */
	int64_t events;         /* Events that were taken in */
	int64_t added;          /* Indicators that were new */
	int64_t created;        /* When */
	const char *created_by; /* By whom */
	int64_t changed;        /* Last change by a person */
	int64_t version;        /* Counts its changes */
};

/* An event of a source as it was taken in. */
struct ioc_source_event {
	const char *id;     /* The source's identifier, a colon, the event's UUID */
	const char *source; /* Which source */
	int64_t stamp;      /* When it had changed there, as it says; seconds since 1970 */
	int64_t taken;      /* When it was taken in */
	int64_t added;      /* Indicators that were new */
	int64_t refused;    /* What was not taken */
	const char *failed; /* Why it was not taken at all */
};

/* The fields of the structs. */
extern const struct record_type ioc_source_type, ioc_source_event_type;

#endif
