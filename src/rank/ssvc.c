#include "rank/ssvc.h"

const char *const ssvc_priority_names[] = {
    "defer", "scheduled", "out-of-cycle", "immediate", NULL};
const char *const ssvc_level_names[] = {"track", "track*", "attend", "act", NULL};

enum ssvc_priority ssvc_deployer(
    int exploitation, enum ssvc_exposure exposure, bool automatable, enum ssvc_human human)
{
	/* By exploitation, exposure, automatable; a digit a human impact, low to very high. */
	static const char *const table[SSVC_ACTIVE + 1][SSVC_EXPOSURES][2] = {
	    [SSVC_NONE] = {{"0011", "0111"}, {"0111", "1111"}, {"0111", "1112"}},
	    [SSVC_POC] = {{"0111", "1111"}, {"0111", "1112"}, {"1112", "1122"}},
	    [SSVC_ACTIVE] = {{"1122", "1222"}, {"1122", "2222"}, {"1223", "2233"}},
	};

	return (enum ssvc_priority)(table[exploitation][exposure][automatable][human] - '0');
}

enum ssvc_human ssvc_human_of(enum ssvc_safety safety, enum ssvc_mission mission)
{
	/* What fails altogether, or kills, is the worst; else the mission up to its own weight,
	 * raised by harm to people. */
	if (safety == SSVC_CATASTROPHIC || mission == SSVC_MISSION_FAILURE)
		return SSVC_VERY_HIGH;
	if (safety == SSVC_CRITICAL)
		return mission == SSVC_DEGRADED ? SSVC_MEDIUM : SSVC_HIGH;
	return mission == SSVC_MEF_FAILURE ? SSVC_MEDIUM : SSVC_LOW;
}

enum ssvc_level ssvc_coordinator(
    int exploitation, bool automatable, bool total, enum ssvc_human human)
{
	/* By exploitation, automatable, total; a digit a human impact, low to high. */
	static const char *const table[SSVC_ACTIVE + 1][2][2] = {
	    [SSVC_NONE] = {{"000", "001"}, {"002", "002"}},
	    [SSVC_POC] = {{"001", "012"}, {"002", "012"}},
	    [SSVC_ACTIVE] = {{"002", "023"}, {"223", "233"}},
	};
	int at = human == SSVC_VERY_HIGH ? SSVC_HIGH : (int)human;

	return (enum ssvc_level)(table[exploitation][automatable][total][at] - '0');
}
