/*
 * Decisions of SSVC (Stakeholder-Specific Vulnerability Categorization, CERT/CC) as published
 * tables: when a deployer mends (version 1.0.0 of "Deployer Patch Application Priority"), what
 * a coordinator does (CISA's levels 2.0.3), and how safety and mission make human impact
 * (1.0.0). Pure.
 */
#ifndef VARDE_RANK_SSVC_H
#define VARDE_RANK_SSVC_H

#include "model/vuln.h"

/* How much of the system attackers can reach. */
enum ssvc_exposure { SSVC_SMALL, SSVC_CONTROLLED, SSVC_OPEN, SSVC_EXPOSURES };

/* What an attack does to people and to what the organisation is for. */
enum ssvc_human { SSVC_LOW, SSVC_MEDIUM, SSVC_HIGH, SSVC_VERY_HIGH, SSVC_HUMANS };
enum ssvc_safety {
	SSVC_NEGLIGIBLE,
	SSVC_MARGINAL,
	SSVC_CRITICAL,
	SSVC_CATASTROPHIC,
	SSVC_SAFETIES,
};
enum ssvc_mission {
	SSVC_DEGRADED,    /* of little consequence */
	SSVC_CRIPPLED,    /* what supports an essential function */
	SSVC_MEF_FAILURE, /* an essential function */
	SSVC_MISSION_FAILURE,
	SSVC_MISSIONS,
};

/* When to mend. */
enum ssvc_priority {
	SSVC_DEFER,
	SSVC_SCHEDULED,
	SSVC_OUT_OF_CYCLE,
	SSVC_IMMEDIATE,
	SSVC_PRIORITIES,
};

/* What CISA does: track, track closely, attend, act. */
enum ssvc_level { SSVC_TRACK, SSVC_TRACK_CLOSELY, SSVC_ATTEND, SSVC_ACT, SSVC_LEVELS };

/* Names as the tables write them ("out-of-cycle", "track*"); NULL at the end. */
extern const char *const ssvc_priority_names[], *const ssvc_level_names[];

/* When a deployer mends: 72 rows. exploitation is enum ssvc_exploitation. */
enum ssvc_priority ssvc_deployer(
    int exploitation, enum ssvc_exposure exposure, bool automatable, enum ssvc_human human);

/* Human impact from safety and mission: 16 rows. */
enum ssvc_human ssvc_human_of(enum ssvc_safety safety, enum ssvc_mission mission);

/* What a coordinator does: 36 rows. human up to SSVC_HIGH: very high counts as high. */
enum ssvc_level ssvc_coordinator(
    int exploitation, bool automatable, bool total, enum ssvc_human human);

#endif
