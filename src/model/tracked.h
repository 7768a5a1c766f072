/* Findings as the desk follows them from run to run, what is exposed, and the figures of a day.
 */
#ifndef VARDE_MODEL_TRACKED_H
#define VARDE_MODEL_TRACKED_H

#include "base/vec.h"
#include "model/finding.h"
#include "model/record.h"

/* Kinds of exposed asset. */
enum exposed_kind {
	EXPOSED_NAME,
	EXPOSED_ADDRESS,
	EXPOSED_SERVICE,
};

/* States of a tracked finding (cert-desk 2.6). */
enum tracked_state {
	TRACKED_TRIAGE,
	TRACKED_OPEN,
	TRACKED_NOTIFIED,
	TRACKED_ACKNOWLEDGED,
	TRACKED_IN_PROGRESS,
	TRACKED_CLAIMED_FIXED,
	TRACKED_VERIFYING,
	TRACKED_VERIFIED_FIXED,
	TRACKED_FALSE_POSITIVE,
	TRACKED_ACCEPTED,
	TRACKED_NOT_OURS,
	TRACKED_DUPLICATE,
	TRACKED_MITIGATED,
	TRACKED_WITHDRAWN, /* what stated it, states it no more: nobody has mended anything */
};

/* A weakness of one organisation, followed until a machine has verified that it is gone. */
struct tracked {
	const char *id;            /* Identifier: 128 random bits in 26 letters */
	const char *ref;           /* Number that people use, F-2026-000042 */
	const char *org;           /* Whose */
	const char *type;          /* Finding type, kb/findings */
	const char *key;           /* What makes it the same in another run */
	int criticality;           /* How bad: enum criticality */
	int category;              /* What kind: enum category */
	const char *subject;       /* Domain, host or address */
	const char *addr;          /* Address; none for a domain */
	int64_t port;              /* Port, 0 for none */
	const char *product;       /* Product that chooses the remedy */
	struct text_list evidence; /* Lines that show it */
	int state;                 /* Where it stands: enum tracked_state */
	int64_t first_seen;        /* First run that saw it */
	int64_t last_seen;         /* Last run that saw it */
	int64_t checked;           /* Last run that covered it */
	int64_t missed;            /* Runs in a row that covered it and did not see it */
	const char *run;           /* Last run that saw it */
	int64_t due;               /* Deadline */
	const char *due_rule;      /* Rule the deadline comes from */
	int64_t planned;           /* When the member plans to have mended it */
	const char *owner;         /* Who works on it */
	int64_t expires;           /* When an acceptance ends */
	const char *reason;        /* Why accepted, a false positive, not theirs */
	const char *decided_by;    /* Who accepted or reviewed */
	const char *duplicate_of;  /* The finding it is the same as */
	const char *regression_of; /* The closed finding that came back later than 90 days */
	int64_t closed;            /* When it was closed */
	const char *closed_how;    /* By what: run, retest, member, knowledge */
	int64_t reopened;          /* How often it came back */
	int64_t version;           /* Counts its changes */
	const char *source; /* Who stated it first: knowledge, import:nmap; none for a run */
	const char *title;  /* Own title, where the type says too little */
};

/* A step of a tracked finding. */
struct tracked_event {
	const char *id;      /* Identifier: 128 random bits in 26 letters */
	const char *finding; /* Of which */
	int64_t time;        /* When */
	const char *actor;   /* Who; none for Varde itself */
	int was;             /* From: enum tracked_state */
	int becomes;         /* To: enum tracked_state */
	const char *note;    /* Remark */
	const char *run;     /* Run that showed it */
};

/* Something that is exposed: a name, an address or a service, with when it was seen. */
struct exposed {
	const char *id;       /* Identifier: 128 random bits in 26 letters */
	const char *org;      /* Whose */
	int type;             /* What: enum exposed_kind */
	const char *name;     /* Name, address, or address:port/transport */
	const char *parent;   /* Name or address it hangs on */
	const char *addr;     /* Address */
	int64_t port;         /* Port, 0 for none */
	const char *protocol; /* Protocol of a service */
	const char *product;  /* Product and version */
	int64_t first_seen;   /* First seen */
	int64_t last_seen;    /* Last seen */
	int64_t changed;      /* When product or version changed */
	const char *run;      /* Last run that saw it */
	bool gone;            /* The last run that covered it did not see it */
	int worst;            /* Worst open finding on it: enum criticality */
};

/* Something new, changed or gone in what an organisation exposes. */
struct exposure_event {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	const char *org;    /* Whose */
	int64_t time;       /* When */
	const char *asset;  /* Which */
	const char *what;   /* new, changed, gone or back */
	const char *name;   /* Its name */
	const char *detail; /* From what to what */
	const char *run;    /* Run that showed it */
};

/* The figures of one organisation on one day. */
struct snapshot {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	const char *org;    /* Whose */
	int64_t day;        /* The day, midnight UTC */
	int64_t critical;   /* Open critical findings */
	int64_t high;       /* Open high ones */
	int64_t medium;     /* Open medium ones */
	int64_t low;        /* Open low ones */
	int64_t info;       /* Open informational ones */
	int64_t overdue;    /* Open after their deadline */
	int64_t opened;     /* Opened in the last 30 days */
	int64_t closed;     /* Closed in the last 30 days */
	int64_t median_age; /* Median age of open findings, milliseconds */
	int64_t median_fix; /* Median time to fix of those closed in the last 90 days,
			       milliseconds */
	int64_t assets;     /* Names and addresses exposed */
	int64_t services;   /* Services exposed */
	int64_t grade_tls;  /* 0 to 100; -1: none */
	int64_t grade_mail; /* 0 to 100; -1: none */
	int64_t grade_dns;  /* 0 to 100; -1: none */
	int64_t grade;      /* Overall, 0 to 100; -1: none */
};

/* The figures of a part of the sector on one day (desk/sector.h). */
struct sector_day {
	const char *id;     /* Identifier: 128 random bits in 26 letters */
	int64_t day;        /* The day, midnight UTC */
	const char *region; /* Region; * for all */
	const char *type;   /* Kind of organisation; * for all */
	int64_t orgs;       /* Organisations that have figures */
	int64_t critical;   /* Their open critical findings */
	int64_t high;       /* Open high ones */
	int64_t medium;     /* Open medium ones */
	int64_t low;        /* Open low ones */
	int64_t info;       /* Open informational ones */
	int64_t overdue;    /* Open after their deadline */
	const char *spread; /* How figures are spread, without what rests on few: numbers */
};

/* Names of the enums' values, as in JSON; NULL-terminated. */
extern const char *const exposed_kind_names[], *const tracked_state_names[];

/* The fields of the structs. */
extern const struct record_type tracked_type, tracked_event_type, exposed_type,
    exposure_event_type, snapshot_type, sector_day_type;

#endif
